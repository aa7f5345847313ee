package dev.roomcast.broker.redis;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

import io.vertx.core.Vertx;
import io.vertx.redis.client.Response;

import dev.roomcast.broker.BrokerException;
import dev.roomcast.broker.LeaveReason;
import dev.roomcast.broker.PresenceStore;
import dev.roomcast.broker.PresenceStore.Entered;
import dev.roomcast.broker.PresenceStore.Exited;
import dev.roomcast.broker.PresenceStore.Info;
import dev.roomcast.broker.PresenceStore.Member;
import dev.roomcast.broker.PresenceStore.Page;
import dev.roomcast.broker.RoomFilter;
import dev.roomcast.broker.redis.link.Call;
import dev.roomcast.broker.redis.link.RedisLink;
import dev.roomcast.protocol.ServerMessage.MemberRow;
import dev.roomcast.protocol.ServerMessage.RoomRow;

/** Rooms and who is in them. To be called on any thread. */
final class RedisMembers {

    private static final Integer REFUSED = -1;

    private final RedisLink link;
    private final EventCalls calls;
    private final RedisKeys redisKeys;
    private final Vertx vertx;
    private final Lease lease;
    private final CrashCleanup cleanup;
    private final Hints hints;
    private static final CompletionStage<Void> NOTHING = CompletableFuture.completedFuture(null);

    private final HintSweep sweep;
    private final String announcing;
    private final PresenceSettings settings;
    private final Holdings<Member> here;
    private final OpenedRooms opened = new OpenedRooms();
    private final RecentMembers recentMembers = new RecentMembers(this::readMembers);
    private final RecentRows<RoomRow> recentRows = new RecentRows<>(this::row);

    /**
     * @param announcing the command that announces
     */
    RedisMembers(
            RedisLink link,
            EventCalls calls,
            RedisKeys redisKeys,
            Vertx vertx,
            Lease lease,
            CrashCleanup cleanup,
            Hints hints,
            String announcing,
            PresenceSettings settings) {
        this.link = link;
        this.calls = calls;
        this.redisKeys = redisKeys;
        this.vertx = vertx;
        this.lease = lease;
        this.cleanup = cleanup;
        this.hints = hints;
        this.sweep = new HintSweep(hints, this::row);
        this.announcing = announcing;
        this.settings = settings;
        this.here = new Holdings<>(link, redisKeys, lease, redisKeys::roomsOf, redisKeys.rooms(), this::rewrite);
    }

    CompletionStage<Boolean> open(String room) {
        CompletionStage<Integer> rooms =
                settings.maxRooms() == 0 ? CompletableFuture.completedFuture(0) : hints.countBehindWrites();
        String token = UUID.randomUUID().toString();
        return rooms.thenCompose(count -> calls.send(
                        Call.Again.WRITE,
                        PresenceScripts.OPEN,
                        room,
                        keys(room),
                        List.of(token, PresenceStore.EMPTY_ROOM_SECONDS, mayBeOneMore(count))))
                .thenCompose(reply -> opened(room, reply.toInteger()));
    }

    private CompletionStage<Boolean> opened(String room, Integer answer) {
        recentRows.changed(room);
        if (answer.equals(REFUSED)) {
            sweep.refused();
            return CompletableFuture.failedFuture(new BrokerException(BrokerException.Reason.TOO_MANY_ROOMS));
        }
        if (answer == 0) {
            return CompletableFuture.completedFuture(false);
        }
        opened.opened(room);
        return hints.add(room).thenApply(added -> true);
    }

    CompletionStage<Entered> enter(String room, Member member) {
        return here.change(room, member.connectionId(), values -> {
            // The store cannot tell where the call had to be sent twice.
            boolean wasIn = values.put(member.connectionId(), member) != null;
            return (incarnation, count) -> calls.send(
                            Call.Again.WRITE,
                            PresenceScripts.ENTER,
                            room,
                            keys(room),
                            List.of(
                                    member.connectionId(),
                                    new StoredMember(incarnation, member.user()).value(),
                                    mayBeOneMore(count)))
                    .thenCompose(reply -> entered(room, member, wasIn, reply));
        });
    }

    private CompletionStage<Entered> entered(String room, Member member, boolean wasIn, Response reply) {
        recentRows.changed(room);
        if (reply.get(0).toInteger().equals(REFUSED)) {
            sweep.refused();
            // Not only here: a repair may have written it meanwhile.
            leave(room, member.connectionId(), LeaveReason.CLOSED);
            return CompletableFuture.failedFuture(new BrokerException(BrokerException.Reason.TOO_MANY_ROOMS));
        }
        Entered entered = new Entered(reply.get(0).toInteger(), wasIn);
        return reply.get(2).toInteger() == 1
                ? hints.add(room).thenApply(added -> entered)
                : CompletableFuture.completedFuture(entered);
    }

    private String mayBeOneMore(int rooms) {
        return settings.maxRooms() == 0 || rooms < settings.maxRooms() ? "1" : "0";
    }

    /** Never fails: where the store does not answer, nobody is told now, and a repair takes it out and tells. */
    CompletionStage<Exited> leave(String room, String connectionId, LeaveReason reason) {
        CompletionStage<Exited> left = here.removal(room, connectionId, values -> {
            values.remove(connectionId);
            return (incarnation, count) -> calls.send(
                            Call.Again.WRITE,
                            PresenceScripts.LEAVE,
                            room,
                            keys(room),
                            List.of(connectionId, reason.wireName()))
                    .thenApply(reply -> exited(room, reply));
        });
        return left.exceptionally(failure -> {
            if (!Failures.isUnavailable(failure)) {
                PresenceLog.fault("leave", failure);
            }
            return new Exited(0, false);
        });
    }

    private Exited exited(String room, Response reply) {
        recentRows.changed(room);
        Exited exited = new Exited(reply.get(0).toInteger(), reply.get(1).toInteger() == 1);
        if (exited.wasIn() && exited.memberCount() == 0) {
            opened.closed(room);
            hints.remove(room);
        }
        return exited;
    }

    CompletionStage<Info> info(String room) {
        return link.send(Call.read(PresenceScripts.INFO, keys(room)))
                .thenApply(reply ->
                        new Info(reply.get(0).toInteger() == 1, reply.get(1).toInteger()));
    }

    CompletionStage<Page<MemberRow>> members(String room, int limit, String after) {
        return recentMembers.get(room).thenApply(all -> page(all, limit, after));
    }

    private static Page<MemberRow> page(List<MemberRow> all, int limit, String after) {
        List<MemberRow> rest = after == null ? all : all.subList(firstAfter(all, after), all.size());
        return rest.size() <= limit
                ? new Page<>(rest, null)
                : new Page<>(
                        List.copyOf(rest.subList(0, limit)),
                        rest.get(limit - 1).user().id());
    }

    private static int firstAfter(List<MemberRow> all, String after) {
        int from = 0;
        int to = all.size();
        while (from < to) {
            int middle = (from + to) >>> 1;
            if (all.get(middle).user().id().compareTo(after) <= 0) {
                from = middle + 1;
            } else {
                to = middle;
            }
        }
        return from;
    }

    private CompletionStage<List<MemberRow>> readMembers(String room) {
        return link.send(Call.read(PresenceScripts.FIELDS, List.of(redisKeys.members(room))))
                // Thousands of rows of JSON are not for an event loop.
                .thenCompose(reply ->
                        vertx.executeBlocking(() -> parse(reply), false).toCompletionStage())
                .thenCompose(stored -> {
                    Set<String> incarnations = new HashSet<>();
                    stored.forEach(member -> incarnations.add(member.incarnation()));
                    return lease.tableFor(incarnations).thenApply(table -> {
                        incarnations.removeIf(table::has);
                        // Written by one that was cleaned up after already: what was on the way when it died.
                        incarnations.forEach(ghost -> cleanup.clear(room, ghost));
                        return byUser(stored, incarnations);
                    });
                });
    }

    private static List<StoredMember> parse(Response fields) {
        List<StoredMember> members = new ArrayList<>(fields.size() / 2);
        for (int i = 1; i < fields.size(); i += 2) {
            members.add(StoredMember.parse(fields.get(i).toString()));
        }
        return members;
    }

    private static List<MemberRow> byUser(List<StoredMember> members, Set<String> dead) {
        TreeMap<String, MemberRow> rows = new TreeMap<>();
        for (StoredMember member : members) {
            if (!dead.contains(member.incarnation())) {
                rows.merge(
                        member.user().id(),
                        new MemberRow(member.user(), 1),
                        (row, one) -> new MemberRow(one.user(), row.connections() + 1));
            }
        }
        return List.copyOf(rows.values());
    }

    CompletionStage<Page<RoomRow>> rooms(int limit, String after, RoomFilter visible) {
        return new Listing<>(hints::page, visible, recentRows::get, RoomRow::id, limit).page(after);
    }

    /** Null where the room is not open; then its hint goes. */
    private CompletionStage<RoomRow> row(String room) {
        return info(room).thenApply(info -> {
            if (info.open()) {
                return new RoomRow(room, info.memberCount());
            }
            hints.removeStale(room);
            return null;
        });
    }

    /** Forgets what was looked up and is too old to be listed. */
    void sweep() {
        recentRows.sweep();
        recentMembers.sweep();
    }

    CompletionStage<Integer> count() {
        return hints.count();
    }

    /** The members that are here, by room. */
    Holdings<?> here() {
        return here;
    }

    private CompletionStage<Void> rewrite(
            String room, List<String> connectionIds, Map<String, Member> held, String incarnation) {
        List<Object> present = Holdings.present(
                connectionIds,
                held,
                incarnation,
                (inWhoseName, member) -> new StoredMember(inWhoseName, member.user()).value());
        List<Object> absent = Holdings.absent(connectionIds, held);
        CompletionStage<?> entered = present.isEmpty() ? NOTHING : enterAgain(room, present);
        CompletionStage<?> left = absent.isEmpty()
                ? NOTHING
                : leaveAgain(room, absent).thenAccept(reply -> {
                    recentRows.changed(room);
                    if (reply.toInteger() == 0) {
                        opened.closed(room);
                        hints.remove(room);
                    }
                });
        return entered.thenCombine(left, (in, out) -> null);
    }

    private CompletionStage<Response> enterAgain(String room, List<Object> connectionsAndValues) {
        return calls.send(
                Call.Again.WRITE,
                PresenceScripts.ENTER_AGAIN,
                room,
                List.of(redisKeys.members(room), redisKeys.missed(room), redisKeys.live(room), redisKeys.open(room)),
                told(connectionsAndValues));
    }

    private CompletionStage<Response> leaveAgain(String room, List<Object> connectionIds) {
        return calls.send(
                Call.Again.WRITE,
                PresenceScripts.LEAVE_AGAIN,
                room,
                List.of(redisKeys.members(room), redisKeys.open(room), redisKeys.live(room)),
                told(connectionIds));
    }

    private List<Object> told(List<Object> of) {
        List<Object> arguments = new ArrayList<>(of.size() + 2);
        arguments.add(announcing);
        arguments.add(settings.told());
        arguments.addAll(of);
        return arguments;
    }

    /** Takes some hints of rooms that are not open any more off the list, whichever instance they are of. */
    CompletionStage<Void> sweepHints() {
        return sweep.run();
    }

    /** Writes the hints of all that is open by this instance again, and takes off those of rooms where nobody came. */
    CompletionStage<?> repairHints() {
        return hints.addAll(here.names(room -> true))
                .thenCompose(done -> InFlight.forEach(opened.takeOver(), 1, this::row))
                .thenCompose(done -> hints.addAll(opened.waiting()));
    }

    private List<String> keys(String room) {
        return List.of(redisKeys.members(room), redisKeys.open(room));
    }
}
