package dev.roomcast.api;

import jakarta.ws.rs.core.Response;

import io.smallrye.mutiny.subscription.UniEmitter;
import io.vertx.core.Context;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerRequest;

import dev.roomcast.protocol.RequestError;

/** Reads one request's body as it comes, on the request's event loop: within a size, a time, and a budget for all. */
final class BodyReader {

    /** Told where a body is not read to its end. */
    enum Rejection {
        /** More than one body may have. */
        TOO_LARGE(Problem.tooLarge()),
        /** Not complete in time. */
        TOO_SLOW(Problem.of(Response.Status.REQUEST_TIMEOUT)),
        /** The largest of too many at once. */
        BUDGET(Problem.of(RequestError.limitExceeded("roomcast.limits.bodies-bytes")));

        private final Problem problem;

        Rejection(Problem problem) {
            this.problem = problem.header("Connection", "close");
        }

        /** What the client gets; the connection ends with it, since the rest of the body may still come. */
        Problem problem() {
            return problem;
        }
    }

    private final HttpServerRequest request;
    private final RequestBodies bodies;
    private final UniEmitter<? super byte[]> result;
    private final Context context = Vertx.currentContext();
    private final Buffer read = Buffer.buffer();
    private long deadline;
    private boolean finished;

    BodyReader(HttpServerRequest request, RequestBodies bodies, UniEmitter<? super byte[]> result) {
        this.request = request;
        this.bodies = bodies;
        this.result = result;
    }

    /** Begins; the result is the whole body, or a {@link ProblemException}. */
    void start(long timeoutMs) {
        if (request.isEnded()) {
            finish();
            result.complete(new byte[0]);
            return;
        }
        deadline = context.owner().setTimer(timeoutMs, late -> refuse(Rejection.TOO_SLOW));
        request.exceptionHandler(this::broken);
        request.handler(this::add);
        request.endHandler(end -> complete());
        if ("100-continue".equalsIgnoreCase(request.getHeader("Expect"))) {
            request.response().writeContinue();
        }
        request.resume();
    }

    private void add(Buffer part) {
        if (finished) {
            return;
        }
        if (read.length() + part.length() > bodies.maxBytes()) {
            refuse(Rejection.TOO_LARGE);
            return;
        }
        read.appendBuffer(part);
        BodyReader largest = bodies.budget().add(this, part.length());
        if (largest != null) {
            largest.context.runOnContext(over -> largest.refuse(Rejection.BUDGET));
        }
    }

    private void complete() {
        if (finish()) {
            result.complete(read.getBytes());
        }
    }

    private void refuse(Rejection why) {
        if (finish()) {
            bodies.count(why);
            result.fail(why.problem().exception());
        }
    }

    /** The client is gone, or what it sent is no HTTP; most likely nobody reads the response. */
    private void broken(Throwable cause) {
        if (finish()) {
            result.fail(Problem.of(Response.Status.BAD_REQUEST).exception());
        }
    }

    /** Whether it was still under way. */
    private boolean finish() {
        if (finished) {
            return false;
        }
        finished = true;
        context.owner().cancelTimer(deadline);
        bodies.budget().release(this);
        return true;
    }
}
