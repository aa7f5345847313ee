package dev.roomcast.room;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.runtime.Startup;

/** The meters of rooms, all in one place. */
@ApplicationScoped
@Startup
public class RoomMetrics {

    private final Counter gaps;
    private final Counter lost;
    private final Counter resets;
    private final Counter duplicates;

    /** Registers the meters. */
    @Inject
    public RoomMetrics(MeterRegistry registry) {
        gaps = Counter.builder("roomcast.room.gaps")
                .description("Gaps in the announcements of a room, filled from its log")
                .register(registry);
        lost = Counter.builder("roomcast.room.gaps.lost")
                .description(
                        "Gaps that could not be filled from the log any more; the members were disconnected and come"
                                + " back")
                .register(registry);
        resets = Counter.builder("roomcast.room.resets")
                .description("New epochs of a room's log that began while members were connected")
                .register(registry);
        duplicates = Counter.builder("roomcast.room.duplicates")
                .description("Entries of a room that were announced twice, and dropped the second time")
                .register(registry);
    }

    void gap() {
        gaps.increment();
    }

    void lost() {
        lost.increment();
    }

    void reset() {
        resets.increment();
    }

    void duplicate() {
        duplicates.increment();
    }
}
