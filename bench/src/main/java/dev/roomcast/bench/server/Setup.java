package dev.roomcast.bench.server;

/**
 * How a server is to be set up.
 *
 * @param instances one, or two around a Redis
 * @param deflate whether it negotiates permessage-deflate
 */
public record Setup(int instances, boolean deflate) {

    /** One instance, everything in memory, nothing compressed. */
    public static final Setup PLAIN = new Setup(1, false);

    /** Whether there is a Redis. */
    public boolean redis() {
        return instances > 1;
    }
}
