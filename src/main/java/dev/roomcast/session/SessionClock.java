package dev.roomcast.session;

import dev.roomcast.RoomcastConfig;

/**
 * What happens to a session by the clock: sign-in timeout, heartbeat, the end of its token. Intervals are measured on a
 * clock that only goes forward; the end of a token is a time of day, so it alone follows the wall clock. Owned by the
 * session's loop.
 */
final class SessionClock {

    private static final long NEVER = Long.MAX_VALUE;

    /** Whose times these are. */
    interface Owner {

        /** It did not sign in in time. */
        void onSignInTimeout();

        /**
         * Its token ends soon.
         *
         * @param endAt milliseconds since 1970
         */
        void onTokenExpiring(long endAt);

        /** Its token has ended. */
        void onTokenExpired();

        /** Whether its peer is not read for now, and so cannot show a sign of life. */
        boolean isPaused();

        /** It is time for a ping frame. */
        void onPingDue();

        /** Nothing came of its peer from one ping to the next. */
        void onSilence();
    }

    private final Owner owner;
    private final RoomcastConfig config;
    private long signInBy = NEVER;
    private long warnAt = NEVER;
    private long endAt = NEVER;
    private long pingAt;
    private boolean alive = true;
    private ClockWheel wheel;

    /** Where it is in its wheel, which alone writes this; -1: nowhere. */
    int slot = -1;

    /** Its place in the slot. */
    int index;

    /**
     * @param now as of {@link #now}
     */
    SessionClock(Owner owner, RoomcastConfig config, long now) {
        this.owner = owner;
        this.config = config;
        this.pingAt = now + config.heartbeat().interval().toMillis();
    }

    /** Milliseconds of a clock that only goes forward, from no moment in particular. */
    static long now() {
        return System.nanoTime() / 1_000_000;
    }

    /** From now on it is looked at when its time has come, until {@link #stop}. */
    void runOn(ClockWheel of) {
        wheel = of;
        of.put(this);
    }

    void stop() {
        if (wheel != null) {
            wheel.remove(this);
            wheel = null;
        }
    }

    /**
     * @param now as of {@link #now}
     */
    void expectSignIn(long now) {
        signInBy = now + config.auth().signInTimeout().toMillis();
        moved();
    }

    /**
     * @param expiresAt milliseconds since 1970, {@link Long#MAX_VALUE} for never
     */
    void expectEnd(long expiresAt) {
        signInBy = NEVER;
        endAt = expiresAt;
        warnAt = endAt == NEVER ? NEVER : endAt - config.auth().expiryWarning().toMillis();
        moved();
    }

    private void moved() {
        if (wheel != null) {
            wheel.put(this);
        }
    }

    /**
     * When it has to be looked at next.
     *
     * @param origin milliseconds since 1970 at time 0 of {@link #now}
     * @return as of {@link #now}
     */
    long nextAt(long origin) {
        long next = Math.min(signInBy, pingAt);
        if (endAt != NEVER) {
            next = Math.min(next, Math.min(warnAt, endAt) - origin);
        }
        return next;
    }

    /** A {@link #tick} by its wheel; nothing where it was stopped since it was in turn. */
    void look(long now, long timeOfDay) {
        if (wheel == null) {
            return;
        }
        try {
            tick(now, timeOfDay);
        } finally {
            moved();
        }
    }

    void signOfLife() {
        alive = true;
    }

    /**
     * Looks at the time.
     *
     * @param now as of {@link #now}
     * @param timeOfDay milliseconds since 1970
     */
    void tick(long now, long timeOfDay) {
        if (now >= signInBy) {
            owner.onSignInTimeout();
        } else if (timeOfDay >= endAt) {
            owner.onTokenExpired();
        } else {
            if (timeOfDay >= warnAt) {
                warnAt = NEVER;
                owner.onTokenExpiring(endAt);
            }
            if (now >= pingAt) {
                heartbeat(now);
            }
        }
    }

    private void heartbeat(long now) {
        if (!alive && !owner.isPaused()) {
            owner.onSilence();
            return;
        }
        alive = false;
        pingAt = now + config.heartbeat().interval().toMillis();
        owner.onPingDue();
    }
}
