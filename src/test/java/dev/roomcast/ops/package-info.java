/** Health, counters and settings, without a server. */
package dev.roomcast.ops;
