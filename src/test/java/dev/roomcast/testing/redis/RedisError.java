package dev.roomcast.testing.redis;

/** Redis answered a command with an error; the message is Redis' own, {@code OOM …} or {@code READONLY …}. */
public final class RedisError extends RuntimeException {

    private static final long serialVersionUID = 1L;

    RedisError(String message) {
        super(message);
    }
}
