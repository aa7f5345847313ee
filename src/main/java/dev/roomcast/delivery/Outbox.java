package dev.roomcast.delivery;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;

import dev.roomcast.protocol.CloseCode;

/**
 * All that goes out to one connection, in one order. Bounded in bytes: a peer that does not take what is meant for it is
 * given up, so that it slows nobody else. Owned by its event loop: every method is called there.
 */
public final class Outbox {

    /** How long a peer may take to read what it was sent before a close. */
    private static final long LINGER_MILLIS = 30_000;

    /** How long a peer may take for one part of its history, however much of it was taken before. */
    private static final long PART_NANOS = TimeUnit.SECONDS.toNanos(30);

    /** How often it is looked at how a peer reads its history. */
    private static final long LOOK_MILLIS = 1_000;

    /** Bytes that a peer has to take from one look to the next while others wait: with less it takes too long anyway. */
    private static final long LEAST_TAKEN = 8 * 1024;

    private final Wire wire;
    private final LoopShard shard;
    private final DeliveryMetrics metrics;
    private final long maxBytes;
    private final boolean batch;
    private final boolean gzip;
    private final Runnable tooSlow;

    /** What is sent of histories; null until the first one. */
    private ReplayQueue replays;

    private long replaying;
    private long lingering = -1;
    private boolean dirty;
    private boolean closed;

    Outbox(
            Wire wire,
            LoopShard shard,
            DeliveryMetrics metrics,
            long maxBytes,
            boolean batch,
            boolean gzip,
            Runnable tooSlow) {
        this.wire = wire;
        this.shard = shard;
        this.metrics = metrics;
        this.maxBytes = maxBytes;
        this.batch = batch;
        this.gzip = gzip;
        this.tooSlow = tooSlow;
    }

    /** The shard of the connection's event loop. */
    public LoopShard shard() {
        return shard;
    }

    boolean batch() {
        return batch;
    }

    boolean gzip() {
        return gzip;
    }

    /** Whether nothing goes out any more. */
    public boolean isClosed() {
        return closed;
    }

    /**
     * Sends a message to this connection alone; it goes with the next flush of the loop.
     *
     * @param json the message, UTF-8
     */
    public void send(byte[] json) {
        if (closed) {
            return;
        }
        Frame frame = Frame.of(json);
        try {
            send(gzip ? frame.packed(shard.compression()) : frame);
        } finally {
            frame.release();
        }
    }

    /** Sends what was made for many. */
    void send(Payload payload) {
        if (closed) {
            return;
        }
        int size = wire.size(payload);
        if (exceeds(size)) {
            wire.flush();
            if (exceeds(size)) {
                giveUp();
                return;
            }
        }
        metrics.sent(payload.count());
        if (shard.deliversLast()) {
            wire.writeAndFlush(payload);
            return;
        }
        wire.write(payload);
        flushLater();
    }

    private void flushLater() {
        if (!dirty) {
            dirty = true;
            shard.flushLater(this);
        }
    }

    /** Sends news, which is dropped where the peer is behind with half of what may wait for it. */
    void sendNews(Payload payload) {
        if (closed) {
            return;
        }
        int size = wire.size(payload);
        if (isTooFullForNews(size)) {
            wire.flush();
            if (isTooFullForNews(size)) {
                metrics.newsDropped(payload.count());
                return;
            }
        }
        send(payload);
    }

    private boolean isTooFullForNews(int size) {
        return exceeds(maxBytes / 2) || exceeds(size);
    }

    /** Whether so many bytes more would be too many now. */
    boolean exceeds(long size) {
        return wire.pending() - replaying + size > maxBytes;
    }

    /** The histories that the connection has asked for. */
    public ReplayQueue replays() {
        if (replays == null) {
            replays = new ReplayQueue(shard);
        }
        return replays;
    }

    /**
     * Gets the end of a part of a history ready to be sent: where the client takes compressed frames, it is compressed, and
     * not on the event loop, since that takes milliseconds.
     *
     * @param tail stays retained by the caller
     * @param ready called on the event loop, at once where there is nothing to do
     */
    public void prepareReplay(SharedTail tail, Runnable ready) {
        if (gzip && !closed) {
            shard.compression().deflate(tail, shard, ready);
        } else {
            ready.run();
        }
    }

    /**
     * Sends a part of a history, outside of the bound: whoever sends it waits until it is taken. A peer that takes too long
     * for it is given up: any who takes longer than half a minute, and while others wait also one that takes next to
     * nothing in a second; that one is cut at once.
     *
     * @param head the beginning of the message, UTF-8
     * @param tail its end, which others may be sent too; the caller's to release; see {@link #prepareReplay}
     * @param othersWait whether others wait for the memory that this part takes
     * @param taken called on the event loop, never at once, when the socket has taken it, or the connection ended
     */
    public void sendReplay(byte[] head, SharedTail tail, BooleanSupplier othersWait, Runnable taken) {
        byte[] packed = gzip ? shard.compression().pack(head, tail) : null;
        if (packed == null) {
            try (TailedFrame frame = new TailedFrame(head, tail)) {
                replay(frame, othersWait, taken);
            }
            return;
        }
        Frame frame = Frame.of(packed);
        try {
            replay(frame, othersWait, taken);
        } finally {
            frame.release();
        }
    }

    /**
     * Sends entries of a log that were missed, each as it would have come alone, outside of the bound; the same deadline is
     * set as for {@link #sendReplay}. Where the client takes compressed frames, they go when they are compressed.
     *
     * @param events the events, UTF-8, oldest first; at least one
     * @param othersWait whether others wait for the memory that these take
     * @param taken called on the event loop, never at once, when the socket has taken them, or the connection ended
     */
    public void sendMissed(List<byte[]> events, BooleanSupplier othersWait, Runnable taken) {
        if (gzip && !closed) {
            shard.compression().run(() -> {
                List<Frame> whole = frames(events);
                whole.forEach(frame -> frame.packed(shard.compression()));
                shard.execute(() -> sendMissedFrames(whole, othersWait, taken));
            });
        } else {
            sendMissedFrames(frames(events), othersWait, taken);
        }
    }

    private static List<Frame> frames(List<byte[]> events) {
        List<Frame> frames = new ArrayList<>(events.size());
        events.forEach(event -> frames.add(Frame.of(event)));
        return frames;
    }

    private void sendMissedFrames(List<Frame> whole, BooleanSupplier othersWait, Runnable taken) {
        List<Frame> variants = new ArrayList<>(whole.size());
        try {
            for (Frame frame : whole) {
                variants.add(gzip ? frame.packed(shard.compression()) : frame);
            }
            try (JoinedFrames joined = new JoinedFrames(variants)) {
                replay(joined, othersWait, taken);
            }
        } finally {
            whole.forEach(Frame::release);
        }
    }

    private void replay(Payload payload, BooleanSupplier othersWait, Runnable taken) {
        if (closed) {
            shard.execute(taken);
            return;
        }
        int size = wire.size(payload);
        boolean[] done = new boolean[1];
        replaying += size;
        wire.write(payload, () -> {
            done[0] = true;
            replaying -= size;
            // Not now: this may be in the middle of a loop over members that had to flush, and what comes next changes
            // them.
            shard.execute(taken);
        });
        metrics.sent(payload.count());
        wire.flush();
        if (!done[0]) {
            watch(done, othersWait, System.nanoTime(), wire.pending());
        }
    }

    /** Takes back what was promised to a peer that does not read: the memory that its part holds is for those who do. */
    private void watch(boolean[] done, BooleanSupplier othersWait, long begunAt, long pendingBefore) {
        shard.schedule(LOOK_MILLIS, () -> {
            if (done[0]) {
                return;
            }
            long pending = wire.pending();
            boolean inTime = !closed && System.nanoTime() - begunAt < PART_NANOS;
            if (othersWait.getAsBoolean() && !(inTime && pendingBefore - pending >= LEAST_TAKEN)) {
                giveUp();
                // It does not read, so it would not read either why it is cut; and what it holds is needed now.
                shard.execute(wire::abort);
                return;
            }
            if (!closed && !inTime) {
                giveUp();
            }
            watch(done, othersWait, begunAt, pending);
        });
    }

    /** Bytes that the socket has not taken yet. */
    public long pending() {
        return wire.pending();
    }

    void flush() {
        dirty = false;
        if (!closed) {
            wire.flush();
        }
    }

    /** Sends a ping frame. */
    public void ping() {
        if (!closed) {
            wire.ping();
        }
    }

    /**
     * Answers a ping frame. What the peer does not read of its answers counts towards the bound as messages do.
     *
     * @param data at most 125 bytes
     */
    public void pong(byte[] data) {
        if (closed) {
            return;
        }
        if (exceeds(data.length)) {
            wire.flush();
            if (exceeds(data.length)) {
                giveUp();
                return;
            }
        }
        wire.pong(data);
        flushLater();
    }

    /** Stops or goes on to read from the peer. */
    public void reading(boolean on) {
        wire.reading(on);
    }

    /** Cuts a peer that does not keep up with what is meant for it; idempotent. */
    public void giveUp() {
        if (closed) {
            return;
        }
        metrics.slowConsumer();
        closed = true;
        // Not now: this may be in the middle of a loop over members.
        shard.execute(tooSlow);
    }

    /** Closes after all that was sent; where the peer does not read it in time, without it. Idempotent. */
    public void close(CloseCode code) {
        closed = true;
        wire.reading(true);
        wire.close(code);
        lingering = shard.schedule(LINGER_MILLIS, wire::abort);
    }

    /** The connection has ended after {@link #close}: there is nothing left to wait for. */
    public void ended() {
        if (lingering >= 0) {
            shard.cancel(lingering);
            lingering = -1;
        }
    }

    /** Ends the connection at once: its peer is gone. */
    public void abort() {
        closed = true;
        wire.abort();
    }
}
