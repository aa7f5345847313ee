/** Tokens, grants and guests, without a server but where keys come from settings. */
package dev.roomcast.auth;
