package dev.roomcast.auth;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicInteger;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;

import io.smallrye.jwt.auth.principal.JWTParser;
import io.smallrye.jwt.auth.principal.ParseException;
import io.vertx.core.Vertx;

import dev.roomcast.protocol.AuthFailure;

/**
 * Verifies tokens with SmallRye JWT's parser, on the thread where that belongs: an HMAC at once, everything else on a
 * worker, since it takes an event loop tens to hundreds of microseconds.
 */
@Singleton
final class JwtTokens implements Tokens {

    /** Tokens that may be with the workers at once; more are told to try again. */
    private static final int MAX_AT_WORK = 1_000;

    /** Looks at a token that waits for its key: at the keys that are here, and at those that were fetched for it. */
    private static final int LOOKS = 2;

    private final JWTParser parser;
    private final VerificationKeys keys;
    private final RemoteKeys remote;
    private final Revocations revocations;
    private final Vertx vertx;
    private final AtomicInteger atWork = new AtomicInteger();

    @Inject
    JwtTokens(JWTParser parser, VerificationKeys keys, RemoteKeys remote, Revocations revocations, Vertx vertx) {
        this.parser = parser;
        this.keys = keys;
        this.remote = remote;
        this.revocations = revocations;
        this.vertx = vertx;
    }

    @Override
    public CompletionStage<TokenPrincipal> verify(String token) {
        if (!TokenShape.isSigned(token)) {
            return CompletableFuture.failedFuture(new TokenException(AuthFailure.INVALID_TOKEN));
        }
        if (!keys.onLoop()) {
            return byWorker(token, LOOKS);
        }
        try {
            return CompletableFuture.completedFuture(parse(token));
        } catch (TokenException noGood) {
            return CompletableFuture.failedFuture(noGood);
        } catch (UnknownKeyException noneIsFetched) {
            throw new IllegalStateException(noneIsFetched);
        }
    }

    private CompletionStage<TokenPrincipal> byWorker(String token, int looks) {
        if (atWork.incrementAndGet() > MAX_AT_WORK) {
            atWork.decrementAndGet();
            return CompletableFuture.failedFuture(new KeysUnavailableException());
        }
        return vertx.executeBlocking(() -> parse(token), false)
                .toCompletionStage()
                .whenComplete((principal, failure) -> atWork.decrementAndGet())
                .exceptionallyCompose(failure -> {
                    Throwable cause = failure instanceof CompletionException ? failure.getCause() : failure;
                    return cause instanceof UnknownKeyException unknown && looks > 1
                            ? remote.await(unknown.keyId()).thenCompose(fetched -> byWorker(token, looks - 1))
                            : CompletableFuture.failedFuture(
                                    cause instanceof UnknownKeyException ? new KeysUnavailableException() : cause);
                });
    }

    private TokenPrincipal parse(String token) throws UnknownKeyException {
        try {
            TokenPrincipal principal = (TokenPrincipal) parser.parse(token);
            if (revocations.isRevoked(principal.user())) {
                throw new TokenException(AuthFailure.REVOKED_TOKEN);
            }
            return principal;
        } catch (UnknownKeyException unknown) {
            throw unknown;
        } catch (ParseException noGood) {
            throw new TokenException(
                    noGood instanceof RejectedTokenException rejected ? rejected.failure() : AuthFailure.INVALID_TOKEN);
        }
    }
}
