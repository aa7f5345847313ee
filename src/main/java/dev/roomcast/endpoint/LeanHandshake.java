package dev.roomcast.endpoint;

import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;

import io.quarkus.vertx.http.runtime.security.QuarkusHttpUser;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;

/**
 * Takes back what Quarkus puts aside for endpoints that ask it who somebody is: ours look at tokens themselves. By it a
 * connection would hold its handshake, the request and all that hangs on it, as long as it lives.
 */
@Singleton
final class LeanHandshake {

    /** After Quarkus' authentication at -200 and authorization at -100, before all endpoints. */
    private static final int ORDER = -50;

    void register(@Observes Router router) {
        router.route(ChatEndpoint.PATH).order(ORDER).handler(LeanHandshake::letGo);
        router.route(OpenEndpoint.PATH).order(ORDER).handler(LeanHandshake::letGo);
    }

    private static void letGo(RoutingContext handshake) {
        handshake.remove(QuarkusHttpUser.DEFERRED_IDENTITY_KEY);
        handshake.next();
    }
}
