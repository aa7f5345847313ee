/**
 * The servers that are measured, as processes held to core 0, and what the operating system says of their CPU time and
 * memory.
 */
package dev.roomcast.bench.server;
