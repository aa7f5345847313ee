package dev.roomcast.testing;

import java.util.List;
import java.util.Locale;
import java.util.Map;

/** The server answered the opening handshake with something else than 101. */
public final class HandshakeRefused extends RuntimeException {

    private static final long serialVersionUID = 1;

    private final int status;
    private final transient Map<String, List<String>> headers;

    HandshakeRefused(int status, Map<String, List<String>> headers) {
        super("handshake refused with " + status + " " + headers);
        this.status = status;
        this.headers = headers;
    }

    public int status() {
        return status;
    }

    /** A header's first value, or null; names in any case. */
    public String header(String name) {
        return headers.entrySet().stream()
                .filter(e -> e.getKey().toLowerCase(Locale.ROOT).equals(name.toLowerCase(Locale.ROOT)))
                .map(e -> e.getValue().get(0))
                .findFirst()
                .orElse(null);
    }
}
