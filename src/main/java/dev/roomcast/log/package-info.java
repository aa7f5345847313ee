/**
 * Log events: one line for each thing that happened, with a name and fields. Never a token, a key, or what a message says.
 */
package dev.roomcast.log;
