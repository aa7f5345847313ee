package dev.roomcast.api;

import java.net.URI;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.CompletionException;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.Response;

import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.RoutingContext;

import dev.roomcast.broker.BrokerException;
import dev.roomcast.presence.BadCursorException;
import dev.roomcast.protocol.BadMessageException;
import dev.roomcast.protocol.ErrorCode;
import dev.roomcast.protocol.Language;
import dev.roomcast.room.TooLargeException;

/**
 * A problem document (RFC 9457). Beside the members of the RFC it has {@code code}, which is that of an {@code error} over
 * WebSocket, and {@code field}, {@code limit} or {@code retryAfterMs} where the code has them.
 *
 * @param status the HTTP status
 * @param code what it is in the protocol; null where the status says it all
 * @param members what it says beside status and title, in this order
 * @param headers what the response carries beside it
 */
record Problem(Response.StatusType status, ErrorCode code, Map<String, Object> members, Map<String, String> headers) {

    static final String MEDIA_TYPE = "application/problem+json";

    private static final int RETRY_SECONDS = 1;

    /** One whose status says it all. */
    static Problem of(Response.StatusType status) {
        return new Problem(status, null, Map.of(), Map.of());
    }

    /** One that is an error of the protocol. */
    static Problem of(Response.StatusType status, ErrorCode code) {
        return new Problem(status, code, Map.of(), Map.of())
                .with("detail", code.message(Language.ENGLISH))
                .with("code", code.code());
    }

    /** A field or parameter that is missing or wrong. */
    static Problem badRequest(String field) {
        return of(Response.Status.BAD_REQUEST, ErrorCode.BAD_REQUEST).with("field", field);
    }

    private static Problem of(BadMessageException bad) {
        Problem problem = bad.code() == ErrorCode.TOO_LARGE ? tooLarge() : of(Response.Status.BAD_REQUEST, bad.code());
        return bad.field() == null ? problem : problem.with("field", bad.field());
    }

    private static Problem of(BrokerException failure) {
        return switch (failure.reason()) {
            case NOT_FOUND -> of(Response.Status.NOT_FOUND, ErrorCode.NOT_FOUND);
            case NOT_AUTHOR -> of(Response.Status.FORBIDDEN, ErrorCode.FORBIDDEN);
            case TOO_MANY_ROOMS ->
                of(Response.Status.SERVICE_UNAVAILABLE, ErrorCode.LIMIT_EXCEEDED)
                        .with("limit", "roomcast.limits.max-rooms")
                        .retryAfter(RETRY_SECONDS);
            case TOO_MANY_REVOCATIONS ->
                of(Response.Status.SERVICE_UNAVAILABLE, ErrorCode.LIMIT_EXCEEDED)
                        .with("limit", "roomcast.auth.max-revocations")
                        .retryAfter(RETRY_SECONDS);
            case UNAVAILABLE -> {
                Problem problem = of(Response.Status.SERVICE_UNAVAILABLE, ErrorCode.UNAVAILABLE)
                        .retryAfter(RETRY_SECONDS);
                yield failure.messageId() == null ? problem : problem.with("messageId", failure.messageId());
            }
        };
    }

    /**
     * What a request failed with.
     *
     * @return null where it is a fault of the server, which has to be logged
     */
    static Problem of(Throwable failure) {
        Throwable cause =
                failure instanceof CompletionException && failure.getCause() != null ? failure.getCause() : failure;
        if (cause instanceof ProblemException refused) {
            return refused.problem();
        }
        if (cause instanceof BadMessageException bad) {
            return of(bad);
        }
        if (cause instanceof BadCursorException) {
            return badRequest("cursor");
        }
        if (cause instanceof TooLargeException) {
            return tooLarge();
        }
        return cause instanceof BrokerException broker ? of(broker) : null;
    }

    /** More bytes than a body, or a message, may have. */
    static Problem tooLarge() {
        return of(Response.Status.REQUEST_ENTITY_TOO_LARGE, ErrorCode.TOO_LARGE);
    }

    /** What it says in a member; null where it has none of that name. */
    String member(String name) {
        return (String) members.get(name);
    }

    /** This with one more member, or another value of it. */
    Problem with(String member, Object value) {
        Map<String, Object> more = new LinkedHashMap<>(members);
        more.put(member, value);
        return new Problem(status, code, Collections.unmodifiableMap(more), headers);
    }

    /** This with one more header. */
    Problem header(String name, String value) {
        Map<String, String> more = new LinkedHashMap<>(headers);
        more.put(name, value);
        return new Problem(status, code, members, Collections.unmodifiableMap(more));
    }

    /** This with {@code Retry-After}, in seconds. */
    Problem retryAfter(long seconds) {
        return header(HttpHeaders.RETRY_AFTER, Long.toString(seconds));
    }

    /** What to throw where no response can be returned. */
    ProblemException exception() {
        return new ProblemException(this);
    }

    /** The response of a resource. */
    Response response(RoutingContext request) {
        Response.ResponseBuilder response =
                Response.status(status).type(MEDIA_TYPE).entity(json(request));
        headers.forEach(response::header);
        return response.build();
    }

    /** Sends it where no resource was reached. */
    void send(RoutingContext request) {
        request.response().setStatusCode(status.getStatusCode()).putHeader(HttpHeaders.CONTENT_TYPE, MEDIA_TYPE);
        headers.forEach(request.response()::putHeader);
        request.response().end(json(request));
    }

    private String json(RoutingContext request) {
        JsonObject json = new JsonObject().put("status", status.getStatusCode()).put("title", status.getReasonPhrase());
        members.forEach(json::put);
        String instance = instance(request.request().path());
        return (instance == null ? json : json.put("instance", instance)).encode();
    }

    /** The path; one that is no URI reference is not repeated. */
    private static String instance(String path) {
        try {
            return path == null ? null : URI.create(path).toString();
        } catch (IllegalArgumentException notAReference) {
            return null;
        }
    }
}
