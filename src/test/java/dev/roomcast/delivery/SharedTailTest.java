package dev.roomcast.delivery;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Random;
import java.util.zip.GZIPInputStream;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A tail behind many heads, compressed once. */
class SharedTailTest {

    private static final int ONE_BYTE_TOO_MANY = 65_536;

    private static String gunzip(byte[] gzip) throws IOException {
        try (GZIPInputStream in = new GZIPInputStream(new ByteArrayInputStream(gzip))) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        }
    }

    private static byte[] utf8(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 2, 125, 126, 2_048, 65_535})
    void anyHeadAndTheTailUnpackAsOneMessage(int headLength) throws IOException {
        String head = "h".repeat(headLength);
        String end = "\u6f22\u5b57, ".repeat(10_000);
        SharedTail tail = SharedTail.of(utf8(end));
        assertThat(gunzip(tail.gzip(utf8(head)))).isEqualTo(head + end);
        assertThat(gunzip(tail.gzip(utf8("another")))).isEqualTo("another" + end);
        tail.release();
    }

    @Test
    void aTailThatDoesNotGetSmallerUnpacksToo() throws IOException {
        byte[] noise = new byte[200_000];
        new Random(5).nextBytes(noise);
        for (int i = 0; i < noise.length; i++) {
            noise[i] &= 0x7f;
        }
        SharedTail tail = SharedTail.of(noise);
        assertThat(gunzip(tail.gzip(utf8("head")))).isEqualTo("head" + new String(noise, StandardCharsets.US_ASCII));
        tail.release();
    }

    @Test
    void anEmptyTailUnpacksToo() throws IOException {
        SharedTail tail = SharedTail.of(new byte[0]);
        assertThat(gunzip(tail.gzip(utf8("head")))).isEqualTo("head");
        tail.release();
    }

    @Test
    void aHeadThatFitsNoStoredBlockIsRefused() {
        SharedTail tail = SharedTail.of(new byte[1]);
        assertThatThrownBy(() -> tail.gzip(new byte[ONE_BYTE_TOO_MANY])).isInstanceOf(IllegalArgumentException.class);
        tail.release();
    }
}
