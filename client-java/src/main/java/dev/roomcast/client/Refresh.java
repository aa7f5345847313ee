package dev.roomcast.client;

import java.util.function.BiConsumer;
import java.util.function.Consumer;

/**
 * Signs in with a fresh token before the present one ends; a connection that is lost takes its refresh with it. All on
 * the loop.
 */
final class Refresh {

    /** Who gives out tokens and takes them, each with what to do then. */
    interface Host {
        void successor(BiConsumer<String, RoomcastException> then);

        /** @param then called with the error, or with null */
        void signIn(String token, Consumer<RoomcastException> then);
    }

    /** How long before its end a token is replaced, unless it lives for less than four times that, in milliseconds. */
    private static final long EARLY_MS = 60_000;
    /** A token is never asked for sooner after another one, in milliseconds: some end as soon as they are given. */
    private static final long APART_MS = 1_000;

    private static final long FAILURE_MIN_MS = 1_000;
    private static final long FAILURE_MAX_MS = 15_000;

    private final Loop loop;
    private final Host host;
    private final Backoff backoff;
    private Loop.Timer timer = () -> {};
    private long admittedAt;
    private int run;

    Refresh(Loop loop, Settings settings, Host host) {
        this.loop = loop;
        this.host = host;
        this.backoff = new Backoff(FAILURE_MIN_MS, FAILURE_MAX_MS, 0, settings.random());
    }

    /** A token was taken by the server. */
    void admitted() {
        stop();
        backoff.reset();
        admittedAt = loop.wallMillis();
    }

    /**
     * The present token ends then, in milliseconds since 1970 by this machine's clock: replaces it early, but not before
     * most of it was used.
     */
    void expiring(long endsAt) {
        stop();
        long early = Math.min(EARLY_MS, (endsAt - admittedAt) / 4);
        after(Math.max(endsAt - early, admittedAt + APART_MS) - loop.wallMillis());
    }

    void stop() {
        run++;
        timer.cancel();
    }

    private void after(long millis) {
        int mine = run;
        timer = loop.after(Math.max(0, millis), () -> attempt(mine));
    }

    private void attempt(int mine) {
        host.successor((token, error) -> {
            if (mine != run) {
                return;
            }
            if (error != null) {
                after(backoff.next());
            } else if (token != null) {
                host.signIn(token, failure -> {
                    // Refused, the server closes the connection and says why; anything else may be better soon.
                    if (failure != null && mine == run) {
                        after(backoff.next());
                    }
                });
            }
        });
    }
}
