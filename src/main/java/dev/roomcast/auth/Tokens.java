package dev.roomcast.auth;

import java.util.concurrent.CompletionStage;

/** Verifies tokens. */
public interface Tokens {

    /**
     * Verifies a token and reads its claims. Never blocks the caller: where keys come from afar, the work is done on a
     * worker thread; where they are local, before the call returns.
     *
     * @param token a compact JWS
     * @return the user; fails with {@link TokenException}
     */
    CompletionStage<User> verify(String token);
}
