package dev.roomcast.broker.redis;

import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

import io.vertx.redis.client.Response;

import dev.roomcast.broker.PresenceStore.Member;
import dev.roomcast.broker.PresenceStore.Page;
import dev.roomcast.broker.redis.link.Call;
import dev.roomcast.broker.redis.link.RedisLink;
import dev.roomcast.protocol.ServerMessage.OnlineRow;

/** Users and their connections. To be called on any thread. */
final class RedisUsers {

    /** As ids of guests begin, and no other's may. */
    private static final String GUEST = "guest:";

    private final RedisLink link;
    private final RedisKeys redisKeys;
    private final Lease lease;
    private final Hints hints;
    private final HintSweep sweep;
    private final long countedMillis;
    private final Holdings<Connection> here;
    private final RecentRows<OnlineRow> recentRows = new RecentRows<>(this::row);

    /** Of those that were asked for by name: most may not be online, and stand on no list. */
    private final RecentRows<OnlineRow> recentlyAsked = new RecentRows<>(this::found);

    private record Connection(String username, long authenticatedAt) {
        String stored(String incarnation) {
            return new StoredConnection(incarnation, authenticatedAt, username).value();
        }
    }

    /**
     * @param countedMillis how long after its last renewal an instance's connections count
     */
    RedisUsers(RedisLink link, RedisKeys redisKeys, Lease lease, Hints hints, long countedMillis) {
        this.link = link;
        this.redisKeys = redisKeys;
        this.lease = lease;
        this.hints = hints;
        this.sweep = new HintSweep(hints, this::row);
        this.countedMillis = countedMillis;
        this.here = new Holdings<>(link, redisKeys, lease, redisKeys::usersOf, redisKeys.users(), this::rewrite);
    }

    /** Lets in, uncounted for the time being, where the store is out of reach: a repair registers the connection. */
    CompletionStage<Boolean> connect(Member member, long authenticatedAt, int max) {
        Connection connection = new Connection(member.user().username(), authenticatedAt);
        CompletionStage<Boolean> counted = here.change(member.user().id(), member.connectionId(), values -> {
            values.put(member.connectionId(), connection);
            return (incarnation, count) -> connect(member, connection, incarnation, max, Set.of());
        });
        if (!link.isUp(redisKeys.connections(member.user().id()))) {
            counted.exceptionally(failure -> null);
            return CompletableFuture.completedFuture(true);
        }
        return counted.thenCompose(letIn -> letIn
                        ? CompletableFuture.completedFuture(true)
                        : lease.freshTable()
                                .thenCompose(table -> connectAmongTheLiving(member, connection, max, table)))
                .exceptionallyCompose(failure -> Failures.isUnavailable(failure)
                        ? CompletableFuture.completedFuture(true)
                        : CompletableFuture.failedFuture(failure));
    }

    /** There are too many where all are counted: who counts is those whose instance gave a sign of life lately. */
    private CompletionStage<Boolean> connectAmongTheLiving(
            Member member, Connection connection, int max, InstanceTable table) {
        CompletionStage<Boolean> counted =
                here.change(member.user().id(), member.connectionId(), values -> (incarnation, count) -> {
                    if (values.get(member.connectionId()) != connection) {
                        return CompletableFuture.completedFuture(false);
                    }
                    Set<String> living = new HashSet<>(table.renewedWithin(countedMillis));
                    // Whoever can write is alive.
                    living.add(incarnation);
                    return connect(member, connection, incarnation, max, living);
                });
        return counted.thenApply(letIn -> {
            if (!letIn) {
                // Not only here: a repair may have written it meanwhile.
                disconnect(member);
            }
            return letIn;
        });
    }

    private CompletionStage<Boolean> connect(
            Member member, Connection connection, String incarnation, int max, Set<String> living) {
        String userId = member.user().id();
        List<Object> arguments = new ArrayList<>(3 + living.size());
        arguments.add(member.connectionId());
        arguments.add(connection.stored(incarnation));
        arguments.add(max);
        arguments.addAll(living);
        return link.send(Call.write(
                        PresenceScripts.CONNECT, List.of(redisKeys.connections(userId)), arguments.toArray()))
                .thenCompose(reply -> {
                    changed(userId);
                    boolean letIn = reply.get(0).toInteger() == 1;
                    boolean first = reply.get(1).toInteger() == 1;
                    return letIn && first && isListed(userId)
                            ? hints.add(userId).thenApply(added -> true)
                            : CompletableFuture.completedFuture(letIn);
                });
    }

    private static boolean isListed(String userId) {
        return !userId.startsWith(GUEST);
    }

    void disconnect(Member member) {
        String userId = member.user().id();
        CompletionStage<Void> ended = here.removal(userId, member.connectionId(), values -> {
            values.remove(member.connectionId());
            return (incarnation, count) -> disconnect(userId, member.connectionId());
        });
        ended.exceptionally(failure -> {
            if (!Failures.isUnavailable(failure)) {
                PresenceLog.fault("disconnect", failure);
            }
            return null;
        });
    }

    private CompletionStage<Void> disconnect(String userId, String connectionId) {
        return link.send(Call.write(PresenceScripts.DISCONNECT, List.of(redisKeys.connections(userId)), connectionId))
                .thenAccept(reply -> {
                    changed(userId);
                    if (reply.toInteger() == 0 && isListed(userId)) {
                        hints.remove(userId);
                    }
                });
    }

    CompletionStage<Page<OnlineRow>> online(int limit, String after) {
        return new Listing<>(hints::page, RedisUsers::isListed, recentRows::get, OnlineRow::id, limit).page(after);
    }

    CompletionStage<List<OnlineRow>> onlineOf(Collection<String> userIds) {
        List<CompletableFuture<OnlineRow>> found = userIds.stream()
                .map(userId -> recentlyAsked.get(userId).toCompletableFuture())
                .toList();
        return CompletableFuture.allOf(found.toArray(CompletableFuture[]::new))
                .thenApply(all -> found.stream()
                        .map(CompletableFuture::join)
                        .filter(Objects::nonNull)
                        .toList());
    }

    private void changed(String userId) {
        recentRows.changed(userId);
        recentlyAsked.changed(userId);
    }

    /** Of one that a list names; null where the user is not online. */
    private CompletionStage<OnlineRow> row(String userId) {
        return link.send(Call.read(PresenceScripts.FIELDS, List.of(redisKeys.connections(userId))))
                .thenCompose(fields -> {
                    if (fields.size() == 0) {
                        hints.removeStale(userId);
                        return CompletableFuture.completedFuture(null);
                    }
                    return row(userId, fields);
                });
    }

    /** Of anyone; null where the user is not online. */
    private CompletionStage<OnlineRow> found(String userId) {
        return link.send(Call.read(PresenceScripts.FIELDS, List.of(redisKeys.connections(userId))))
                .thenCompose(
                        fields -> fields.size() == 0 ? CompletableFuture.completedFuture(null) : row(userId, fields));
    }

    private CompletionStage<OnlineRow> row(String userId, Response fields) {
        List<StoredConnection> connections = parse(fields);
        Set<String> incarnations = new HashSet<>();
        connections.forEach(connection -> incarnations.add(connection.incarnation()));
        return lease.tableFor(incarnations).thenApply(table -> row(userId, connections, table));
    }

    private static List<StoredConnection> parse(Response fields) {
        List<StoredConnection> connections = new ArrayList<>(fields.size() / 2);
        for (int i = 1; i < fields.size(); i += 2) {
            connections.add(StoredConnection.parse(fields.get(i).toString()));
        }
        return connections;
    }

    /** A user is online since the first of their connections signed in. */
    private static OnlineRow row(String userId, Collection<StoredConnection> connections, InstanceTable table) {
        StoredConnection earliest = null;
        for (StoredConnection connection : connections) {
            if (table.has(connection.incarnation())
                    && (earliest == null || connection.authenticatedAt() < earliest.authenticatedAt())) {
                earliest = connection;
            }
        }
        return earliest == null ? null : new OnlineRow(userId, earliest.username(), earliest.authenticatedAt());
    }

    /** The connections that are here, by user. */
    Holdings<?> here() {
        return here;
    }

    private CompletionStage<Void> rewrite(
            String userId, List<String> connectionIds, Map<String, Connection> held, String incarnation) {
        List<Object> present = Holdings.present(
                connectionIds, held, incarnation, (inWhoseName, connection) -> connection.stored(inWhoseName));
        CompletionStage<Void> rewritten = CompletableFuture.completedFuture(null);
        if (!present.isEmpty()) {
            String key = redisKeys.connections(userId);
            present.add(0, key);
            rewritten = link.send(Call.write("HSET", key, present.toArray())).thenAccept(reply -> {});
        }
        for (Object gone : Holdings.absent(connectionIds, held)) {
            rewritten = rewritten.thenCombine(disconnect(userId, (String) gone), (before, done) -> null);
        }
        return rewritten;
    }

    /** Writes the hints of all users that are here again. */
    CompletionStage<?> repairHints() {
        return hints.addAll(here.names(RedisUsers::isListed));
    }

    /** Forgets what was looked up and is too old to be listed. */
    void sweep() {
        recentRows.sweep();
        recentlyAsked.sweep();
    }

    /** Takes some hints of users who are not online any more off the list, whichever instance they are of. */
    CompletionStage<Void> sweepHints() {
        return sweep.run();
    }

    /** The users that have connections here. */
    Iterable<String> names() {
        return here.names(userId -> true);
    }
}
