/** What is read and written, without a server. */
package dev.roomcast.protocol;
