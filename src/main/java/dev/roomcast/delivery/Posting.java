package dev.roomcast.delivery;

/** A frame on its way to a room's members. */
record Posting(Frame frame, Audience audience, Reset reset, long postedAt) {

    Posting(Frame frame, Audience audience, Reset reset) {
        this(frame, audience, reset, System.nanoTime());
    }

    /**
     * A new life of the room's log begins with this frame.
     *
     * @param epoch the new epoch
     */
    record Reset(String epoch) {}
}
