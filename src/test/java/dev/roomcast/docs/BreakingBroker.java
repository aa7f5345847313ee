package dev.roomcast.docs;

import java.time.Clock;
import java.util.Collection;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Supplier;
import jakarta.enterprise.inject.Alternative;
import jakarta.inject.Singleton;

import dev.roomcast.broker.BrokerException;
import dev.roomcast.broker.Draft;
import dev.roomcast.broker.LogRun;
import dev.roomcast.broker.Position;
import dev.roomcast.broker.Receipt;
import dev.roomcast.broker.RoomFilter;
import dev.roomcast.broker.RoomNews;
import dev.roomcast.broker.ServerNews;
import dev.roomcast.broker.memory.MemoryBroker;
import dev.roomcast.protocol.ServerMessage.MemberRow;
import dev.roomcast.protocol.ServerMessage.OnlineRow;
import dev.roomcast.protocol.ServerMessage.RoomRow;
import dev.roomcast.testing.DelegatingBroker;

/** A store that fails in all that HTTP asks of it, while a test says so. */
@Alternative
@Singleton
public class BreakingBroker extends DelegatingBroker {

    /** How it fails. */
    enum Failure {
        NONE,
        /** It does not answer. */
        UNAVAILABLE,
        /** As only a bug does. */
        FAULT
    }

    private static volatile Failure how = Failure.NONE;

    public BreakingBroker() {
        super(new MemoryBroker(
                new MemoryBroker.Bounds(1_000, 1L << 22, 86_400_000, 1L << 28, 0, 1_000),
                Clock.systemUTC(),
                () -> System.nanoTime() / 1_000_000,
                Runnable::run));
    }

    static void failWith(Failure failure) {
        how = failure;
    }

    private static <T> CompletionStage<T> unlessBroken(Supplier<CompletionStage<T>> action) {
        return switch (how) {
            case NONE -> action.get();
            case UNAVAILABLE ->
                CompletableFuture.failedFuture(new BrokerException(BrokerException.Reason.UNAVAILABLE, "m-1"));
            case FAULT -> CompletableFuture.failedFuture(new IllegalStateException("broken for the test"));
        };
    }

    @Override
    public CompletionStage<Receipt> publish(Draft draft) {
        return unlessBroken(() -> super.publish(draft));
    }

    @Override
    public CompletionStage<Position> position(String room) {
        return unlessBroken(() -> super.position(room));
    }

    @Override
    public CompletionStage<LogRun> read(String room, long after, long upTo, int maxBytes) {
        return unlessBroken(() -> super.read(room, after, upTo, maxBytes));
    }

    @Override
    public CompletionStage<Void> announce(String room, RoomNews news) {
        return unlessBroken(() -> super.announce(room, news));
    }

    @Override
    public CompletionStage<Void> broadcast(ServerNews news) {
        return unlessBroken(() -> super.broadcast(news));
    }

    @Override
    public CompletionStage<Info> info(String room) {
        return unlessBroken(() -> super.info(room));
    }

    @Override
    public CompletionStage<Page<MemberRow>> members(String room, int limit, String after) {
        return unlessBroken(() -> super.members(room, limit, after));
    }

    @Override
    public CompletionStage<Page<RoomRow>> rooms(int limit, String after, RoomFilter visible) {
        return unlessBroken(() -> super.rooms(limit, after, visible));
    }

    @Override
    public CompletionStage<Page<OnlineRow>> online(int limit, String after) {
        return unlessBroken(() -> super.online(limit, after));
    }

    @Override
    public CompletionStage<List<OnlineRow>> onlineOf(Collection<String> userIds) {
        return unlessBroken(() -> super.onlineOf(userIds));
    }

    @Override
    public CompletionStage<Void> revoke(Revocation revocation, int max) {
        return unlessBroken(() -> super.revoke(revocation, max));
    }

    @Override
    public CompletionStage<Boolean> unrevoke(String id, long until, int max) {
        return unlessBroken(() -> super.unrevoke(id, until, max));
    }
}
