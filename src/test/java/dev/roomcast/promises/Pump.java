package dev.roomcast.promises;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

import dev.roomcast.testing.ResumingClient;
import dev.roomcast.testing.ResumingClient.Ack;

/** A writer without pause: the next message goes out as the last one is acked, until it is stopped. */
final class Pump {

    private final ResumingClient writer;
    private final String roomId;
    private final List<Ack> acks = new ArrayList<>();
    private final CompletableFuture<Void> stopped = new CompletableFuture<>();
    private volatile boolean stopping;
    private int sent;

    Pump(ResumingClient writer, String roomId) {
        this.writer = writer;
        this.roomId = roomId;
    }

    Pump start() {
        next();
        return this;
    }

    private void next() {
        if (stopping) {
            stopped.complete(null);
            return;
        }
        writer.publish(roomId, sent++).whenComplete((ack, failure) -> {
            if (failure != null) {
                stopped.completeExceptionally(failure);
                return;
            }
            synchronized (acks) {
                acks.add(ack);
            }
            next();
        });
    }

    /** Stops behind the message under way; the last acked offset, 0 where there was none. */
    long stop() {
        stopping = true;
        stopped.orTimeout(30, TimeUnit.SECONDS).join();
        return acks().stream().mapToLong(Ack::offset).max().orElse(0);
    }

    List<Ack> acks() {
        synchronized (acks) {
            return List.copyOf(acks);
        }
    }
}
