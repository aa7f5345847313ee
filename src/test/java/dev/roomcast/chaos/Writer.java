package dev.roomcast.chaos;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

import dev.roomcast.testing.Json;
import dev.roomcast.testing.ResumingClient;
import dev.roomcast.testing.ResumingClient.Ack;

/**
 * Writes numbered messages to one room, each as it is told to, with so many under way at most. A message's id is the
 * writer's name and the number, so that the log tells the order they were accepted in.
 */
final class Writer {

    /** An acked message by its number. */
    record Written(long number, Ack ack) {}

    private final String name;
    private final ResumingClient client;
    private final String room;
    private final int window;
    private final List<Written> written = new ArrayList<>();
    private final List<String> failures = new ArrayList<>();
    private long sent;
    private Ack latest;
    private int underWay;

    Writer(String name, ResumingClient client, String room, int window) {
        this.name = name;
        this.client = client;
        this.room = room;
        this.window = window;
    }

    String name() {
        return name;
    }

    ResumingClient client() {
        return client;
    }

    String room() {
        return room;
    }

    static String messageId(String writer, long number) {
        return writer + ":" + number;
    }

    /** Writes the next message, unless as many as allowed are under way. */
    synchronized void write() {
        if (underWay == window) {
            return;
        }
        underWay++;
        long number = ++sent;
        client.publish(room, Json.object("writer", name, "number", number), messageId(name, number))
                .whenComplete((ack, failure) -> answered(number, ack, failure));
    }

    private synchronized void answered(long number, Ack ack, Throwable failure) {
        underWay--;
        if (failure == null) {
            written.add(new Written(number, ack));
            latest = ack.isBehind(latest) ? ack : latest;
        } else {
            failures.add(name + " was refused " + number + ": " + failure);
        }
        notifyAll();
    }

    /** The ack of what is last in the room's log; null before the first. */
    synchronized Ack latest() {
        return latest;
    }

    /** What was acked, as the acks came. */
    synchronized List<Written> written() {
        return List.copyOf(written);
    }

    /** Messages that were refused for good, in words. */
    synchronized List<String> failures() {
        return List.copyOf(failures);
    }

    /**
     * Waits until nothing is under way any more.
     *
     * @return false where that did not come to pass in time
     */
    synchronized boolean awaitAcks(Duration patience) throws InterruptedException {
        long end = System.nanoTime() + patience.toNanos();
        for (long left = patience.toMillis(); underWay > 0 && left > 0; left = (end - System.nanoTime()) / 1_000_000) {
            wait(left);
        }
        return underWay == 0;
    }
}
