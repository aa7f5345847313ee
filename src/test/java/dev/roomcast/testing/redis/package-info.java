/**
 * Real Redis for tests, as processes that can be killed, stopped and restarted: one server, a Cluster, a master with
 * Sentinels. Nothing here knows a class of Roomcast, or of a Redis client.
 */
package dev.roomcast.testing.redis;
