/**
 * A WebSocket client that costs little: one event loop for all connections, frames read where they lie, and no object made
 * for a delivery. What is said on a connection is each server's own {@code Protocol}.
 */
package dev.roomcast.bench.client;
