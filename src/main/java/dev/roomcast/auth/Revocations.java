package dev.roomcast.auth;

import java.security.SecureRandom;
import java.util.HexFormat;
import java.util.List;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicBoolean;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.runtime.StartupEvent;
import io.vertx.core.Vertx;

import dev.roomcast.RoomcastConfig;
import dev.roomcast.broker.Broker;
import dev.roomcast.broker.RevocationStore.Revocation;
import dev.roomcast.log.EventLog;

/**
 * Tokens that are not to be accepted any more although they have not ended. The truth is in the broker, where all
 * instances share it; here is what was last read of it, so that a sign-in costs two look-ups. What has changed is looked
 * for twice a second: that is how an instance hears of it, whether or not a message on the news channel was lost, and how
 * it is up to date again after Redis was away. On any thread.
 */
@Singleton
public class Revocations {

    /** Half of the second within which live connections are closed everywhere. */
    private static final long LOOK_MILLIS = 500;

    /** How often those whose time is over are removed. */
    private static final long CLEAN_MILLIS = 60_000;

    private static final int ID_BYTES = 12;

    private static final EventLog LOG = EventLog.of(Revocations.class);

    private final Broker broker;
    private final Vertx vertx;
    private final long lifetimeMillis;
    private final int max;
    private final SecureRandom random = new SecureRandom();
    private final List<Runnable> listeners = new CopyOnWriteArrayList<>();
    private final AtomicBoolean looking = new AtomicBoolean();
    private volatile String version = "";

    /** Counts what was changed here, which what is being read may not have yet. */
    private long changes;

    private volatile RevocationIndex index = RevocationIndex.EMPTY;

    /** Registers how many there are. */
    @Inject
    public Revocations(Broker broker, Vertx vertx, RoomcastConfig config, MeterRegistry registry) {
        this.broker = broker;
        this.vertx = vertx;
        lifetimeMillis = config.auth().revocationLifetime().toMillis();
        max = config.auth().maxRevocations();
        Gauge.builder(
                        "roomcast.auth.revocations",
                        this,
                        self -> self.index.all().size())
                .description("Revocations that are in force")
                .register(registry);
    }

    void start(@Observes StartupEvent started) {
        look();
        vertx.setPeriodic(LOOK_MILLIS, timer -> look());
        vertx.setPeriodic(CLEAN_MILLIS, timer -> removeEnded());
    }

    /** Has a listener called, on any thread, each time that more may be revoked than before. */
    public void onChange(Runnable listener) {
        listeners.add(listener);
    }

    /** Whether the token that somebody has shown is revoked. */
    public boolean isRevoked(User user) {
        return index.isRevoked(user, System.currentTimeMillis());
    }

    /** All that are known here, by id. */
    public List<Revocation> all() {
        return List.copyOf(index.all().values());
    }

    /**
     * Revokes tokens: in force here when the stage completes, everywhere within a second.
     *
     * @param jti the id of one, or null for all that the user was given up to now
     * @param userId whose, or null
     * @param reason for people, or null
     * @return fails with a {@link dev.roomcast.broker.BrokerException}
     */
    public CompletionStage<Revocation> revoke(String jti, String userId, String reason) {
        byte[] id = new byte[ID_BYTES];
        random.nextBytes(id);
        long now = System.currentTimeMillis();
        Revocation revocation =
                new Revocation(HexFormat.of().formatHex(id), jti, userId, reason, now, now + lifetimeMillis);
        return broker.revoke(revocation, max).thenApply(stored -> {
            apply(revocation);
            return revocation;
        });
    }

    private void apply(Revocation revocation) {
        synchronized (this) {
            changes++;
            index = index.with(revocation);
        }
        listeners.forEach(Runnable::run);
        LOG.info("roomcast.auth.token.revoked")
                .with("id", revocation.id())
                .with("userId", revocation.userId())
                .write();
    }

    /**
     * Takes a revocation back.
     *
     * @return false where there is none with that id
     */
    public CompletionStage<Boolean> takeBack(String id) {
        return broker.unrevoke(id).thenApply(removed -> {
            synchronized (this) {
                changes++;
                index = index.without(id);
            }
            return removed;
        });
    }

    /** Reads what has changed, unless that is under way. */
    private void look() {
        if (!looking.compareAndSet(false, true)) {
            return;
        }
        long before;
        synchronized (this) {
            before = changes;
        }
        broker.revocations(version).whenComplete((latest, failure) -> {
            try {
                if (latest != null && latest.version().isEmpty() && !index.all().isEmpty()) {
                    restore();
                } else if (latest != null) {
                    replace(latest.version(), new RevocationIndex(latest.all()), before);
                }
            } finally {
                looking.set(false);
            }
        });
    }

    private void replace(String newVersion, RevocationIndex latest, long asOf) {
        synchronized (this) {
            if (changes != asOf) {
                // Read again at the next look.
                return;
            }
            version = newVersion;
            index = latest;
        }
        listeners.forEach(Runnable::run);
    }

    /** The store has lost them: what is known here is written again. */
    private void restore() {
        index.all()
                .values()
                .forEach(revocation -> broker.revoke(revocation, max).exceptionally(notYet -> null));
    }

    private void removeEnded() {
        long now = System.currentTimeMillis();
        for (Revocation revocation : index.all().values()) {
            if (revocation.until() <= now) {
                takeBack(revocation.id()).exceptionally(notYet -> false);
            }
        }
    }
}
