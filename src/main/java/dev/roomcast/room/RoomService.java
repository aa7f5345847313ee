package dev.roomcast.room;

import java.nio.charset.StandardCharsets;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicLong;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.runtime.Startup;
import io.vertx.core.Vertx;

import dev.roomcast.RoomcastConfig;
import dev.roomcast.broker.Broker;
import dev.roomcast.broker.BrokerException;
import dev.roomcast.broker.Draft;
import dev.roomcast.broker.PresenceStore.Entered;
import dev.roomcast.broker.Receipt;
import dev.roomcast.broker.RoomNews;
import dev.roomcast.delivery.LoopShard;
import dev.roomcast.ops.LiveRooms;
import dev.roomcast.policy.RoomPolicies;
import dev.roomcast.protocol.Event;
import dev.roomcast.protocol.MessageType;
import dev.roomcast.protocol.MessageWriter;
import dev.roomcast.protocol.ServerMessage;
import dev.roomcast.protocol.UserRef;

/**
 * What can be done in a room: come and go, publish, signal, delete, put out. Rights are the caller's to check. Stages fail
 * with {@link dev.roomcast.broker.BrokerException}.
 */
@ApplicationScoped
@Startup
public class RoomService implements LiveRooms {

    /** Bytes of an entry of the log as clients get it, so that any fits a part of a history. */
    public static final int MAX_ENTRY_BYTES = MessageWriter.HISTORY_EVENT_BYTES;

    private final Broker broker;
    private final RoomFeeds feeds;
    private final JoinTurns turns = new JoinTurns();

    /** Registers what there is to be seen of rooms. */
    @Inject
    public RoomService(
            Broker broker,
            Vertx vertx,
            RoomcastConfig config,
            RoomPolicies policies,
            RoomMetrics metrics,
            MeterRegistry registry) {
        this.broker = broker;
        int eventsMaxMembers = config.presence().eventsMaxMembers();
        this.feeds = new RoomFeeds(new FeedServices(
                broker,
                vertx,
                metrics,
                eventsMaxMembers == 0 ? Integer.MAX_VALUE : eventsMaxMembers,
                policies,
                new AtomicLong()));
        Gauge.builder("roomcast.rooms", feeds, RoomFeeds::size)
                .description("Rooms with members on this instance")
                .register(registry);
        Gauge.builder("roomcast.joins.waiting", turns, JoinTurns::size)
                .description("Joins that wait because too many are under way")
                .register(registry);
        Gauge.builder("roomcast.members", feeds, RoomFeeds::members)
                .description("Memberships of rooms on this instance")
                .register(registry);
    }

    @Override
    public int liveRooms() {
        return feeds.size();
    }

    /**
     * Opens a room.
     *
     * @return false where it was open
     */
    public CompletionStage<Boolean> open(String roomId) {
        return broker.open(roomId);
    }

    /**
     * Makes a connection a member, held: nothing of the room goes to it until it is released. Others hear of it. To be
     * called on the connection's loop; the stage may complete on any thread.
     *
     * @param payer with whom the turns to join are shared out: a user, or all guests of one address
     * @return members of the room now; 0 where the member left before it was in
     */
    public CompletionStage<Integer> join(RoomMember member, String payer) {
        LoopShard shard = member.subscriber().outbox().shard();
        CompletableFuture<Integer> joined = new CompletableFuture<>();
        turns.begin(payer, shard::execute, () -> {
            if (member.isGone()) {
                turns.ended(false);
                joined.complete(0);
            } else {
                join(member, shard, joined);
            }
        });
        return joined;
    }

    private void join(RoomMember member, LoopShard shard, CompletableFuture<Integer> joined) {
        member.begin();
        CompletionStage<Attached> attaching;
        try {
            attaching =
                    feeds.enter(member).thenCombine(broker.enter(member.roomId(), member.asMember()), Attached::new);
        } catch (RuntimeException fault) {
            attaching = CompletableFuture.failedFuture(fault);
        }
        attaching.whenComplete((attached, failure) -> {
            turns.ended(failure != null && BrokerException.isUnavailable(failure));
            shard.onLoop(() -> {
                if (failure == null) {
                    attach(member, attached, shard);
                    joined.complete(attached.entered.memberCount());
                } else {
                    leave(member);
                    joined.completeExceptionally(failure);
                }
            });
        });
    }

    private record Attached(RoomFeed feed, Entered entered) {}

    private void attach(RoomMember member, Attached attached, LoopShard shard) {
        if (member.isGone()) {
            // It left before it was in.
            return;
        }
        member.attached(attached.feed, attached.feed.attach(shard));
        member.shardRoom().hold(member.subscriber());
        if (!attached.entered.wasIn()) {
            announceJoined(member, attached.entered.memberCount());
        }
    }

    /** Members of a room that the connection is in already. */
    public CompletionStage<Integer> rejoin(RoomMember member) {
        return broker.enter(member.roomId(), member.asMember()).thenApply(Entered::memberCount);
    }

    /**
     * Holds a member again that is to be brought up from the log again; what is on its way to that end is called off. To be
     * called on the connection's loop.
     */
    public void holdAgain(RoomMember member) {
        member.holdAgain();
        member.shardRoom().holdAgain(member.subscriber());
    }

    /** Makes a member somebody else: a guest who signed in. To be called on the connection's loop. */
    public void change(RoomMember member, UserRef newUser) {
        UserRef before = member.user();
        boolean known = isKnown(member);
        member.user(newUser);
        if (!member.isBegun()) {
            // Nobody knows of it yet.
            return;
        }
        broker.enter(member.roomId(), member.asMember()).thenAccept(entered -> {
            if (!known) {
                // It is told by its new name when it is in.
                return;
            }
            long now = System.currentTimeMillis();
            broker.announce(
                    member.roomId(), new RoomNews.Left(before, member.connectionId(), entered.memberCount() - 1, now));
            announceJoined(member, entered.memberCount());
        });
    }

    /** Shows a member by another name from now on; nobody is told. To be called on the connection's loop. */
    public void rename(RoomMember member, UserRef renamed) {
        member.user(renamed);
        if (isKnown(member)) {
            broker.enter(member.roomId(), member.asMember());
        }
    }

    /** Whether the others were told that it came; only then are they told that it went. */
    private static boolean isKnown(RoomMember member) {
        return member.shardRoom() != null;
    }

    private void announceJoined(RoomMember member, int memberCount) {
        broker.announce(
                member.roomId(),
                new RoomNews.Joined(member.user(), member.connectionId(), memberCount, System.currentTimeMillis()));
    }

    /** Ends a membership, and tells the others. To be called on the connection's loop; idempotent. */
    public CompletionStage<Void> leave(RoomMember member) {
        if (member.isGone()) {
            return CompletableFuture.completedFuture(null);
        }
        member.leave();
        if (!member.isBegun()) {
            return CompletableFuture.completedFuture(null);
        }
        boolean known = isKnown(member);
        feeds.leave(member);
        return broker.leave(member.roomId(), member.connectionId()).thenAccept(exited -> {
            if (known && exited.wasIn() && exited.memberCount() > 0) {
                broker.announce(
                        member.roomId(),
                        new RoomNews.Left(
                                member.user(),
                                member.connectionId(),
                                exited.memberCount(),
                                System.currentTimeMillis()));
            }
        });
    }

    /**
     * Publishes to a room. Its members get it by the room's feed, the publisher too.
     *
     * @param payer as {@link Draft#payer}
     * @param content JSON text
     * @param messageId from the client, or null to make one
     * @return the receipt
     * @throws TooLargeException where the entry would not fit a part of a history
     */
    public CompletionStage<Receipt> publish(
            UserRef author, String payer, String roomId, MessageType type, String content, String messageId) {
        String id = messageId == null ? newMessageId() : messageId;
        byte[] bytes = content.getBytes(StandardCharsets.UTF_8);
        byte[] head = Event.messageHead(type, roomId, author, id);
        if (head.length + bytes.length + Event.OVERHEAD > MAX_ENTRY_BYTES) {
            throw new TooLargeException();
        }
        return broker.publish(new Draft(roomId, author.id(), payer, id, messageId != null, head, bytes, 0, false));
    }

    /**
     * Deletes a message: its content is erased, and an entry that says so is added to the log.
     *
     * @param payer as {@link Draft#payer}
     * @param anyAuthor whether it may be another's
     * @param messageId of the deletion, from the client, or null to make one
     */
    public CompletionStage<Receipt> delete(
            UserRef by, String payer, boolean anyAuthor, String roomId, long offset, String messageId) {
        return delete(by, payer, anyAuthor, roomId, offset, null, messageId);
    }

    /**
     * The same, but only where the room's log is in that epoch.
     *
     * @param epoch the one that the offset counts in; null for whichever the log is in
     */
    public CompletionStage<Receipt> delete(
            UserRef by, String payer, boolean anyAuthor, String roomId, long offset, String epoch, String messageId) {
        String id = messageId == null ? newMessageId() : messageId;
        byte[] head = Event.deletionHead(roomId, by, id, offset);
        return broker.publish(
                new Draft(roomId, by.id(), payer, id, messageId != null, head, null, offset, anyAuthor, epoch));
    }

    /** Tells the members of a room something that is not kept; completes when it is told. {@code content}: JSON text. */
    public CompletionStage<Void> signal(UserRef user, String roomId, String content) {
        ServerMessage.RoomSignal signal =
                new ServerMessage.RoomSignal(roomId, user, content, System.currentTimeMillis());
        return broker.announce(roomId, new RoomNews.Signal(MessageWriter.write(signal)));
    }

    /** Puts all connections of a user out of a room; completes when all instances are told. */
    public CompletionStage<Void> kick(String roomId, String userId) {
        return broker.announce(roomId, new RoomNews.Kicked(userId));
    }

    /** A message id for who did not say one. */
    public static String newMessageId() {
        return UUID.randomUUID().toString();
    }
}
