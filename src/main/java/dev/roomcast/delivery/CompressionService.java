package dev.roomcast.delivery;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.Arrays;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.zip.Deflater;
import java.util.zip.GZIPOutputStream;
import jakarta.annotation.PreDestroy;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;

import io.netty.util.concurrent.FastThreadLocal;

import dev.roomcast.RoomcastConfig;
import dev.roomcast.protocol.MessageWriter;

/**
 * Packs messages: as {@code compressed} frames for clients with the feature {@code gzip}, and for connections that
 * negotiated permessage-deflate. To be called on any thread.
 */
@ApplicationScoped
public class CompressionService {

    /** What a flush ends with, and the extension leaves out: 00 00 FF FF. */
    private static final int TAIL_BYTES = 4;

    /** Each holds a quarter of a megabyte outside of the heap: one a thread, and those are the event loops. */
    private final FastThreadLocal<Deflater> deflaters = new FastThreadLocal<>() {
        @Override
        protected Deflater initialValue() {
            return new Deflater(Deflater.DEFAULT_COMPRESSION, true);
        }

        @Override
        protected void onRemoval(Deflater deflater) {
            deflater.end();
        }
    };

    private final int threshold;
    private final DeliveryMetrics metrics;

    /**
     * Where histories are compressed: what takes milliseconds keeps an event loop from everyone else. Half of the
     * processors, and a queue that is as long as connections ask for histories, since each sends one at a time.
     */
    private final ExecutorService background = Executors.newFixedThreadPool(
            Math.max(1, Runtime.getRuntime().availableProcessors() / 2), CompressionService::backgroundThread);

    /** Reads the settings. */
    @Inject
    public CompressionService(RoomcastConfig config, DeliveryMetrics metrics) {
        threshold = config.compression().threshold();
        this.metrics = metrics;
    }

    /**
     * The {@code compressed} message around another.
     *
     * @param json the message, UTF-8
     * @return null where it is under the threshold, or would not get smaller
     */
    byte[] pack(byte[] json) {
        if (json.length < threshold) {
            return null;
        }
        ByteArrayOutputStream gzip = new ByteArrayOutputStream(json.length / 2);
        try (GZIPOutputStream out = new GZIPOutputStream(gzip, 4_096)) {
            out.write(json);
        } catch (IOException cannotHappenInMemory) {
            throw new IllegalStateException(cannotHappenInMemory);
        }
        return ifSmaller(gzip.toByteArray(), json.length);
    }

    /**
     * As {@link #pack(byte[])}, for a message whose tail others are sent too: it is compressed for the first of them.
     *
     * @param head the beginning of the message, UTF-8
     */
    byte[] pack(byte[] head, SharedTail tail) {
        int size = head.length + tail.size();
        return size < threshold ? null : ifSmaller(tail.gzip(head), size);
    }

    /**
     * Compresses the end of a message, so that {@link #pack(byte[], SharedTail)} has little left to do; not where it is
     * under the threshold, or was compressed before.
     *
     * @param ready called on the loop: at once, or when it is compressed
     */
    void deflate(SharedTail tail, LoopShard shard, Runnable ready) {
        if (tail.size() < threshold || tail.isDeflated()) {
            ready.run();
            return;
        }
        tail.retain();
        run(() -> {
            try {
                tail.deflated();
            } finally {
                tail.release();
                shard.execute(ready);
            }
        });
    }

    /** Runs an action that compresses, off the event loops. */
    void run(Runnable action) {
        background.execute(action);
    }

    private static Thread backgroundThread(Runnable action) {
        Thread thread = new Thread(action, "roomcast-compression");
        thread.setDaemon(true);
        return thread;
    }

    @PreDestroy
    void stop() {
        background.shutdown();
    }

    private byte[] ifSmaller(byte[] gzip, int size) {
        byte[] packed = MessageWriter.writeCompressed(gzip);
        if (packed.length >= size) {
            return null;
        }
        metrics.compressed(size - packed.length);
        return packed;
    }

    /**
     * What permessage-deflate makes of a message (RFC 7692, 7.2.1), taking nothing over from the one before.
     *
     * @param json the message, UTF-8
     * @return null where it is under the threshold, or would not get smaller
     */
    byte[] deflate(byte[] json) {
        if (json.length < threshold) {
            return null;
        }
        Deflater deflater = deflaters.get();
        byte[] packed = new byte[json.length];
        try {
            deflater.setInput(json);
            int length = deflater.deflate(packed, 0, packed.length, Deflater.SYNC_FLUSH);
            if (length == packed.length) {
                return null;
            }
            metrics.compressed(json.length - (length - TAIL_BYTES));
            return Arrays.copyOf(packed, length - TAIL_BYTES);
        } finally {
            deflater.reset();
        }
    }
}
