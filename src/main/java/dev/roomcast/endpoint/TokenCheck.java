package dev.roomcast.endpoint;

import java.util.List;
import java.util.Map;
import jakarta.annotation.Priority;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;

import io.quarkus.websockets.next.HttpUpgradeCheck;
import io.smallrye.mutiny.Uni;

import dev.roomcast.auth.TokenException;
import dev.roomcast.auth.Tokens;

/** Looks at the token that came with the handshake; where none came, signing in comes later. */
@ApplicationScoped
@Priority(Door.TOKEN)
class TokenCheck implements HttpUpgradeCheck {

    private static final String BEARER = "bearer ";

    private static final CheckResult NO_GOOD =
            CheckResult.rejectUpgradeSync(401, Map.of("WWW-Authenticate", List.of("Bearer error=\"invalid_token\"")));

    private final Tokens tokens;
    private final EndpointMetrics metrics;

    @Inject
    TokenCheck(Tokens tokens, EndpointMetrics metrics) {
        this.tokens = tokens;
        this.metrics = metrics;
    }

    @Override
    public Uni<CheckResult> perform(HttpUpgradeContext context) {
        String header = context.httpRequest().getHeader("Authorization");
        if (header == null) {
            return CheckResult.permitUpgrade();
        }
        if (!header.regionMatches(true, 0, BEARER, 0, BEARER.length())) {
            return Uni.createFrom().item(refused(context));
        }
        String token = header.substring(BEARER.length()).strip();
        return Uni.createFrom()
                .completionStage(() -> tokens.verify(token))
                .map(user -> {
                    context.userData().put(Connections.USER, user);
                    return CheckResult.permitUpgradeSync();
                })
                .onFailure(TokenException.class)
                .recoverWithItem(() -> refused(context));
    }

    private CheckResult refused(HttpUpgradeContext context) {
        EndpointLog.refused(context.httpRequest(), "token");
        return metrics.refused(NO_GOOD, "token");
    }
}
