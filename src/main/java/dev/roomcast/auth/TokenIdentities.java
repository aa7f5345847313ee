package dev.roomcast.auth;

import jakarta.inject.Singleton;

import io.quarkus.security.identity.AuthenticationRequestContext;
import io.quarkus.security.identity.IdentityProvider;
import io.quarkus.security.identity.SecurityIdentity;
import io.quarkus.security.identity.request.TokenAuthenticationRequest;
import io.quarkus.security.runtime.QuarkusSecurityIdentity;
import io.smallrye.mutiny.Uni;

/**
 * Makes the identity of a caller who has shown a token, for Quarkus' security: WebSocket handshakes and HTTP API alike. In
 * the place of the extension's own provider, which would verify every kind of signature on one kind of thread, and
 * write a stack trace for each token that a stranger makes up.
 *
 * <p>Fails with {@link TokenException} or {@link KeysUnavailableException}.
 */
@Singleton
public final class TokenIdentities implements IdentityProvider<TokenAuthenticationRequest> {

    /** Asked before the extension's, which has the default of 1001. */
    private static final int FIRST = 2_000;

    private final Tokens tokens;

    TokenIdentities(Tokens tokens) {
        this.tokens = tokens;
    }

    @Override
    public Class<TokenAuthenticationRequest> getRequestType() {
        return TokenAuthenticationRequest.class;
    }

    @Override
    public int priority() {
        return FIRST;
    }

    @Override
    public Uni<SecurityIdentity> authenticate(
            TokenAuthenticationRequest request, AuthenticationRequestContext context) {
        String token = request.getToken().getToken().strip();
        return Uni.createFrom()
                .completionStage(() -> tokens.verify(token))
                .map(principal -> QuarkusSecurityIdentity.builder()
                        .setPrincipal(principal)
                        .addCredential(request.getToken())
                        .addRoles(principal.user().authority().roles())
                        .build());
    }

    /** The user of an identity; null where nobody has shown a token. */
    public static User user(SecurityIdentity identity) {
        return identity.getPrincipal() instanceof TokenPrincipal principal ? principal.user() : null;
    }
}
