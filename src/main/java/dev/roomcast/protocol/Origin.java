package dev.roomcast.protocol;

import java.net.IDN;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Where a page comes from, as a browser says it in {@code Origin} (RFC 6454) and as settings name it: in one form, so that
 * two are equal where they mean the same. {@link java.net.URI} reads no host with an underscore, which browsers do.
 *
 * @param scheme lower case
 * @param host lower case; with other letters than ASCII as {@code xn--}, an IPv6 address in its one form in brackets
 * @param port the scheme's own where none was said; -1 where the scheme has none
 */
public record Origin(String scheme, String host, int port) {

    private static final Pattern ORIGIN = Pattern.compile("([a-zA-Z][a-zA-Z0-9+.-]*)://(.+)");

    private static final Pattern AUTHORITY =
            Pattern.compile("(\\[[0-9a-fA-F:.]+]|[^\\s\\p{Cntrl}/?#@\\\\:\\[\\]]+)(?::([0-9]{1,5}))?");

    private static final int MAX_PORT = 65_535;

    private static final Map<String, Integer> PORTS = Map.of("http", 80, "https", 443, "ws", 80, "wss", 443);

    /**
     * Reads an origin.
     *
     * @return null where it is none, as {@code null} in a sandbox, or what has a path
     */
    public static Origin parse(String text) {
        Matcher origin = ORIGIN.matcher(text.strip());
        return origin.matches() ? of(origin.group(1), origin.group(2)) : null;
    }

    /**
     * Reads a host, and a port where there is one, as they are in the header {@code Host}.
     *
     * @return null where it is none
     */
    public static Origin of(String scheme, String authority) {
        String lowerScheme = scheme.toLowerCase(Locale.ROOT);
        Matcher parts = AUTHORITY.matcher(authority.strip());
        if (!parts.matches()) {
            return null;
        }
        int port = parts.group(2) == null ? PORTS.getOrDefault(lowerScheme, -1) : Integer.parseInt(parts.group(2));
        String host = normalized(parts.group(1));
        return host == null || port > MAX_PORT ? null : new Origin(lowerScheme, host, port);
    }

    private static String normalized(String host) {
        try {
            if (host.startsWith("[")) {
                // In brackets it is an address and no name: nothing is looked up.
                return '[' + InetAddress.getByName(host).getHostAddress() + ']';
            }
            boolean ascii = host.chars().allMatch(c -> c < 0x80);
            return (ascii ? host : IDN.toASCII(host, IDN.ALLOW_UNASSIGNED)).toLowerCase(Locale.ROOT);
        } catch (UnknownHostException | IllegalArgumentException notAHost) {
            return null;
        }
    }
}
