/** Tests of what belongs to one connection. */
package dev.roomcast.session;
