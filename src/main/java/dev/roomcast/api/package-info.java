/**
 * The HTTP side, for other programs: the same rooms, rights and checks as over WebSocket, answered as records that OpenAPI
 * describes, and as problem documents (RFC 9457) where something is wrong.
 */
package dev.roomcast.api;
