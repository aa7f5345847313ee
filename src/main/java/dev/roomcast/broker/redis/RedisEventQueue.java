package dev.roomcast.broker.redis;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletionStage;

import io.vertx.core.json.JsonObject;
import io.vertx.redis.client.Response;

import dev.roomcast.broker.EventKind;
import dev.roomcast.broker.EventQueue;
import dev.roomcast.broker.EventRules;
import dev.roomcast.broker.redis.link.Call;
import dev.roomcast.broker.redis.link.RedisLink;
import dev.roomcast.broker.redis.link.Script;
import dev.roomcast.protocol.UserRef;

/** The events that wait in Redis; {@link EventCalls} writes them. */
final class RedisEventQueue implements EventQueue {

    private static final Script LEAD = Script.load("events_lead");
    private static final Script RESIGN = Script.load("events_resign");
    private static final Script READ = Script.load("events_read", "events_stream");
    private static final Script DONE = Script.load("events_done", "events_stream");
    private static final Script AGAIN = Script.load("events_again", "events_stream");

    /** To be loaded on each connection. */
    static final List<Script> SCRIPTS = List.of(LEAD, RESIGN, READ, DONE, AGAIN);

    /** As long as the lease of an instance. */
    private static final long LEAD_MILLIS = 5_000;

    /** What was put aside and waits again in one step. */
    private static final int AGAIN_AT_ONCE = 100;

    /** Where the events begin in what {@code events_read.lua} gives. */
    private static final int EVENTS_AT = 4;

    private final RedisLink link;
    private final RedisKeys redisKeys;
    private final EventStreams streams;
    private final EventRules rules;
    private final String instance;

    /**
     * @param instance names this instance among all
     */
    RedisEventQueue(RedisLink link, RedisKeys redisKeys, EventStreams streams, EventRules rules, String instance) {
        this.link = link;
        this.redisKeys = redisKeys;
        this.streams = streams;
        this.rules = rules;
        this.instance = instance;
    }

    @Override
    public int streams() {
        return streams.count();
    }

    @Override
    public long leadMillis() {
        return LEAD_MILLIS;
    }

    @Override
    public CompletionStage<Signals> lead() {
        return link.send(Call.write(
                        LEAD, List.of(redisKeys.eventsLeader(), redisKeys.eventsSignals()), instance, LEAD_MILLIS))
                .thenApply(RedisEventQueue::signals);
    }

    private static Signals signals(Response reply) {
        if (reply == null) {
            return null;
        }
        List<Integer> written = new ArrayList<>();
        List<String> orders = new ArrayList<>();
        for (Response signal : reply) {
            String text = signal.toString();
            if (Character.isDigit(text.charAt(0))) {
                written.add(Integer.parseInt(text));
            } else {
                orders.add(text.substring(1));
            }
        }
        return new Signals(written, orders);
    }

    @Override
    public CompletionStage<Void> resign() {
        return link.send(Call.write(RESIGN, List.of(redisKeys.eventsLeader()), instance))
                .thenAccept(reply -> {});
    }

    @Override
    public CompletionStage<Run> read(int stream, String target, int max, int maxBytes) {
        return link.send(Call.write(READ, streams.keys(stream, target), EventCalls.nonce(), target, max, maxBytes))
                .thenApply(reply -> run(reply, stream));
    }

    private static Run run(Response reply, int stream) {
        String life = reply.get(0).toString();
        List<Queued> events = new ArrayList<>((reply.size() - EVENTS_AT) / 2);
        for (int at = EVENTS_AT; at < reply.size(); at += 2) {
            events.add(queued(life, stream, reply.get(at).toLong(), reply.get(at + 1)));
        }
        return new Run(
                life,
                events,
                reply.get(1).toLong(),
                reply.get(2).toLong(),
                reply.get(3).toLong());
    }

    private static Queued queued(String life, int stream, long number, Response entry) {
        Map<String, Response> fields = new HashMap<>();
        for (int i = 0; i < entry.size(); i += 2) {
            fields.put(entry.get(i).toString(), entry.get(i + 1));
        }
        return new Queued(
                // What was put aside keeps the id that it had.
                fields.containsKey("i") ? text(fields, "i") : life + '-' + stream + '-' + number,
                number,
                EventKind.of(text(fields, "k").charAt(0)),
                text(fields, "r"),
                fields.get("t").toLong(),
                text(fields, "e"),
                fields.containsKey("o") ? fields.get("o").toLong() : 0,
                bytes(fields, "h"),
                bytes(fields, "c"),
                member(text(fields, "m")),
                text(fields, "x"));
    }

    private static String text(Map<String, Response> fields, String name) {
        Response value = fields.get(name);
        return value == null ? null : value.toString();
    }

    private static byte[] bytes(Map<String, Response> fields, String name) {
        Response value = fields.get(name);
        return value == null ? null : value.toBytes();
    }

    private static Member member(String json) {
        if (json == null) {
            return null;
        }
        JsonObject member = new JsonObject(json);
        JsonObject user = member.getJsonObject("user");
        return new Member(
                new UserRef(user.getString("id"), user.getString("username"), user.getBoolean("guest", Boolean.FALSE)),
                member.getString("connectionId"),
                member.getInteger("memberCount"),
                member.getString("reason"));
    }

    @Override
    public CompletionStage<Void> done(int stream, String target, String life, long upTo) {
        return done(stream, target, life, upTo, List.of()).thenAccept(dropped -> {});
    }

    @Override
    public CompletionStage<Long> putAside(int stream, String target, String life, List<Long> numbers) {
        return done(stream, target, life, numbers.get(numbers.size() - 1), numbers);
    }

    private CompletionStage<Long> done(int stream, String target, String life, long upTo, List<Long> aside) {
        List<Object> arguments = new ArrayList<>();
        arguments.add(EventCalls.nonce());
        arguments.add(target);
        arguments.add(life);
        arguments.add(upTo);
        arguments.add(rules.bounds().maxFailed());
        arguments.add(stream);
        arguments.add(rules.targets().size());
        arguments.addAll(rules.targets());
        arguments.addAll(aside);
        return link.send(Call.write(DONE, streams.keys(stream, target), arguments.toArray()))
                .thenApply(Response::toLong);
    }

    @Override
    public CompletionStage<Long> waitAgain(int stream, String target) {
        return link.send(Call.write(
                        AGAIN,
                        streams.keys(stream, target),
                        EventCalls.nonce(),
                        target,
                        AGAIN_AT_ONCE,
                        rules.bounds().maxPending(),
                        rules.bounds().maxPendingBytes()))
                .thenApply(Response::toLong);
    }

    @Override
    public CompletionStage<Void> dropFailed(int stream, String target) {
        String key = streams.keys(stream, target).get(2);
        return link.send(Call.write("DEL", key, key)).thenAccept(reply -> {});
    }

    @Override
    public CompletionStage<Void> order(String order) {
        String key = redisKeys.eventsSignals();
        return link.send(Call.write("ZADD", key, key, 0, '!' + order)).thenAccept(reply -> {});
    }

    @Override
    public CompletionStage<Void> tell(Map<String, String> states) {
        String key = redisKeys.eventsStates();
        List<Object> arguments = new ArrayList<>();
        arguments.add(key);
        states.forEach((target, state) -> {
            arguments.add(target);
            arguments.add(state);
        });
        return link.send(Call.write("HSET", key, arguments.toArray())).thenAccept(reply -> {});
    }

    @Override
    public CompletionStage<Map<String, String>> told() {
        return link.send(Call.read(PresenceScripts.FIELDS, List.of(redisKeys.eventsStates())))
                .thenApply(reply -> {
                    Map<String, String> states = new HashMap<>();
                    for (int i = 0; i < reply.size(); i += 2) {
                        states.put(reply.get(i).toString(), reply.get(i + 1).toString());
                    }
                    return states;
                });
    }
}
