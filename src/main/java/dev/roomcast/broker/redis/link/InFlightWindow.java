package dev.roomcast.broker.redis.link;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;

import io.vertx.core.AsyncResult;
import io.vertx.redis.client.Request;
import io.vertx.redis.client.Response;

/**
 * The calls that were sent on a connection and are not answered yet, in their order, which is the order of the answers. A
 * few that wait go in one write. Owned by one event loop.
 */
final class InFlightWindow {

    /** Calls in one write. They are answered when the last of them is, so there must be few enough for a moment's work. */
    private static final int MAX_TOGETHER = 32;

    /** Without any answer for so long, a connection on which something is asked counts as dead. */
    static final long SILENCE_MILLIS = 1_000;

    private final ArrayDeque<Pending> sent = new ArrayDeque<>();
    private final Answers answers;
    private Connector.Connected connection;
    private long lastAnswer;

    /** Hears what became of calls. */
    interface Answers {

        /** Redis answered a call; {@code error} is null where it did what it was asked to. */
        void onAnswer(Pending call, Response reply, Throwable error);

        /** Redis answered calls that went together, and one of them failed, nobody knows which. */
        void onUnclear(List<Pending> calls);

        /** All calls of one write were answered. */
        void onWriteAnswered();

        /** The connection is broken. */
        void onBroken(String why);
    }

    InFlightWindow(Answers answers) {
        this.answers = answers;
    }

    /** The connection that is sent on; null where there is none. */
    Connector.Connected connection() {
        return connection;
    }

    /** Sends on that connection from now on. Nothing may be under way on another. */
    void use(Connector.Connected fresh) {
        connection = fresh;
    }

    /** Gives up the connection; returns what was under way on it. */
    List<Pending> drop() {
        connection = null;
        List<Pending> unanswered = List.copyOf(sent);
        sent.clear();
        return unanswered;
    }

    boolean isEmpty() {
        return sent.isEmpty();
    }

    /** Nanoseconds that the oldest has waited for; 0 where there is none. */
    long oldestAge(long now) {
        return sent.isEmpty() ? 0 : sent.peek().age(now);
    }

    /** Gives up those that have waited for too long; they stay, since their answers may still come. */
    void giveUpExpired(long now) {
        for (Pending call : sent) {
            if (call.isExpired(now)) {
                call.giveUp();
            }
        }
    }

    /** Whether Redis owes an answer and has given none for so long that the connection counts as dead. */
    boolean isSilent(long now) {
        return !sent.isEmpty() && now - lastAnswer > SILENCE_MILLIS * 1_000_000;
    }

    /** Sends what waits, as much as may be under way; returns how many calls that were. */
    int send(CallQueue queue, long now) {
        if (sent.isEmpty()) {
            lastAnswer = now;
        }
        Connector.Connected current = connection;
        int before = sent.size();
        List<Pending> together = new ArrayList<>();
        // A connection that was found broken as it was written to is given up meanwhile.
        while (connection == current && sent.size() < Connector.MAX_IN_FLIGHT && !queue.isEmpty()) {
            boolean alone = queue.isNextAlone();
            Pending call = queue.poll();
            if (call.isDone() && !(call.isWrite() && call.sentAt != 0)) {
                continue;
            }
            call.sentAt = now;
            sent.add(call);
            if (alone || together.size() == MAX_TOGETHER) {
                write(current, together);
                together = new ArrayList<>();
            }
            together.add(call);
            if (alone) {
                write(current, together);
                together = new ArrayList<>();
            }
        }
        int calls = sent.size() - before;
        write(current, together);
        return calls;
    }

    private void write(Connector.Connected to, List<Pending> calls) {
        if (connection != to || calls.isEmpty()) {
            return;
        }
        if (calls.size() == 1) {
            Pending call = calls.get(0);
            to.connection().send(call.request()).onComplete(reply -> {
                if (isAnswer(to, reply)) {
                    answered(call, reply.result(), reply.cause());
                    answers.onWriteAnswered();
                }
            });
        } else {
            List<Request> requests = new ArrayList<>(calls.size());
            calls.forEach(call -> requests.add(call.request()));
            to.connection().batch(requests).onComplete(replies -> {
                if (isAnswer(to, replies)) {
                    answered(calls, replies);
                    answers.onWriteAnswered();
                }
            });
        }
    }

    /** Whether Redis answered. Else the connection failed and not the call, which is still among those that were sent. */
    private boolean isAnswer(Connector.Connected by, AsyncResult<?> reply) {
        if (connection != by) {
            // That connection was given up, and the call with it.
            return false;
        }
        if (reply.failed() && !ReplyError.isReply(reply.cause())) {
            answers.onBroken(reply.cause().getMessage());
            return false;
        }
        return true;
    }

    private void answered(List<Pending> calls, AsyncResult<List<Response>> replies) {
        if (replies.failed()) {
            lastAnswer = System.nanoTime();
            calls.forEach(call -> sent.poll());
            answers.onUnclear(calls);
            return;
        }
        for (int i = 0; i < calls.size(); i++) {
            answered(calls.get(i), replies.result().get(i), null);
        }
    }

    private void answered(Pending call, Response reply, Throwable error) {
        lastAnswer = System.nanoTime();
        sent.poll();
        answers.onAnswer(call, reply, error);
    }
}
