package dev.roomcast.auth;

import java.security.SecureRandom;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.runtime.StartupEvent;
import io.vertx.core.Vertx;

import dev.roomcast.RoomcastConfig;
import dev.roomcast.broker.Broker;
import dev.roomcast.broker.RevocationStore;
import dev.roomcast.broker.RevocationStore.Revocation;
import dev.roomcast.log.EventLog;

/**
 * Tokens that are not to be accepted any more although they have not ended. The truth is in the broker, where all
 * instances share it; here is what was last read of it, so that a sign-in costs two look-ups. What has changed is looked
 * for twice a second: that is how an instance hears of it, whether or not a message on the news channel was lost, and how
 * it is up to date again after Redis was away. What is known here and nobody took back stays, whatever the broker lost, and
 * is written to it again. On any thread.
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
    private volatile boolean wereRead;
    private final AtomicReference<Known> known = new AtomicReference<>(new Known(RevocationIndex.EMPTY, null));

    /**
     * What is known here.
     *
     * @param version the broker's, where it is known to hold all of this; else null, so that the next look reads all
     */
    private record Known(RevocationIndex index, String version) {}

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
                        self -> self.index().all().size())
                .description("Revocations that are in force")
                .register(registry);
    }

    private RevocationIndex index() {
        return known.get().index();
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

    /** Whether they were read since the start. Before, one that is revoked is let in, and closed once they are read. */
    public boolean wereRead() {
        return wereRead;
    }

    /** Whether the token that somebody has shown is revoked. */
    public boolean isRevoked(User user) {
        return index().isRevoked(user, System.currentTimeMillis());
    }

    /** All that are known here, by id. */
    public List<Revocation> all() {
        return List.copyOf(index().all().values());
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
        known.updateAndGet(before -> new Known(before.index().with(revocation), null));
        listeners.forEach(Runnable::run);
        LOG.info("roomcast.auth.token.revoked")
                .with("id", revocation.id())
                .with("userId", revocation.userId())
                .write();
    }

    /**
     * Takes a revocation back.
     *
     * @return false where there is none with that id; fails with a {@link dev.roomcast.broker.BrokerException}
     */
    public CompletionStage<Boolean> takeBack(String id) {
        Revocation here = index().all().get(id);
        long until = here == null ? System.currentTimeMillis() + lifetimeMillis : here.until();
        return broker.unrevoke(id, until, max)
                .thenCompose(removed -> removed || here == null
                        ? CompletableFuture.completedStage(removed)
                        // The broker has lost it, and others may know it.
                        : broker.restore(List.of(), Map.of(id, until)).thenApply(stored -> true))
                .thenApply(removed -> {
                    if (removed) {
                        known.updateAndGet(before -> new Known(before.index().without(id, until), null));
                    }
                    return removed;
                });
    }

    /** Reads what has changed and writes what the broker lacks, unless that is under way. */
    private void look() {
        if (!looking.compareAndSet(false, true)) {
            return;
        }
        broker.revocations(known.get().version())
                .thenCompose(latest -> latest == null ? CompletableFuture.completedStage(false) : merge(latest))
                // What was not written is found lacking again at the next look.
                .whenComplete((done, failure) -> looking.set(false));
    }

    /** There may be many, and this may be an event loop. */
    private CompletionStage<Boolean> merge(RevocationStore.Revocations latest) {
        return vertx.executeBlocking(() -> lackingIn(latest), false)
                .toCompletionStage()
                .thenCompose(lacking -> {
                    wereRead = true;
                    listeners.forEach(Runnable::run);
                    return restore(lacking);
                });
    }

    private RevocationStore.Revocations lackingIn(RevocationStore.Revocations latest) {
        long now = System.currentTimeMillis();
        while (true) {
            Known before = known.get();
            RevocationIndex index = before.index().with(latest);
            RevocationStore.Revocations lacking = index.lackingIn(latest, now);
            boolean complete = lacking.all().isEmpty() && lacking.takenBack().isEmpty();
            if (known.compareAndSet(before, new Known(index, complete ? latest.version() : null))) {
                return lacking;
            }
        }
    }

    private CompletionStage<Boolean> restore(RevocationStore.Revocations lacking) {
        if (lacking.all().isEmpty() && lacking.takenBack().isEmpty()) {
            return CompletableFuture.completedStage(false);
        }
        return broker.restore(lacking.all(), lacking.takenBack()).thenApply(changed -> {
            // Else it was what had been changed here while the broker was read.
            if (changed) {
                LOG.warn("roomcast.auth.revocations.restored")
                        .with("revocations", lacking.all().size())
                        .with("takenBack", lacking.takenBack().size())
                        .write();
            }
            return changed;
        });
    }

    private void removeEnded() {
        Set<String> ended = index().ended(System.currentTimeMillis());
        if (!ended.isEmpty()) {
            broker.forget(ended)
                    .thenRun(() -> known.updateAndGet(
                            before -> new Known(before.index().forgetting(ended), before.version())));
        }
    }
}
