/**
 * One connection from its first frame to its last. {@link dev.roomcast.session.Session} is who it is and when it ends,
 * {@link dev.roomcast.session.Memberships} the rooms that it is in; {@link dev.roomcast.session.SessionInbox} takes its
 * requests in their order, and {@link dev.roomcast.session.RequestHandler} each of them to the service that does it. Neither Netty nor any store is known here.
 */
package dev.roomcast.session;
