/**
 * How much may be asked of the server: what requests cost ({@link dev.roomcast.limits.Cost}), and what a connection, a user
 * and an address have left ({@link dev.roomcast.limits.Budget}). Whoever lets something in charges it here first. What has to
 * wait is served in turns ({@link dev.roomcast.limits.FairQueue}).
 */
package dev.roomcast.limits;
