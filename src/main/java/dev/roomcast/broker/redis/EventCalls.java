package dev.roomcast.broker.redis;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicBoolean;

import io.vertx.core.Vertx;
import io.vertx.redis.client.Response;

import dev.roomcast.broker.EventRules;
import dev.roomcast.broker.redis.link.Call;
import dev.roomcast.broker.redis.link.RedisLink;

/**
 * Sends calls that change something which a back end may want to hear of: has the script write the event, in the same step,
 * and signals to the instance that delivers that there is something. To be called on any thread.
 */
final class EventCalls {

    /** Signals are gathered for so long. */
    private static final long SIGNAL_MILLIS = 25;

    private final RedisLink link;
    private final Vertx vertx;
    private final EventStreams streams;

    /** Null where there are no events. */
    private final EventRules rules;

    private final Set<Integer> written = ConcurrentHashMap.newKeySet();
    private final AtomicBoolean signalling = new AtomicBoolean();

    private EventCalls(RedisLink link, Vertx vertx, EventStreams streams, EventRules rules) {
        this.link = link;
        this.vertx = vertx;
        this.streams = streams;
        this.rules = rules;
    }

    /** Without events. */
    static EventCalls off(RedisLink link) {
        return new EventCalls(link, null, null, null);
    }

    /** With those that the rules want. */
    static EventCalls on(RedisLink link, Vertx vertx, EventStreams streams, EventRules rules) {
        return new EventCalls(link, vertx, streams, rules);
    }

    /** Sends a call about a room, as {@link RedisLink#send}. */
    CompletionStage<Response> send(
            Call.Again again, EventScript script, String room, List<String> keys, List<Object> arguments) {
        String wanted = rules == null ? "" : rules.wanted(room);
        if (wanted.isEmpty()) {
            return link.send(new Call(keys.get(0), again, script.silent(), null, keys, arguments.toArray()));
        }
        int stream = streams.of(room);
        List<String> allKeys = new ArrayList<>(keys);
        allKeys.addAll(streams.keys(stream));
        List<Object> all = new ArrayList<>(arguments);
        all.add(room);
        all.add(wanted);
        all.add(rules.bounds().maxPending());
        all.add(rules.bounds().maxPendingBytes());
        all.add(nonce());
        return link.send(new Call(keys.get(0), again, script.recording(), null, allKeys, all.toArray()))
                .whenComplete((reply, failure) -> signal(stream));
    }

    /** Names a life of a stream that may begin with a call. */
    static String nonce() {
        return Long.toHexString(ThreadLocalRandom.current().nextLong());
    }

    /** One that is lost does no harm: who delivers looks at all streams from time to time. */
    private void signal(int stream) {
        written.add(stream);
        if (signalling.compareAndSet(false, true)) {
            vertx.setTimer(SIGNAL_MILLIS, id -> {
                signalling.set(false);
                List<Object> arguments = new ArrayList<>();
                arguments.add(streams.signals());
                for (Integer one : written) {
                    written.remove(one);
                    arguments.add(0);
                    arguments.add(Integer.toString(one));
                }
                if (arguments.size() > 1) {
                    link.send(Call.write("ZADD", streams.signals(), arguments.toArray()))
                            .exceptionally(lost -> null);
                }
            });
        }
    }
}
