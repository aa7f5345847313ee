/**
 * Operation: whether the server is well, what it counts, whether it is going away, and that its settings make sense.
 */
package dev.roomcast.ops;
