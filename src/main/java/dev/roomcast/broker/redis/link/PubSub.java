package dev.roomcast.broker.redis.link;

/**
 * The commands of a kind of pub/sub.
 *
 * @param subscribed what confirms a subscription
 * @param message what a message comes as
 * @param chunk how many channels one command may name
 */
record PubSub(String publish, String subscribe, String unsubscribe, String subscribed, String message, int chunk) {

    /** One server has it, and the nodes of a Cluster pass it on to each other. */
    static final PubSub PLAIN = new PubSub("PUBLISH", "SUBSCRIBE", "UNSUBSCRIBE", "subscribe", "message", 200);

    /** In a Cluster since Redis 7: it stays on the node of the channel's slot. One command names channels of one slot. */
    static final PubSub SHARDED = new PubSub("SPUBLISH", "SSUBSCRIBE", "SUNSUBSCRIBE", "ssubscribe", "smessage", 1);

    /** Whether Redis says of a command that it knows none of that name, and not that somebody may not use it. */
    static boolean isUnknown(String error) {
        return error != null && error.startsWith("ERR unknown command");
    }
}
