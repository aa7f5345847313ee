package dev.roomcast.faults;

import java.time.Clock;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import jakarta.enterprise.inject.Alternative;
import jakarta.inject.Singleton;

import dev.roomcast.broker.BrokerException;
import dev.roomcast.broker.Draft;
import dev.roomcast.broker.Receipt;
import dev.roomcast.broker.memory.MemoryBroker;
import dev.roomcast.testing.DelegatingBroker;

/**
 * A store that does its work and breaks: for users named {@code unlucky-…} it cannot count a connection; what is published
 * to rooms {@code silent-…} is stored, but the answer is lost the first time; in rooms {@code broken-…} it fails as only a
 * bug does; for rooms {@code deaf-…} it does not answer; into rooms {@code shy-…} nobody gets a second time.
 */
@Alternative
@Singleton
public class FaultyBroker extends DelegatingBroker {

    private final Set<String> inShyRooms = ConcurrentHashMap.newKeySet();
    private boolean answered;

    public FaultyBroker() {
        super(new MemoryBroker(
                new MemoryBroker.Bounds(1_000, 1L << 22, 86_400_000, 1L << 28, 0, 1_000),
                Clock.systemUTC(),
                () -> System.nanoTime() / 1_000_000,
                Runnable::run));
    }

    @Override
    public CompletionStage<Receipt> publish(Draft draft) {
        if (draft.room().startsWith("broken-")) {
            return CompletableFuture.failedFuture(new IllegalStateException("secret of the store"));
        }
        if (draft.room().startsWith("deaf-")) {
            return CompletableFuture.failedFuture(
                    new BrokerException(BrokerException.Reason.UNAVAILABLE, draft.messageId()));
        }
        CompletionStage<Receipt> stored = super.publish(draft);
        if (draft.room().startsWith("silent-") && !answered) {
            answered = true;
            return CompletableFuture.failedFuture(
                    new BrokerException(BrokerException.Reason.UNAVAILABLE, draft.messageId()));
        }
        return stored;
    }

    @Override
    public CompletionStage<Entered> enter(String room, Member member) {
        if (room.startsWith("shy-") && !inShyRooms.add(room + member.connectionId())) {
            return CompletableFuture.failedFuture(new BrokerException(BrokerException.Reason.UNAVAILABLE));
        }
        return super.enter(room, member);
    }

    @Override
    public CompletionStage<Boolean> connect(Member member, long authenticatedAt, int max) {
        if (member.user().id().startsWith("unlucky-")) {
            return CompletableFuture.failedFuture(new IllegalStateException("secret of the store"));
        }
        return super.connect(member, authenticatedAt, max);
    }
}
