/**
 * What is done to a server: rooms and members, messages at a rate or in flight, idle crowds, storms. Every delivery is
 * checked for loss, doubles and order while it is counted.
 */
package dev.roomcast.bench.load;
