package dev.roomcast.endpoint;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;

import io.quarkus.websockets.next.HttpUpgradeCheck.CheckResult;
import io.quarkus.websockets.next.HttpUpgradeCheck.HttpUpgradeContext;
import io.smallrye.mutiny.Uni;

import dev.roomcast.auth.KeysUnavailableException;
import dev.roomcast.auth.TokenException;
import dev.roomcast.auth.TokenIdentities;
import dev.roomcast.auth.User;

/** Looks at the token that came with the handshake. */
@ApplicationScoped
class TokenCheck {

    private final Rejections rejections;

    @Inject
    TokenCheck(Rejections rejections) {
        this.rejections = rejections;
    }

    /** Whether there is anything to look at. Where there is not, signing in comes later. */
    static boolean hasToken(HttpUpgradeContext context) {
        return context.securityIdentity() != null;
    }

    /** Permits the upgrade with a token that is good, whose user is in the user data then. */
    Uni<CheckResult> perform(HttpUpgradeContext context) {
        return context.securityIdentity()
                .map(known -> {
                    User user = TokenIdentities.user(known);
                    if (user != null) {
                        context.userData().put(Connections.USER, user);
                    }
                    return CheckResult.permitUpgradeSync();
                })
                .onFailure()
                .recoverWithUni(failure -> rejection(context, failure));
    }

    private Uni<CheckResult> rejection(HttpUpgradeContext context, Throwable failure) {
        if (failure instanceof TokenException) {
            return Uni.createFrom().item(rejections.reject(context, Rejections.Reason.TOKEN));
        }
        if (failure instanceof KeysUnavailableException) {
            return Uni.createFrom().item(rejections.reject(context, Rejections.Reason.KEYS));
        }
        return Uni.createFrom().failure(failure);
    }
}
