package dev.roomcast.broker.redis.link;

import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;

import io.vertx.core.Context;
import io.vertx.core.Vertx;
import io.vertx.redis.client.Response;

import dev.roomcast.log.EventLog;

/**
 * One connection for commands, made again whenever it is lost. Calls are pipelined at the pace of {@link SendPace}; what
 * fails for a reason that can pass is sent again as {@link Retry} says. Owned by one event loop; {@link #send} may be called
 * on any thread.
 */
final class CommandConnection {

    private static final EventLog LOG = EventLog.of(CommandConnection.class);

    private static final long TICK_MILLIS = 100;

    /** Time between two looks at the format of the data. */
    private static final long FORMAT_NANOS = 2_000_000_000L;

    /** Time until what failed for a reason that can pass is tried again. */
    private static final long RETRY_MILLIS = 50;

    private final String name;
    private final Vertx vertx;
    private final Context loop;
    private final Greeting greeting;
    private final LinkMetrics metrics;
    private final Events events;
    private final Reconnect reconnect;

    private final CallQueue queue = new CallQueue();
    private final InFlightWindow inFlight = new InFlightWindow(new Answers());
    private final SendPace pace;
    private final RefusalWatch refusals = new RefusalWatch();
    private final Retry retry;
    private final AtomicBoolean woken = new AtomicBoolean();
    private volatile boolean up;

    private String store;

    /** Whether what failed waits for its cure. */
    private boolean paused;

    private long downSince = System.nanoTime();

    /** Nanoseconds that the oldest call has waited for, when that was last looked at. */
    private volatile long oldestAge;

    private long formatCheckedAt;
    private long timer;
    private boolean closed;

    /**
     * Whom it tells of what.
     *
     * @param onReached gets what names the store's data when a connection is made, before anything is sent on it
     * @param onMoved gets the calls whose keys are on another node now, in their order, and at the end all that are left
     * @param onTrouble called where the connection is lost, or cannot be made
     */
    record Events(Consumer<String> onReached, Consumer<List<Pending>> onMoved, Runnable onTrouble) {}

    /**
     * @param name for logs and metrics
     */
    CommandConnection(String name, Connector connector, Node.Shared shared, Greeting greeting, Events events) {
        this.name = name;
        this.vertx = shared.vertx();
        this.loop = shared.loop();
        this.greeting = greeting;
        this.metrics = shared.metrics();
        this.events = events;
        this.pace = new SendPace(vertx, this::send);
        this.retry = new Retry(metrics, refusals);
        this.reconnect = new Reconnect(name, vertx, connector, greeting::greet, events.onTrouble(), this::begin);
    }

    void start() {
        loop.runOnContext(started -> {
            timer = vertx.setPeriodic(TICK_MILLIS, id -> tick());
            reconnect.connect();
        });
    }

    /** Ends it; what waits is another's. */
    void close() {
        loop.runOnContext(now -> {
            closed = true;
            reconnect.close();
            vertx.cancelTimer(timer);
            drop();
            events.onMoved().accept(queue.takeAll());
        });
    }

    boolean isUp() {
        return up;
    }

    /** Whether Redis has been refusing for a while what it should do, for it is full, or lacks replicas, or is busy. */
    boolean isRefused() {
        return refusals.isRefused();
    }

    /** Calls that were not answered yet. */
    int waiting() {
        return queue.unanswered();
    }

    /** Seconds that the oldest of them has waited for, as it was a tick ago at most. On any thread. */
    double oldestSeconds() {
        return oldestAge / 1e9;
    }

    /** Sends a call, behind those before it. On any thread. */
    void send(Pending call) {
        if (queue.add(call)) {
            wake();
        }
    }

    /** Sends a call that may overtake those that wait, since it changes nothing. On any thread. */
    void sendFirst(Pending call) {
        queue.addFirst(call);
        wake();
    }

    private void wake() {
        if (woken.compareAndSet(false, true)) {
            loop.runOnContext(now -> {
                woken.set(false);
                if (closed) {
                    events.onMoved().accept(queue.takeAll());
                } else {
                    sendSoon();
                }
            });
        }
    }

    // --- sending ---

    private void sendSoon() {
        queue.take();
        if (!queue.isEmpty()) {
            pace.sendSoon(!inFlight.isEmpty());
        }
    }

    private void send() {
        queue.take();
        if (inFlight.connection() == null || retry.isDue() || paused) {
            return;
        }
        long now = System.nanoTime();
        pace.sent(now, inFlight.send(queue, now));
    }

    private final class Answers implements InFlightWindow.Answers {

        @Override
        public void onAnswer(Pending call, Response reply, Throwable error) {
            if (error != null) {
                retry.failed(call, error);
                return;
            }
            if (call.call.script() != null) {
                metrics.ran(call.call.script(), System.nanoTime() - call.sentAt);
            }
            call.answer.complete(reply);
            reconnect.worked();
            if (call.isRefusable()) {
                refusals.accepted();
            }
            retry.succeeded(call);
        }

        @Override
        public void onUnclear(List<Pending> calls) {
            retry.failedTogether(calls);
        }

        @Override
        public void onWriteAnswered() {
            if (!retry.isDue()) {
                sendSoon();
            } else if (inFlight.isEmpty()) {
                sendAgain();
            }
        }

        @Override
        public void onBroken(String why) {
            lost(why);
        }
    }

    /** All that was under way is answered, and some of it failed: sends again what has to be, after its cure. */
    private void sendAgain() {
        Retry.Cure cure = retry.cure();
        List<Pending> moved = retry.putBack(queue);
        if (!moved.isEmpty()) {
            events.onMoved().accept(moved);
        }
        switch (cure) {
            case RECONNECT -> lost("it refuses to be written to");
            case LOAD_SCRIPTS -> {
                paused = true;
                greeting.load(inFlight.connection().connection()).onComplete(loaded -> resume());
            }
            case WAIT -> {
                paused = true;
                vertx.setTimer(RETRY_MILLIS, id -> resume());
            }
            default -> send();
        }
    }

    private void resume() {
        paused = false;
        if (inFlight.isEmpty()) {
            send();
        }
    }

    // --- the connection ---

    private void begin(Connector.Connected fresh, String greeted) {
        formatCheckedAt = System.nanoTime();
        inFlight.use(fresh);
        paused = false;
        refusals.accepted();
        up = true;
        metrics.connected();
        LOG.info("roomcast.redis.reached").with("connection", name).write();
        fresh.onEnd(why -> lostIf(fresh, why));
        events.onReached().accept(greeted);
        queue.take();
        if (!greeted.equals(store)) {
            // What was made before this store was known may have to be made anew for it.
            queue.failAllInAnyOrder();
        }
        store = greeted;
        send();
    }

    private void lostIf(Connector.Connected which, String why) {
        if (inFlight.connection() == which) {
            lost(why);
        }
    }

    private void lost(String why) {
        LOG.warn("roomcast.redis.lost")
                .with("connection", name)
                .with("why", why)
                .write();
        drop();
        events.onTrouble().run();
        reconnect.connectLater();
    }

    /** Lets go of the connection; what was under way on it is to be sent again, but for what must not be. */
    private void drop() {
        up = false;
        downSince = System.nanoTime();
        Connector.Connected old = inFlight.connection();
        retry.putBack(queue, inFlight.drop());
        if (old != null) {
            old.close();
        }
    }

    private void tick() {
        long now = System.nanoTime();
        queue.take();
        inFlight.giveUpExpired(now);
        queue.giveUp(now, inFlight.connection() == null && now - downSince > RedisLink.PATIENCE_MILLIS * 1_000_000);
        oldestAge = Math.max(inFlight.oldestAge(now), queue.oldestAge(now));
        if (inFlight.isSilent(now)) {
            lost("no answer for " + InFlightWindow.SILENCE_MILLIS + " ms");
            return;
        }
        Connector.Connected asked = inFlight.connection();
        if (asked != null && now - formatCheckedAt > FORMAT_NANOS) {
            formatCheckedAt = now;
            greeting.checkFormat(asked.connection()).onFailure(newer -> lostIf(asked, newer.getMessage()));
        }
    }
}
