/** The packaged jar as a process of its own: how it starts, refuses to, reads its environment, and goes on SIGTERM. */
package dev.roomcast.packaged;
