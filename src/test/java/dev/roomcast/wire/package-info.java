/**
 * The wire contract from a client's side, a class for each part of the protocol page. The server runs in this process and
 * is spoken to through real sockets only.
 */
package dev.roomcast.wire;
