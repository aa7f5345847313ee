package dev.roomcast.broker.redis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

import org.junit.jupiter.api.Test;

class SharedReadsTest {

    private final List<CompletableFuture<String>> begun = new ArrayList<>();
    private final SharedReads<String, String> reads = new SharedReads<>(key -> {
        CompletableFuture<String> read = new CompletableFuture<>();
        begun.add(read);
        return read;
    });

    @Test
    void whoAsksWhileAReadIsUnderWaySharesTheNextOne() {
        CompletableFuture<String> first = ask("k");
        CompletableFuture<String> second = ask("k");
        CompletableFuture<String> third = ask("k");
        assertThat(begun).hasSize(1);

        begun.get(0).complete("old");
        assertThat(first).isCompletedWithValue("old");
        assertThat(second).isNotDone();
        assertThat(begun).hasSize(2);

        CompletableFuture<String> fourth = ask("k");
        begun.get(1).complete("new");
        assertThat(second).isCompletedWithValue("new");
        assertThat(third).isCompletedWithValue("new");
        assertThat(fourth).isNotDone();
        begun.get(2).complete("newest");
        assertThat(fourth).isCompletedWithValue("newest");
    }

    @Test
    void whoAsksAfterwardsHasAReadOfTheirOwn() {
        ask("k");
        begun.get(0).complete("1");
        CompletableFuture<String> later = ask("k");
        assertThat(begun).hasSize(2);
        begun.get(1).complete("2");
        assertThat(later).isCompletedWithValue("2");
    }

    @Test
    void otherKeysDoNotWait() {
        ask("a");
        CompletableFuture<String> other = ask("b");
        begun.get(1).complete("b's");
        assertThat(other).isCompletedWithValue("b's");
    }

    @Test
    void aFailureIsOfThoseWhoSharedTheReadAlone() {
        CompletableFuture<String> first = ask("k");
        CompletableFuture<String> second = ask("k");
        begun.get(0).completeExceptionally(new IllegalStateException("down"));
        assertThatThrownBy(first::join).isInstanceOf(CompletionException.class).hasMessageContaining("down");
        begun.get(1).complete("up");
        assertThat(second).isCompletedWithValue("up");
    }

    @Test
    void aReadThatCannotBeginFails() {
        SharedReads<String, String> broken = new SharedReads<>(key -> {
            throw new IllegalStateException("no");
        });
        assertThat(broken.get("k").toCompletableFuture()).isCompletedExceptionally();
        assertThat(broken.get("k").toCompletableFuture()).isCompletedExceptionally();
    }

    @Test
    void nobodyGetsWhatWasReadBeforeTheyAsked() throws Exception {
        AtomicInteger clock = new AtomicInteger();
        ExecutorService threads = Executors.newFixedThreadPool(8);
        try {
            // A read sees the clock at the moment that it begins.
            SharedReads<String, Integer> timed = new SharedReads<>(key -> {
                int seen = clock.get();
                return CompletableFuture.supplyAsync(() -> seen, threads);
            });
            int askers = 4;
            int each = 5_000;
            AtomicInteger stale = new AtomicInteger();
            CountDownLatch answered = new CountDownLatch(askers * each);
            for (int i = 0; i < askers; i++) {
                new Thread(() -> {
                            for (int n = 0; n < each; n++) {
                                int now = clock.incrementAndGet();
                                timed.get("k").thenAccept(seen -> {
                                    if (seen < now) {
                                        stale.incrementAndGet();
                                    }
                                    answered.countDown();
                                });
                            }
                        })
                        .start();
            }
            assertThat(answered.await(20, TimeUnit.SECONDS)).isTrue();
            assertThat(stale).hasValue(0);
        } finally {
            threads.shutdownNow();
        }
    }

    private CompletableFuture<String> ask(String key) {
        CompletionStage<String> asked = reads.get(key);
        return asked.toCompletableFuture();
    }
}
