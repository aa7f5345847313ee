package dev.roomcast.session;

import java.util.ArrayDeque;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicIntegerFieldUpdater;

import dev.roomcast.history.HistoryReader;
import dev.roomcast.limits.Scope;
import dev.roomcast.protocol.BadMessageException;
import dev.roomcast.protocol.CloseCode;
import dev.roomcast.protocol.ErrorCode;
import dev.roomcast.protocol.Request;
import dev.roomcast.protocol.RequestError;
import dev.roomcast.protocol.RequestReader;
import dev.roomcast.protocol.ServerMessage;

/**
 * What one connection has sent and is not answered yet. Requests are begun in their order; those for a room that is being
 * joined wait until the history was sent, all wait while it is being found out who sends them. Bounded: past the bound
 * nothing is read from the socket. Owned by the session's loop.
 */
final class SessionInbox {

    /**
     * How many times the bound may wait before it is enough: what was read already when reading stopped, 8 KiB of the
     * shortest requests, has to fit; more comes where reading cannot be stopped.
     */
    private static final int UNSTOPPABLE = 16;

    private static final AtomicIntegerFieldUpdater<SessionInbox> ON_THEIR_WAY =
            AtomicIntegerFieldUpdater.newUpdater(SessionInbox.class, "onTheirWay");

    private final Session session;
    private final SessionServices services;
    private final int bound;
    private final ArrayDeque<String> held = new ArrayDeque<>(0);
    private final Map<String, ArrayDeque<Arrival>> parked = new HashMap<>(2);
    private final Set<ErrorCode> refused = EnumSet.noneOf(ErrorCode.class);
    private final Violations violations;
    private final InboundPause pause;
    private SessionBudget budget;
    private int waiting;
    private boolean holding;

    /**
     * Answers that another thread had and that the loop has not sent yet. One that is there at once goes behind them: acks
     * come in the order of the messages.
     */
    private volatile int onTheirWay;

    /** A request and when it came. */
    record Arrival(Request request, long nanos) {}

    SessionInbox(Session session, SessionServices services) {
        this.session = session;
        this.services = services;
        this.violations = new Violations(services.config().limits().violationsPerMinute());
        this.pause = new InboundPause(session);
        int pendingRequests = services.config().limits().pendingRequests();
        this.bound = pendingRequests == 0 ? Integer.MAX_VALUE / UNSTOPPABLE : pendingRequests;
    }

    void receive(String text) {
        SessionBudget.RateLimited refused = budget().message(text);
        if (refused != null) {
            rateLimited(RequestReader.idOf(text), refused);
        } else if (holding || !held.isEmpty()) {
            held.addLast(text);
            waiting(1);
        } else {
            process(text);
        }
    }

    /** Whether a ping frame is to be answered: it counts as a message does. */
    boolean admitsPing() {
        SessionBudget.RateLimited refused = budget().ping();
        if (refused == null) {
            return true;
        }
        services.metrics().rateLimited(refused.scope(), refused.cost());
        pause.refused();
        if (refused.scope() != Scope.ADDRESS && !violations.isTolerable()) {
            session.close(CloseCode.POLICY_VIOLATION);
        }
        return false;
    }

    /** Who pays for the histories that the connection is sent. */
    HistoryReader historyReader() {
        return budget();
    }

    private SessionBudget budget() {
        if (budget == null) {
            budget = new SessionBudget(session, services.budgets());
        }
        return budget;
    }

    /** An address is shared: what others of it spent is not this one's violation. */
    private void rateLimited(String requestId, SessionBudget.RateLimited refused) {
        services.metrics().rateLimited(refused.scope(), refused.cost());
        RequestError error = RequestError.rateLimited(refused.retryAfterMs());
        if (refused.scope() == Scope.ADDRESS) {
            answer(requestId, error);
        } else {
            refuse(requestId, error);
        }
    }

    /** Answers with an error that is the client's own doing; too many of them end the connection. */
    private void refuse(String requestId, RequestError error) {
        answer(requestId, error);
        if (!violations.isTolerable()) {
            session.close(CloseCode.POLICY_VIOLATION);
        }
    }

    private void answer(String requestId, RequestError error) {
        pause.refused();
        // The first of a kind says what a client does wrong; a line for each would let it fill the log.
        boolean first = refused.add(error.code());
        SessionLog.refusedRequest(session, error, first);
        session.fail(requestId, error);
    }

    private void process(String text) {
        long now = System.nanoTime();
        Request request;
        try {
            request = services.reader().read(text, session.sender(), budget()::unpacked);
        } catch (BadMessageException bad) {
            refuse(bad.id(), bad.error());
            return;
        }
        services.metrics().received(request.type());
        SessionLog.received(session, request);
        SessionBudget.RateLimited refused = budget().request(request);
        if (refused != null) {
            rateLimited(request.id(), refused);
            return;
        }
        Arrival arrival = new Arrival(request, now);
        String room = request.message().roomId();
        ArrayDeque<Arrival> queue = room == null || parked.isEmpty() ? null : parked.get(room);
        if (queue != null) {
            queue.addLast(arrival);
            waiting(1);
        } else {
            begin(arrival);
        }
    }

    private void begin(Arrival arrival) {
        Request request = arrival.request();
        CompletionStage<? extends ServerMessage> answer;
        try {
            session.rename(request.displayName());
            answer = request.message().accept(new RequestHandler(session, services, arrival));
        } catch (RuntimeException failure) {
            answer = CompletableFuture.failedFuture(failure);
        }
        waiting(1);
        answer.whenComplete((message, failure) -> {
            if (session.shard().isCurrent() && onTheirWay == 0) {
                answered(arrival, message, failure);
            } else {
                ON_THEIR_WAY.incrementAndGet(this);
                session.shard().execute(() -> {
                    ON_THEIR_WAY.decrementAndGet(this);
                    answered(arrival, message, failure);
                });
            }
        });
    }

    private void answered(Arrival arrival, ServerMessage message, Throwable failure) {
        waiting(-1);
        if (failure != null) {
            failed(arrival, failure);
        } else if (message != null) {
            session.send(message, arrival.request().id());
            if (message instanceof ServerMessage.PublishAck) {
                services.metrics().acked(System.nanoTime() - arrival.nanos());
            }
        }
    }

    private void failed(Arrival arrival, Throwable failure) {
        String id = arrival.request().id();
        RequestError error = RequestError.of(failure);
        if (error != null && isOwnDoing(error.code())) {
            refuse(id, error);
        } else {
            session.fail(id, failure);
        }
    }

    private static boolean isOwnDoing(ErrorCode code) {
        return code != ErrorCode.UNAVAILABLE && code != ErrorCode.INTERNAL;
    }

    /** Lets nothing through until {@link #goOn}. */
    void hold() {
        holding = true;
    }

    /** Lets through what was held. */
    void goOn() {
        holding = false;
        while (!holding && !held.isEmpty() && !session.isClosed()) {
            waiting(-1);
            process(held.pollFirst());
        }
    }

    /** Lets requests for a room wait until {@link #unpark}. */
    void park(String room) {
        parked.put(room, new ArrayDeque<>(0));
    }

    /** Lets the requests for a room go on. */
    void unpark(String room) {
        ArrayDeque<Arrival> queue = parked.remove(room);
        while (queue != null && !queue.isEmpty() && !session.isClosed()) {
            if (parked.containsKey(room)) {
                // One of them joins again: the rest waits for that.
                parked.get(room).addAll(queue);
                return;
            }
            waiting(-1);
            begin(queue.pollFirst());
        }
    }

    /** Whether nothing is read from the socket for now. */
    boolean isPaused() {
        return pause.isOn();
    }

    private void waiting(int change) {
        waiting += change;
        if (session.isClosed()) {
            return;
        }
        if (!pause.isFull() && waiting >= bound) {
            pause.full(true);
        } else if (pause.isFull() && waiting <= bound / 2) {
            pause.full(false);
        } else if (waiting > bound * UNSTOPPABLE) {
            session.close(CloseCode.POLICY_VIOLATION);
        }
    }
}
