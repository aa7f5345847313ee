package dev.roomcast.delivery;

/** A frame on its way to a room's members. */
record Posting(Frame frame, Audience audience, Reset reset, long postedAt) {

    Posting(Frame frame, Audience audience, Reset reset) {
        this(frame, audience, reset, System.nanoTime());
    }

    /** Whether it is news, which is at most once: no entry of the log, and nothing that the log depends on. */
    boolean isNews() {
        return frame.offset() == 0 && reset == null;
    }

    /**
     * A new life of the room's log begins with this frame.
     *
     * @param epoch the new epoch
     */
    record Reset(String epoch) {}
}
