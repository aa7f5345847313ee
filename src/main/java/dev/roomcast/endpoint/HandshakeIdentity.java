package dev.roomcast.endpoint;

import java.util.List;
import java.util.function.BiConsumer;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;

import io.quarkus.security.identity.SecurityIdentity;
import io.quarkus.vertx.http.runtime.security.QuarkusHttpUser;
import io.smallrye.jwt.auth.principal.JWTAuthContextInfo;
import io.smallrye.mutiny.Uni;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;

import dev.roomcast.auth.TokenException;
import dev.roomcast.auth.TokenIdentities;
import dev.roomcast.protocol.AuthFailure;

/**
 * Who a handshake is from, as Quarkus finds out: readied for {@link TokenCheck}, which asks for it when its turn has come.
 *
 * <p>Quarkus would hold on to the handshake, the request and all that hangs on it, as long as the connection lives. So
 * there is nothing to ask where no token came, and what there is can be asked once, and lets go of the handshake then.
 */
@Singleton
final class HandshakeIdentity {

    /** After Quarkus' authentication at -200 and authorization at -100, before all endpoints. */
    private static final int ORDER = -50;

    /** Right after authentication. */
    private static final int FAILURE_HANDLER_ORDER = -199;

    private static final String AUTHORIZATION = "Authorization";
    private static final String COOKIE = "Cookie";

    /** {@link TokenCheck} answers a token that is no good; Quarkus would too, out of turn. */
    private static final BiConsumer<RoutingContext, Throwable> ANSWERED_LATER = (handshake, failure) -> {};

    /** As Quarkus REST's own, which looks for the resource of each request first, for metrics: a tenth of a handshake. */
    private static final BiConsumer<RoutingContext, Throwable> FAILED = (handshake, failure) -> {
        if (!handshake.failed()) {
            handshake.fail(failure);
        }
    };

    private final Uni<SecurityIdentity> malformed =
            Uni.createFrom().failure(() -> new TokenException(AuthFailure.INVALID_TOKEN));
    private final JWTAuthContextInfo settings;
    private final boolean authorizationCounts;

    HandshakeIdentity(JWTAuthContextInfo settings) {
        this.settings = settings;
        authorizationCounts =
                settings.getTokenHeader().equalsIgnoreCase(AUTHORIZATION) || settings.isAlwaysCheckAuthorization();
    }

    void register(@Observes Router router) {
        for (String path : List.of(ChatEndpoint.PATH, OpenEndpoint.PATH)) {
            router.route(path).order(FAILURE_HANDLER_ORDER).handler(handshake -> {
                handshake.put(QuarkusHttpUser.AUTH_FAILURE_HANDLER, FAILED);
                handshake.next();
            });
            router.route(path).order(ORDER).handler(this::ready);
        }
    }

    private void ready(RoutingContext handshake) {
        Uni<SecurityIdentity> identity = handshake.remove(QuarkusHttpUser.DEFERRED_IDENTITY_KEY);
        HttpServerRequest request = handshake.request();
        if (SubprotocolToken.isMalformed(handshake) || isMalformed(request)) {
            handshake.put(QuarkusHttpUser.DEFERRED_IDENTITY_KEY, malformed);
        } else if (identity != null && hasToken(request)) {
            handshake.put(QuarkusHttpUser.AUTH_FAILURE_HANDLER, ANSWERED_LATER);
            handshake.put(QuarkusHttpUser.DEFERRED_IDENTITY_KEY, once(handshake, identity, !isByCookie(request)));
        }
        handshake.next();
    }

    /** Whether there is an {@code Authorization} that is no token, or more than one. */
    private boolean isMalformed(HttpServerRequest request) {
        if (!authorizationCounts || !request.headers().contains(AUTHORIZATION)) {
            return false;
        }
        List<String> values = request.headers().getAll(AUTHORIZATION);
        return values.size() > 1
                || settings.getTokenSchemes().stream().noneMatch(scheme -> isOf(scheme, values.get(0)));
    }

    private static boolean isOf(String scheme, String credentials) {
        return credentials.regionMatches(true, 0, scheme, 0, scheme.length())
                && credentials.length() > scheme.length()
                && credentials.charAt(scheme.length()) == ' ';
    }

    private boolean hasToken(HttpServerRequest request) {
        return request.headers().contains(settings.getTokenHeader())
                || (authorizationCounts && request.headers().contains(AUTHORIZATION));
    }

    /** Whether it is a cookie, if anything, that has a token: others may have come without one. */
    private boolean isByCookie(HttpServerRequest request) {
        return settings.getTokenHeader().equals(COOKIE)
                && !(authorizationCounts && request.headers().contains(AUTHORIZATION));
    }

    /** {@code required}: whether it is a bad token where nobody is known by it. */
    private static Uni<SecurityIdentity> once(
            RoutingContext handshake, Uni<SecurityIdentity> identity, boolean required) {
        return Uni.createFrom().deferred(() -> {
            handshake.remove(QuarkusHttpUser.DEFERRED_IDENTITY_KEY);
            return identity.onItem().invoke(known -> {
                handshake.clearUser();
                if (required && TokenIdentities.user(known) == null) {
                    throw new TokenException(AuthFailure.INVALID_TOKEN);
                }
            });
        });
    }
}
