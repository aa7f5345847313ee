package dev.roomcast.room;

import java.time.Clock;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Predicate;
import jakarta.enterprise.inject.Alternative;
import jakarta.inject.Singleton;

import dev.roomcast.broker.Broker;
import dev.roomcast.broker.Draft;
import dev.roomcast.broker.LogRun;
import dev.roomcast.broker.Position;
import dev.roomcast.broker.Publication;
import dev.roomcast.broker.Receipt;
import dev.roomcast.broker.RoomNews;
import dev.roomcast.broker.ServerNews;
import dev.roomcast.broker.memory.MemoryBroker;
import dev.roomcast.protocol.ServerMessage.MemberRow;
import dev.roomcast.protocol.ServerMessage.OnlineRow;
import dev.roomcast.protocol.ServerMessage.RoomRow;

/**
 * The memory broker behind a bus that does what a bus may do: of every ten announcements it drops two, repeats one, and
 * holds one back until the next. Its log keeps everything, and loses its past when it is told to.
 */
@Alternative
@Singleton
public class LossyBroker implements Broker {

    private static final MemoryBroker.Bounds BOUNDS =
            new MemoryBroker.Bounds(100_000, 1L << 26, 86_400_000, 1L << 28, 1_000);

    private volatile Broker store = newStore();
    private final List<Subscription> subscriptions = new ArrayList<>();
    private volatile ServerListener serverListener;

    private record Subscription(String room, Unreliable listener) {}

    private static Broker newStore() {
        return new MemoryBroker(BOUNDS, Clock.systemUTC(), Runnable::run);
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
    public String name() {
        return "lossy";
    }

    @Override
    public CompletionStage<Receipt> publish(Draft draft) {
        return store.publish(draft);
    }

    @Override
    public CompletionStage<Position> position(String room) {
        return store.position(room);
    }

    @Override
    public CompletionStage<LogRun> read(String room, long after, long upTo, int maxBytes) {
        return store.read(room, after, upTo, maxBytes);
    }

    @Override
    public void announce(String room, RoomNews news) {
        store.announce(room, news);
    }

    @Override
    public void listen(ServerListener listener) {
        serverListener = listener;
        store.listen(listener);
    }

    @Override
    public CompletionStage<Void> broadcast(ServerNews news) {
        return store.broadcast(news);
    }

    @Override
    public CompletionStage<Boolean> open(String room) {
        return store.open(room);
    }

    @Override
    public CompletionStage<Entered> enter(String room, Member member) {
        return store.enter(room, member);
    }

    @Override
    public CompletionStage<Exited> leave(String room, String connectionId) {
        return store.leave(room, connectionId);
    }

    @Override
    public CompletionStage<Info> info(String room) {
        return store.info(room);
    }

    @Override
    public CompletionStage<Page<MemberRow>> members(String room, int limit, String after) {
        return store.members(room, limit, after);
    }

    @Override
    public CompletionStage<Page<RoomRow>> rooms(int limit, String after, Predicate<String> visible) {
        return store.rooms(limit, after, visible);
    }

    @Override
    public CompletionStage<Integer> roomCount() {
        return store.roomCount();
    }

    @Override
    public CompletionStage<Boolean> connect(Member member, long authenticatedAt, int max) {
        return store.connect(member, authenticatedAt, max);
    }

    @Override
    public void disconnect(Member member) {
        store.disconnect(member);
    }

    @Override
    public CompletionStage<Page<OnlineRow>> online(int limit, String after) {
        return store.online(limit, after);
    }

    @Override
    public CompletionStage<List<String>> session(String userId) {
        return store.session(userId);
    }

    @Override
    public void remember(String userId, Collection<String> rooms) {
        store.remember(userId, rooms);
    }
}
