package dev.roomcast.delivery;

/**
 * One connection's place in one room. It begins held: nothing of the room goes to it until it has been brought up to the
 * live log. Owned by the connection's event loop.
 */
public final class Subscriber {

    private final Outbox outbox;
    private final String connectionId;
    private boolean presence;

    /** Where it stands in its lane, or -1 while it is held; kept by the lane. */
    int index = -1;

    /** The offset it has been brought up to and waits at for the live log to come to, or -1. */
    long waitingAt = -1;

    /** What to do where the live log went on further than is kept here. */
    Runnable behind;

    /**
     * @param presence whether it hears of who comes and goes
     */
    public Subscriber(Outbox outbox, String connectionId, boolean presence) {
        this.outbox = outbox;
        this.connectionId = connectionId;
        this.presence = presence;
    }

    /** Where its frames go. */
    public Outbox outbox() {
        return outbox;
    }

    /** The connection. */
    public String connectionId() {
        return connectionId;
    }

    /** Changes whether it hears of who comes and goes. */
    public void presence(boolean hears) {
        presence = hears;
    }

    boolean hears(Audience audience) {
        return (presence || !audience.presenceOnly()) && !connectionId.equals(audience.except());
    }
}
