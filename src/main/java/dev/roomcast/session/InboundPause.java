package dev.roomcast.session;

/**
 * Whether a connection's socket is read. Not while too many of its requests wait; and for a while not where it was refused
 * again and again: the answer to a flood costs more than the flood, so the rest of it waits in the network. Owned by the
 * session's loop.
 */
final class InboundPause {

    /** Errors that are answered as fast as they come, so that a client that is merely too fast learns of it at once. */
    private static final int ANSWERED_AT_ONCE = 100;

    /** What each further one costs its sender: at 400 a second it is closed for a thousand of them within some seconds. */
    private static final long MICROS_EACH = 2_500;

    /** The pause begins with the first of them; what was read with it is counted meanwhile. */
    private static final long LEAST_MILLIS = 10;

    private final Session session;
    /** Null until the first: most connections cause none. */
    private Violations atOnce;

    private int refused;
    private boolean resting;
    private boolean full;

    InboundPause(Session session) {
        this.session = session;
    }

    /** Whether nothing is read for now. */
    boolean isOn() {
        return full || resting;
    }

    /** Too many requests wait, or few enough again. */
    void full(boolean tooMany) {
        boolean before = isOn();
        full = tooMany;
        apply(before);
    }

    boolean isFull() {
        return full;
    }

    /** A message or a ping was refused. */
    void refused() {
        if (atOnce == null) {
            atOnce = new Violations(ANSWERED_AT_ONCE);
        }
        if (atOnce.isTolerable()) {
            return;
        }
        refused++;
        if (!resting) {
            boolean before = isOn();
            resting = true;
            apply(before);
            session.shard().schedule(LEAST_MILLIS, this::rested);
        }
    }

    private void rested() {
        long left = refused * MICROS_EACH / 1_000 - LEAST_MILLIS;
        refused = 0;
        if (left > 0) {
            session.shard().schedule(left, this::rested);
            return;
        }
        boolean before = isOn();
        resting = false;
        apply(before);
    }

    private void apply(boolean before) {
        boolean now = isOn();
        if (now == before || session.isClosed()) {
            return;
        }
        if (!now) {
            // What it sent meanwhile, an answer to a ping too, has yet to be read.
            session.onSignOfLife();
        }
        session.outbox().reading(!now);
    }
}
