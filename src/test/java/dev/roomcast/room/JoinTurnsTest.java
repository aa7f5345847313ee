package dev.roomcast.room;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;

import org.junit.jupiter.api.Test;

class JoinTurnsTest {

    private static final int AT_ONCE = 64;

    private final JoinTurns turns = new JoinTurns();
    private final Queue<Runnable> loop = new ArrayDeque<>();
    private final List<String> begun = new ArrayList<>();

    private void begin(String payer, String name) {
        turns.begin(payer, loop::add, () -> begun.add(name));
    }

    private void ended(boolean failed) {
        turns.ended(failed);
        while (!loop.isEmpty()) {
            loop.poll().run();
        }
    }

    @Test
    void aJoinBeginsAtOnceWhileFewAreUnderWay() {
        for (int i = 0; i < AT_ONCE; i++) {
            begin("mallory", "m" + i);
        }
        assertThat(begun).hasSize(AT_ONCE);
        assertThat(turns.size()).isZero();
    }

    @Test
    void oneWhoJoinsThousandsDoesNotHoldUpAnother() {
        for (int i = 0; i < 10 * AT_ONCE; i++) {
            begin("mallory", "m" + i);
        }
        begin("ann", "a0");
        assertThat(begun).hasSize(AT_ONCE);

        ended(false);
        ended(false);

        assertThat(begun).hasSize(AT_ONCE + 2).contains("a0");
    }

    @Test
    void joinsOfOneBeginInTheirOrderAndNoneIsForgotten() {
        for (int i = 0; i < 3 * AT_ONCE; i++) {
            begin("ann", "a" + i);
        }
        for (int i = 0; i < 3 * AT_ONCE; i++) {
            ended(false);
        }
        assertThat(begun).hasSize(3 * AT_ONCE);
        assertThat(begun)
                .isSortedAccordingTo((one, other) ->
                        Integer.compare(Integer.parseInt(one.substring(1)), Integer.parseInt(other.substring(1))));
        begin("ben", "b0");
        assertThat(begun).endsWith("b0");
    }

    @Test
    void whereTheStoreDoesNotAnswerNobodyWaitsForOthersToHearOfIt() {
        for (int i = 0; i < 10 * AT_ONCE; i++) {
            begin("mallory", "m" + i);
        }
        ended(true);
        assertThat(begun).hasSize(10 * AT_ONCE);
        assertThat(turns.size()).isZero();
    }
}
