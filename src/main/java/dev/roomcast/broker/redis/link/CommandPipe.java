package dev.roomcast.broker.redis.link;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.Iterator;
import java.util.List;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;

import io.vertx.core.AsyncResult;
import io.vertx.core.Context;
import io.vertx.core.Vertx;
import io.vertx.redis.client.Request;
import io.vertx.redis.client.Response;

import dev.roomcast.log.EventLog;

/**
 * One connection for commands, made again whenever it is lost. Calls are pipelined. One that comes alone goes at once;
 * while others are under way, or came together just now, calls are gathered for a moment and go in one write: each write
 * costs Redis a turn, and then every instance that hears of it, whatever there is in it.
 *
 * <p>Where a call fails for a reason that can pass, nothing more is sent until all that is under way was answered; then
 * the calls that failed are sent again with every write that stood behind them, done or not, in their order. So a write
 * never overtakes another, and an {@code enter} that was refused is not carried out after the {@code leave} that followed
 * it. Owned by one event loop; {@link #send} may be called on any thread.
 */
final class CommandPipe {

    private static final EventLog LOG = EventLog.of(CommandPipe.class);

    /** Calls that may wait; past it, one more is refused at once. */
    private static final int MAX_WAITING = 50_000;

    /** Time between two writes where calls are gathered: at a thousand calls a second that is three in one write. */
    private static final long GATHER_MILLIS = 3;

    /** Calls in one write. They are answered when the last of them is, so there must be few enough for a moment's work. */
    private static final int MAX_TOGETHER = 32;

    /** Without any answer for so long, a connection on which something is asked counts as dead. */
    private static final long SILENCE_NANOS = 1_000_000_000L;

    private static final long TICK_MILLIS = 100;

    /** How long Redis may refuse before that is said to be so. */
    private static final long REFUSED_NANOS = 1_000_000_000L;

    /** How long a refusal is believed of a Redis that is asked for nothing more: only the next answer could undo it. */
    private static final long BELIEVED_NANOS = 5_000_000_000L;

    /** Time until what failed for a reason that can pass is tried again. */
    private static final long RETRY_MILLIS = 50;

    /** How often it is said in the log that the store is still out of reach. */
    private static final long SAY_NANOS = 30_000_000_000L;

    private final String name;
    private final Vertx vertx;
    private final Context loop;
    private final Connector connector;
    private final Greeting greeting;
    private final LinkMetrics metrics;
    private final Consumer<String> onReached;
    private final Consumer<List<Pending>> onMoved;
    private final Runnable onTrouble;

    private final Queue<Pending> inbox = new ConcurrentLinkedQueue<>();
    private final Queue<Pending> urgent = new ConcurrentLinkedQueue<>();
    private final AtomicInteger waiting = new AtomicInteger();
    private final AtomicBoolean woken = new AtomicBoolean();
    private volatile boolean up;

    /** When Redis began to refuse what it should do, {@link System#nanoTime}; 0 where it does it. */
    private volatile long refusingSince;

    private volatile long refusedLast;

    private final ArrayDeque<Pending> queue = new ArrayDeque<>();
    private final ArrayDeque<Pending> sent = new ArrayDeque<>();
    private final List<Pending> again = new ArrayList<>();
    private final List<Pending> moved = new ArrayList<>();
    private final Backoff backoff = new Backoff();
    private Connector.Connected connected;
    private String store;
    private long flushedAt = System.nanoTime();
    private int flushedTogether;
    private boolean gathering;
    private boolean faltering;
    private boolean inDoubt;
    private boolean mustWait;
    private boolean scriptsMissing;

    /** Calls at the head of the queue that go one by one: together with others they would not say whose an error is. */
    private int oneByOne;

    private boolean nodeIsWrong;
    private boolean paused;
    private long downSince = System.nanoTime();
    private long lastAnswer;

    /** Nanoseconds that the oldest call has waited for, when that was last looked at. */
    private volatile long oldestAge;

    private long saidAt;
    private long timer;
    private boolean closed;

    /**
     * @param name for logs and metrics
     * @param loop the event loop that is to own it
     * @param onReached told what names the store's data when a connection is made, before anything is sent on it
     * @param onMoved gets the calls whose keys are on another node now, in their order, and at the end all that are left
     * @param onTrouble called where the connection is lost, or cannot be made
     */
    CommandPipe(
            String name,
            Vertx vertx,
            Context loop,
            Connector connector,
            Greeting greeting,
            LinkMetrics metrics,
            Consumer<String> onReached,
            Consumer<List<Pending>> onMoved,
            Runnable onTrouble) {
        this.name = name;
        this.vertx = vertx;
        this.loop = loop;
        this.connector = connector;
        this.greeting = greeting;
        this.metrics = metrics;
        this.onReached = onReached;
        this.onMoved = onMoved;
        this.onTrouble = onTrouble;
    }

    void start() {
        loop.runOnContext(started -> {
            timer = vertx.setPeriodic(TICK_MILLIS, id -> tick());
            connect();
        });
    }

    /** Ends it; what waits is another's. */
    void close() {
        loop.runOnContext(now -> {
            closed = true;
            vertx.cancelTimer(timer);
            drop();
            take();
            onMoved.accept(List.copyOf(queue));
            queue.clear();
        });
    }

    boolean isUp() {
        return up;
    }

    /** Whether Redis has been refusing for a while what it should do, for it is full, or lacks replicas, or is busy. */
    boolean isRefused() {
        long since = refusingSince;
        long now = System.nanoTime();
        return since != 0 && now - since > REFUSED_NANOS && now - refusedLast < BELIEVED_NANOS;
    }

    /** Calls that were not answered yet. */
    int waiting() {
        return waiting.get();
    }

    /** Seconds that the oldest of them has waited for, as it was a tick ago at most. On any thread. */
    double oldestSeconds() {
        return oldestAge / 1e9;
    }

    /** Sends a call, behind those before it. On any thread. */
    void send(Pending call) {
        if (waiting.get() >= MAX_WAITING) {
            call.giveUp();
            return;
        }
        add(call, inbox);
    }

    /** Sends a call that may overtake those that wait, since it changes nothing. On any thread. */
    void sendFirst(Pending call) {
        add(call, urgent);
    }

    private void add(Pending call, Queue<Pending> to) {
        waiting.incrementAndGet();
        call.answer.whenComplete((answer, failure) -> waiting.decrementAndGet());
        to.add(call);
        if (woken.compareAndSet(false, true)) {
            loop.runOnContext(now -> {
                woken.set(false);
                take();
                if (closed) {
                    onMoved.accept(List.copyOf(queue));
                    queue.clear();
                } else {
                    flushSoon();
                }
            });
        }
    }

    /** Takes over what came in. */
    private void take() {
        for (Pending call = urgent.poll(); call != null; call = urgent.poll()) {
            queue.addFirst(call);
            oneByOne += oneByOne > 0 ? 1 : 0;
        }
        for (Pending call = inbox.poll(); call != null; call = inbox.poll()) {
            queue.add(call);
        }
    }

    /** Sends what waits: at once, or with what comes until a moment after the last write. */
    private void flushSoon() {
        if (gathering || queue.isEmpty()) {
            return;
        }
        boolean gathers = !sent.isEmpty() || flushedTogether > 1;
        long millis = GATHER_MILLIS - (System.nanoTime() - flushedAt) / 1_000_000;
        if (!gathers || millis <= 0) {
            flush();
            return;
        }
        gathering = true;
        vertx.setTimer(millis, id -> {
            gathering = false;
            take();
            flush();
        });
    }

    private void flush() {
        if (connected == null || faltering || paused) {
            return;
        }
        long now = System.nanoTime();
        flushedAt = now;
        if (sent.isEmpty()) {
            lastAnswer = now;
        }
        Connector.Connected current = connected;
        int before = sent.size();
        List<Pending> together = new ArrayList<>();
        // A connection that was found broken as it was written to is given up meanwhile.
        while (connected == current && sent.size() < Connector.MAX_IN_FLIGHT && !queue.isEmpty()) {
            Pending call = queue.poll();
            boolean alone = oneByOne > 0 || call.call.again() == Call.Again.NEVER;
            oneByOne = Math.max(0, oneByOne - 1);
            if (call.isDone() && !(call.isWrite() && call.sentAt != 0)) {
                continue;
            }
            call.sentAt = now;
            sent.add(call);
            if (alone || together.size() == MAX_TOGETHER) {
                write(current, together);
                together = new ArrayList<>();
            }
            together.add(call);
            if (alone) {
                write(current, together);
                together = new ArrayList<>();
            }
        }
        flushedTogether = sent.size() - before;
        write(current, together);
    }

    private void write(Connector.Connected to, List<Pending> calls) {
        if (connected != to || calls.isEmpty()) {
            return;
        }
        if (calls.size() == 1) {
            Pending call = calls.get(0);
            to.connection().send(call.request()).onComplete(reply -> {
                if (isAnswer(to, reply)) {
                    answered(call, reply.result(), reply.cause());
                    goOn();
                }
            });
        } else {
            List<Request> requests = new ArrayList<>(calls.size());
            calls.forEach(call -> requests.add(call.request()));
            to.connection().batch(requests).onComplete(replies -> {
                if (isAnswer(to, replies)) {
                    answered(calls, replies.result());
                    goOn();
                }
            });
        }
    }

    /** Whether Redis answered. Else the connection failed and not the call, which is still among those that were sent. */
    private boolean isAnswer(Connector.Connected by, AsyncResult<?> reply) {
        if (connected != by) {
            // That connection was given up, and the call with it.
            return false;
        }
        if (reply.failed() && !ReplyError.isReply(reply.cause())) {
            lost(reply.cause().getMessage());
            return false;
        }
        return true;
    }

    /** Calls that went together are answered; {@code replies} is null where any of them failed, nobody knows which. */
    private void answered(List<Pending> calls, List<Response> replies) {
        for (int i = 0; i < calls.size(); i++) {
            if (replies != null) {
                answered(calls.get(i), replies.get(i), null);
            } else {
                sent.poll();
                falter(calls.get(i));
                inDoubt = true;
            }
        }
        lastAnswer = System.nanoTime();
    }

    private void answered(Pending call, Response reply, Throwable error) {
        sent.poll();
        lastAnswer = System.nanoTime();
        if (error != null) {
            failed(call, error);
            return;
        }
        if (call.call.script() != null) {
            metrics.ran(call.call.script(), lastAnswer - call.sentAt);
        }
        call.answer.complete(reply);
        // Only now: that a connection was made proves nothing. What a user has no right to, or a replica refuses, ends
        // it
        // with the first call.
        backoff.reset();
        if (call.isRefusable()) {
            refusingSince = 0;
        }
        if (faltering && call.isWrite()) {
            again.add(call);
        }
    }

    private void goOn() {
        if (!faltering) {
            take();
            flushSoon();
        } else if (sent.isEmpty()) {
            recover();
        }
    }

    private void failed(Pending call, Throwable cause) {
        switch (ReplyError.of(cause.getMessage())) {
            case PASSES -> {
                long now = System.nanoTime();
                if (refusingSince == 0 || now - refusedLast > BELIEVED_NANOS) {
                    refusingSince = now;
                }
                refusedLast = now;
                mustWait = true;
                falter(call);
            }
            case RECONNECT -> {
                nodeIsWrong = true;
                falter(call);
            }
            case UNKNOWN_SCRIPT -> {
                scriptsMissing = true;
                falter(call);
            }
            case MOVED -> {
                moved.add(call);
                mustWait = true;
                falter(call);
            }
            case NEWER -> {
                LOG.error("roomcast.redis.newer").with("key", call.call.key()).write();
                call.giveUp();
            }
            default -> {
                metrics.fault();
                call.answer.completeExceptionally(new IllegalStateException(
                        "Redis refused " + describe(call.call) + ": " + cause.getMessage(), cause));
            }
        }
    }

    private void falter(Pending call) {
        faltering = true;
        again.add(call);
    }

    private static String describe(Call call) {
        return call.script() == null ? call.command() : call.script().name() + ".lua";
    }

    /** All that was under way is answered, and some of it failed: sends again what has to be. */
    private void recover() {
        metrics.resent(again.size());
        boolean wrongNode = nodeIsWrong;
        boolean reload = scriptsMissing;
        boolean later = mustWait;
        oneByOne = inDoubt ? again.size() : 0;
        if (moved.isEmpty()) {
            requeue(again);
        } else {
            handOverMoved();
        }
        again.clear();
        moved.clear();
        endFaltering();
        if (wrongNode) {
            lost("it refuses to be written to");
        } else if (reload) {
            paused = true;
            greeting.load(connected.connection()).onComplete(loaded -> resume());
        } else if (later) {
            paused = true;
            vertx.setTimer(RETRY_MILLIS, id -> resume());
        } else {
            flush();
        }
    }

    private void endFaltering() {
        faltering = false;
        inDoubt = false;
        mustWait = false;
        nodeIsWrong = false;
        scriptsMissing = false;
    }

    /** All calls of the slots that moved go, also those not sent yet: none may overtake another. The rest goes on here. */
    private void handOverMoved() {
        take();
        Set<Integer> slots = new HashSet<>();
        moved.forEach(call -> slots.add(Slots.of(call.call.key())));
        List<Pending> theirs = new ArrayList<>();
        again.removeIf(call -> slots.contains(Slots.of(call.call.key())) && theirs.add(call));
        queue.removeIf(call -> slots.contains(Slots.of(call.call.key())) && theirs.add(call));
        requeue(again);
        onMoved.accept(theirs);
    }

    private void resume() {
        paused = false;
        take();
        if (sent.isEmpty()) {
            flush();
        }
    }

    private void requeue(List<Pending> calls) {
        for (int i = calls.size() - 1; i >= 0; i--) {
            queue.addFirst(calls.get(i));
        }
    }

    private void connect() {
        if (closed) {
            return;
        }
        connector.connect().onComplete(made -> {
            if (made.failed()) {
                notReached(made.cause());
                return;
            }
            Connector.Connected fresh = made.result();
            long timeout = vertx.setTimer(SILENCE_NANOS / 1_000_000, id -> fresh.close());
            greeting.greet(fresh.connection()).onComplete(greeted -> {
                vertx.cancelTimer(timeout);
                if (greeted.failed()) {
                    fresh.close();
                    notReached(greeted.cause());
                } else if (closed) {
                    fresh.close();
                } else {
                    begin(fresh, greeted.result());
                }
            });
        });
    }

    private void notReached(Throwable why) {
        long now = System.nanoTime();
        if (saidAt == 0 || now - saidAt > SAY_NANOS) {
            saidAt = now;
            LOG.warn("roomcast.redis.unreachable")
                    .with("connection", name)
                    .with("why", why.getMessage())
                    .with(
                            "help",
                            "trying again; quarkus.redis.hosts (QUARKUS_REDIS_HOSTS) says where Redis is,"
                                    + " quarkus.redis.password (QUARKUS_REDIS_PASSWORD) what it asks for")
                    .write();
        }
        onTrouble.run();
        vertx.setTimer(backoff.next(), id -> connect());
    }

    private void begin(Connector.Connected fresh, String greeted) {
        connected = fresh;
        saidAt = 0;
        paused = false;
        refusingSince = 0;
        up = true;
        metrics.connected();
        LOG.info("roomcast.redis.reached").with("connection", name).write();
        fresh.connection().endHandler(ended -> lostIf(fresh, "the connection ended"));
        fresh.connection().exceptionHandler(failure -> lostIf(fresh, failure.getMessage()));
        onReached.accept(greeted);
        take();
        if (!greeted.equals(store)) {
            refuseInAnyOrder();
        }
        store = greeted;
        flush();
    }

    /** What was made before this store was known may have to be made anew for it. */
    private void refuseInAnyOrder() {
        List<Pending> refused = new ArrayList<>();
        queue.removeIf(call -> call.call.again() == Call.Again.IN_ANY_ORDER && refused.add(call));
        refused.forEach(call -> call.answer.completeExceptionally(new StoreChangedException()));
    }

    private void lostIf(Connector.Connected which, String why) {
        if (connected == which) {
            lost(why);
        }
    }

    private void lost(String why) {
        LOG.warn("roomcast.redis.lost")
                .with("connection", name)
                .with("why", why)
                .write();
        drop();
        onTrouble.run();
        vertx.setTimer(backoff.next(), id -> connect());
    }

    /** Lets go of the connection; what was under way on it is to be sent again, but for what must not be. */
    private void drop() {
        up = false;
        downSince = System.nanoTime();
        Connector.Connected old = connected;
        connected = null;
        List<Pending> tail = new ArrayList<>(again);
        tail.addAll(sent);
        again.clear();
        moved.clear();
        sent.clear();
        oneByOne = 0;
        endFaltering();
        for (Pending call : tail) {
            if (call.call.again() == Call.Again.NEVER) {
                call.giveUp();
            }
        }
        tail.removeIf(call -> call.call.again() == Call.Again.NEVER);
        metrics.resent(tail.size());
        requeue(tail);
        if (old != null) {
            old.close();
        }
    }

    private void tick() {
        long now = System.nanoTime();
        take();
        for (Pending call : sent) {
            if (call.isExpired(now)) {
                call.giveUp();
            }
        }
        boolean hopeless = connected == null && now - downSince > RedisLink.PATIENCE_MILLIS * 1_000_000;
        for (Iterator<Pending> all = queue.iterator(); all.hasNext(); ) {
            Pending call = all.next();
            if (hopeless || call.isExpired(now)) {
                call.giveUp();
                all.remove();
            }
        }
        oldestAge = Math.max(age(sent.peek(), now), age(queue.peek(), now));
        if (connected != null && !sent.isEmpty() && now - lastAnswer > SILENCE_NANOS) {
            lost("no answer for " + SILENCE_NANOS / 1_000_000 + " ms");
        }
    }

    private static long age(Pending call, long now) {
        return call == null ? 0 : call.age(now);
    }
}
