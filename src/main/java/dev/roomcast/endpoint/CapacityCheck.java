package dev.roomcast.endpoint;

import java.time.Duration;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;

import io.github.bucket4j.Bandwidth;
import io.github.bucket4j.Bucket;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.net.SocketAddress;

import dev.roomcast.RoomcastConfig;
import dev.roomcast.limits.AddressKey;
import dev.roomcast.ops.Lifecycle;

/**
 * Rejects handshakes while the server drains, or where too many come: of one address first, then of all. One address alone
 * may use nearly all there is, since a whole company may be behind it; but the last part is kept for the others, so that
 * it cannot keep them out.
 */
@ApplicationScoped
class CapacityCheck {

    /** One part in so many is kept for addresses that came less often than that in the running second. */
    private static final int KEPT = 8;

    private final Lifecycle lifecycle;
    private final int perAddress;
    private final int kept;
    private final Bucket newConnections;
    private final AddressCounts addresses = new AddressCounts();

    @Inject
    CapacityCheck(Lifecycle lifecycle, RoomcastConfig config) {
        this.lifecycle = lifecycle;
        int perSecond = config.limits().connectionsPerSecond();
        this.perAddress = config.limits().connectionsPerSecondPerAddress();
        this.kept = perSecond / KEPT;
        this.newConnections = perSecond == 0
                ? null
                : Bucket.builder()
                        .addLimit(Bandwidth.builder()
                                .capacity(perSecond)
                                .refillGreedy(perSecond, Duration.ofSeconds(1))
                                .build())
                        .withNanosecondPrecision()
                        .build();
    }

    /** Why a handshake is rejected now; null where it is not. */
    Rejections.Reason rejection(HttpServerRequest request) {
        if (lifecycle.draining()) {
            return Rejections.Reason.DRAINING;
        }
        if (perAddress == 0 && newConnections == null) {
            return null;
        }
        SocketAddress from = request.remoteAddress();
        // The name and not the number: what a proxy says is no address where the client hides it ("unknown", RFC 7239).
        int count = addresses.count(from == null ? "" : AddressKey.of(from.host()));
        if (perAddress > 0 && count > perAddress) {
            return Rejections.Reason.ADDRESS_TOO_FAST;
        }
        if (newConnections == null) {
            return null;
        }
        boolean comesOften = count > kept;
        if (comesOften && newConnections.getAvailableTokens() <= kept) {
            return Rejections.Reason.ADDRESS_TOO_FAST;
        }
        return newConnections.tryConsume(1) ? null : Rejections.Reason.TOO_FAST;
    }
}
