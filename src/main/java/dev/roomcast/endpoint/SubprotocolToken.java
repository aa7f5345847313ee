package dev.roomcast.endpoint;

import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;

import io.quarkus.vertx.http.runtime.filters.Filters;
import io.smallrye.jwt.auth.principal.JWTAuthContextInfo;
import io.vertx.core.MultiMap;
import io.vertx.ext.web.RoutingContext;

/**
 * Looks at the token that a browser sends in a subprotocol, before Quarkus makes a header of it. Quarkus answers 500 to
 * one that is not well formed, reads the first of several header fields alone, and would make any header of it: an
 * address for a trusted proxy, or another {@code Host}.
 */
@Singleton
final class SubprotocolToken {

    /** Before Quarkus' own filter, which is at 220. */
    private static final int PRIORITY = 230;

    private static final String SUBPROTOCOLS = "Sec-WebSocket-Protocol";
    private static final String PREFIX = "quarkus-http-upgrade";
    private static final String SEPARATOR = "#";

    /** Prefix, name and value of the header. */
    private static final int PARTS = 3;

    private static final String MALFORMED = SubprotocolToken.class.getName() + ".malformed";

    private final JWTAuthContextInfo settings;

    SubprotocolToken(JWTAuthContextInfo settings) {
        this.settings = settings;
    }

    /** Whether the handshake came with a token in a subprotocol that cannot be read. */
    static boolean isMalformed(RoutingContext handshake) {
        return handshake.get(MALFORMED) != null;
    }

    void register(@Observes Filters filters) {
        filters.register(this::check, PRIORITY);
    }

    private void check(RoutingContext handshake) {
        MultiMap headers = handshake.request().headers();
        String first = headers.get(SUBPROTOCOLS);
        if (first != null) {
            List<String> all = headers.getAll(SUBPROTOCOLS);
            String list = all.size() == 1 ? first : String.join(",", all);
            if (list.contains(PREFIX)) {
                check(handshake, list);
            } else if (all.size() > 1) {
                headers.set(SUBPROTOCOLS, list);
            }
        }
        handshake.next();
    }

    private void check(RoutingContext handshake, String list) {
        List<String> others = new ArrayList<>();
        String token = null;
        boolean malformed = false;
        for (String protocol : list.split(",")) {
            String name = protocol.strip();
            if (!name.startsWith(PREFIX)) {
                others.add(name);
            } else if (token == null && isToken(name)) {
                token = name;
            } else {
                malformed = true;
            }
        }
        MultiMap headers = handshake.request().headers();
        if (malformed || others.isEmpty()) {
            handshake.put(MALFORMED, Boolean.TRUE);
            headers.remove(SUBPROTOCOLS);
        } else if (token != null) {
            others.add(token);
        }
        if (!others.isEmpty()) {
            headers.set(SUBPROTOCOLS, String.join(",", others));
        }
    }

    /** Whether it is read as the header that carries tokens, with a value that can stand in a header. */
    private boolean isToken(String protocol) {
        try {
            String[] parts = URLDecoder.decode(protocol, StandardCharsets.UTF_8).split(SEPARATOR);
            return parts.length == PARTS
                    && parts[0].equals(PREFIX)
                    && parts[1].equalsIgnoreCase(settings.getTokenHeader())
                    && parts[2].chars().allMatch(c -> c >= ' ' && c < 0x7F);
        } catch (IllegalArgumentException notEncoded) {
            return false;
        }
    }
}
