/**
 * Where connections come in. {@link dev.roomcast.endpoint.HandshakeChecks} runs the checks of a handshake in their order, and
 * {@link dev.roomcast.endpoint.Rejections} has the response for each that fails; two {@code @WebSocket} endpoints hand over
 * to a session and do nothing else.
 */
package dev.roomcast.endpoint;
