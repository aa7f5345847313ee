/**
 * The broker that keeps everything in this process: nothing to install, nothing to run beside it, gone when the process
 * ends.
 */
package dev.roomcast.broker.memory;
