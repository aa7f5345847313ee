package dev.roomcast.endpoint;

import java.util.List;

import io.vertx.core.MultiMap;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;

/** Looks at the headers that make a request a WebSocket handshake: RFC 6455, 4.2.1. Such a header may be a list, or come
 * more than once, which Vert.x does not see; so they are put in the one form that it does. */
final class UpgradeHeaders {

    private static final CharSequence KEY = HttpHeaders.createOptimized("sec-websocket-key");
    private static final CharSequence VERSION_HEADER = HttpHeaders.createOptimized("sec-websocket-version");
    private static final String VERSION = "13";

    private UpgradeHeaders() {}

    /** Why a request is no handshake that can be accepted; null where it is one, and in the form that Vert.x reads. */
    static Rejections.Reason rejection(HttpServerRequest request) {
        MultiMap headers = request.headers();
        if (request.method() != HttpMethod.GET
                || !says(headers, HttpHeaders.CONNECTION, "Upgrade")
                || !says(headers, HttpHeaders.UPGRADE, "websocket")
                || hasBody(headers)
                || headers.getAll(KEY).size() != 1) {
            return Rejections.Reason.MALFORMED;
        }
        List<String> versions = headers.getAll(VERSION_HEADER);
        if (versions.size() != 1 || !VERSION.equals(versions.get(0).strip())) {
            return Rejections.Reason.VERSION;
        }
        return null;
    }

    /** Whether this is among what a header lists; then it is all that the header says from now on. */
    private static boolean says(MultiMap headers, CharSequence name, String wanted) {
        List<String> values = headers.getAll(name);
        if (values.size() == 1 && values.get(0).equalsIgnoreCase(wanted)) {
            return true;
        }
        for (String value : values) {
            for (String token : value.split(",")) {
                if (token.strip().equalsIgnoreCase(wanted)) {
                    headers.set(name, wanted);
                    return true;
                }
            }
        }
        return false;
    }

    private static boolean hasBody(MultiMap headers) {
        String length = headers.get(HttpHeaders.CONTENT_LENGTH);
        return headers.contains(HttpHeaders.TRANSFER_ENCODING)
                || (length != null && !length.strip().equals("0"));
    }
}
