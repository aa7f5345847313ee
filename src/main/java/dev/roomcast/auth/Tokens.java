package dev.roomcast.auth;

import java.util.concurrent.CompletionStage;

/** Verifies tokens. */
public interface Tokens {

    /**
     * Verifies a token and reads its claims. Never blocks the caller: where that is more than an HMAC, or keys come from
     * afar, the work is done on a worker thread, and the stage completes there; otherwise before the call returns.
     *
     * @param token a compact JWS
     * @return its principal; fails with {@link TokenException} where it is no good, and with
     *     {@link KeysUnavailableException} where that cannot be told just now
     */
    CompletionStage<TokenPrincipal> verify(String token);
}
