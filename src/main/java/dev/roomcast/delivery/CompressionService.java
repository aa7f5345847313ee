package dev.roomcast.delivery;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.zip.GZIPOutputStream;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;

import dev.roomcast.RoomcastConfig;
import dev.roomcast.protocol.MessageWriter;

/** Makes {@code compressed} frames for clients with the feature {@code gzip}. To be called on any thread. */
@ApplicationScoped
public class CompressionService {

    private final int threshold;
    private final DeliveryMetrics metrics;

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

    private byte[] ifSmaller(byte[] gzip, int size) {
        byte[] packed = MessageWriter.writeCompressed(gzip);
        if (packed.length >= size) {
            return null;
        }
        metrics.compressed(size - packed.length);
        return packed;
    }
}
