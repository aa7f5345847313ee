/**
 * The way to Redis: dedicated connections for commands, pipelined, which are made again when they are lost, with what was
 * not answered sent again in order; and for each node the route by which its keys are reached.
 */
package dev.roomcast.broker.redis.link;
