/**
 * What travels between a client and the server: the messages of both directions, the codec, the codes of errors and of
 * closing, and the limits on what is read. It knows nothing of connections, rooms or stores.
 */
package dev.roomcast.protocol;
