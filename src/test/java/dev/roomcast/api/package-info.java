/** Tests of what the HTTP API is made of, without a server. */
package dev.roomcast.api;
