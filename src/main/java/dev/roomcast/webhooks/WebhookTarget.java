package dev.roomcast.webhooks;

import java.net.URI;
import java.util.List;
import java.util.Set;

import dev.roomcast.broker.EventKind;
import dev.roomcast.broker.EventQueue.Queued;
import dev.roomcast.policy.RoomPattern;

/**
 * Who is told.
 *
 * @param name what it is called
 * @param url where requests go
 * @param secrets keys of the signatures, one or two
 * @param kinds what it is told of
 * @param rooms in which rooms
 * @param allowPrivate whether it may be at an address that is not public
 */
record WebhookTarget(
        String name,
        URI url,
        List<byte[]> secrets,
        Set<EventKind> kinds,
        List<RoomPattern> rooms,
        boolean allowPrivate) {

    boolean isIn(String room) {
        for (RoomPattern pattern : rooms) {
            if (pattern.matches(room)) {
                return true;
            }
        }
        return false;
    }

    boolean wants(Queued event) {
        return event.onlyFor() == null
                ? kinds.contains(event.kind()) && isIn(event.room())
                : event.onlyFor().equals(name);
    }

    boolean isTls() {
        return "https".equals(url.getScheme());
    }

    int port() {
        int byDefault = isTls() ? 443 : 80;
        return url.getPort() == -1 ? byDefault : url.getPort();
    }

    /** Of the URL, without the brackets of an IPv6 address. */
    String host() {
        String host = url.getHost();
        return host.startsWith("[") ? host.substring(1, host.length() - 1) : host;
    }

    /** Path and query of the URL. */
    String path() {
        String path = url.getRawPath().isEmpty() ? "/" : url.getRawPath();
        return url.getRawQuery() == null ? path : path + '?' + url.getRawQuery();
    }
}
