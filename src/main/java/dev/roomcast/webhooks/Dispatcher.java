package dev.roomcast.webhooks;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import jakarta.annotation.Priority;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Inject;
import jakarta.interceptor.Interceptor;

import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.Startup;
import io.vertx.core.Context;
import io.vertx.core.Vertx;

import dev.roomcast.RoomcastConfig;
import dev.roomcast.broker.BrokerException;
import dev.roomcast.broker.EventQueue;
import dev.roomcast.broker.EventQueue.Signals;

/**
 * Delivers events while this instance is the one that does. It takes what is signalled ten times a second, so that what
 * happens within that time goes together; and looks at all streams from time to time, since a signal may be lost. Does
 * nothing where there is no target.
 */
@ApplicationScoped
@Startup
public class Dispatcher {

    /** How long an event waits for others at most. */
    private static final long TICK_MILLIS = 100;

    /** Ticks between two attempts to become the one that delivers. */
    private static final int CANDIDATE_TICKS = 10;

    /** Ticks in which all streams are looked at. */
    private static final int ROUND_TICKS = 300;

    /** Ticks between two reports to all instances. */
    private static final int REPORT_TICKS = 10;

    private static final String RETRY = "retry ";
    private static final String DROP = "drop ";

    private final EventQueue queue;
    private final Vertx vertx;
    private final Context context;
    private final WebhookClient client;
    private final List<TargetDelivery> deliveries = new ArrayList<>();
    private final Map<String, String> reported = new HashMap<>();
    private long timer = -1;
    private boolean asking;
    private boolean leads;
    private long ledAt;
    private long ticks;
    private int nextLook;

    /** Begins where there are targets. */
    @Inject
    public Dispatcher(
            WebhookTargets targets, EventQueue queue, Vertx vertx, RoomcastConfig config, WebhookMetrics metrics) {
        this.queue = queue;
        this.vertx = vertx;
        this.context = vertx.getOrCreateContext();
        if (!targets.isOn()) {
            client = null;
            return;
        }
        client = new WebhookClient(vertx, config.webhooks().timeout().toMillis());
        TargetDelivery.Policy policy = new TargetDelivery.Policy(
                config.webhooks().retryFor().toMillis(),
                config.webhooks().maxBackoff().toMillis());
        for (WebhookTarget target : targets.all()) {
            deliveries.add(new TargetDelivery(target, queue, client, context, policy, metrics));
        }
        timer = vertx.setPeriodic(TICK_MILLIS, id -> context.runOnContext(nothing -> tick()));
    }

    /** Lets another instance deliver at once, before what leads to the queue is closed. */
    void end(@Observes @Priority(Interceptor.Priority.LIBRARY_BEFORE) ShutdownEvent event) {
        if (client != null) {
            vertx.cancelTimer(timer);
            queue.resign().exceptionally(unreachable -> null);
            client.close();
        }
    }

    private void tick() {
        ticks++;
        if (leads && System.nanoTime() - ledAt > TimeUnit.MILLISECONDS.toNanos(queue.leadMillis() / 2)) {
            // Another may lead soon, and would not know what is under way here.
            stop();
        }
        if (asking || (!leads && ticks % CANDIDATE_TICKS != 0)) {
            return;
        }
        asking = true;
        long askedAt = System.nanoTime();
        queue.lead()
                .whenComplete(
                        (signals, failure) -> context.runOnContext(nothing -> answered(signals, failure, askedAt)));
    }

    private void answered(Signals signals, Throwable failure, long askedAt) {
        asking = false;
        if (failure != null) {
            if (!BrokerException.isUnavailable(failure)) {
                WebhookLog.fault(failure);
            }
        } else if (signals == null) {
            stop();
        } else {
            ledAt = askedAt;
            if (!leads) {
                start();
            }
            signals.streams().forEach(this::wake);
            signals.orders().forEach(this::obey);
            look(1 + queue.streams() / ROUND_TICKS);
            report();
        }
    }

    private void start() {
        leads = true;
        WebhookLog.leads();
        reported.clear();
        deliveries.forEach(TargetDelivery::start);
        // Nobody knows what was signalled to the one before.
        look(queue.streams());
    }

    private void stop() {
        if (leads) {
            leads = false;
            deliveries.forEach(TargetDelivery::stop);
        }
    }

    private void wake(int stream) {
        deliveries.forEach(delivery -> delivery.wake(stream));
    }

    private void look(int count) {
        for (int i = 0; i < count; i++) {
            int stream = nextLook;
            nextLook = (nextLook + 1) % queue.streams();
            deliveries.forEach(delivery -> delivery.look(stream));
        }
    }

    private void obey(String order) {
        for (TargetDelivery delivery : deliveries) {
            String name = delivery.target().name();
            if (order.equals(RETRY + name)) {
                delivery.retry();
            } else if (order.equals(DROP + name)) {
                delivery.dropFailed();
            }
        }
    }

    private void report() {
        if (ticks % REPORT_TICKS != 0) {
            return;
        }
        Map<String, String> changed = new HashMap<>();
        for (TargetDelivery delivery : deliveries) {
            String name = delivery.target().name();
            String state = delivery.state().stored();
            if (!state.equals(reported.put(name, state))) {
                changed.put(name, state);
            }
        }
        if (!changed.isEmpty()) {
            queue.tell(changed).exceptionally(unreachable -> {
                context.runOnContext(nothing -> reported.clear());
                return null;
            });
        }
    }

    /** The order to try again what failed. */
    static String retryOf(String target) {
        return RETRY + target;
    }

    /** The order to drop what was put aside. */
    static String dropOf(String target) {
        return DROP + target;
    }
}
