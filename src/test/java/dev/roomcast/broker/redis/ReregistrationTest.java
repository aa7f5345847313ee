package dev.roomcast.broker.redis;

import static dev.roomcast.broker.redis.PresenceInstance.QUICK;
import static dev.roomcast.broker.redis.PresenceInstance.await;
import static dev.roomcast.broker.redis.PresenceInstance.get;
import static dev.roomcast.broker.redis.PresenceInstance.member;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.CompletionStage;
import java.util.stream.IntStream;

import io.vertx.core.Vertx;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import dev.roomcast.broker.BrokerException;
import dev.roomcast.broker.PresenceStore.Exited;
import dev.roomcast.broker.RoomNews;
import dev.roomcast.testing.LossyProxy;
import dev.roomcast.testing.redis.RedisServer;

/** An instance that finds that Redis does not know any more what it has, or may not know. */
class ReregistrationTest {

    private static Vertx vertx;
    private static RedisServer server;

    private LossyProxy proxy;
    private PresenceInstance one;
    private PresenceInstance other;

    @BeforeAll
    static void startRedis() {
        vertx = Vertx.vertx();
        server = RedisServer.with().durable().start();
    }

    @AfterAll
    static void stopRedis() {
        server.close();
        vertx.close();
    }

    @BeforeEach
    void start() throws IOException {
        server.command("FLUSHALL");
        proxy = LossyProxy.to(server.port());
        one = PresenceInstance.start(vertx, proxy.port());
        other = PresenceInstance.start(vertx, server.port());
    }

    @AfterEach
    void stop() throws IOException {
        one.close();
        other.close();
        proxy.close();
    }

    @Test
    void allIsRegisteredAgainWhereRedisLostItsData() {
        registerSome();
        server.command("FLUSHALL");
        assertAllIsThere();
        await(() -> server.command("SISMEMBER", OpenBroker.KEYS.roomsOf(one.presence.incarnation()), "r")
                .equals(1L));
    }

    @Test
    void allIsRegisteredAgainWhereRedisWasStartedAgainEmpty() {
        registerSome();
        // A durable one would come back with its data.
        server.command("FLUSHALL");
        server.kill9();
        server.restart();
        assertAllIsThere();
    }

    @Test
    void aRestartThatLosesNothingRemovesNobody() {
        registerSome();
        other.listenTo("r");
        server.kill9();
        await(() -> !one.redis.isUp() && !other.redis.isUp());
        server.restart();
        await(() -> one.metrics.reregistrations() >= 1 && other.metrics.reregistrations() >= 1);
        assertAllIsThere();
        assertThat(other.left).isEmpty();
        assertThat(other.joined).isEmpty();
    }

    @Test
    void ofManyWhoWereMissedTheirCountIsToldInPlaceOfTheirNames() {
        for (int i = 0; i < 20; i++) {
            get(one.presence.enter("r", member("c" + i, "user-" + i)));
        }
        other.listenTo("r");
        await(() -> other.presence.mayCleanUp());
        proxy.fallSilent();
        await(() ->
                !other.left.isEmpty() && other.left.get(other.left.size() - 1).memberCount() == 0);
        proxy.goOn();
        await(() -> !other.joined.isEmpty()
                && other.joined.get(other.joined.size() - 1).memberCount() == 20);
        // Five by their names, and one for the count.
        assertThat(other.joined).hasSize(6);
    }

    @Test
    void whoWasRemovedWhileItCouldNotBeHeardOfComesBack() {
        registerSome();
        other.listenTo("r");
        await(() -> other.presence.mayCleanUp());
        String before = one.presence.incarnation();
        proxy.fallSilent();
        await(() -> other.left.size() == 1);
        // Lists may be some seconds old.
        await(() -> other.memberIds("r").equals(List.of("bob")));
        await(() -> other.onlineIds().equals(List.of("bob")));
        proxy.goOn();
        assertAllIsThere();
        assertThat(one.presence.incarnation()).isNotEqualTo(before);
        await(() -> !other.joined.isEmpty());
        assertThat(other.joined)
                .extracting(RoomNews.Joined::user, RoomNews.Joined::connectionId, RoomNews.Joined::memberCount)
                .containsExactly(
                        tuple(other.left.get(0).user(), other.left.get(0).connectionId(), 2));
        await(() -> server.command("ZCARD", OpenBroker.KEYS.tombstones()).equals(0L));
        assertAllIsThere();
        assertThat(other.left).hasSize(1);
    }

    @Test
    void anOutageLetsPeopleInAndOutAndTheStoreHearsOfItAfterwards() {
        registerSome();
        get(one.presence.enter("r", member("leaves", "carl")));
        other.listenTo("r");
        proxy.shut();
        await(() -> !one.redis.isUp());
        assertThat(get(one.presence.connect(member("late", "dora"), 3_000, 1))).isTrue();
        assertThat(get(one.presence.leave("r", "leaves"))).isEqualTo(new Exited(0, false));
        one.presence.remember("ann", List.of("r"));
        assertUnavailable(one.presence.info("r"));
        assertUnavailable(one.presence.members("r", 10, null));
        assertUnavailable(one.presence.rooms(10, null, room -> true));
        assertUnavailable(one.presence.online(10, null));
        assertUnavailable(one.presence.enter("r2", member("late", "dora")));
        proxy.goOn();
        await(() -> other.memberIds("r").equals(List.of("ann", "bob")));
        await(() -> other.onlineIds().equals(List.of("ann", "bob", "dora")));
        await(() -> get(other.presence.info("r")).memberCount() == 2);
        await(() -> other.memberIds("r2").equals(List.of("dora")));
        // Either it cleaned up after itself when it came back, or by the other one, but once.
        assertThat(other.left.stream().filter(news -> news.connectionId().equals("leaves")))
                .hasSize(1);
    }

    private static void assertUnavailable(CompletionStage<?> stage) {
        assertThatThrownBy(() -> get(stage))
                .cause()
                .isInstanceOfSatisfying(
                        BrokerException.class,
                        refused -> assertThat(refused.reason()).isEqualTo(BrokerException.Reason.UNAVAILABLE));
    }

    @Test
    void whoStartsBeforeRedisRegistersWhenItIsThere() {
        proxy.shut();
        try (PresenceInstance early = PresenceInstance.begin(vertx, proxy.port(), new PresenceSettings(0, 5, QUICK))) {
            assertThat(get(early.presence.connect(member("e1", "eve"), 1_000, 1)))
                    .isTrue();
            assertUnavailable(early.presence.enter("early", member("e1", "eve")));
            proxy.goOn();
            get(early.started());
            await(() -> other.onlineIds().contains("eve"));
        }
    }

    @Test
    void aLeavingDuringAReregistrationLeavesNoGhost() {
        Random random = new Random(7);
        int connections = 40;
        int rooms = 6;
        boolean[][] in = new boolean[connections][rooms];
        boolean[] online = new boolean[connections];
        for (int round = 0; round < 40; round++) {
            List<CompletionStage<?>> stages = new ArrayList<>();
            await(() -> one.presence.incarnation() != null);
            double lives = one.metrics.reregistrations();
            if (round % 2 == 0) {
                // Is found out by the next renewal or mark, in the midst of what follows.
                server.command("ZREM", OpenBroker.KEYS.instances(), String.valueOf(one.presence.incarnation()));
            } else if (round % 7 == 0) {
                proxy.cut();
            }
            for (int i = 0; i < 400; i++) {
                int connection = random.nextInt(connections);
                int room = random.nextInt(rooms);
                if (random.nextInt(5) == 0) {
                    online[connection] = !online[connection];
                    if (online[connection]) {
                        stages.add(one.presence.connect(member("c" + connection, "u" + connection), 1_000, 0));
                    } else {
                        one.presence.disconnect(member("c" + connection, "u" + connection));
                    }
                } else {
                    in[connection][room] = !in[connection][room];
                    stages.add(
                            in[connection][room]
                                    ? one.presence.enter("r" + room, member("c" + connection, "u" + connection))
                                    : one.presence.leave("r" + room, "c" + connection));
                }
                if (i == 200 && round % 4 == 0) {
                    await(() -> one.metrics.reregistrations() > lives);
                }
            }
            // What was cut off may fail; what counts is what Redis has in the end.
            stages.forEach(stage -> get(stage.handle((done, failure) -> null)));
        }
        assertThat(one.metrics.reregistrations()).isGreaterThanOrEqualTo(10);
        for (int room = 0; room < rooms; room++) {
            int r = room;
            Set<String> expected = new TreeSet<>(IntStream.range(0, connections)
                    .filter(connection -> in[connection][r])
                    .mapToObj(connection -> "u" + connection)
                    .toList());
            await(() -> new TreeSet<>(other.memberIds("r" + r)).equals(expected));
            await(() -> get(other.presence.info("r" + r)).memberCount() == expected.size());
        }
        Set<String> expected = new TreeSet<>(IntStream.range(0, connections)
                .filter(connection -> online[connection])
                .mapToObj(connection -> "u" + connection)
                .toList());
        await(() -> new TreeSet<>(other.onlineIds()).equals(expected));
        for (int connection = 0; connection < connections; connection++) {
            String key = OpenBroker.KEYS.connections("u" + connection);
            long wanted = online[connection] ? 1 : 0;
            await(() -> server.command("HLEN", key).equals(wanted));
        }
    }

    private void registerSome() {
        get(one.presence.connect(member("a1", "ann"), 1_000, 0));
        get(one.presence.connect(member("a2", "guest:g"), 1_000, 0));
        get(other.presence.connect(member("b1", "bob"), 2_000, 0));
        get(one.presence.enter("r", member("a1", "ann")));
        get(other.presence.enter("r", member("b1", "bob")));
        get(one.presence.open("opened"));
    }

    private void assertAllIsThere() {
        await(() ->
                server.command("EXISTS", OpenBroker.KEYS.connections("guest:g")).equals(1L));
        for (PresenceInstance instance : List.of(one, other)) {
            await(() -> quietly(() -> instance.memberIds("r").equals(List.of("ann", "bob"))));
            await(() -> quietly(() -> instance.onlineIds().equals(List.of("ann", "bob"))));
            await(() -> quietly(() -> instance.roomIds().contains("r")));
            await(() -> quietly(() -> get(instance.presence.info("r")).memberCount() == 2));
        }
    }

    /** False also where the store does not answer yet. */
    private static boolean quietly(java.util.function.BooleanSupplier condition) {
        try {
            return condition.getAsBoolean();
        } catch (java.util.concurrent.CompletionException unavailable) {
            return false;
        }
    }
}
