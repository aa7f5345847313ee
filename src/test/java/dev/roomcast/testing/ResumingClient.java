package dev.roomcast.testing;

import static java.util.concurrent.TimeUnit.MILLISECONDS;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.Executors;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;

import com.fasterxml.jackson.databind.node.ObjectNode;

/**
 * A client as PROTOCOL.md wants one: comes back when its connection ends, resumes its rooms with {@code since}, and
 * retries what was not acked with the same {@code messageId}. It keeps a {@link RoomRecord} of each room. Safe for many
 * threads.
 */
public final class ResumingClient implements AutoCloseable {

    private static final Executor THREADS = Executors.newCachedThreadPool(task -> {
        Thread thread = new Thread(task, "resuming-client");
        thread.setDaemon(true);
        return thread;
    });

    private static final long RETRY_MS = 25;

    /**
     * An acked message.
     *
     * @param messageId as it was sent
     * @param offset where it is in the log
     * @param epoch of which life of the log
     * @param duplicate whether the server knew it already
     */
    public record Ack(String messageId, long offset, String epoch, boolean duplicate) {}

    private record Pending(String roomId, String text, CompletableFuture<Ack> acked) {}

    private final Supplier<Connector> connector;
    private final Map<String, RoomRecord> records = new HashMap<>();
    private final Set<String> wanted = new TreeSet<>();
    private final Map<String, Boolean> joins = new HashMap<>(); // request id -> with since
    private final Set<String> joining = new TreeSet<>(); // asked, and not caught up yet
    private final Map<String, Pending> outbox = new LinkedHashMap<>();
    private final List<Close> closes = new ArrayList<>();
    private final List<String> failures = new ArrayList<>();
    private RoomcastClient client;
    private Runnable onConnected = () -> {};
    private int generation;
    private int connections;
    private boolean ended;

    /** @param connector makes a fresh description of the connection each time one is needed */
    public ResumingClient(Supplier<Connector> connector) {
        this.connector = connector;
    }

    /** Called on a thread of its own after each connection was made, before anything was received on it. */
    public synchronized ResumingClient onConnected(Runnable action) {
        this.onConnected = action;
        return this;
    }

    /** Connects; from now on until {@link #close} it stays so. */
    public ResumingClient start() {
        connect();
        return this;
    }

    // --- rooms ---

    /** Joins and waits until the room is caught up; a room known already is resumed. */
    public void join(String roomId) {
        synchronized (this) {
            wanted.add(roomId);
            if (!record(roomId).isLive() && !joining.contains(roomId)) {
                sendJoin(roomId);
            }
        }
        await(roomId + " caught up", () -> record(roomId).isLive());
    }

    /** Leaves and waits until that is so. */
    public void leave(String roomId) {
        synchronized (this) {
            wanted.remove(roomId);
            await(roomId + " joined before it is left", () -> !joining.contains(roomId));
            send(Json.object("type", "leave-room", "roomId", roomId).toString());
        }
        await(roomId + " left", () -> record(roomId).isOut());
    }

    public synchronized RoomRecord record(String roomId) {
        return records.computeIfAbsent(roomId, RoomRecord::new);
    }

    /** Waits until this member has seen the offset. */
    public void awaitOffset(String roomId, long offset) {
        await("offset " + offset + " of " + roomId, () -> record(roomId).last() >= offset);
    }

    // --- publishing ---

    /** Publishes with a fresh {@code messageId}, now or once the room is there, until it is acked. */
    public CompletableFuture<Ack> publish(String roomId, Object content) {
        return publish(roomId, content, UUID.randomUUID().toString());
    }

    public CompletableFuture<Ack> publish(String roomId, Object content, String messageId) {
        return enqueue(
                roomId,
                messageId,
                Json.object("type", "room-message", "roomId", roomId, "content", content, "messageId", messageId));
    }

    /** Deletes one's own message, with the same care as a publish. */
    public CompletableFuture<Ack> delete(String roomId, long offset) {
        String messageId = UUID.randomUUID().toString();
        return enqueue(
                roomId,
                messageId,
                Json.object("type", "delete-message", "roomId", roomId, "offset", offset, "messageId", messageId));
    }

    /** Waits until nothing is left to be acked. */
    public void awaitAcks() {
        await("all acks", outbox::isEmpty);
    }

    private synchronized CompletableFuture<Ack> enqueue(String roomId, String messageId, ObjectNode message) {
        Pending underWay = outbox.get(messageId);
        if (underWay != null) {
            return underWay.acked();
        }
        Pending pending = new Pending(roomId, message.put("id", messageId).toString(), new CompletableFuture<>());
        outbox.put(messageId, pending);
        if (record(roomId).isLive()) {
            send(pending.text());
        }
        return pending.acked();
    }

    // --- what happened ---

    /** How often it connected. */
    public synchronized int connections() {
        return connections;
    }

    /** How its connections ended, in turn. */
    public synchronized List<Close> closes() {
        return List.copyOf(closes);
    }

    /** What went wrong beside the records: unexpected errors from the server. */
    public synchronized List<String> failures() {
        return List.copyOf(failures);
    }

    /** The connection is lost now, without a good-bye; the client notices and comes back. */
    public void drop() {
        RoomcastClient current;
        synchronized (this) {
            current = client;
        }
        if (current != null) {
            current.drop();
        }
    }

    /** Ends for good. */
    @Override
    public void close() {
        RoomcastClient current;
        synchronized (this) {
            ended = true;
            current = client;
        }
        if (current != null) {
            current.close();
        }
    }

    /** Waits until it is so; it can only become so by something received. */
    public synchronized void await(String what, BooleanSupplier isSo) {
        long end = System.nanoTime() + RoomcastClient.PATIENCE.toNanos();
        try {
            while (!isSo.getAsBoolean()) {
                long left = end - System.nanoTime();
                if (left <= 0) {
                    throw new AssertionError("waited in vain for " + what + "; closes " + closes + ", failures "
                            + failures + ", connected " + (client != null && client.isOpen()) + ", joining " + joining
                            + ", wanted " + wanted + ", unacked " + outbox.keySet() + ", live "
                            + records.values().stream().map(RoomRecord::isLive).toList());
                }
                wait(Math.max(1, Duration.ofNanos(left).toMillis()));
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError(e);
        }
    }

    // --- the connection ---

    private void connect() {
        int mine;
        Runnable hook;
        synchronized (this) {
            mine = ++generation;
            hook = onConnected;
        }
        RoomcastClient fresh;
        try {
            fresh = connector.get().connect(c -> c.onFrame(frame -> arrived(mine, frame)));
        } catch (RuntimeException refused) {
            later(this::connect, RETRY_MS);
            return;
        }
        synchronized (this) {
            connections++;
            client = fresh;
            wanted.forEach(this::sendJoin);
        }
        fresh.whenClosed().thenAcceptAsync(close -> lost(mine, close), THREADS);
        THREADS.execute(hook);
        if (isEnded()) {
            fresh.close();
        }
    }

    private synchronized boolean isEnded() {
        return ended;
    }

    private void lost(int which, Close close) {
        synchronized (this) {
            if (which != generation) {
                return;
            }
            closes.add(close);
            client = null;
            generation++; // frames still on their way from the old connection count no more
            joins.clear();
            joining.clear();
            records.values().forEach(RoomRecord::disconnected);
            notifyAll();
            if (ended) {
                return;
            }
        }
        if (close.code() == 1001 || close.code() == Close.ABNORMAL) {
            connect();
        } else {
            later(this::connect, RETRY_MS);
        }
    }

    private void later(Runnable action, long delayMs) {
        if (!isEnded()) {
            CompletableFuture.delayedExecutor(delayMs, MILLISECONDS, THREADS).execute(action);
        }
    }

    private void send(String text) {
        if (client != null) {
            client.sendText(text);
        }
    }

    private void sendJoin(String roomId) {
        RoomRecord record = record(roomId);
        ObjectNode join = Json.object("type", "join-room", "roomId", roomId);
        if (record.isKnown()) {
            join.set("since", Json.object("epoch", record.epoch(), "offset", record.last()));
        } else {
            join.put("history", 0);
        }
        String id = RoomcastClient.nextId();
        if (client == null) {
            return; // sent once there is a connection
        }
        joins.put(id, record.isKnown());
        joining.add(roomId);
        send(join.put("id", id).toString());
    }

    // --- what comes ---

    private synchronized void arrived(int from, Frame frame) {
        if (from != generation) {
            return;
        }
        String roomId = frame.text("roomId");
        switch (frame.type()) {
            case "room-joined" -> {
                record(roomId).joined(frame, joins.getOrDefault(frame.id(), false));
                flush(roomId);
            }
            case "message-history" -> {
                record(roomId).history(frame);
                flush(roomId);
            }
            case "room-left" -> record(roomId).left();
            case "room-reset" -> record(roomId).reset(frame);
            case "ack" -> acked(frame);
            case "error" -> failed(frame);
            default -> {
                if (roomId != null) {
                    record(roomId).live(frame);
                }
            }
        }
        notifyAll();
    }

    private void flush(String roomId) {
        if (record(roomId).isLive()) {
            joining.remove(roomId);
            outbox.values().stream()
                    .filter(pending -> pending.roomId().equals(roomId))
                    .forEach(pending -> send(pending.text()));
        }
    }

    private void acked(Frame ack) {
        Pending pending = outbox.remove(ack.id());
        if (pending != null) {
            pending.acked()
                    .completeAsync(
                            () -> new Ack(ack.id(), ack.offset(), ack.text("epoch"), ack.flag("duplicate")), THREADS);
        }
    }

    private void failed(Frame error) {
        Pending pending = outbox.get(error.id());
        String code = error.text("code");
        if (pending != null && (code.equals("rate-limited") || code.equals("unavailable"))) {
            later(() -> retry(error.id()), Math.max(RETRY_MS, error.number("retryAfterMs")));
        } else if (pending != null && !code.equals("not-in-room")) {
            outbox.remove(error.id());
            THREADS.execute(() -> pending.acked().completeExceptionally(new AssertionError(error.toString())));
        } else if (pending == null) {
            failures.add(error.toString());
            joining.clear(); // it may have been a join: whoever waits for it must not hang
        }
    }

    private synchronized void retry(String messageId) {
        Pending pending = outbox.get(messageId);
        if (pending != null && record(pending.roomId()).isLive()) {
            send(pending.text());
        }
    }
}
