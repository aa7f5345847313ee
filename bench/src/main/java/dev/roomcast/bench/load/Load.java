package dev.roomcast.bench.load;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

import io.netty.channel.EventLoop;

/** How messages are published. Used on the generator's event loop only. */
interface Load {

    /**
     * Publishes for a while.
     *
     * @return done when the last one is published
     */
    CompletableFuture<Void> run(EventLoop loop, Crowd crowd, Duration duration);

    /** So many messages a second, whatever becomes of them; rooms take turns. */
    record Rate(int perSecond) implements Load {

        @Override
        public CompletableFuture<Void> run(EventLoop loop, Crowd crowd, Duration duration) {
            return new Ticks(loop, crowd, perSecond, perSecond * duration.toMillis() / 1_000).begin();
        }
    }

    /** So many messages under way: the next is published when one has reached all and is acknowledged. */
    record InFlight(int messages) implements Load {

        @Override
        public CompletableFuture<Void> run(EventLoop loop, Crowd crowd, Duration duration) {
            CompletableFuture<Void> published = new CompletableFuture<>();
            long end = System.nanoTime() + duration.toNanos();
            int[] turn = {0};
            crowd.onComplete(number -> {
                if (System.nanoTime() < end) {
                    crowd.publish(turn[0]++ % crowd.rooms());
                } else {
                    crowd.onComplete(null);
                    published.complete(null);
                }
            });
            for (int i = 0; i < messages; i++) {
                crowd.publish(turn[0]++ % crowd.rooms());
            }
            return published;
        }
    }

    /** Publishes at even intervals, and at once what is overdue. */
    final class Ticks implements Runnable {

        private final EventLoop loop;
        private final Crowd crowd;
        private final int perSecond;
        private final long total;
        private final CompletableFuture<Void> published = new CompletableFuture<>();
        private long begin;
        private long done;

        Ticks(EventLoop loop, Crowd crowd, int perSecond, long total) {
            this.loop = loop;
            this.crowd = crowd;
            this.perSecond = perSecond;
            this.total = total;
        }

        CompletableFuture<Void> begin() {
            begin = System.nanoTime();
            run();
            return published;
        }

        @Override
        public void run() {
            long due = Math.min(total, (System.nanoTime() - begin) * perSecond / 1_000_000_000L + 1);
            for (; done < due; done++) {
                crowd.publish((int) (done % crowd.rooms()));
            }
            if (done == total) {
                published.complete(null);
            } else {
                long next = begin + done * 1_000_000_000L / perSecond;
                loop.schedule(this, Math.max(0, next - System.nanoTime()), TimeUnit.NANOSECONDS);
            }
        }
    }
}
