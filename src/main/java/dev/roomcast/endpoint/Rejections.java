package dev.roomcast.endpoint;

import java.time.Duration;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;

import io.github.bucket4j.Bandwidth;
import io.github.bucket4j.Bucket;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.runtime.Startup;
import io.quarkus.websockets.next.HttpUpgradeCheck.CheckResult;
import io.quarkus.websockets.next.HttpUpgradeCheck.HttpUpgradeContext;
import io.vertx.core.http.HttpServerRequest;

import dev.roomcast.auth.KeysUnavailableException;
import dev.roomcast.log.EventLog;

/** Rejects handshakes: the response for each reason, counted and logged in one place. */
@ApplicationScoped
@Startup
class Rejections {

    private static final EventLog LOG = EventLog.of(Rejections.class);

    /** Lines a second, in the long run and at once: strangers decide how many rejections there are. */
    private static final int LINES_PER_SECOND = 10;

    private final Map<Reason, Counter> counters = new EnumMap<>(Reason.class);
    private final Bucket lines = Bucket.builder()
            .addLimit(Bandwidth.builder()
                    .capacity(LINES_PER_SECOND)
                    .refillGreedy(LINES_PER_SECOND, Duration.ofSeconds(1))
                    .build())
            .withNanosecondPrecision()
            .build();

    /** Why a handshake is rejected. */
    enum Reason {
        /** The server is on its way out. */
        DRAINING(503, Map.of("Retry-After", List.of("5"))),
        /** Too many new connections a second. */
        TOO_FAST(503, Map.of("Retry-After", List.of("1"))),
        /** Too many new connections a second from one address. */
        ADDRESS_TOO_FAST(503, Map.of("Retry-After", List.of("1"))),
        /** A page of another site. */
        ORIGIN(403, Map.of()),
        /** A token that is no good. */
        TOKEN(401, Map.of("WWW-Authenticate", List.of("Bearer error=\"invalid_token\""))),
        /** A token whose issuer's keys cannot be had just now. */
        KEYS(503, Map.of("Retry-After", List.of(String.valueOf(KeysUnavailableException.RETRY_AFTER_SECONDS)))),
        /** A handshake that is none: RFC 6455, 4.2.1. */
        MALFORMED(400, Map.of()),
        /** Another version than the one there is. */
        VERSION(426, Map.of("Sec-WebSocket-Version", List.of("13"), "Upgrade", List.of("websocket"))),
        /** The connection ended while its token was looked at. */
        GONE(400, Map.of());

        private final CheckResult result;

        Reason(int status, Map<String, List<String>> headers) {
            result = CheckResult.rejectUpgradeSync(status, headers);
        }

        private String label() {
            return name().toLowerCase(Locale.ROOT).replace('_', '-');
        }
    }

    @Inject
    Rejections(MeterRegistry registry) {
        for (Reason reason : Reason.values()) {
            counters.put(
                    reason,
                    Counter.builder("roomcast.handshakes.refused")
                            .description("Handshakes that were rejected, by reason")
                            .tag("why", reason.label())
                            .register(registry));
        }
    }

    /** The response that rejects a handshake. */
    CheckResult reject(HttpUpgradeContext context, Reason reason) {
        counters.get(reason).increment();
        // What a crowd brings about is counted; a line for each would bury the rest of the log.
        boolean ofACrowd = reason == Reason.DRAINING
                || reason == Reason.TOO_FAST
                || reason == Reason.ADDRESS_TOO_FAST
                || reason == Reason.KEYS;
        HttpServerRequest request = context.httpRequest();
        EventLog.Entry entry = ofACrowd || !lines.tryConsume(1)
                ? LOG.debug("roomcast.handshake.refused")
                : LOG.info("roomcast.handshake.refused");
        entry.with("why", reason.label())
                .with("origin", request.getHeader("Origin"))
                .with("remoteAddress", request.remoteAddress())
                .with("userAgent", request.getHeader("User-Agent"))
                .write();
        return reason.result;
    }
}
