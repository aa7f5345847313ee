/**
 * One connection from its first frame to its last: who it is, which rooms it is in, its limits, its heartbeat and the end of
 * its token; and for each request the step from the message to the service that does it. Neither Netty nor any store is
 * known here.
 */
package dev.roomcast.session;
