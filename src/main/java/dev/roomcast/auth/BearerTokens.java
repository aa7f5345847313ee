package dev.roomcast.auth;

import java.util.Set;
import java.util.concurrent.CompletionException;
import jakarta.inject.Singleton;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.Response;

import io.quarkus.security.AuthenticationFailedException;
import io.quarkus.security.identity.IdentityProviderManager;
import io.quarkus.security.identity.SecurityIdentity;
import io.quarkus.security.identity.request.AuthenticationRequest;
import io.quarkus.security.runtime.QuarkusSecurityIdentity;
import io.quarkus.vertx.http.runtime.security.ChallengeData;
import io.quarkus.vertx.http.runtime.security.HttpAuthenticationMechanism;
import io.smallrye.mutiny.Uni;
import io.vertx.ext.web.RoutingContext;

import dev.roomcast.protocol.AuthFailure;
import dev.roomcast.protocol.Language;

/**
 * Lets the HTTP API know callers by the same tokens, read by the same rules, as WebSocket connections (RFC 6750). It is
 * asked only by resources that want to know who calls: the WebSocket's door asks {@link Tokens} itself, since it has an
 * order of its own.
 */
@Singleton
final class BearerTokens implements HttpAuthenticationMechanism {

    private static final String SCHEME = "Bearer ";

    /** Where a request keeps what was wrong with its token, for the challenge that follows. */
    private static final String FAILURE = BearerTokens.class.getName() + ".failure";

    private final Tokens tokens;

    BearerTokens(Tokens tokens) {
        this.tokens = tokens;
    }

    @Override
    public Uni<SecurityIdentity> authenticate(RoutingContext request, IdentityProviderManager identities) {
        String header = request.request().getHeader(HttpHeaders.AUTHORIZATION);
        if (header == null || !header.regionMatches(true, 0, SCHEME, 0, SCHEME.length())) {
            return Uni.createFrom().nullItem();
        }
        String token = header.substring(SCHEME.length()).strip();
        return Uni.createFrom()
                .completionStage(() -> tokens.verify(token))
                .map(BearerTokens::identity)
                .onFailure()
                .transform(thrown -> refusal(request, thrown));
    }

    private static SecurityIdentity identity(User user) {
        return QuarkusSecurityIdentity.builder()
                .setPrincipal(new UserPrincipal(user))
                .addRoles(user.roles())
                .build();
    }

    private static Throwable refusal(RoutingContext request, Throwable thrown) {
        Throwable cause = thrown instanceof CompletionException ? thrown.getCause() : thrown;
        if (cause instanceof TokenException noGood) {
            request.put(FAILURE, noGood.failure());
            return new AuthenticationFailedException();
        }
        return cause;
    }

    @Override
    public Uni<ChallengeData> getChallenge(RoutingContext request) {
        AuthFailure failure = request.get(FAILURE);
        String challenge = failure == null
                ? "Bearer"
                : "Bearer error=\"invalid_token\", error_description=\"" + failure.message(Language.ENGLISH) + "\"";
        return Uni.createFrom()
                .item(new ChallengeData(
                        Response.Status.UNAUTHORIZED.getStatusCode(), HttpHeaders.WWW_AUTHENTICATE, challenge));
    }

    @Override
    public Set<Class<? extends AuthenticationRequest>> getCredentialTypes() {
        return Set.of();
    }
}
