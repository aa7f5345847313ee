/**
 * How bytes leave: a message is encoded once as a {@link dev.roomcast.delivery.Frame}, each event loop has a
 * {@link dev.roomcast.delivery.LoopShard} that owns the members on it, and everything to one connection goes through its
 * {@link dev.roomcast.delivery.Outbox}, in one order and bounded. The handlers of the socket below, which bound what peers
 * send before and after the upgrade, are here too, since this is the only package that touches Netty; it knows nothing of
 * what a message means.
 */
package dev.roomcast.delivery;
