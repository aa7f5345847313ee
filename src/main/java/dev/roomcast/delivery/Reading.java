package dev.roomcast.delivery;

import io.netty.channel.Channel;

/** Whether a channel is read: only while neither of two has a reason against it. Owned by the channel's event loop. */
final class Reading {

    private final Channel channel;
    private boolean wanted = true;
    private boolean flooded;

    Reading(Channel channel) {
        this.channel = channel;
    }

    /** The session wants more, or has enough for now. */
    void wanted(boolean more) {
        wanted = more;
        apply();
    }

    /** More came in one read than should wait at once, or it has been worked off. */
    void flooded(boolean tooMuch) {
        flooded = tooMuch;
        apply();
    }

    private void apply() {
        channel.config().setAutoRead(wanted && !flooded);
    }
}
