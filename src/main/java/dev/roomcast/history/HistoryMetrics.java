package dev.roomcast.history;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.runtime.Startup;

/** The meters of history, all in one place. */
@ApplicationScoped
@Startup
public class HistoryMetrics {

    private final Counter replays;
    private final Counter recovered;
    private final Counter notRecovered;

    /** Registers the meters. */
    @Inject
    public HistoryMetrics(MeterRegistry registry) {
        replays = Counter.builder("roomcast.replays")
                .description("Histories sent to clients: on joining, on resuming, or asked for")
                .register(registry);
        recovered = resumes(registry, true);
        notRecovered = resumes(registry, false);
    }

    private static Counter resumes(MeterRegistry registry, boolean recovered) {
        return Counter.builder("roomcast.resumes")
                .description("Joins with since, by whether all that was missed could be sent")
                .tag("recovered", Boolean.toString(recovered))
                .register(registry);
    }

    void replay() {
        replays.increment();
    }

    void resume(boolean wasRecovered) {
        (wasRecovered ? recovered : notRecovered).increment();
    }
}
