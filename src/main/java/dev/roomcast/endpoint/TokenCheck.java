package dev.roomcast.endpoint;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;

import io.quarkus.websockets.next.HttpUpgradeCheck.CheckResult;
import io.quarkus.websockets.next.HttpUpgradeCheck.HttpUpgradeContext;
import io.smallrye.mutiny.Uni;

import dev.roomcast.auth.TokenException;
import dev.roomcast.auth.Tokens;

/** Looks at the token that came with the handshake; where none came, signing in comes later. */
@ApplicationScoped
class TokenCheck {

    private static final String BEARER = "bearer ";

    private final Tokens tokens;
    private final Refusals refusals;

    @Inject
    TokenCheck(Tokens tokens, Refusals refusals) {
        this.tokens = tokens;
        this.refusals = refusals;
    }

    /** Lets in who came without a token, or with one that is good; that one's user is in the user data then. */
    Uni<CheckResult> perform(HttpUpgradeContext context) {
        String header = context.httpRequest().getHeader("Authorization");
        if (header == null) {
            return CheckResult.permitUpgrade();
        }
        if (!header.regionMatches(true, 0, BEARER, 0, BEARER.length())) {
            return Uni.createFrom().item(refusals.refuse(context, Refusals.Why.TOKEN));
        }
        String token = header.substring(BEARER.length()).strip();
        return Uni.createFrom()
                .completionStage(() -> tokens.verify(token))
                .map(user -> {
                    context.userData().put(Connections.USER, user);
                    return CheckResult.permitUpgradeSync();
                })
                .onFailure(TokenException.class)
                .recoverWithItem(() -> refusals.refuse(context, Refusals.Why.TOKEN));
    }
}
