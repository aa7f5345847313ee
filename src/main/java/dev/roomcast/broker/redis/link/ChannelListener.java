package dev.roomcast.broker.redis.link;

/** Hears what comes on channels; on the event loop of the connection, and must not block. */
public interface ChannelListener {

    /** A message came. */
    void onMessage(String channel, byte[] payload);

    /** Messages may have been lost: the channel was without its subscription for a while, and has it again. */
    void onInterruption(String channel);
}
