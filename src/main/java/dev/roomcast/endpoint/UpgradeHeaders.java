package dev.roomcast.endpoint;

import io.vertx.core.MultiMap;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;

/** Looks at the headers that make a request a WebSocket handshake: RFC 6455, 4.2.1. Such a header may be a list, or come
 * more than once, which Vert.x does not see; so they are put in the one form that it does. */
final class UpgradeHeaders {

    private static final String VERSION = "13";

    private UpgradeHeaders() {}

    /** Why a request is no handshake that can be accepted; null where it is one, and in the form that Vert.x reads. */
    static Rejections.Reason rejection(HttpServerRequest request) {
        MultiMap headers = request.headers();
        if (request.method() != HttpMethod.GET
                || !lists(headers, "Connection", "upgrade")
                || !lists(headers, "Upgrade", "websocket")
                || hasBody(headers)
                || headers.getAll("Sec-WebSocket-Key").size() != 1) {
            return Rejections.Reason.MALFORMED;
        }
        if (headers.getAll("Sec-WebSocket-Version").size() != 1
                || !VERSION.equals(headers.get("Sec-WebSocket-Version").strip())) {
            return Rejections.Reason.VERSION;
        }
        headers.set("Connection", "Upgrade").set("Upgrade", "websocket");
        return null;
    }

    private static boolean lists(MultiMap headers, String name, String wanted) {
        for (String value : headers.getAll(name)) {
            for (String token : value.split(",")) {
                if (token.strip().equalsIgnoreCase(wanted)) {
                    return true;
                }
            }
        }
        return false;
    }

    private static boolean hasBody(MultiMap headers) {
        String length = headers.get("Content-Length");
        return headers.contains("Transfer-Encoding")
                || (length != null && !length.strip().equals("0"));
    }
}
