package dev.roomcast.client;

/** A listener that was added. */
@FunctionalInterface
public interface Subscription extends AutoCloseable {

    /** Takes the listener off; it hears nothing that happens from now on. Safe for any thread, and more than once. */
    @Override
    void close();
}
