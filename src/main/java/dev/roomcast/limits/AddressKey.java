package dev.roomcast.limits;

import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.UnknownHostException;

/**
 * Who shares a budget by address: an IPv4 address, or the first 64 bits of an IPv6 address, which is the least that one
 * subscriber gets.
 */
public final class AddressKey {

    private static final int PREFIX_BYTES = 8;

    private AddressKey() {}

    /**
     * The key of an address; never asks a name server.
     *
     * @param remote an address as text, with or without a port: {@code 192.0.2.1:5000}, {@code [2001:db8::1]:5000}
     */
    public static String of(String remote) {
        String host = withoutPort(remote);
        if (host.indexOf(':') < 0) {
            return host;
        }
        try {
            // In brackets it is an address or wrong, and never a name to look up.
            return of(InetAddress.getByName("[" + host + "]"));
        } catch (UnknownHostException notAnAddress) {
            return host;
        }
    }

    /** The key of an address. */
    public static String of(InetAddress address) {
        return address instanceof Inet6Address ? prefix(address.getAddress()) : address.getHostAddress();
    }

    private static String withoutPort(String remote) {
        if (remote.startsWith("[")) {
            int end = remote.indexOf(']');
            return end < 0 ? remote : remote.substring(1, end);
        }
        int colon = remote.indexOf(':');
        return colon < 0 || colon != remote.lastIndexOf(':') ? remote : remote.substring(0, colon);
    }

    private static String prefix(byte[] address) {
        StringBuilder key = new StringBuilder(3 * PREFIX_BYTES);
        for (int i = 0; i < PREFIX_BYTES; i += 2) {
            key.append(Integer.toHexString((address[i] & 0xFF) << 8 | (address[i + 1] & 0xFF)))
                    .append(':');
        }
        return key.append(":/64").toString();
    }
}
