package dev.roomcast.broker.memory;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Random;

import org.junit.jupiter.api.Test;

import dev.roomcast.broker.memory.MessageIdHash.Hash;

/** The message ids of a log, against a map that does the same. */
class RecentReceiptsTest {

    private static final long SEED = 20_261_126;

    private final Random random = new Random(SEED);
    private final RecentReceipts receipts = new RecentReceipts();
    private final Map<Hash, Long> expected = new LinkedHashMap<>();

    /** Low halves that collide often, since only some bits of them choose the place in the table. */
    private Hash anId() {
        return new Hash(random.nextInt(4_000) << 4, random.nextInt(3));
    }

    private void check() {
        assertThat(receipts.size()).isEqualTo(expected.size());
        expected.forEach((id, offset) -> {
            int place = receipts.find(id);
            assertThat(place).isNotNegative();
            assertThat(receipts.offset(place)).isEqualTo(offset);
            assertThat(receipts.timestamp(place)).isEqualTo(offset * 10);
        });
    }

    private void forget(int count) {
        Iterator<Long> oldestFirst = expected.values().iterator();
        for (int i = 0; i < count; i++) {
            oldestFirst.next();
            oldestFirst.remove();
        }
    }

    @Test
    void itFindsWhatWasAddedAndNothingThatWasForgotten() {
        long offset = 0;
        for (int round = 0; round < 200; round++) {
            for (int i = random.nextInt(100); i > 0; i--) {
                Hash id = anId();
                assertThat(receipts.find(id) >= 0).isEqualTo(expected.containsKey(id));
                if (!expected.containsKey(id)) {
                    offset++;
                    receipts.add(id, offset, offset * 10, offset);
                    expected.put(id, offset);
                }
            }
            check();
            if (random.nextInt(10) == 0) {
                forget((expected.size() + 1) / 2);
                receipts.forgetHalf();
            } else if (!expected.isEmpty()) {
                long upTo = receipts.oldest() + random.nextInt(60);
                forget((int) expected.values().stream().filter(o -> o <= upTo).count());
                receipts.forgetUpTo(upTo);
            }
            check();
        }
        receipts.forgetUpTo(Long.MAX_VALUE);
        forget(expected.size());
        check();
    }

    @Test
    void itTakesLessMemoryWhenMuchWasForgotten() {
        long empty = receipts.weight();
        for (int i = 0; i < 10_000; i++) {
            receipts.add(new Hash(i, i), i, i, i);
        }
        assertThat(receipts.weight()).isBetween(10_000L * 40, 10_000L * 100);
        for (int i = 0; i < 10_000; i++) {
            receipts.forgetUpTo(i);
        }
        assertThat(receipts.weight()).isEqualTo(empty);
    }
}
