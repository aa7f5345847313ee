package dev.roomcast.broker.redis;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;

import org.junit.jupiter.api.Test;

class InFlightTest {

    private static final List<Integer> TEN = IntStream.range(0, 10).boxed().toList();

    private final List<CompletableFuture<Void>> begun = new ArrayList<>();

    @Test
    void noMoreAreUnderWayThanMayBe() {
        CompletableFuture<Void> all = forEach(TEN, 3);
        assertThat(begun).hasSize(3);
        begun.get(1).complete(null);
        assertThat(begun).hasSize(4);
        for (int i = 0; i < TEN.size(); i++) {
            assertThat(all).isNotDone();
            begun.get(i).complete(null);
        }
        assertThat(all).isCompleted();
    }

    @Test
    void aFailureEndsItAfterWhatIsUnderWay() {
        CompletableFuture<Void> all = forEach(TEN, 2);
        begun.get(0).completeExceptionally(new IllegalStateException("no"));
        assertThat(begun).hasSize(2);
        assertThat(all).isNotDone();
        begun.get(1).complete(null);
        assertThat(all).isCompletedExceptionally();
    }

    @Test
    void nothingIsThroughAtOnce() {
        assertThat(forEach(List.of(), 2)).isCompleted();
    }

    @Test
    void manyThatAreThroughAtOnceDoNotFillTheStack() {
        AtomicInteger done = new AtomicInteger();
        CompletableFuture<Void> all = InFlight.forEach(
                        () -> IntStream.range(0, 200_000).iterator(), 4, item -> {
                            done.incrementAndGet();
                            return CompletableFuture.completedFuture(null);
                        })
                .toCompletableFuture();
        assertThat(all).isCompleted();
        assertThat(done).hasValue(200_000);
    }

    private CompletableFuture<Void> forEach(List<Integer> items, int atOnce) {
        return InFlight.forEach(items, atOnce, item -> {
                    CompletableFuture<Void> one = new CompletableFuture<>();
                    begun.add(one);
                    return one;
                })
                .toCompletableFuture();
    }
}
