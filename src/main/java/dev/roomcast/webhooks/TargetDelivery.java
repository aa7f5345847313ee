package dev.roomcast.webhooks;

import java.util.ArrayDeque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.function.BiConsumer;

import io.vertx.core.Context;

import dev.roomcast.broker.BrokerException;
import dev.roomcast.broker.EventQueue;
import dev.roomcast.broker.EventQueue.Queued;
import dev.roomcast.broker.EventQueue.Run;

/**
 * Tells one target, a few streams side by side, each in its order: one request after another, and the same one again until
 * the target takes it or its time is over. Nothing of what waits is kept here: it is read from the queue for each request.
 * Owned by the dispatcher's context, but for what metrics read.
 */
final class TargetDelivery {

    /** Streams that are read or told of at once; the connections of the client are as many. */
    private static final int AT_ONCE = 8;

    /** Events of one request. */
    private static final int BATCH_EVENTS = 100;

    /** Bytes of one request; one event may be larger. */
    private static final int BATCH_BYTES = 256 * 1024;

    private static final long FIRST_BACKOFF_MILLIS = 1_000;

    /** When a target takes requests again, streams whose next try is far off are tried within this time. */
    private static final long RECOVERY_MILLIS = 5_000;

    /** Until a queue that could not be read is read again. */
    private static final long QUEUE_RETRY_MILLIS = 1_000;

    private final WebhookTarget target;
    private final EventQueue queue;
    private final WebhookClient client;
    private final Context context;
    private final Policy policy;
    private final WebhookMetrics.ForTarget metrics;
    private final Map<Integer, StreamProgress> streams = new HashMap<>();
    private final ArrayDeque<StreamProgress> turns = new ArrayDeque<>();
    private int busy;
    private boolean leads;

    private volatile long waiting;
    private volatile long failed;

    /** {@link System#nanoTime}; 0 while it takes requests. */
    private volatile long failingSince;

    /** Milliseconds since 1970. */
    private volatile long failingSinceTime;

    private volatile String lastError;

    /**
     * How long to try.
     *
     * @param retryMillis an event, from when it happened
     * @param maxBackoffMillis longest pause between two tries
     */
    record Policy(long retryMillis, long maxBackoffMillis) {}

    TargetDelivery(
            WebhookTarget target,
            EventQueue queue,
            WebhookClient client,
            Context context,
            Policy policy,
            WebhookMetrics metrics) {
        this.target = target;
        this.queue = queue;
        this.client = client;
        this.context = context;
        this.policy = policy;
        this.metrics = metrics.of(this);
    }

    WebhookTarget target() {
        return target;
    }

    /** Begins. */
    void start() {
        leads = true;
    }

    /** Ends: what is under way is not done until somebody delivers again. */
    void stop() {
        leads = false;
        for (StreamProgress progress : streams.values()) {
            cancelTimer(progress);
        }
        streams.clear();
        turns.clear();
        failingSince = 0;
        lastError = null;
        count();
    }

    /** There may be something in a stream. */
    void wake(int stream) {
        if (!leads) {
            return;
        }
        StreamProgress progress = streams.computeIfAbsent(stream, StreamProgress::new);
        if (progress.busy) {
            progress.again = true;
        } else if (progress.timer == -1) {
            enqueue(progress);
        }
    }

    /** Looks how much waits in a stream whose next try is far off. */
    void look(int stream) {
        StreamProgress progress = streams.get(stream);
        if (progress == null || progress.timer == -1) {
            wake(stream);
            return;
        }
        onContext(queue.read(stream, target.name(), 0, 0), (run, failure) -> {
            if (failure == null && streams.get(stream) == progress) {
                counted(progress, run);
            }
        });
    }

    /** Tries all that failed at once, and what was put aside again. */
    void retry() {
        for (StreamProgress progress : List.copyOf(streams.values())) {
            if (progress.failed > 0) {
                waitAgain(progress);
            }
            hasten(progress, 0);
        }
    }

    private void waitAgain(StreamProgress progress) {
        onContext(queue.waitAgain(progress.stream, target.name()), (left, failure) -> {
            long before = progress.failed;
            if (failure == null) {
                progress.failed = left;
                wake(progress.stream);
            }
            if (failure == null && left > 0 && left < before) {
                waitAgain(progress);
            }
            count();
        });
    }

    /** Drops what was put aside. */
    void dropFailed() {
        for (StreamProgress progress : streams.values()) {
            if (progress.failed > 0) {
                onContext(queue.dropFailed(progress.stream, target.name()), (done, failure) -> {
                    if (failure == null) {
                        progress.failed = 0;
                        count();
                    }
                });
            }
        }
    }

    private void enqueue(StreamProgress progress) {
        if (!progress.queued) {
            progress.queued = true;
            turns.add(progress);
        }
        nextTurns();
    }

    private void nextTurns() {
        while (busy < AT_ONCE && !turns.isEmpty()) {
            StreamProgress progress = turns.remove();
            progress.queued = false;
            progress.busy = true;
            progress.again = false;
            busy++;
            onContext(queue.read(progress.stream, target.name(), BATCH_EVENTS, BATCH_BYTES), (run, failure) -> {
                if (failure == null) {
                    deliver(progress, run);
                } else {
                    queueFailed(progress, failure);
                }
            });
        }
    }

    private void deliver(StreamProgress progress, Run run) {
        counted(progress, run);
        List<Queued> events = progress.retryUpTo == 0
                ? run.events()
                : run.events().stream()
                        .filter(event -> event.number() <= progress.retryUpTo)
                        .toList();
        if (events.isEmpty() && !run.events().isEmpty()) {
            // What failed was dropped meanwhile.
            events = run.events();
        }
        if (!leads || events.isEmpty()) {
            progress.retryUpTo = 0;
            through(progress);
            return;
        }
        long upTo = events.get(events.size() - 1).number();
        boolean more = run.waiting() > events.size();
        List<Queued> wanted = events.stream().filter(target::wants).toList();
        if (wanted.isEmpty()) {
            taken(progress, run.life(), upTo, more);
            return;
        }
        Batch batch = new Batch(run.life(), wanted, upTo, progress.dropped);
        long begun = System.nanoTime();
        onContext(client.send(target, batch), (answer, failure) -> {
            metrics.answered(failure == null, System.nanoTime() - begun);
            if (failure == null) {
                metrics.delivered().increment(wanted.size());
                progress.dropped -= batch.dropped();
                works(progress);
                taken(progress, batch.life(), upTo, more);
            } else {
                refused(progress, batch, failure);
            }
        });
    }

    private void counted(StreamProgress progress, Run run) {
        progress.waiting = run.waiting();
        progress.failed = run.failed();
        if (run.dropped() > 0) {
            progress.dropped += run.dropped();
            metrics.dropped().increment(run.dropped());
            WebhookLog.dropped(target.name(), run.dropped());
        }
        count();
    }

    /**
     * @param more whether more waits: it is told at once; what comes later waits for others, until it is signalled
     */
    private void taken(StreamProgress progress, String life, long upTo, boolean more) {
        onContext(queue.done(progress.stream, target.name(), life, upTo), (done, failure) -> {
            progress.failures = 0;
            progress.retryUpTo = 0;
            if (failure == null) {
                progress.waiting = 0;
                progress.again |= more;
                through(progress);
            } else {
                queueFailed(progress, failure);
            }
        });
    }

    private void works(StreamProgress progress) {
        if (failingSince != 0) {
            failingSince = 0;
            lastError = null;
            WebhookLog.recovered(target.name());
            for (StreamProgress other : List.copyOf(streams.values())) {
                hasten(other, ThreadLocalRandom.current().nextLong(1, RECOVERY_MILLIS));
            }
        }
    }

    private void refused(StreamProgress progress, Batch batch, Throwable failure) {
        long now = System.currentTimeMillis();
        lastError = failure instanceof FailedRequestException known ? known.getMessage() : "a fault of this server";
        if (!(failure instanceof FailedRequestException)) {
            WebhookLog.fault(failure);
        }
        if (failingSince == 0) {
            failingSince = System.nanoTime();
            failingSinceTime = now;
            WebhookLog.failing(target.name(), lastError);
        }
        List<Long> over = batch.events().stream()
                .takeWhile(event -> now - event.time() > policy.retryMillis())
                .map(Queued::number)
                .toList();
        if (!over.isEmpty()) {
            putAside(progress, batch, over);
            return;
        }
        progress.failures++;
        progress.retryUpTo = batch.upTo();
        long retryAfter = failure instanceof FailedRequestException known ? known.retryAfterMillis() : 0;
        later(progress, Math.max(retryAfter, backoff(progress.failures)));
    }

    /** Full jitter: anything up to a bound that doubles. */
    private long backoff(int failures) {
        long bound = Math.min(policy.maxBackoffMillis(), FIRST_BACKOFF_MILLIS << Math.min(failures - 1, 20));
        return ThreadLocalRandom.current().nextLong(1, bound + 1);
    }

    private void putAside(StreamProgress progress, Batch batch, List<Long> over) {
        onContext(queue.putAside(progress.stream, target.name(), batch.life(), over), (dropped, failure) -> {
            progress.retryUpTo = 0;
            if (failure != null) {
                queueFailed(progress, failure);
                return;
            }
            WebhookLog.putAside(target.name(), over.size(), dropped);
            progress.failures++;
            later(progress, backoff(1));
        });
    }

    private void queueFailed(StreamProgress progress, Throwable failure) {
        if (!BrokerException.isUnavailable(failure)) {
            WebhookLog.fault(failure);
        }
        later(progress, QUEUE_RETRY_MILLIS);
    }

    private void later(StreamProgress progress, long millis) {
        progress.again = false;
        if (leads && streams.get(progress.stream) == progress) {
            setTimer(progress, millis);
        }
        through(progress);
    }

    /** Its turn is over. */
    private void through(StreamProgress progress) {
        progress.busy = false;
        busy--;
        if (streams.get(progress.stream) == progress) {
            if (progress.again) {
                enqueue(progress);
            } else if (progress.isIdle()) {
                streams.remove(progress.stream);
            }
        }
        count();
        nextTurns();
    }

    private void setTimer(StreamProgress progress, long millis) {
        progress.timer = context.owner()
                .setTimer(
                        Math.max(1, millis),
                        id -> context.runOnContext(nothing -> {
                            if (progress.timer == id) {
                                progress.timer = -1;
                                wake(progress.stream);
                            }
                        }));
    }

    private void hasten(StreamProgress progress, long millis) {
        if (progress.timer != -1) {
            cancelTimer(progress);
            setTimer(progress, millis);
        }
    }

    private void cancelTimer(StreamProgress progress) {
        if (progress.timer != -1) {
            context.owner().cancelTimer(progress.timer);
            progress.timer = -1;
        }
    }

    private <T> void onContext(CompletionStage<T> stage, BiConsumer<T, Throwable> then) {
        stage.whenComplete((result, failure) -> context.runOnContext(nothing -> then.accept(result, failure)));
    }

    private void count() {
        long allWaiting = 0;
        long allFailed = 0;
        for (StreamProgress progress : streams.values()) {
            allWaiting += progress.waiting;
            allFailed += progress.failed;
        }
        waiting = allWaiting;
        failed = allFailed;
    }

    long waiting() {
        return waiting;
    }

    long failed() {
        return failed;
    }

    double failingSeconds() {
        long since = failingSince;
        return since == 0 ? 0 : (System.nanoTime() - since) / (double) TimeUnit.SECONDS.toNanos(1);
    }

    /** How it is with the target, for all instances. */
    TargetState state() {
        return new TargetState(waiting, failed, failingSince == 0 ? 0 : failingSinceTime, lastError);
    }
}
