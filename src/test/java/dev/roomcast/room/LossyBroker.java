package dev.roomcast.room;

import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicInteger;
import jakarta.enterprise.inject.Alternative;
import jakarta.inject.Singleton;

import dev.roomcast.broker.Broker;
import dev.roomcast.broker.Publication;
import dev.roomcast.broker.RoomNews;
import dev.roomcast.broker.memory.MemoryBroker;
import dev.roomcast.testing.DelegatingBroker;

/**
 * The memory broker behind a bus that does what a bus may do: of every ten announcements it drops two, repeats one, and
 * holds one back until the next. Its log keeps everything, and loses its past when it is told to.
 */
@Alternative
@Singleton
public class LossyBroker extends DelegatingBroker {

    private static final MemoryBroker.Bounds BOUNDS =
            new MemoryBroker.Bounds(100_000, 1L << 26, 86_400_000, 1L << 28, 0, 1_000);

    private final List<Subscription> subscriptions = new ArrayList<>();
    private volatile ServerListener serverListener;

    public LossyBroker() {
        super(newStore());
    }

    private record Subscription(String room, Unreliable listener) {}

    private static Broker newStore() {
        return new MemoryBroker(BOUNDS, Clock.systemUTC(), () -> System.nanoTime() / 1_000_000, Runnable::run);
    }

    /** Loses everything, as a store that was restarted without its data; then says that something was interrupted. */
    synchronized void losePast() {
        losePastQuietly();
        interrupt();
    }

    /** Loses everything, and says nothing of it. */
    synchronized void losePastQuietly() {
        store = newStore();
        store.listen(serverListener);
        for (Subscription subscription : subscriptions) {
            store.subscribe(subscription.room, subscription.listener);
        }
    }

    /** Says that something was interrupted, as a bus does that was connected again. */
    synchronized void interrupt() {
        subscriptions.forEach(subscription -> subscription.listener.onInterruption());
    }

    private static final class Unreliable implements RoomListener {
        private final RoomListener listener;
        private final AtomicInteger count = new AtomicInteger();
        private Publication heldBack;

        Unreliable(RoomListener listener) {
            this.listener = listener;
        }

        @Override
        public synchronized void onPublication(Publication publication) {
            int turn = count.incrementAndGet() % 10;
            if (turn == 3 || turn == 4) {
                return;
            }
            if (turn == 6) {
                heldBack = publication;
                return;
            }
            listener.onPublication(publication);
            if (turn == 8) {
                listener.onPublication(publication);
            }
            if (heldBack != null) {
                Publication late = heldBack;
                heldBack = null;
                listener.onPublication(late);
            }
        }

        @Override
        public void onNews(RoomNews news) {
            listener.onNews(news);
        }

        @Override
        public void onInterruption() {
            listener.onInterruption();
        }
    }

    @Override
    public synchronized CompletionStage<Void> subscribe(String room, RoomListener listener) {
        Unreliable unreliable = new Unreliable(listener);
        subscriptions.add(new Subscription(room, unreliable));
        return store.subscribe(room, unreliable);
    }

    @Override
    public synchronized void unsubscribe(String room) {
        subscriptions.removeIf(subscription -> subscription.room.equals(room));
        store.unsubscribe(room);
    }

    @Override
    public void listen(ServerListener listener) {
        serverListener = listener;
        super.listen(listener);
    }
}
