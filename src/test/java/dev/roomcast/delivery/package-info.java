/** What it costs to make a frame, and to hand it to the members of a room on one event loop. */
package dev.roomcast.delivery;
