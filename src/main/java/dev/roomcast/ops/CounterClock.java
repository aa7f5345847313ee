package dev.roomcast.ops;

import java.util.concurrent.TimeUnit;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;

import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import io.vertx.core.Vertx;

/** Tells {@link ServerCounters} of each second that passes. */
@Singleton
final class CounterClock {

    private final Vertx vertx;
    private final ServerCounters counters;
    private long timer;

    CounterClock(Vertx vertx, ServerCounters counters) {
        this.vertx = vertx;
        this.counters = counters;
    }

    void onStart(@Observes StartupEvent event) {
        timer = vertx.setPeriodic(TimeUnit.SECONDS.toMillis(1), id -> counters.tick());
    }

    void onStop(@Observes ShutdownEvent event) {
        vertx.cancelTimer(timer);
    }
}
