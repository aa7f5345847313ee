package dev.roomcast.ops;

import java.util.Locale;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;

import io.quarkus.vertx.http.ManagementInterface;
import io.vertx.core.http.HttpHeaders;
import io.vertx.ext.web.RoutingContext;

/**
 * Gives {@code /metrics} as Prometheus text to clients that do not ask for OpenMetrics by name: Micrometer would give that to
 * everyone who takes anything, and not every reader of the one reads the other.
 */
@Singleton
final class MetricsFormat {

    private static final String PROMETHEUS_TEXT = "text/plain";

    void register(@Observes ManagementInterface management) {
        management.router().get("/metrics").order(Integer.MIN_VALUE).handler(MetricsFormat::choose);
    }

    private static void choose(RoutingContext request) {
        String accept = request.request().getHeader(HttpHeaders.ACCEPT);
        if (accept == null || !accept.toLowerCase(Locale.ROOT).contains("openmetrics")) {
            request.request().headers().set(HttpHeaders.ACCEPT, PROMETHEUS_TEXT);
        }
        request.next();
    }
}
