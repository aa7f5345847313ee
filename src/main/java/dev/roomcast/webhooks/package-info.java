/**
 * Tells back ends of what happened, by HTTP requests that are signed and repeated until they are answered. What there is to
 * tell waits in the {@link dev.roomcast.broker.EventQueue} of the broker; one instance at a time delivers it, a stream after
 * another for each target, in order.
 */
package dev.roomcast.webhooks;
