/**
 * How much may be asked of the server: what is counted ({@link dev.roomcast.limits.Cost}), how much of it a connection, a
 * user and an address have, and who has what left. Whoever lets something in charges it here first.
 */
package dev.roomcast.limits;
