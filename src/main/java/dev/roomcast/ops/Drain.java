package dev.roomcast.ops;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Inject;

import io.quarkus.runtime.ShutdownDelayInitiatedEvent;

import dev.roomcast.RoomcastConfig;
import dev.roomcast.log.EventLog;
import dev.roomcast.session.Session;
import dev.roomcast.session.Sessions;

/**
 * The way out in good order: on SIGTERM readiness goes red and the door is shut; every connection is told at once when its
 * moment comes, spread evenly over most of the drain time so that they do not all arrive elsewhere together, and is served
 * in full until then.
 */
@ApplicationScoped
class Drain implements Lifecycle {

    private static final EventLog LOG = EventLog.of(Drain.class);

    /** The part of the drain time over which connections are sent away; the rest is for closing handshakes. */
    private static final double SPREAD = 0.8;

    private final Sessions sessions;
    private final RoomcastConfig config;
    private volatile boolean draining;

    @Inject
    Drain(Sessions sessions, RoomcastConfig config) {
        this.sessions = sessions;
        this.config = config;
    }

    @Override
    public boolean draining() {
        return draining;
    }

    void begin(@Observes ShutdownDelayInitiatedEvent event) {
        draining = true;
        List<Session> all = new ArrayList<>(sessions.all());
        Collections.shuffle(all);
        double spread = config.drain().timeout().toMillis() * SPREAD;
        for (int i = 0; i < all.size(); i++) {
            all.get(i).sendAway("drain", (long) (spread * (i + 1) / all.size()));
        }
        LOG.info("roomcast.drain.started").with("connections", all.size()).write();
    }
}
