package dev.roomcast.client;

import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;

/**
 * What is to be stored, kept until the server has acknowledged it. Of each room up to a window of messages is in flight,
 * sent in order; the server keeps the order of what one connection sends. After a lost connection all that was not
 * acknowledged goes again in the same order. On the loop, but for {@link #reserve} and {@link #size}.
 */
final class Outbox {

    /** Whom an outbox serves. */
    interface Host {
        /** Whether the room can be written to right now: signed in, and everything missed there has been read. */
        boolean canSend(String roomId);

        Optional<Position> position(String roomId);

        void ask(ObjectNode message, Requests.Reply reply);

        /** An answer is overdue: somebody should see whether the connection is alive. */
        void suspect();

        void tell(OutboxEvent event);
    }

    private static final Logger LOG = System.getLogger(Outbox.class.getName());

    /** The server knows a {@code messageId} for five minutes; half a minute of that is left for the way there. */
    private static final long IDEMPOTENT_MS = 270_000;
    /** How long to wait where the server's store did not answer, in milliseconds. */
    private static final long UNAVAILABLE_MIN_MS = 500;

    private static final long UNAVAILABLE_MAX_MS = 10_000;
    private static final long RATE_LIMITED_MS = 1_000;

    private final Loop loop;
    private final Callbacks callbacks;
    private final Settings settings;
    private final Host host;
    private final Pace pace;
    private final Backoff backoff;
    private final Map<String, OutboxQueue> queues = new LinkedHashMap<>();
    private final AtomicInteger count = new AtomicInteger();
    private final AtomicLong bytes = new AtomicLong();
    private boolean pacing;
    private User user;

    Outbox(Loop loop, Callbacks callbacks, Settings settings, Host host) {
        this.loop = loop;
        this.callbacks = callbacks;
        this.settings = settings;
        this.host = host;
        this.pace = new Pace(loop, settings.sendPerSecond(), settings.sendBurst());
        this.backoff = new Backoff(UNAVAILABLE_MIN_MS, UNAVAILABLE_MAX_MS, 0, settings.random());
    }

    /** For any thread: how many wait. */
    int size() {
        return count.get();
    }

    /** For any thread: takes the room for a message, which is then to be {@linkplain #put put}; or says why not. */
    Optional<RoomcastException> reserve(int size) {
        if (size > settings.maxMessageBytes()) {
            String text = "a message may have " + settings.maxMessageBytes() + " bytes, this has " + size;
            return Optional.of(new RoomcastException(ErrorCode.TOO_LARGE, text));
        }
        boolean fits = count.incrementAndGet() <= settings.outboxMessages();
        fits &= bytes.addAndGet(size) <= settings.outboxBytes();
        if (!fits) {
            int waiting = count.decrementAndGet();
            bytes.addAndGet(-size);
            String text = waiting + " messages are waiting already";
            return Optional.of(new RoomcastException(ErrorCode.OUTBOX_FULL, text));
        }
        return Optional.empty();
    }

    /** @param triedAt where it may have left before, in an earlier run: in milliseconds since 1970 */
    void put(OutboxItem item, Optional<Long> triedAt) {
        item.owner = user;
        triedAt.ifPresent(at -> {
            item.firstTry = at;
            item.firstTryMonotonic = loop.millis();
            if (user != null) {
                item.triedAs.add(user.id());
            }
        });
        queues.computeIfAbsent(item.roomId, OutboxQueue::new).items.add(item);
        tell(OutboxEvent.Kind.QUEUED, item, null, null);
        pump(item.roomId);
    }

    /** Goes on with every room. */
    void pumpAll() {
        List.copyOf(queues.keySet()).forEach(this::pump);
    }

    /** Goes on with a room: sends what waits, in order, as far as the window and the rate allow. */
    void pump(String roomId) {
        OutboxQueue queue = queues.get(roomId);
        if (queue == null || queue.holds > 0 || !host.canSend(roomId)) {
            return;
        }
        if (queue.isIdle()) {
            queues.remove(roomId);
        }
        int window = queue.careful ? 1 : settings.window();
        for (OutboxItem item : List.copyOf(queue.items)) {
            if (queue.inFlight >= window) {
                return;
            }
            if (item.inFlight) {
                continue;
            }
            if (isStale(item)) {
                if (queue.inFlight == 0) { // what is in flight first: no message may overtake another
                    lookFor(queue, item);
                }
                return;
            }
            long wait = pace.take();
            if (wait > 0) {
                waitForPace(wait);
                return;
            }
            send(queue, item);
        }
    }

    private void waitForPace(long wait) {
        if (!pacing) {
            pacing = true;
            loop.after(wait, () -> {
                pacing = false;
                pumpAll();
            });
        }
    }

    /** The server says who one is: what somebody else wrote does not go out under this name. */
    void signedInAs(User now) {
        user = now;
        for (OutboxItem item : all()) {
            User owner = item.owner;
            if (owner != null && !owner.id().equals(now.id()) && !(owner.guest() && now.guest())) {
                reject(item, new RoomcastException(ErrorCode.DIFFERENT_USER, "it was written by somebody else"));
            } else {
                item.owner = now;
            }
        }
    }

    /** A message of the log that the server calls one's own: as good as its ack, which may be lost. */
    void seen(Entry entry) {
        OutboxQueue queue = queues.get(entry.roomId());
        if (queue == null) {
            return;
        }
        for (OutboxItem item : queue.items) {
            if (item.messageId.equals(entry.messageId())
                    && item.triedAs.contains(entry.user().id())) {
                acknowledge(
                        item, new Ack(entry.roomId(), entry.position(), entry.timestamp(), entry.messageId(), false));
                return;
            }
        }
    }

    /** The server closed the connection because of what was in flight: where that was more than one, finds out which. */
    void rejectSent(RoomcastException error) {
        for (OutboxQueue queue : List.copyOf(queues.values())) {
            if (queue.inFlight == 1) {
                List.copyOf(queue.items).stream().filter(item -> item.inFlight).forEach(item -> reject(item, error));
            }
            queue.careful |= queue.inFlight > 1;
        }
    }

    void rejectRoom(String roomId, RoomcastException error) {
        OutboxQueue queue = queues.get(roomId);
        if (queue != null) {
            List.copyOf(queue.items).forEach(item -> reject(item, error));
        }
    }

    void rejectAll(RoomcastException error) {
        all().forEach(item -> reject(item, error));
    }

    private void send(OutboxQueue queue, OutboxItem item) {
        if (!item.wasTried()) {
            item.firstTry = loop.wallMillis();
            item.firstTryMonotonic = loop.millis();
            item.seenTo = host.position(item.roomId).orElse(null);
        }
        if (user != null) {
            item.triedAs.add(user.id());
        }
        queue.fly(item, true);
        host.ask(item.frame, (answer, error) -> {
            queue.fly(item, false);
            if (error == null) {
                acked(queue, item, answer);
            } else {
                afterFailure(queue, item, error);
            }
        });
    }

    private void acked(OutboxQueue queue, OutboxItem item, JsonNode answer) {
        backoff.reset();
        take(item, OutboxEvent.Kind.ACKED, Frames.ack(answer), null);
        queue.careful &= queue.items.stream().anyMatch(OutboxItem::wasTried);
        pump(item.roomId);
    }

    private void afterFailure(OutboxQueue queue, OutboxItem item, RoomcastException error) {
        if (!queue.items.contains(item)) {
            pump(item.roomId); // settled already
            return;
        }
        switch (error.code()) {
            case DISCONNECTED, UNAUTHENTICATED -> {} // it goes again once the client is signed in and the room joined
            case TIMEOUT -> {
                host.suspect();
                queue.careful = true;
                pump(item.roomId);
            }
            case RATE_LIMITED -> hold(queue, error.retryAfterMillis().orElse(RATE_LIMITED_MS));
            case UNAVAILABLE -> hold(queue, backoff.next());
            default -> settleFailure(queue, item, error);
        }
    }

    private void hold(OutboxQueue queue, long millis) {
        queue.careful = true;
        queue.holds++;
        loop.after(millis, () -> goOn(queue));
    }

    private void goOn(OutboxQueue queue) {
        queue.holds--;
        if (queue.isIdle()) {
            queues.remove(queue.roomId, queue);
        }
        pump(queue.roomId);
    }

    /** Too old for its retry to be idempotent: the log says whether it was stored, and else the application decides. */
    private void lookFor(OutboxQueue queue, OutboxItem item) {
        queue.holds++;
        Set<String> userIds = Set.copyOf(item.triedAs);
        LogSearch.Sought sought =
                new LogSearch.Sought(item.roomId, item.messageId, userIds, item.firstTry, item.seenTo);
        new LogSearch(sought, host::ask, found -> {
                    if (found.error() != null) {
                        loop.after(backoff.next(), () -> goOn(queue));
                        return;
                    }
                    switch (found.result()) {
                        case STORED -> acknowledge(item, found.ack());
                        case ABSENT -> item.forgetTries();
                        case UNKNOWN -> {
                            String text = "the room’s history does not tell whether it was stored";
                            settleFailure(queue, item, new RoomcastException(ErrorCode.UNCERTAIN, text));
                        }
                    }
                    goOn(queue);
                })
                .start();
    }

    /** What waits behind it waits until it is decided what becomes of it. */
    private void settleFailure(OutboxQueue queue, OutboxItem item, RoomcastException error) {
        queue.holds++;
        Optional<Decider> decider = settings.decider();
        if (decider.isEmpty()) {
            decided(queue, item, error, Decision.DROP);
            return;
        }
        callbacks.run(() -> {
            Decision decision = ask(decider.get(), item, error);
            loop.execute(() -> decided(queue, item, error, decision));
        });
    }

    private static Decision ask(Decider decider, OutboxItem item, RoomcastException error) {
        try {
            Decision decision = decider.decide(item.roomId, item.messageId, error);
            return decision == null ? Decision.DROP : decision;
        } catch (RuntimeException | Error thrown) {
            LOG.log(Level.WARNING, "The decider threw", thrown);
            return Decision.DROP;
        }
    }

    private void decided(OutboxQueue queue, OutboxItem item, RoomcastException error, Decision decision) {
        switch (decision) {
            case RETRY -> item.forgetTries();
            case DROP -> reject(item, error);
            case DROP_ALL -> {
                int from = queue.items.indexOf(item);
                List<OutboxItem> dropped = from < 0 ? List.of() : queue.items.subList(from, queue.items.size());
                List.copyOf(dropped).forEach(one -> reject(one, error));
            }
        }
        goOn(queue);
    }

    private boolean isStale(OutboxItem item) {
        if (!item.wasTried()) {
            return false;
        }
        // The time of day may step, and the other clock stands still while the machine sleeps: the longer one counts.
        long age = Math.max(loop.wallMillis() - item.firstTry, loop.millis() - item.firstTryMonotonic);
        return age > IDEMPOTENT_MS || !item.triedAs.stream().allMatch(id -> user != null && id.equals(user.id()));
    }

    private void acknowledge(OutboxItem item, Ack ack) {
        take(item, OutboxEvent.Kind.ACKED, ack, null);
        pump(item.roomId);
    }

    private void reject(OutboxItem item, RoomcastException error) {
        take(item, OutboxEvent.Kind.REJECTED, null, error);
    }

    private List<OutboxItem> all() {
        return queues.values().stream().flatMap(queue -> queue.items.stream()).toList();
    }

    /** Takes an item out, once: its copy may come before its ack, and its rejection before either. */
    private void take(OutboxItem item, OutboxEvent.Kind outcome, Ack ack, RoomcastException error) {
        OutboxQueue queue = queues.get(item.roomId);
        if (queue == null || !queue.items.remove(item)) {
            return;
        }
        if (queue.isIdle()) {
            queues.remove(item.roomId);
        }
        count.decrementAndGet();
        bytes.addAndGet(-item.bytes);
        if (ack != null) {
            item.promise.resolve(ack);
        } else {
            item.promise.reject(error);
        }
        tell(outcome, item, ack, error);
    }

    private void tell(OutboxEvent.Kind kind, OutboxItem item, Ack ack, RoomcastException error) {
        host.tell(new OutboxEvent(
                kind, item.roomId, item.messageId, count.get(), Optional.ofNullable(ack), Optional.ofNullable(error)));
    }
}
