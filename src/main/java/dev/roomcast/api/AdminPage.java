package dev.roomcast.api;

import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;

import io.vertx.ext.web.Router;

/** {@code /admin}: the page for administrators is a static file, which shows nothing without a token. */
@Singleton
final class AdminPage {

    static final String PATH = "/admin";
    static final String FILE = "/admin.html";

    void register(@Observes Router router) {
        router.get(PATH).handler(request -> request.reroute(FILE));
    }
}
