package dev.roomcast.webhooks;

import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;

import dev.roomcast.broker.EventKind;
import dev.roomcast.broker.EventQueue;

/**
 * What an operator sees of webhooks and can do about them, on whichever instance they ask. Stages fail with a
 * {@link dev.roomcast.broker.BrokerException} where the store is out of reach. On any thread.
 */
@ApplicationScoped
public class Webhooks {

    private final WebhookTargets targets;
    private final EventQueue queue;

    /** Takes the queue that states and orders go by. */
    @Inject
    public Webhooks(WebhookTargets targets, EventQueue queue) {
        this.targets = targets;
        this.queue = queue;
    }

    /**
     * A target, and how it is with it.
     *
     * @param host where requests go; the rest of the URL may be a secret
     * @param events what it is told of
     * @param waiting events that wait
     * @param failed events that were put aside
     * @param failingSince since when it has not taken any request, milliseconds since 1970; 0 while it does
     * @param lastError why not; null while it does
     */
    public record Status(
            String name,
            String host,
            List<String> events,
            long waiting,
            long failed,
            long failingSince,
            String lastError) {}

    /** All targets, as the instance that delivers told of them last: up to two seconds ago. */
    public CompletionStage<List<Status>> status() {
        return queue.told()
                .thenApply(told -> targets.all().stream()
                        .map(target -> status(target, TargetState.parse(told.get(target.name()))))
                        .toList());
    }

    private static Status status(WebhookTarget target, TargetState state) {
        return new Status(
                target.name(),
                target.host(),
                target.kinds().stream().map(EventKind::wireName).toList(),
                state.waiting(),
                state.failed(),
                state.failingSince(),
                state.lastError());
    }

    /**
     * Has the instance that delivers try what failed at once, and what was put aside again.
     *
     * @return false where there is no such target
     */
    public CompletionStage<Boolean> retry(String target) {
        return order(target, Dispatcher.retryOf(target));
    }

    /**
     * Has the instance that delivers drop what was put aside.
     *
     * @return false where there is no such target
     */
    public CompletionStage<Boolean> dropFailed(String target) {
        return order(target, Dispatcher.dropOf(target));
    }

    private CompletionStage<Boolean> order(String target, String order) {
        return targets.targets().contains(target)
                ? queue.order(order).thenApply(done -> true)
                : CompletableFuture.completedFuture(false);
    }
}
