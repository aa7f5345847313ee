package dev.roomcast.api;

import java.util.EnumMap;
import java.util.Locale;
import java.util.Map;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Inject;
import jakarta.ws.rs.core.HttpHeaders;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.vertx.http.ManagementInterface;
import io.quarkus.vertx.http.runtime.filters.Filters;
import io.smallrye.mutiny.Uni;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.ext.web.RoutingContext;

import dev.roomcast.RoomcastConfig;

/**
 * The one place that bounds request bodies: what says it is too large is refused before anything is read, the rest is read
 * for those who may send it (see {@link BodyFilter}), and a connection that still sends a body after its answer is closed.
 * All on event loops: no worker thread waits for a client.
 */
@ApplicationScoped
class RequestBodies {

    /** Before the platform's own filter at -2, whose 413 has no body. */
    private static final int PRIORITY = 100;

    /** Time for a client to read its answer before what it still sends resets the connection. */
    private static final long LINGER_MS = 1_000;

    private final BodyBudget budget;
    private final int maxBytes;
    private final long timeoutMs;
    private final Map<BodyReader.Rejection, Counter> refused = new EnumMap<>(BodyReader.Rejection.class);

    @Inject
    RequestBodies(RoomcastConfig config, BodyBudget budget, MeterRegistry registry) {
        this.budget = budget;
        this.maxBytes = config.limits().maxBodyBytes();
        this.timeoutMs = config.limits().bodyTimeout().toMillis();
        for (BodyReader.Rejection why : BodyReader.Rejection.values()) {
            refused.put(
                    why,
                    Counter.builder("roomcast.http.bodies.refused")
                            .description("Request bodies rejected before they were read to their end, by reason")
                            .tag("why", why.name().toLowerCase(Locale.ROOT).replace('_', '-'))
                            .register(registry));
        }
    }

    void publicPort(@Observes Filters filters) {
        filters.register(this::check, PRIORITY);
    }

    void managementPort(@Observes ManagementInterface management) {
        management.router().route().order(-PRIORITY).handler(this::check);
    }

    private void check(RoutingContext request) {
        String length = request.request().getHeader(HttpHeaders.CONTENT_LENGTH);
        boolean hasBody =
                length == null ? request.request().headers().contains("Transfer-Encoding") : !length.equals("0");
        if (!hasBody) {
            request.next();
            return;
        }
        request.addEndHandler(answered -> closeWhereMoreComes(request));
        // The platform's decoder lets nothing through that is no number.
        if (length != null && Long.parseLong(length) > maxBytes) {
            count(BodyReader.Rejection.TOO_LARGE);
            BodyReader.Rejection.TOO_LARGE.problem().send(request);
        } else {
            request.next();
        }
    }

    private static void closeWhereMoreComes(RoutingContext request) {
        HttpServerRequest rest = request.request();
        if (!rest.isEnded()) {
            rest.handler(ignored -> {});
            rest.resume();
            request.vertx().setTimer(LINGER_MS, late -> {
                if (!rest.isEnded()) {
                    rest.connection().close();
                }
            });
        }
    }

    /** Reads the body of a request: on its event loop, while the request is paused. */
    Uni<byte[]> read(HttpServerRequest request) {
        return Uni.createFrom().emitter(result -> new BodyReader(request, this, result).start(timeoutMs));
    }

    /** Bytes of one body. */
    int maxBytes() {
        return maxBytes;
    }

    /** What all bodies share. */
    BodyBudget budget() {
        return budget;
    }

    /** One more that was not read. */
    void count(BodyReader.Rejection why) {
        refused.get(why).increment();
    }
}
