package dev.roomcast.broker.redis;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicInteger;

import dev.roomcast.broker.Broker;
import dev.roomcast.broker.Draft;
import dev.roomcast.broker.Publication;
import dev.roomcast.broker.Receipt;
import dev.roomcast.broker.RoomBus.RoomListener;
import dev.roomcast.broker.RoomNews;

/**
 * Somebody who says one thing after the other in a room, and somebody who follows as a room's feed does: what is missing is
 * read from the log.
 */
final class Conversation implements RoomListener {

    private final Broker broker;
    private final String room;
    private final List<Receipt> acked = Collections.synchronizedList(new ArrayList<>());
    private final AtomicInteger number = new AtomicInteger();
    private final Map<String, TreeSet<Long>> heard = new HashMap<>();
    private volatile boolean going = true;
    private CompletionStage<Void> said;

    Conversation(Broker broker, String room) {
        this.broker = broker;
        this.room = room;
    }

    static Draft draft(String room, int number) {
        byte[] head = "{\"type\":\"room-message\"".getBytes(StandardCharsets.UTF_8);
        byte[] content = Integer.toString(number).getBytes(StandardCharsets.UTF_8);
        return new Draft(room, "ann", "ann", "m" + number, true, head, content, 0, false);
    }

    Conversation start() {
        OpenBroker.get(broker.subscribe(room, this));
        said = goOn();
        return this;
    }

    private CompletionStage<Void> goOn() {
        return broker.publish(draft(room, number.incrementAndGet()))
                .handle((receipt, unavailable) -> {
                    if (unavailable == null) {
                        acked.add(receipt);
                    }
                    return null;
                })
                .thenComposeAsync(done -> going ? goOn() : CompletableFuture.completedFuture(null));
    }

    /** Nothing more is said; what was is listened to further. */
    void fallSilent() {
        going = false;
        OpenBroker.get(said);
    }

    /** Things said, acked or not. */
    int said() {
        return number.get();
    }

    List<Receipt> acked() {
        synchronized (acked) {
            return List.copyOf(acked);
        }
    }

    /** What was heard in one life of the log. */
    synchronized List<Long> heard(String epoch) {
        return List.copyOf(heard.getOrDefault(epoch, new TreeSet<>()));
    }

    @Override
    public synchronized void onPublication(Publication publication) {
        TreeSet<Long> life = life(publication);
        long before = life.isEmpty() ? 0 : life.last();
        life.add(publication.offset());
        if (publication.offset() > before + 1) {
            onInterruption();
        }
    }

    private TreeSet<Long> life(Publication publication) {
        return heard.computeIfAbsent(publication.epoch(), epoch -> new TreeSet<>());
    }

    @Override
    public void onNews(RoomNews news) {}

    @Override
    public void onInterruption() {
        broker.read(room, 0, Long.MAX_VALUE, 10_000_000).whenComplete((run, failure) -> {
            if (failure != null) {
                onInterruption();
                return;
            }
            synchronized (this) {
                run.entries().forEach(entry -> life(entry).add(entry.offset()));
            }
        });
    }
}
