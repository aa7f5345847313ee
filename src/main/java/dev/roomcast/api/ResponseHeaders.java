package dev.roomcast.api;

import java.util.Set;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;

import io.quarkus.runtime.LaunchMode;
import io.quarkus.vertx.http.ManagementInterface;
import io.quarkus.vertx.http.runtime.filters.Filters;
import io.vertx.core.MultiMap;
import io.vertx.core.http.HttpHeaders;
import io.vertx.ext.web.RoutingContext;

/**
 * Tells browsers what they may do with a response, whatever it is and on which port: run nothing but the page's own scripts,
 * guess no media types, show it in no frame, tell no other site where they came from. The pages, the service worker and the
 * client library are asked for each time, so that they are never of an older release than the server; the library may be used by pages of
 * any origin. Runs on the event loop.
 */
@Singleton
final class ResponseHeaders {

    private static final CharSequence POLICY = HttpHeaders.createOptimized("Content-Security-Policy");
    private static final CharSequence PAGE_POLICY = HttpHeaders.createOptimized("default-src 'none'; script-src 'self';"
            + " style-src 'self'; img-src 'self'; connect-src 'self'; manifest-src 'self'; base-uri 'none';"
            + " form-action 'none'; frame-ancestors 'none'");
    private static final CharSequence STRICT_POLICY = HttpHeaders.createOptimized(
            "default-src 'none'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'");
    private static final CharSequence FRAMES = HttpHeaders.createOptimized("X-Frame-Options");
    private static final CharSequence DENY = HttpHeaders.createOptimized("DENY");
    private static final CharSequence TYPES = HttpHeaders.createOptimized("X-Content-Type-Options");
    private static final CharSequence NOSNIFF = HttpHeaders.createOptimized("nosniff");
    private static final CharSequence REFERRER = HttpHeaders.createOptimized("Referrer-Policy");
    private static final CharSequence NO_REFERRER = HttpHeaders.createOptimized("no-referrer");

    private static final CharSequence ANY_ORIGIN = HttpHeaders.createOptimized("*");

    private static final CharSequence NO_CACHE = HttpHeaders.createOptimized("no-cache");

    private static final Set<String> PAGES = Set.of("/", "/index.html", "/worker.js", AdminPage.PATH, AdminPage.FILE);

    /** Before every other filter, so that their responses have them too. */
    private static final int FIRST = 1_000;

    /** The client library's files. */
    private static final String CLIENT = "/client/";

    /** Quarkus' own pages of dev mode need frames and inline scripts. */
    private static final String DEV_PAGES = "/q/";

    void publicPort(@Observes Filters filters) {
        filters.register(ResponseHeaders::onResponse, FIRST);
    }

    void managementPort(@Observes ManagementInterface management) {
        management.router().route().order(-FIRST).handler(ResponseHeaders::onResponse);
    }

    /** When the response's head is written, so that the answer to a WebSocket handshake is as short as it was. */
    private static void onResponse(RoutingContext request) {
        request.addHeadersEndHandler(head -> add(request));
        request.next();
    }

    /** Adds the headers to a response whose head is not written. */
    static void add(RoutingContext request) {
        MultiMap headers = request.response().headers();
        headers.set(TYPES, NOSNIFF).set(REFERRER, NO_REFERRER);
        String path = request.request().path();
        if (LaunchMode.current().isDev() && path != null && path.startsWith(DEV_PAGES)) {
            return;
        }
        headers.set(FRAMES, DENY);
        if (isPage(path)) {
            headers.set(POLICY, PAGE_POLICY).set(HttpHeaders.CACHE_CONTROL, NO_CACHE);
        } else {
            headers.set(POLICY, STRICT_POLICY);
        }
        if (path != null && path.startsWith(CLIENT)) {
            headers.set(HttpHeaders.ACCESS_CONTROL_ALLOW_ORIGIN, ANY_ORIGIN).set(HttpHeaders.CACHE_CONTROL, NO_CACHE);
        }
    }

    private static boolean isPage(String path) {
        return path != null && PAGES.contains(path);
    }
}
