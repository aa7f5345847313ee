package dev.roomcast.api;

import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;
import jakarta.ws.rs.core.HttpHeaders;

import io.quarkus.vertx.http.runtime.filters.Filters;
import io.vertx.ext.web.RoutingContext;

/**
 * Refuses a body that says it is far larger than any may be, before Quarkus does, whose refusal has no body. What is only
 * a little too large, or does not say how large it is, is {@link BodyLimit}'s.
 */
@Singleton
final class LengthLimit {

    /** {@code quarkus.http.limits.max-body-size}, whose filter comes at -2. */
    private static final long FAR_TOO_LARGE = 10L * 1_024 * 1_024;

    /** Before that filter. */
    private static final int PRIORITY = 100;

    /** Digits of a length that a long holds in any case. */
    private static final int MAX_DIGITS = 18;

    void register(@Observes Filters filters) {
        filters.register(LengthLimit::check, PRIORITY);
    }

    private static void check(RoutingContext request) {
        String length = request.request().getHeader(HttpHeaders.CONTENT_LENGTH);
        if (length == null || !isFarTooLarge(length)) {
            request.next();
            return;
        }
        request.response().endHandler(sent -> request.request().connection().close());
        Problem.tooLarge().header("Connection", "close").send(request);
    }

    private static boolean isFarTooLarge(String length) {
        return length.chars().allMatch(c -> c >= '0' && c <= '9')
                && (length.length() > MAX_DIGITS || Long.parseLong(length) > FAR_TOO_LARGE);
    }
}
