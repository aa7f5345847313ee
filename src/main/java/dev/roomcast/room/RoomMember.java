package dev.roomcast.room;

import java.util.function.Consumer;

import dev.roomcast.broker.PresenceStore.Member;
import dev.roomcast.delivery.ShardRoom;
import dev.roomcast.delivery.Subscriber;
import dev.roomcast.protocol.UserRef;

/** One connection's membership of one room. Owned by the connection's event loop, but for what is final. */
public final class RoomMember {

    private final String roomId;
    private final Subscriber subscriber;
    private final Consumer<RoomMember> onKick;
    private volatile UserRef user;

    /** Where it stands among the feed's members; kept by the feed. */
    int index = -1;

    private RoomFeed feed;
    private ShardRoom shardRoom;
    private int timesHeldAgain;
    private boolean begun;
    private boolean gone;

    /**
     * @param subscriber its place in the room, made for it alone
     * @param onKick called on the event loop where the user is put out of the room
     */
    public RoomMember(String roomId, UserRef user, Subscriber subscriber, Consumer<RoomMember> onKick) {
        this.roomId = roomId;
        this.user = user;
        this.subscriber = subscriber;
        this.onKick = onKick;
    }

    /** The room. */
    public String roomId() {
        return roomId;
    }

    /** The connection. */
    public String connectionId() {
        return subscriber.connectionId();
    }

    /** Who it is, as others see them. */
    public UserRef user() {
        return user;
    }

    void user(UserRef newUser) {
        user = newUser;
    }

    /** Its place in the room. */
    public Subscriber subscriber() {
        return subscriber;
    }

    /** The part of the room on its event loop; null until it is in. */
    public ShardRoom shardRoom() {
        return shardRoom;
    }

    void attached(RoomFeed to, ShardRoom part) {
        feed = to;
        shardRoom = part;
    }

    /** How often it was held again: whoever brings it up from the log is called off where that changes. */
    public int timesHeldAgain() {
        return timesHeldAgain;
    }

    void holdAgain() {
        timesHeldAgain++;
    }

    /** Lets the room look into its log, where it was found to be another than the room knows. */
    public void doubtRoom() {
        feed.onInterruption();
    }

    /** Whether rooms and broker have been told of it: its turn to join has come. */
    boolean isBegun() {
        return begun;
    }

    void begin() {
        begun = true;
    }

    /** Whether it has left. */
    public boolean isGone() {
        return gone;
    }

    void leave() {
        gone = true;
    }

    Member asMember() {
        return new Member(connectionId(), user);
    }

    void kick() {
        subscriber.outbox().shard().execute(() -> onKick.accept(this));
    }
}
