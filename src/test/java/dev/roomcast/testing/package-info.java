/**
 * What tests, the fault runs and the load generator use to speak to a Roomcast server from outside: clients that behave
 * ({@link dev.roomcast.testing.RoomcastClient}, {@link dev.roomcast.testing.ResumingClient}), one that does not
 * ({@link dev.roomcast.testing.RawWebSocket}), tokens, the HTTP API, servers in this process or in one of their own, and
 * a network that fails. Nothing here knows a class of the server: only what travels.
 */
package dev.roomcast.testing;
