package dev.roomcast.broker.redis;

import static dev.roomcast.broker.redis.PresenceInstance.QUICK;
import static dev.roomcast.broker.redis.PresenceInstance.await;
import static dev.roomcast.broker.redis.PresenceInstance.get;
import static dev.roomcast.broker.redis.PresenceInstance.member;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletionStage;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

import io.vertx.core.Vertx;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import dev.roomcast.broker.PresenceStore.Info;
import dev.roomcast.broker.RoomNews;
import dev.roomcast.testing.redis.RedisServer;

/** What an instance leaves that dies. */
class CrashCleanupTest {

    private static Vertx vertx;
    private static RedisServer server;

    private PresenceInstance first;
    private PresenceInstance second;
    private PresenceInstance dying;

    @BeforeAll
    static void startRedis() {
        vertx = Vertx.vertx();
        server = RedisServer.with().start();
    }

    @AfterAll
    static void stopRedis() {
        server.close();
        vertx.close();
    }

    @BeforeEach
    void start() {
        server.command("FLUSHALL");
        first = PresenceInstance.start(vertx, server.port());
        second = PresenceInstance.start(vertx, server.port());
        dying = PresenceInstance.start(vertx, server.port());
    }

    @AfterEach
    void stop() {
        first.close();
        second.close();
        dying.close();
    }

    @Test
    void theDeadAreTakenOutOnceAndEachIsTold() {
        first.listenTo("r");
        get(first.presence.enter("r", member("stays", "ann")));
        get(dying.presence.enter("r", member("d1", "bob")));
        get(dying.presence.enter("r", member("d2", "carl \"the\" \u00e9\u00fc")));
        get(dying.presence.enter("alone", member("d1", "bob")));
        get(dying.presence.open("opened"));
        get(dying.presence.connect(member("d1", "bob"), 1_000, 0));
        get(dying.presence.connect(member("d3", "ann"), 900, 0));
        get(first.presence.connect(member("stays", "ann"), 1_000, 0));
        dying.kill();

        await(() -> first.left.size() == 2);
        assertThat(first.left)
                .extracting(RoomNews.Left::user)
                .containsExactlyInAnyOrder(
                        member("d1", "bob").user(),
                        member("d2", "carl \"the\" \u00e9\u00fc").user());
        assertThat(first.left).extracting(RoomNews.Left::memberCount).containsExactly(2, 1);
        assertThat(first.left).extracting(RoomNews.Left::connectionId).containsExactlyInAnyOrder("d1", "d2");
        await(() -> server.command("ZCARD", OpenBroker.KEYS.tombstones()).equals(0L));
        for (PresenceInstance living : List.of(first, second)) {
            assertThat(living.memberIds("r")).containsExactly("ann");
            assertThat(living.roomIds()).containsExactly("opened", "r");
            assertThat(living.onlineIds()).containsExactly("ann");
            assertThat(get(living.presence.info("alone"))).isEqualTo(new Info(false, 0));
        }
        assertThat(first.metrics.removed() + second.metrics.removed()).isEqualTo(3);
        assertThat(first.left).hasSize(2);
        assertThat((List<?>) server.command("KEYS", "*:instance:*")).hasSize(2);
    }

    @Test
    void whatCameLateIsFoundByTheSecondVisit() {
        first.listenTo("r");
        get(first.presence.enter("r", member("stays", "ann")));
        get(dying.presence.enter("r", member("d1", "bob")));
        String incarnation = dying.presence.incarnation();
        dying.kill();
        await(() -> first.left.size() == 1);
        // As a command that was on its way when the instance died.
        server.command(
                "HSET",
                OpenBroker.KEYS.members("r"),
                "d2",
                new StoredMember(incarnation, member("d2", "carl").user()).value());
        await(() -> first.left.size() == 2);
        await(() -> server.command("ZCARD", OpenBroker.KEYS.tombstones()).equals(0L));
        assertThat(get(second.presence.info("r")).memberCount()).isEqualTo(1);
    }

    @Test
    void thousandsAreGoneWithinFifteenSecondsAndOfALargeRoomTheLastOfEachStepIsTold() {
        int members = 5_000;
        PresenceSettings asInProduction = new PresenceSettings(0, 5);
        // Those with the quick times would not wait for a lease to be over that is as long as the real one.
        stop();
        server.command("FLUSHALL");
        try (PresenceInstance cleaner = PresenceInstance.start(vertx, server.port(), asInProduction);
                PresenceInstance other = PresenceInstance.start(vertx, server.port(), asInProduction);
                PresenceInstance dead = PresenceInstance.start(vertx, server.port(), asInProduction)) {
            List<CompletionStage<?>> entered = new ArrayList<>();
            for (int i = 0; i < members; i++) {
                entered.add(dead.presence.enter("large", member("d" + i, "user-" + i)));
                entered.add(dead.presence.enter("small-" + i % 1_000, member("d" + i, "user-" + i)));
                entered.add(dead.presence.connect(member("d" + i, "user-" + i), 1_000, 0));
                if (i % 100 == 99) {
                    // All at once could wait for longer than a call may, on a machine that has other things to do.
                    entered.forEach(PresenceInstance::get);
                    entered.clear();
                }
            }
            await(() -> mayCleanUp(cleaner) && mayCleanUp(other));
            other.listenTo("large");
            long died = System.nanoTime();
            dead.kill();
            await(() -> server.command("ZCARD", OpenBroker.KEYS.rooms()).equals(0L)
                    && server.command("ZCARD", OpenBroker.KEYS.users()).equals(0L));
            long millis = (System.nanoTime() - died) / 1_000_000;
            System.getLogger("test").log(System.Logger.Level.INFO, "cleared after {0} ms", millis);
            assertThat(millis).isBetween(PresenceSettings.LEASE_MILLIS - 2_700, 15_000L);
            await(() -> other.left.stream().anyMatch(news -> news.memberCount() == 0));
            assertThat(other.left)
                    .extracting(RoomNews.Left::memberCount)
                    .containsExactly(4_000, 3_000, 2_000, 1_000, 5, 4, 3, 2, 1, 0);
            assertThat(cleaner.metrics.removed() + other.metrics.removed()).isEqualTo(2 * members);
        }
    }

    @Test
    void whoGivesTheLeaseUpIsRemovedAtOnce() {
        await(() -> mayCleanUp(first) || mayCleanUp(second));
        first.listenTo("r");
        get(first.presence.enter("r", member("stays", "ann")));
        get(dying.presence.enter("r", member("d1", "bob")));
        long closed = System.nanoTime();
        get(dying.presence.close());
        await(() -> first.left.size() == 1);
        assertThat((System.nanoTime() - closed) / 1_000_000).isLessThan(QUICK.lease());
    }

    private static boolean mayCleanUp(PresenceInstance instance) {
        return instance.presence.mayCleanUp();
    }

    @Test
    void aCleanupThatWasLeftUnfinishedIsTakenOver() {
        get(dying.presence.enter("r", member("d1", "bob")));
        String incarnation = dying.presence.incarnation();
        dying.kill();
        // As one who claims it and dies.
        server.command("ZREM", OpenBroker.KEYS.instances(), incarnation);
        long now = Long.parseLong(((List<?>) server.command("TIME")).get(0).toString()) * 1_000;
        server.command("ZADD", OpenBroker.KEYS.tombstones(), Long.toString(now), incarnation);
        await(() -> server.command("EXISTS", OpenBroker.KEYS.members("r")).equals(0L));
        await(() -> server.command("ZCARD", OpenBroker.KEYS.tombstones()).equals(0L));
    }

    @Test
    void whatIsWrittenInTheNameOfSomebodyRemovedIsClearedByWhoListsIt() {
        first.listenTo("r");
        get(first.presence.enter("r", member("stays", "ann")));
        server.command(
                "HSET",
                OpenBroker.KEYS.members("r"),
                "ghost",
                new StoredMember("0123456789ab.7", member("ghost", "bob").user()).value());
        assertThat(second.memberIds("r")).containsExactly("ann");
        await(() -> get(second.presence.info("r")).memberCount() == 1);
        await(() -> first.left.size() == 1);
    }

    @Test
    void whoWasJustCutOffRemovesNobodyBeforeALeaseIsOver() {
        second.kill();
        dying.kill();
        await(() -> instances().size() == 1);
        PresenceInstance victim = PresenceInstance.start(vertx, server.port());
        get(victim.presence.enter("r", member("v1", "bob")));
        String removed = victim.presence.incarnation();
        await(() -> mayCleanUp(first));
        // Both are away from Redis for longer than a lease, and the one that comes back finds the other's lease over.
        victim.kill();
        server.pause();
        await(() -> !first.redis.isUp());
        long paused = System.nanoTime();
        await(() -> System.nanoTime() - paused > QUICK.lease() * 1_500_000);
        long resumed = System.nanoTime();
        server.resume();
        await(() -> first.redis.isUp());
        long reached = System.nanoTime();
        await(() -> !instances().contains(removed));
        assertThat((System.nanoTime() - reached) / 1_000_000)
                .as("milliseconds after it was reached again, %d after it went on", (reached - resumed) / 1_000_000)
                .isGreaterThan(QUICK.lease() - 100);
        await(() -> server.command("EXISTS", OpenBroker.KEYS.members("r")).equals(0L));
    }

    @Test
    void anOutageOfRedisRemovesNobodyWhoIsAlive() {
        Set<String> all = IntStream.range(0, 3).mapToObj(i -> "user-" + i).collect(Collectors.toSet());
        first.listenTo("r");
        get(first.presence.enter("r", member("c0", "user-0")));
        get(second.presence.enter("r", member("c1", "user-1")));
        get(dying.presence.enter("r", member("c2", "user-2")));
        await(() -> mayCleanUp(first));
        server.pause();
        await(() -> !first.redis.isUp() && !second.redis.isUp() && !dying.redis.isUp());
        long paused = System.nanoTime();
        await(() -> System.nanoTime() - paused > QUICK.lease() * 2_000_000);
        server.resume();
        await(() -> mayCleanUp(first) && mayCleanUp(second) && mayCleanUp(dying));
        assertThat(first.memberIds("r")).containsExactlyInAnyOrderElementsOf(all);
        assertThat(first.left).isEmpty();
        assertThat(first.metrics.removed() + second.metrics.removed() + dying.metrics.removed())
                .isZero();
    }

    @SuppressWarnings("unchecked")
    private static List<String> instances() {
        return ((List<Object>) server.command("ZRANGE", OpenBroker.KEYS.instances(), "0", "-1"))
                .stream().map(Object::toString).toList();
    }
}
