package dev.roomcast.broker.memory;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.Set;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The hash of message ids is SipHash-2-4 with 128 bits, as its authors publish it with test vectors. */
class MessageIdHashTest {

    private static String hex(byte[] text) {
        ByteBuffer key = ByteBuffer.allocate(16).order(ByteOrder.LITTLE_ENDIAN);
        for (int i = 0; i < 16; i++) {
            key.put(i, (byte) i);
        }
        MessageIdHash.Hash hash = new MessageIdHash(key.getLong(0), key.getLong(8)).of(text);
        ByteBuffer bytes = ByteBuffer.allocate(16).order(ByteOrder.LITTLE_ENDIAN);
        return HexFormat.of()
                .formatHex(bytes.putLong(hash.low()).putLong(hash.high()).array());
    }

    @ParameterizedTest
    @CsvSource({"0, a3817f04ba25a8e66df67214c7550293", "1, da87c1d86b99af44347659119b22fc45"})
    void itIsAsPublished(int length, String expected) {
        byte[] text = new byte[length];
        for (int i = 0; i < length; i++) {
            text[i] = (byte) i;
        }
        assertThat(hex(text)).isEqualTo(expected);
    }

    @Test
    void textsOfEveryLengthDiffer() {
        Set<String> hashes = new HashSet<>();
        for (int length = 0; length < 600; length++) {
            hashes.add(hex(new byte[length]));
        }
        assertThat(hashes).hasSize(600);
    }
}
