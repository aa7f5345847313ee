/**
 * The Java client of a Roomcast server, for back ends and services: one user's connection that is kept open through
 * whatever happens to single connections, with rooms that are resumed where they stopped and messages that are sent
 * once and in order.
 *
 * <p>Begin with {@link dev.roomcast.client.RoomcastClient#builder(java.net.URI)}. All that a client knows is changed on
 * one thread of its own, its loop; listeners are called one after the other on another thread, and may block.
 */
package dev.roomcast.client;
