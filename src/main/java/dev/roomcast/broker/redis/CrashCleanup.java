package dev.roomcast.broker.redis;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import java.util.function.UnaryOperator;

import io.vertx.redis.client.Response;

import dev.roomcast.broker.redis.link.Call;
import dev.roomcast.broker.redis.link.RedisLink;

/**
 * Clears up after instances that died: takes their members out of rooms, tells of each, and ends their connections. Every
 * step may be done twice and is told once, so it does no harm where two clean up after the same.
 *
 * <p>A cleanup is done twice. Once an instance is out of the table it cannot put a name into its sets any more, but what
 * it had sent before may still be on its way, and be carried out after its room was cleared. So names are kept for a
 * second, late visit, which finds what came meanwhile. To be called on any thread.
 */
final class CrashCleanup {

    /** Rooms or users cleared at once. */
    private static final int AT_ONCE = 64;

    /** Names that are taken from a dead instance's set at once. */
    private static final int NAMES = 512;

    /** Members that one script takes out, so that it holds Redis up for milliseconds. */
    private static final int MEMBERS = 1_000;

    /** How long it is known who was taken out: longer than any connection outlasts an instance that stands still. */
    private static final int MISSED_SECONDS = 600;

    private static final String OWN = "0";

    /** Follows the incarnation in the name of a tombstone whose cleanup was done once, and of its sets. */
    private static final String LATE = ":late";

    private final RedisLink link;
    private final EventCalls calls;
    private final RedisKeys redisKeys;
    private final String announcing;
    private final PresenceSettings settings;
    private final PresenceMetrics metrics;
    private final Hints rooms;
    private final Hints users;
    private final Set<String> known = new HashSet<>();
    private final Set<String> ghosts = ConcurrentHashMap.newKeySet();

    /**
     * @param announcing the command that announces
     */
    CrashCleanup(
            RedisLink link,
            EventCalls calls,
            RedisKeys redisKeys,
            String announcing,
            PresenceSettings settings,
            PresenceMetrics metrics,
            Hints rooms,
            Hints users) {
        this.link = link;
        this.calls = calls;
        this.redisKeys = redisKeys;
        this.announcing = announcing;
        this.settings = settings;
        this.metrics = metrics;
        this.rooms = rooms;
        this.users = users;
    }

    /**
     * Looks whether there is somebody to clean up after, and begins.
     *
     * @param mayCallDead whether this instance has been reaching Redis for long enough to know who is dead
     */
    void consider(InstanceTable table, boolean mayCallDead) {
        if (mayCallDead) {
            table.overdue(settings.times().lease()).forEach(incarnation -> cleanUp(incarnation, false));
        }
        table.abandoned(settings.times().cleanup()).forEach(incarnation -> cleanUp(incarnation, false));
    }

    /** Cleans up after a former incarnation of this instance. */
    void cleanUpOwn(String incarnation) {
        cleanUp(incarnation, true);
    }

    private void cleanUp(String incarnation, boolean own) {
        synchronized (this) {
            if (!known.add(incarnation)) {
                return;
            }
        }
        claim(incarnation, own)
                .thenCompose(claimed -> claimed ? clear(incarnation) : CompletableFuture.completedFuture(null))
                .whenComplete((done, failure) -> {
                    synchronized (this) {
                        known.remove(incarnation);
                    }
                    if (failure != null) {
                        PresenceLog.cleanupFailed(incarnation, failure);
                    }
                });
    }

    private CompletionStage<Boolean> claim(String incarnation, boolean own) {
        String lease = own ? OWN : Long.toString(settings.times().lease());
        return link.send(Call.write(
                        PresenceScripts.CLAIM,
                        List.of(redisKeys.instances(), redisKeys.tombstones()),
                        incarnation,
                        lease,
                        settings.times().cleanup()))
                .thenApply(reply -> reply.toInteger() == 1);
    }

    private CompletionStage<Void> clear(String tombstone) {
        boolean late = tombstone.endsWith(LATE);
        String incarnation = late ? tombstone.substring(0, tombstone.length() - LATE.length()) : tombstone;
        AtomicInteger clearedRooms = new AtomicInteger();
        AtomicInteger clearedUsers = new AtomicInteger();
        return clearAll(tombstone, redisKeys::roomsOf, redisKeys.rooms(), clearedRooms, room -> room(room, incarnation))
                .thenCompose(done -> clearAll(
                        tombstone,
                        redisKeys::usersOf,
                        redisKeys.users(),
                        clearedUsers,
                        userId -> user(userId, incarnation)))
                .thenCompose(done -> close(tombstone, !late && clearedRooms.get() + clearedUsers.get() > 0))
                .thenAccept(done -> {
                    if (!late) {
                        metrics.cleanedUp();
                        PresenceLog.cleanedUp(incarnation, clearedRooms.get(), clearedUsers.get());
                    }
                });
    }

    private CompletionStage<?> close(String tombstone, boolean comeAgain) {
        if (comeAgain) {
            // A claim begins the time that has to pass until somebody takes it over.
            link.send(Call.write(
                            PresenceScripts.CLAIM,
                            List.of(redisKeys.instances(), redisKeys.tombstones()),
                            tombstone + LATE,
                            OWN,
                            settings.times().cleanup()))
                    .exceptionally(failure -> null);
        }
        return link.send(Call.write("ZREM", redisKeys.instances(), redisKeys.tombstones(), tombstone));
    }

    /** Takes names from the set until none is left; who takes over goes on where this one ended. */
    private CompletionStage<Void> clearAll(
            String tombstone,
            UnaryOperator<String> setOf,
            String hints,
            AtomicInteger cleared,
            Function<String, CompletionStage<?>> one) {
        String set = setOf.apply(tombstone);
        return link.send(Call.read("SRANDMEMBER", hints, set, NAMES)).thenCompose(reply -> {
            if (reply == null || reply.size() == 0) {
                return CompletableFuture.completedFuture(null);
            }
            List<String> names = new ArrayList<>(reply.size());
            for (Response name : reply) {
                names.add(name.toString());
            }
            cleared.addAndGet(names.size());
            return InFlight.forEach(names, AT_ONCE, one)
                    .thenCompose(done -> tombstone.endsWith(LATE)
                            ? CompletableFuture.completedFuture(null)
                            : link.send(withNames("SADD", hints, setOf.apply(tombstone + LATE), names)))
                    .thenCompose(done -> link.send(withNames("SREM", hints, set, names)))
                    .thenCompose(done -> clearAll(tombstone, setOf, hints, cleared, one));
        });
    }

    private static Call withNames(String command, String node, String set, List<String> names) {
        List<Object> arguments = new ArrayList<>(names.size() + 1);
        arguments.add(set);
        arguments.addAll(names);
        return Call.write(command, node, arguments.toArray());
    }

    private CompletionStage<?> room(String room, String incarnation) {
        List<String> keys =
                List.of(redisKeys.members(room), redisKeys.open(room), redisKeys.live(room), redisKeys.missed(room));
        List<Object> arguments = List.of(incarnation, announcing, settings.told(), MEMBERS, MISSED_SECONDS);
        return calls.send(Call.Again.WRITE, PresenceScripts.REMOVE_MEMBERS, room, keys, arguments)
                .thenCompose(reply -> {
                    metrics.removed(reply.get(0).toInteger());
                    if (reply.get(1).toInteger() == 1) {
                        return room(room, incarnation);
                    }
                    if (reply.get(2).toInteger() == 0) {
                        rooms.remove(room);
                    }
                    return CompletableFuture.completedFuture(null);
                });
    }

    private CompletionStage<?> user(String userId, String incarnation) {
        return link.send(Call.write(
                        PresenceScripts.REMOVE_CONNECTIONS, List.of(redisKeys.connections(userId)), incarnation))
                .thenAccept(reply -> {
                    if (reply.toInteger() == 0) {
                        users.remove(userId);
                    }
                });
    }

    /** Clears one room of somebody who is not in the table of instances and yet has members there. */
    void clear(String room, String incarnation) {
        String ghost = incarnation + ' ' + room;
        if (ghosts.add(ghost)) {
            room(room, incarnation).whenComplete((done, failure) -> ghosts.remove(ghost));
        }
    }
}
