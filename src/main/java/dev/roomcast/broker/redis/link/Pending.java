package dev.roomcast.broker.redis.link;

import java.util.concurrent.CompletableFuture;

import io.vertx.redis.client.Command;
import io.vertx.redis.client.Request;
import io.vertx.redis.client.Response;

import dev.roomcast.broker.BrokerException;

/** A call that was not answered yet. Owned by its pipe's event loop, but for what is final. */
final class Pending {

    private static final Command EVALSHA = Command.EVALSHA;

    final Call call;
    final long deadline;
    private final long askedAt = System.nanoTime();
    final CompletableFuture<Response> answer = new CompletableFuture<>();

    /** When it was sent last, {@link System#nanoTime}; 0 where it was not. */
    long sentAt;

    Pending(Call call) {
        this.call = call;
        this.deadline = askedAt + RedisLink.PATIENCE_MILLIS * 1_000_000;
    }

    boolean isWrite() {
        return call.again() == Call.Again.WRITE;
    }

    /** Whether a Redis that is full would refuse it: announcing and reading it can always. */
    boolean isRefusable() {
        return call.again() == Call.Again.WRITE || call.again() == Call.Again.IN_ANY_ORDER;
    }

    boolean isDone() {
        return answer.isDone();
    }

    /** Nanoseconds since somebody asked for it. */
    long age(long now) {
        return now - askedAt;
    }

    boolean isExpired(long now) {
        return now - deadline >= 0;
    }

    void giveUp() {
        answer.completeExceptionally(new BrokerException(BrokerException.Reason.UNAVAILABLE));
    }

    Request request() {
        Request request;
        if (call.script() == null) {
            request = Request.cmd(Command.create(call.command()));
        } else {
            request = Request.cmd(EVALSHA)
                    .arg(call.script().sha1())
                    .arg(call.keys().size());
            for (String key : call.keys()) {
                request.arg(key);
            }
        }
        for (Object argument : call.arguments()) {
            add(request, argument);
        }
        return request;
    }

    private static void add(Request request, Object argument) {
        if (argument instanceof byte[] bytes) {
            request.arg(bytes);
        } else if (argument instanceof Number number) {
            request.arg(number.longValue());
        } else {
            request.arg((String) argument);
        }
    }
}
