package dev.roomcast.broker.redis;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import org.junit.jupiter.api.Test;

import dev.roomcast.broker.Broker;
import dev.roomcast.testing.redis.RedisServer;

/** What is written of the rooms of users' last sessions. */
class RedisSessionsTest {

    private static final Pattern SETS = Pattern.compile("cmdstat_set:calls=(\\d+)");
    private static final int ROOMS = 128;

    @Test
    void whoJoinsManyRoomsAtOnceHasTheNewestWrittenAndNotEachOfThem() {
        RedisServer redis = RedisServer.shared();
        try (OpenBroker open = OpenBroker.on("redis://localhost:" + redis.port())) {
            Broker broker = open.broker();
            long before = sets(redis);
            List<String> rooms = new ArrayList<>();
            for (int i = 0; i < ROOMS; i++) {
                rooms.add("room-" + i);
                broker.remember("ann", rooms);
            }

            assertThat(OpenBroker.get(broker.session("ann"))).isEqualTo(rooms);
            OpenBroker.await(
                    "the newest in Redis",
                    () -> String.valueOf(redis.command("GET", OpenBroker.KEYS.session("ann")))
                            .contains("room-" + (ROOMS - 1)));
            assertThat(sets(redis) - before).isLessThan(ROOMS / 4);
            OpenBroker.await(
                    "that it is read from there",
                    () -> OpenBroker.get(broker.session("ann")).equals(rooms));
        }
    }

    private static long sets(RedisServer redis) {
        Matcher calls = SETS.matcher(String.valueOf(redis.command("INFO", "commandstats")));
        return calls.find() ? Long.parseLong(calls.group(1)) : 0;
    }
}
