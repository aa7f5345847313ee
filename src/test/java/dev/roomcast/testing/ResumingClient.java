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
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;

import com.fasterxml.jackson.databind.node.ObjectNode;

/**
 * A client as PROTOCOL.md wants one: comes back when its connection ends, resumes its rooms with {@code since}, and
 * retries what was not acked with the same {@code messageId}, in the order it was published in. It keeps a
 * {@link RoomRecord} of each room. Safe for many threads.
 */
public final class ResumingClient implements AutoCloseable {

    private static final Executor THREADS = Executors.newCachedThreadPool(task -> {
        Thread thread = new Thread(task, "resuming-client");
        thread.setDaemon(true);
        return thread;
    });

    /** Between two tries to connect: doubled with each that fails, up to the second, less up to a half by chance. */
    private static final long FIRST_BACKOFF_MS = 50;

    private static final long LONGEST_BACKOFF_MS = 2_000;

    /** Before what the store did not answer is tried again. */
    private static final long UNAVAILABLE_MS = 200;

    /**
     * An acked message.
     *
     * @param messageId as it was sent
     * @param offset where it is in the log
     * @param epoch of which life of the log
     * @param duplicate whether the server knew it already
     * @param refusals how often an error made it be sent again, behind what was under way with it
     */
    public record Ack(String messageId, long offset, String epoch, boolean duplicate, int refusals) {

        /** Whether it was acked later than another: in a later epoch, or behind it in the same. */
        public boolean isBehind(Ack other) {
            return other == null
                    || epoch.compareTo(other.epoch) > 0
                    || (epoch.equals(other.epoch) && offset > other.offset);
        }
    }

    /** A join that was asked for, by whether it was with {@code since}. */
    private record Joining(String roomId, boolean withSince) {}

    /** A message that is not acked yet. */
    private static final class Pending {
        private final String roomId;
        private final String text;
        private final CompletableFuture<Ack> acked = new CompletableFuture<>();
        private boolean underWay;
        private int refusals;

        Pending(String roomId, String text) {
            this.roomId = roomId;
            this.text = text;
        }
    }

    private final Supplier<Connector> connector;
    private final Map<String, RoomRecord> records = new HashMap<>();
    private final Set<String> wanted = new TreeSet<>();
    private final Map<String, Joining> joins = new HashMap<>(); // by request id
    private final Set<String> joining = new TreeSet<>(); // asked, and not caught up yet
    private final Map<String, Pending> outbox = new LinkedHashMap<>();
    private final Set<String> held = new TreeSet<>(); // rooms whose messages wait for a refused one to be tried again
    private final List<Close> closes = new ArrayList<>();
    private final List<Long> reconnectsAfterMs = new ArrayList<>();
    private final List<String> failures = new ArrayList<>();
    private RoomcastClient client;
    private Runnable onConnected = () -> {};
    private int generation;
    private final List<Long> connectedAt = new ArrayList<>();
    private int attempts; // to connect, since a room was joined
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
        awaitOffset(roomId, offset, RoomcastClient.PATIENCE);
    }

    /** As {@link #awaitOffset(String, long)}, for as long as that. */
    public void awaitOffset(String roomId, long offset, Duration patience) {
        await(
                "offset " + offset + " of " + roomId,
                patience,
                () -> record(roomId).last() >= offset);
    }

    /** Waits until this member has seen what was acked there, or hears of a later epoch. */
    public void awaitSeen(String roomId, Ack acked, Duration patience) {
        await(
                "offset " + acked.offset() + " of " + roomId + " in epoch " + acked.epoch(),
                patience,
                () -> record(roomId).hasReached(acked.epoch(), acked.offset()));
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
        Pending known = outbox.get(messageId);
        if (known != null) {
            return known.acked;
        }
        Pending pending = new Pending(roomId, message.put("id", messageId).toString());
        outbox.put(messageId, pending);
        if (record(roomId).isLive() && !held.contains(roomId)) {
            send(pending);
        }
        return pending.acked;
    }

    // --- what happened ---

    /** How often it connected. */
    public synchronized int connections() {
        return connectedAt.size();
    }

    /** When each connection was made, in turn, as {@link System#nanoTime} tells the time. */
    public synchronized List<Long> connectedAt() {
        return List.copyOf(connectedAt);
    }

    /** How its connections ended, in turn. */
    public synchronized List<Close> closes() {
        return List.copyOf(closes);
    }

    /** The {@code afterMs} of each {@code reconnect} that came, in turn. */
    public synchronized List<Long> reconnectsAfterMs() {
        return List.copyOf(reconnectsAfterMs);
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
    public void await(String what, BooleanSupplier isSo) {
        await(what, RoomcastClient.PATIENCE, isSo);
    }

    /** As {@link #await(String, BooleanSupplier)}, for as long as that. */
    public synchronized void await(String what, Duration patience, BooleanSupplier isSo) {
        long end = System.nanoTime() + patience.toNanos();
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
            attempts++;
            hook = onConnected;
        }
        RoomcastClient fresh;
        try {
            fresh = connector.get().connect(c -> c.onFrame(frame -> arrived(mine, frame)));
        } catch (RuntimeException refused) {
            later(this::connect, backoff());
            return;
        }
        synchronized (this) {
            connectedAt.add(System.nanoTime());
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
            held.clear();
            outbox.values().forEach(pending -> pending.underWay = false);
            records.values().forEach(RoomRecord::disconnected);
            notifyAll();
            if (ended) {
                return;
            }
        }
        if (isAtOnce(close)) {
            connect();
        } else {
            later(this::connect, backoff());
        }
    }

    /** Not where the server asked for a pause, nor where the last try has failed already. */
    private synchronized boolean isAtOnce(Close close) {
        return attempts == 0 && (close.code() == 1001 || close.code() == Close.ABNORMAL);
    }

    private synchronized long backoff() {
        int doublings = Math.min(Math.max(0, attempts - 1), 16);
        long longest = Math.min(LONGEST_BACKOFF_MS, FIRST_BACKOFF_MS << doublings);
        return longest / 2 + ThreadLocalRandom.current().nextLong(longest / 2);
    }

    private void later(Runnable action, long delayMs) {
        if (!isEnded()) {
            CompletableFuture.delayedExecutor(delayMs, MILLISECONDS, THREADS).execute(action);
        }
    }

    private void send(Pending pending) {
        if (client != null) {
            pending.underWay = true;
            send(pending.text);
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
        joins.put(id, new Joining(roomId, record.isKnown()));
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
                attempts = 0;
                Joining asked = joins.get(frame.id());
                record(roomId).joined(frame, asked != null && asked.withSince());
                caughtUp(roomId);
            }
            case "message-history" -> {
                record(roomId).history(frame);
                caughtUp(roomId);
            }
            case "reconnect" -> reconnectsAfterMs.add(frame.number("afterMs"));
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

    private void caughtUp(String roomId) {
        if (record(roomId).isLive()) {
            joining.remove(roomId);
            joins.values().removeIf(join -> join.roomId().equals(roomId));
            flush(roomId);
        }
    }

    private void flush(String roomId) {
        outbox.values().stream()
                .filter(pending -> pending.roomId.equals(roomId) && !pending.underWay)
                .forEach(this::send);
    }

    private void acked(Frame ack) {
        Pending pending = outbox.remove(ack.id());
        if (pending != null) {
            Ack what = new Ack(ack.id(), ack.offset(), ack.text("epoch"), ack.flag("duplicate"), pending.refusals);
            pending.acked.completeAsync(() -> what, THREADS);
        }
    }

    private void failed(Frame error) {
        Pending pending = outbox.get(error.id());
        Joining join = joins.remove(error.id());
        if (pending != null) {
            refused(pending, error);
        } else if (join != null) {
            joining.remove(join.roomId()); // whoever waits for it must not hang
            record(join.roomId()).disconnected(); // it may have failed half-way, with the room joined
            if (canPass(error)) {
                later(() -> joinAgain(join.roomId()), pause(error));
            } else {
                failures.add(error.toString());
            }
        } else {
            failures.add(error.toString());
        }
    }

    private void refused(Pending pending, Frame error) {
        String roomId = pending.roomId;
        pending.underWay = false;
        if (canPass(error)) {
            pending.refusals++;
            if (held.add(roomId)) {
                int now = generation;
                later(() -> release(now, roomId), pause(error));
            }
        } else if (!error.text("code").equals("not-in-room")) {
            outbox.remove(error.id());
            THREADS.execute(() -> pending.acked.completeExceptionally(new AssertionError(error.toString())));
        }
    }

    private static boolean canPass(Frame error) {
        return Set.of("unavailable", "rate-limited").contains(error.text("code"));
    }

    private static long pause(Frame error) {
        return Math.max(UNAVAILABLE_MS, error.number("retryAfterMs"));
    }

    private synchronized void release(int of, String roomId) {
        if (of == generation && held.remove(roomId) && record(roomId).isLive()) {
            flush(roomId);
        }
    }

    private synchronized void joinAgain(String roomId) {
        if (wanted.contains(roomId) && !record(roomId).isLive() && !joining.contains(roomId)) {
            sendJoin(roomId);
        }
    }
}
