package dev.roomcast.broker.redis.link;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.StringJoiner;

import io.vertx.core.Future;
import io.vertx.redis.client.Command;
import io.vertx.redis.client.RedisConnection;
import io.vertx.redis.client.Request;
import io.vertx.redis.client.Response;

import dev.roomcast.log.EventLog;

/**
 * What is said on every connection of a pipe before its first command: is this a Redis that can be worked with, which data
 * does it hold, end the connection before this one, here are the scripts, and may this user run them.
 */
final class Greeting {

    /** The version of the keys and of what is behind them that this Roomcast reads and writes. */
    static final int FORMAT = 1;

    private static final EventLog LOG = EventLog.of(Greeting.class);
    private static final Script RIGHTS = Script.load("rights");
    private static final int OLDEST_MAJOR = 6;
    private static final int OLDEST_MINOR = 2;
    private static final String KEEPS_ALL = "noeviction";

    private final List<Script> scripts;
    private final String formatKey;
    private final boolean writes;
    private String warnedOf;
    private volatile boolean evicts;
    private String store;
    private long client;

    /**
     * @param formatKey the key that has the format's version; null where another node has it
     * @param writes whether it is the connection for writes: it notes the format where there is none yet, and tells of
     *     settings that break a promise
     */
    Greeting(List<Script> scripts, String formatKey, boolean writes) {
        this.scripts = new ArrayList<>(scripts);
        this.scripts.add(RIGHTS);
        this.formatKey = formatKey;
        this.writes = writes;
    }

    /** Completes with what names the data that the store holds; fails with {@link NotReachedException}. */
    Future<String> greet(RedisConnection connection) {
        return connection
                .send(Request.cmd(Command.INFO).arg("all"))
                .compose(info -> {
                    Map<String, String> facts = parse(info);
                    check(facts);
                    String found = facts.get("master_replid") + "/" + facts.get("run_id");
                    return format(connection)
                            .compose(known -> endFormer(connection, found))
                            .compose(ended -> load(connection))
                            .compose(loaded -> rights(connection))
                            .map(found);
                })
                .recover(failure -> Future.failedFuture(
                        failure instanceof NotReachedException
                                ? failure
                                : new NotReachedException(failure.getMessage())));
    }

    /**
     * Ends the connection before this one on the side of the server. What was sent on it and is still under way, since the
     * server stood still or the way was cut, must not be carried out after what is sent from now on.
     */
    private Future<Void> endFormer(RedisConnection connection, String found) {
        Future<Response> ended = found.equals(store)
                ? connection
                        .send(Request.cmd(Command.CLIENT).arg("KILL").arg("ID").arg(client))
                        // It had ended by itself, or it is not for this user to say.
                        .otherwiseEmpty()
                : Future.succeededFuture();
        return ended.compose(
                        through -> connection.send(Request.cmd(Command.CLIENT).arg("ID")))
                .map(id -> {
                    store = found;
                    client = id.toLong();
                    return null;
                });
    }

    /** Whether the store that was greeted last may drop keys when its memory is full. On any thread. */
    boolean evicts() {
        return evicts;
    }

    /** The scripts alone, for a node that forgot them. */
    Future<Void> load(RedisConnection connection) {
        Future<Response> loaded = Future.succeededFuture();
        for (Script script : scripts) {
            // Sent without waiting; the last answer is the last to come, and any failure is one of all.
            Future<Response> before = loaded;
            Future<Response> one =
                    connection.send(Request.cmd(Command.SCRIPT).arg("LOAD").arg(script.source()));
            loaded = before.compose(through -> one);
        }
        return loaded.mapEmpty();
    }

    /** Whether this user may run what the scripts do: else all would seem well until the first who joins. */
    private Future<Void> rights(RedisConnection connection) {
        if (formatKey == null || !writes) {
            return Future.succeededFuture();
        }
        Request tried = Request.cmd(Command.EVALSHA)
                .arg(RIGHTS.sha1())
                .arg(2)
                .arg(formatKey + ":rights")
                .arg(formatKey + ":rights:2");
        return connection.send(tried).map(refused -> {
            if (refused.size() > 0) {
                StringJoiner commands = new StringJoiner(", ");
                refused.forEach(command -> commands.add(command.toString()));
                throw new NotReachedException("its user has no right to " + commands);
            }
            return null;
        });
    }

    private void check(Map<String, String> facts) {
        if (!"master".equals(facts.get("role"))) {
            throw new NotReachedException("it is a replica");
        }
        if ("1".equals(facts.get("loading"))) {
            throw new NotReachedException("it is loading its data");
        }
        String version = facts.getOrDefault("redis_version", "0.0");
        if (isTooOld(version)) {
            throw new NotReachedException(
                    "it is Redis " + version + ", and " + OLDEST_MAJOR + "." + OLDEST_MINOR + " or later is needed");
        }
        String policy = facts.getOrDefault("maxmemory_policy", KEEPS_ALL);
        evicts = !policy.equals(KEEPS_ALL);
        if (writes && evicts && !policy.equals(warnedOf)) {
            warnedOf = policy;
            LOG.warn("roomcast.redis.evicts")
                    .with("policy", policy)
                    .with("why", "Redis may drop what was acked: set its maxmemory-policy to " + KEEPS_ALL)
                    .write();
        }
    }

    private static boolean isTooOld(String version) {
        String[] parts = version.split("\\.");
        int major = Integer.parseInt(parts[0]);
        return major < OLDEST_MAJOR || (major == OLDEST_MAJOR && Integer.parseInt(parts[1]) < OLDEST_MINOR);
    }

    /**
     * Whether the data is still of a format that this Roomcast knows: during a rolling upgrade a newer one may have taken
     * it over. Fails with {@link NotReachedException} where it is not; an answer that did not come says nothing.
     */
    Future<Void> checkFormat(RedisConnection connection) {
        return formatKey == null
                ? Future.succeededFuture()
                : connection
                        .send(Request.cmd(Command.GET).arg(formatKey))
                        .otherwiseEmpty()
                        .map(Greeting::known);
    }

    private Future<Void> format(RedisConnection connection) {
        if (formatKey == null) {
            return Future.succeededFuture();
        }
        Request get = Request.cmd(Command.GET).arg(formatKey);
        // Read first: a Redis that is full, or lacks replicas, lets nothing be written and is read all the same.
        return connection
                .send(get)
                .compose(there -> there != null || !writes ? Future.succeededFuture(there) : mark(connection))
                .map(Greeting::known);
    }

    private static Void known(Response found) {
        if (found != null && found.toInteger() > FORMAT) {
            throw new NotReachedException("its data has format " + found
                    + ", written by a newer Roomcast; this one knows " + FORMAT + " and does not touch it");
        }
        return null;
    }

    /** Another may have been faster, of another version: what counts is what is there then. */
    private Future<Response> mark(RedisConnection connection) {
        return connection
                .send(Request.cmd(Command.SETNX).arg(formatKey).arg(FORMAT))
                .compose(written -> connection.send(Request.cmd(Command.GET).arg(formatKey)));
    }

    private static Map<String, String> parse(Response info) {
        Map<String, String> facts = new HashMap<>();
        for (String line : info.toString().split("\r?\n")) {
            int colon = line.indexOf(':');
            if (colon > 0) {
                facts.put(line.substring(0, colon), line.substring(colon + 1));
            }
        }
        return facts;
    }
}
