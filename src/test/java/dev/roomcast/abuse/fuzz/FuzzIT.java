package dev.roomcast.abuse.fuzz;

import static org.assertj.core.api.Assertions.assertThatCode;

import org.junit.jupiter.api.Test;

/** {@code bench/fuzz} runs more. The same cases again: {@code -Droomcast.seed=…}. */
class FuzzIT {

    private static final int CASES = 10_000;

    @Test
    void noInputCrashesTheServerOrMakesItTellOfItsInside() {
        long seed = Long.getLong("roomcast.seed", System.nanoTime());
        try (Fuzz fuzz = new Fuzz(seed, System.out)) {
            assertThatCode(() -> fuzz.run(CASES)).doesNotThrowAnyException();
        }
    }
}
