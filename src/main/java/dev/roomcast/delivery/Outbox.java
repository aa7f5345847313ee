package dev.roomcast.delivery;

import java.util.ArrayList;
import java.util.List;

import dev.roomcast.protocol.CloseCode;

/**
 * All that goes out to one connection, in one order. Bounded in bytes: a peer that does not take what is meant for it is
 * given up, so that it slows nobody else. Owned by its event loop: every method is called there.
 */
public final class Outbox {

    /** How long a peer may take to read what it was sent before a close. */
    private static final long LINGER_MILLIS = 30_000;

    /** How long a peer that is sent its history may take nothing of it. */
    private static final long STALL_MILLIS = 15_000;

    private final Wire wire;
    private final LoopShard shard;
    private final DeliveryMetrics metrics;
    private final long maxBytes;
    private final boolean batch;
    private final boolean gzip;
    private final Runnable tooSlow;

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
        if (!dirty) {
            dirty = true;
            shard.flushLater(this);
        }
    }

    /** Whether so many bytes more would be too many now. */
    boolean exceeds(long size) {
        return wire.pending() - replaying + size > maxBytes;
    }

    /**
     * Sends a part of a history, outside of the bound: whoever sends it waits until it is taken.
     *
     * @param head the beginning of the message, UTF-8
     * @param tail its end, which others may be sent too; the caller's to release
     * @param taken called on the event loop, never at once, when the socket has taken it, or the connection ended
     */
    public void sendReplay(byte[] head, SharedTail tail, Runnable taken) {
        byte[] packed = gzip ? shard.compression().pack(head, tail) : null;
        if (packed == null) {
            try (TailedFrame frame = new TailedFrame(head, tail)) {
                replay(frame, taken);
            }
            return;
        }
        Frame frame = Frame.of(packed);
        try {
            replay(frame, taken);
        } finally {
            frame.release();
        }
    }

    /**
     * Sends entries of a log that were missed, each as it would have come alone, outside of the bound.
     *
     * @param events the events, UTF-8, oldest first; at least one
     * @param taken called on the event loop, never at once, when the socket has taken them, or the connection ended
     */
    public void sendMissed(List<byte[]> events, Runnable taken) {
        List<Frame> whole = new ArrayList<>(events.size());
        List<Frame> variants = new ArrayList<>(events.size());
        try {
            for (byte[] event : events) {
                Frame frame = Frame.of(event);
                whole.add(frame);
                variants.add(gzip ? frame.packed(shard.compression()) : frame);
            }
            try (JoinedFrames joined = new JoinedFrames(variants)) {
                replay(joined, taken);
            }
        } finally {
            whole.forEach(Frame::release);
        }
    }

    private void replay(Payload payload, Runnable taken) {
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
            watch(done, wire.pending());
        }
    }

    /** Gives a peer up that takes nothing at all of its history: others wait for the budget it holds. */
    private void watch(boolean[] done, long pendingBefore) {
        shard.schedule(STALL_MILLIS, () -> {
            if (done[0] || closed) {
                return;
            }
            long pending = wire.pending();
            if (pending >= pendingBefore) {
                giveUp();
            } else {
                watch(done, pending);
            }
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
