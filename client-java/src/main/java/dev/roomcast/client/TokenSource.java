package dev.roomcast.client;

/** Where tokens come from. */
@FunctionalInterface
public interface TokenSource {

    /**
     * Makes or fetches a token. Called on a thread of the client's executor, one call at a time; it may block, and is
     * interrupted past {@link ClientBuilder#tokenTimeout}. A source that fails or takes too long is asked again, with
     * backoff.
     *
     * @param need why one is asked for
     * @return a JWT; null where there is none to be had any more, which ends the client, and so does the one that was
     *     refused
     * @throws Exception where there is none right now
     */
    String token(TokenNeed need) throws Exception;
}
