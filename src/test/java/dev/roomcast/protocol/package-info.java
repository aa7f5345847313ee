/** What is read and written, without a server, and what that costs. */
package dev.roomcast.protocol;
