/** What may stand in a log line. */
package dev.roomcast.log;
