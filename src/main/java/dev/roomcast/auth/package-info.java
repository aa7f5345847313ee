/**
 * Tokens in, {@link dev.roomcast.auth.User} out: who somebody is, what they may do in which room, guests and their keys,
 * and the demo sign-in's tokens.
 */
package dev.roomcast.auth;
