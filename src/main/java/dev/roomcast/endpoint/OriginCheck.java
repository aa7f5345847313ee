package dev.roomcast.endpoint;

import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;

import io.vertx.core.http.HttpServerRequest;

import dev.roomcast.RoomcastConfig;
import dev.roomcast.protocol.Origin;

/**
 * Keeps pages of other sites out: a browser says by {@code Origin} whose page it is. A client that says none is no browser,
 * and is let in.
 */
@ApplicationScoped
class OriginCheck {

    private static final String ANY = "*";

    private final boolean any;
    private final Set<Origin> allowed;

    @Inject
    OriginCheck(RoomcastConfig config) {
        List<String> origins = config.origins().orElse(List.of());
        this.any = origins.stream().anyMatch(origin -> origin.strip().equals(ANY));
        this.allowed = origins.stream()
                .filter(origin -> !origin.strip().equals(ANY))
                .map(Origin::parse)
                .collect(Collectors.toUnmodifiableSet());
    }

    /** Why a handshake is rejected; null where its origin is allowed. */
    Rejections.Reason rejection(HttpServerRequest request) {
        return isAllowed(request) ? null : Rejections.Reason.ORIGIN;
    }

    private boolean isAllowed(HttpServerRequest request) {
        List<String> origins = request.headers().getAll("Origin");
        if (origins.isEmpty() || any) {
            return true;
        }
        Origin origin = origins.size() > 1 ? null : Origin.parse(origins.get(0));
        return origin != null && (allowed.contains(origin) || isOwn(origin, request.getHeader("Host")));
    }

    /** The same host and port as {@code Host}; a port that is not said is the scheme's. */
    private static boolean isOwn(Origin origin, String host) {
        return host != null && origin.equals(Origin.of(origin.scheme(), host));
    }
}
