package dev.roomcast.client;

import java.util.concurrent.CompletableFuture;

/** A result that the application waits for. It is completed off the loop, since what depends on it may block. */
final class Promise<T> {

    private final CompletableFuture<T> future = new CompletableFuture<>();
    private final Callbacks callbacks;

    Promise(Callbacks callbacks) {
        this.callbacks = callbacks;
    }

    CompletableFuture<T> future() {
        return future;
    }

    void resolve(T value) {
        callbacks.run(() -> future.complete(value));
    }

    void reject(RoomcastException error) {
        callbacks.run(() -> future.completeExceptionally(error));
    }
}
