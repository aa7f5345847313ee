package dev.roomcast.api;

import java.net.URI;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.Response;

import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.RoutingContext;

import dev.roomcast.broker.BrokerException;
import dev.roomcast.protocol.ErrorCode;
import dev.roomcast.protocol.Language;
import dev.roomcast.protocol.RequestError;

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

    /** Where a limit is reached or the store does not answer: either may be over at any moment. */
    private static final int RETRY_SECONDS = 1;

    private static final long MILLIS = 1_000;

    /** Whoever is told to come back is told when. */
    Problem {
        boolean later = status.getStatusCode() == Response.Status.TOO_MANY_REQUESTS.getStatusCode()
                || status.getStatusCode() == Response.Status.SERVICE_UNAVAILABLE.getStatusCode();
        if (later && !headers.containsKey(HttpHeaders.RETRY_AFTER)) {
            headers = new LinkedHashMap<>(headers);
            headers.put(HttpHeaders.RETRY_AFTER, Integer.toString(RETRY_SECONDS));
            headers = Collections.unmodifiableMap(headers);
        }
    }

    /** One whose status says it all. */
    static Problem of(Response.StatusType status) {
        return new Problem(status, null, Map.of(), Map.of());
    }

    /** One that is an error of the protocol, whose code says it all. */
    static Problem of(ErrorCode code) {
        return of(RequestError.of(code));
    }

    /** One that is an error of the protocol. */
    static Problem of(RequestError error) {
        ErrorCode code = error.code();
        Problem problem = new Problem(status(code), code, Map.of(), Map.of())
                .with("detail", code.message(Language.ENGLISH))
                .with("code", code.code())
                .withOptional("field", error.field())
                .withOptional("limit", error.limit())
                .withOptional("retryAfterMs", error.retryAfterMs())
                .withOptional("messageId", error.messageId());
        if (error.retryAfterMs() != null) {
            return problem.retryAfter((error.retryAfterMs() + MILLIS - 1) / MILLIS);
        }
        return problem;
    }

    private static Response.Status status(ErrorCode code) {
        return switch (code) {
            case BAD_JSON, BAD_REQUEST, UNKNOWN_TYPE -> Response.Status.BAD_REQUEST;
            case UNAUTHENTICATED -> Response.Status.UNAUTHORIZED;
            case FORBIDDEN, NOT_IN_ROOM -> Response.Status.FORBIDDEN;
            case NOT_FOUND -> Response.Status.NOT_FOUND;
            case TOO_LARGE -> Response.Status.REQUEST_ENTITY_TOO_LARGE;
            case RATE_LIMITED -> Response.Status.TOO_MANY_REQUESTS;
            case LIMIT_EXCEEDED, UNAVAILABLE -> Response.Status.SERVICE_UNAVAILABLE;
            case INTERNAL -> Response.Status.INTERNAL_SERVER_ERROR;
        };
    }

    /** A field or parameter that is missing or wrong. */
    static Problem badRequest(String field) {
        return of(RequestError.badRequest(field));
    }

    /**
     * What a request failed with.
     *
     * @return null where it is a fault of the server, which has to be logged
     */
    static Problem of(Throwable failure) {
        if (RequestError.cause(failure) instanceof ProblemException ended) {
            return ended.problem();
        }
        if (RequestError.cause(failure) instanceof BrokerException broker
                && broker.reason() == BrokerException.Reason.OTHER_EPOCH) {
            return new Problem(Response.Status.PRECONDITION_FAILED, ErrorCode.NOT_FOUND, Map.of(), Map.of());
        }
        RequestError error = RequestError.of(failure);
        return error == null ? null : of(error);
    }

    /** More bytes than a body, or a message, may have. */
    static Problem tooLarge() {
        return of(ErrorCode.TOO_LARGE);
    }

    /** What it says in a member; null where it has none of that name. */
    String member(String name) {
        return (String) members.get(name);
    }

    private Problem withOptional(String member, Object value) {
        return value == null ? this : with(member, value);
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
