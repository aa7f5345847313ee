package dev.roomcast.session;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Inject;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.runtime.Startup;
import io.quarkus.runtime.StartupEvent;
import io.quarkus.websockets.next.WebSocketConnection;
import io.smallrye.mutiny.infrastructure.Infrastructure;
import io.vertx.core.Vertx;

import dev.roomcast.auth.KnownUsers;
import dev.roomcast.auth.User;
import dev.roomcast.broker.ServerNews;
import dev.roomcast.delivery.Frame;
import dev.roomcast.delivery.LoopShard;
import dev.roomcast.ops.Drainable;
import dev.roomcast.protocol.CloseCode;

/** The sessions of this instance, by connection and by user, and what concerns all of them. */
@ApplicationScoped
@Startup
public class Sessions implements Drainable, KnownUsers {

    /** How often other instances hear of what users spent here. */
    private static final long REPORT_MILLIS = 1_000;

    /** How often budgets that are full again are forgotten. */
    private static final long SWEEP_MILLIS = 5_000;

    /** Tells this instance's reports of spending from those of others. */
    private final String instance = UUID.randomUUID().toString();

    private final Map<String, Session> byConnection = new ConcurrentHashMap<>();
    private final Map<String, Set<Session>> byUser = new ConcurrentHashMap<>();
    private final Map<LoopShard, ClockWheel> wheels = new ConcurrentHashMap<>();
    private final SessionServices services;
    private final Vertx vertx;

    /** When all that were told to go are closed, as of {@link SessionClock#now}; null where none was told. */
    private volatile Long drainedAt;

    /** Completes when the last session has ended, once somebody waits for it. */
    private final CompletableFuture<Void> allEnded = new CompletableFuture<>();

    /** Registers what there is to be seen of sessions. */
    @Inject
    public Sessions(SessionServices services, Vertx vertx, MeterRegistry registry) {
        this.services = services;
        this.vertx = vertx;
        Gauge.builder("roomcast.outbox.bytes", byConnection, Sessions::outboxBytes)
                .description("Bytes that wait to be sent to connections")
                .baseUnit("bytes")
                .register(registry);
        for (Session.State state : Session.State.values()) {
            Gauge.builder("roomcast.connections.state", byConnection, all -> count(all, state))
                    .description("Open connections, by who they are")
                    .tag("state", state.wireName())
                    .register(registry);
        }
    }

    private static double outboxBytes(Map<String, Session> sessions) {
        long bytes = 0;
        for (Session session : sessions.values()) {
            bytes += session.outbox().pending();
        }
        return bytes;
    }

    private static double count(Map<String, Session> sessions, Session.State state) {
        int count = 0;
        for (Session session : sessions.values()) {
            if (session.state() == state) {
                count++;
            }
        }
        return count;
    }

    void start(@Observes StartupEvent started) {
        services.broker().listen(this::onNews);
        services.revocations().onChange(this::closeRevoked);
        vertx.setPeriodic(ClockWheel.TICK_MILLIS, id -> tick());
        vertx.setPeriodic(REPORT_MILLIS, id -> reportSpending());
        vertx.setPeriodic(
                SWEEP_MILLIS, id -> Infrastructure.getDefaultWorkerPool().execute(services.budgets()::sweep));
    }

    private void tick() {
        long now = SessionClock.now();
        long timeOfDay = System.currentTimeMillis();
        wheels.forEach((shard, wheel) -> shard.execute(() -> wheel.turn(now, timeOfDay)));
    }

    private void reportSpending() {
        Map<String, long[]> spent = services.budgets().takeUnreported();
        if (!spent.isEmpty()) {
            services.broker()
                    .broadcast(new ServerNews.Spending(instance, spent))
                    // Then the users have more over all instances than they should, for a moment.
                    .exceptionally(lost -> null);
        }
    }

    /**
     * Opens the session of a connection. To be called on its event loop, before anything else of it.
     *
     * @return closed already where there are too many connections
     */
    public Session open(WebSocketConnection connection, Handshake handshake, boolean batch, boolean gzip) {
        Session session = new Session(handshake, services, this);
        session.outbox(services.delivery().open(connection, batch, gzip, session, session::onTooSlow));
        int max = services.config().limits().maxConnections();
        byConnection.put(handshake.connectionId(), session);
        session.runOn(wheels.computeIfAbsent(
                session.shard(), shard -> new ClockWheel(SessionClock.now(), System.currentTimeMillis())));
        if (max > 0 && byConnection.size() > max) {
            session.close(CloseCode.SERVER_OVERLOADED);
            return session;
        }
        try {
            session.start();
        } catch (RuntimeException bug) {
            // Its caller has to know the session all the same, or nobody would end it.
            SessionLog.fault(session, bug);
            session.close(CloseCode.INTERNAL_ERROR);
        }
        Long end = drainedAt;
        if (end != null) {
            // Its handshake was under way already when the others were told.
            session.sendAway("drain", Math.max(0, end - SessionClock.now()));
        }
        return session;
    }

    void closed(Session session) {
        byConnection.remove(session.connectionId(), session);
        if (drainedAt != null && byConnection.isEmpty()) {
            allEnded.complete(null);
        }
    }

    /** Notes that a session is somebody's. */
    void add(String userId, Session session) {
        byUser.compute(userId, (id, sessions) -> {
            if (sessions == null) {
                // As nearly everyone has it; a set for more takes ten times as much.
                return Set.of(session);
            }
            Set<Session> all = sessions;
            if (sessions.size() == 1) {
                all = ConcurrentHashMap.newKeySet();
                all.addAll(sessions);
            }
            all.add(session);
            return all;
        });
    }

    /** Ends {@link #add}. */
    void remove(String userId, Session session) {
        byUser.computeIfPresent(userId, (id, sessions) -> {
            if (sessions.size() > 1) {
                sessions.remove(session);
                return sessions;
            }
            return sessions.contains(session) ? null : sessions;
        });
    }

    /** Walks over all sessions: revocations are rare, and a look at one is cheap. */
    private void closeRevoked() {
        for (Session session : byConnection.values()) {
            User user = session.user();
            if (user != null && services.revocations().isRevoked(user)) {
                session.shard().execute(session::closeIfRevoked);
            }
        }
    }

    @Override
    public Collection<User> connected(String userId) {
        return byUser.getOrDefault(userId, Set.of()).stream()
                .map(Session::user)
                .filter(Objects::nonNull)
                .toList();
    }

    private void onNews(ServerNews news) {
        if (news instanceof ServerNews.ToEveryone everyone) {
            Frame frame = Frame.of(everyone.json());
            for (LoopShard shard : services.delivery().shards()) {
                shard.sendToEveryone(frame.retain());
            }
            frame.release();
        } else if (news instanceof ServerNews.Disconnect disconnect) {
            for (Session session : byUser.getOrDefault(disconnect.userId(), Set.of())) {
                session.shard().execute(() -> session.close(CloseCode.DISCONNECTED));
            }
        } else if (news instanceof ServerNews.Spending spending
                && !spending.instance().equals(instance)) {
            spending.byUser().forEach(services.budgets()::spentElsewhere);
        }
    }

    @Override
    public int drain(long spreadMillis) {
        drainedAt = SessionClock.now() + spreadMillis;
        return sendAway("drain", 1, spreadMillis);
    }

    @Override
    public int shed(double share, long spreadMillis) {
        return sendAway("shed", share, spreadMillis);
    }

    /** One at a time, so that nobody is told twice. */
    private synchronized int sendAway(String reason, double share, long spreadMillis) {
        List<Session> all = new ArrayList<>(byConnection.values());
        all.removeIf(Session::isSentAway);
        // In no order that clients could tell, so that those of one moment are not those of one service.
        Collections.shuffle(all);
        int count = (int) Math.ceil(share * all.size());
        for (int i = 0; i < count; i++) {
            all.get(i).sendAway(reason, spreadMillis * (i + 1) / count);
        }
        return count;
    }

    @Override
    public boolean awaitDrained(long millis) {
        if (byConnection.isEmpty()) {
            allEnded.complete(null);
        }
        Collection<LoopShard> shards = services.delivery().shards();
        // Close frames are written by the same task of a loop that ends a session: what is queued behind comes after.
        CountDownLatch written = new CountDownLatch(shards.size());
        allEnded.thenRun(() -> shards.forEach(shard -> shard.execute(written::countDown)));
        try {
            return written.await(millis, TimeUnit.MILLISECONDS);
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
            return false;
        }
    }
}
