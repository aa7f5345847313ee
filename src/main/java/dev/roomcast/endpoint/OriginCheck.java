package dev.roomcast.endpoint;

import java.net.URI;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Collectors;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;

import io.vertx.core.http.HttpServerRequest;

import dev.roomcast.RoomcastConfig;

/**
 * Keeps pages of other sites out: a browser says by {@code Origin} whose page it is. Who says no origin is no browser, and
 * is let in.
 */
@ApplicationScoped
class OriginCheck {

    private final Set<String> allowed;

    @Inject
    OriginCheck(RoomcastConfig config) {
        this.allowed = config.origins().orElse(List.of()).stream()
                .map(origin -> origin.strip().toLowerCase(Locale.ROOT))
                .collect(Collectors.toUnmodifiableSet());
    }

    /** Why a page of that origin is not let in; null where it is. */
    Refusals.Why refusal(HttpServerRequest request) {
        return isLetIn(request) ? null : Refusals.Why.ORIGIN;
    }

    private boolean isLetIn(HttpServerRequest request) {
        List<String> origins = request.headers().getAll("Origin");
        if (origins.isEmpty() || allowed.contains("*")) {
            return true;
        }
        if (origins.size() > 1) {
            return false;
        }
        String origin = origins.get(0).strip().toLowerCase(Locale.ROOT);
        return allowed.contains(origin) || isOwn(origin, request.getHeader("Host"));
    }

    /** The same host and port as {@code Host}; a port that is not said is the scheme's. */
    private static boolean isOwn(String origin, String host) {
        if (host == null) {
            return false;
        }
        try {
            URI page = URI.create(origin);
            URI self = URI.create(page.getScheme() + "://" + host.toLowerCase(Locale.ROOT));
            return page.getHost() != null && page.getHost().equals(self.getHost()) && port(page) == port(self);
        } catch (IllegalArgumentException notAnOrigin) {
            return false;
        }
    }

    private static int port(URI uri) {
        if (uri.getPort() >= 0) {
            return uri.getPort();
        }
        return "https".equals(uri.getScheme()) ? 443 : 80;
    }
}
