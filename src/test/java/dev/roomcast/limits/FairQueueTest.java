package dev.roomcast.limits;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;

import org.junit.jupiter.api.Test;

class FairQueueTest {

    private final FairQueue<String, String> queue = new FairQueue<>();

    private List<String> drained() {
        List<String> all = new ArrayList<>();
        for (String next = queue.poll(); next != null; next = queue.poll()) {
            all.add(next);
        }
        return all;
    }

    @Test
    void servesOwnersInTurnsAndEachOnesOwnInTheirOrder() {
        List.of("a1", "a2", "a3").forEach(item -> queue.add("ann", item));
        List.of("b1", "b2").forEach(item -> queue.add("ben", item));
        queue.add("cid", "c1");

        assertThat(drained()).containsExactly("a1", "b1", "c1", "a2", "b2", "a3");
    }

    @Test
    void countsWhatWaits() {
        assertThat(queue.isEmpty()).isTrue();
        queue.add("ann", "a1");
        queue.add("ann", "a2");
        queue.add("ben", "b1");
        assertThat(queue.isEmpty()).isFalse();
        assertThat(queue.size()).isEqualTo(3);
        assertThat(queue.size("ann")).isEqualTo(2);
        assertThat(queue.size("cid")).isZero();

        drained();

        assertThat(queue.isEmpty()).isTrue();
        assertThat(queue.size("ann")).isZero();
        assertThat(queue.poll()).isNull();
    }
}
