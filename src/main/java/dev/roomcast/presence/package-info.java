/** Who is online and who is in a room, as pages of a list that a client can ask for. */
package dev.roomcast.presence;
