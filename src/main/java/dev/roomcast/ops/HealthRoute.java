package dev.roomcast.ops;

import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;

import io.quarkus.vertx.http.ManagementInterface;
import io.vertx.core.http.HttpHeaders;
import io.vertx.ext.web.RoutingContext;

import dev.roomcast.RoomcastConfig;

/** {@code GET /health} on the management port: one word for people and load balancers, and the numbers behind it. */
@Singleton
final class HealthRoute {

    private static final int OK = 200;
    private static final int UNAVAILABLE = 503;

    private final ServerCounters counters;
    private final RoomcastConfig config;
    private final Store store;

    HealthRoute(ServerCounters counters, RoomcastConfig config, Store store) {
        this.counters = counters;
        this.config = config;
        this.store = store;
    }

    void register(@Observes ManagementInterface management) {
        management.router().get("/health").handler(this::answer);
    }

    private void answer(RoutingContext request) {
        HealthReport report = HealthReport.of(counters, config, store);
        request.response()
                .setStatusCode(report.status() == HealthReport.Status.CRITICAL ? UNAVAILABLE : OK)
                .putHeader(HttpHeaders.CONTENT_TYPE, "application/json")
                .putHeader(HttpHeaders.CACHE_CONTROL, "no-store")
                .end(report.toJson(System.currentTimeMillis()).encode());
    }
}
