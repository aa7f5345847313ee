/**
 * Where connections come in: the checks of a handshake in their order, and two {@code @WebSocket} endpoints that hand over to
 * a session and do nothing else.
 */
package dev.roomcast.endpoint;
