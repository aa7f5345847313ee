package dev.roomcast.broker.redis;

import static dev.roomcast.broker.redis.PresenceInstance.await;
import static dev.roomcast.broker.redis.PresenceInstance.get;
import static dev.roomcast.broker.redis.PresenceInstance.member;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import io.vertx.core.Vertx;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import dev.roomcast.broker.RoomNews;
import dev.roomcast.testing.LossyProxy;
import dev.roomcast.testing.redis.RedisBinary;
import dev.roomcast.testing.redis.RedisServer;

/** What it costs an instance with many rooms that something it wrote to Redis is in doubt. */
class RepairTest {

    private static final Pattern SCRIPTS_RUN = Pattern.compile("cmdstat_evalsha:calls=(\\d+)");
    private static final int ROOMS = 3_000;
    private static final int JOINS = 20;
    private static final int MORE_THAN_IS_REMEMBERED = 60_000;

    private Vertx vertx;
    private RedisServer server;
    private LossyProxy proxy;
    private PresenceInstance one;
    private PresenceInstance other;

    @BeforeEach
    void start() throws IOException {
        vertx = Vertx.vertx();
        server = RedisServer.with().start();
        proxy = LossyProxy.to(server.port());
        // As in production: with shorter times an instance would be called dead before its calls are given up.
        PresenceSettings settings = new PresenceSettings(0, 5);
        one = PresenceInstance.start(vertx, proxy.port(), settings);
        other = PresenceInstance.start(vertx, server.port(), settings);
        List<CompletionStage<?>> entered = new ArrayList<>();
        for (int i = 0; i < ROOMS; i++) {
            entered.add(one.presence.enter("r" + i, member("c" + i, "user-" + i)));
            if (i % 100 == 99) {
                entered.forEach(PresenceInstance::get);
                entered.clear();
            }
        }
    }

    @AfterEach
    void stop() throws IOException {
        one.close();
        other.close();
        proxy.close();
        server.close();
        vertx.close();
    }

    @Test
    void aSlowRedisUnderJoinsIsAskedOnlyForWhatIsInDoubt() {
        RedisBinary.assumeAtLeast7("DEBUG");
        String incarnation = one.presence.incarnation();
        long before = scriptsRun();
        CompletableFuture<Object> slow = CompletableFuture.supplyAsync(() -> server.command("DEBUG", "SLEEP", "2.5"));
        // It sleeps when it does not answer somebody else at once.
        await(() -> !other.presence.info("r0").toCompletableFuture().isDone());
        List<CompletionStage<?>> joins = new ArrayList<>();
        for (int i = 0; i < JOINS; i++) {
            joins.add(one.presence
                    .enter("late-" + i, member("late-" + i, "late"))
                    .handle((entered, unavailable) -> unavailable == null));
        }
        slow.join();
        joins.forEach(PresenceInstance::get);
        for (int i = 0; i < JOINS; i++) {
            String room = "late-" + i;
            await(() -> server.command("HLEN", OpenBroker.KEYS.members(room)).equals(1L));
        }
        await(() -> one.repairsWaiting() == 0);
        // Renewals of both, what was asked for, and its repair; all rooms again would be twice as many as there are.
        assertThat(scriptsRun() - before).isLessThan(ROOMS / 3);
        assertThat(one.presence.incarnation()).isEqualTo(incarnation);
        assertThat(one.metrics.reregistrations()).isZero();
        assertThat(other.left).isEmpty();
    }

    @Test
    void registeringAgainGoesOnWhereItWasInterrupted() {
        double lives = one.metrics.reregistrations();
        server.command("FLUSHALL");
        await(() -> one.metrics.reregistrations() > lives);
        await(() -> membersOf(ROOMS / 4) > 0);
        long before = scriptsRun();
        proxy.shut();
        await(() -> !one.redis.isUp());
        long through = membersOf(ROOMS);
        assertThat(through).isLessThan(ROOMS);
        proxy.goOn();
        await(() -> membersOf(ROOMS) == ROOMS);
        await(() -> one.repairsWaiting() == 0);
        // A mark and a write for each that was not through, and once more for those under way.
        assertThat(scriptsRun() - before).isLessThan(2 * (ROOMS - through) + 600);
        assertThat(one.metrics.reregistrations()).isEqualTo(lives + 1);
    }

    @Test
    void whoLeftDuringAnOutageIsTakenOutAndToldOnceAndNobodyElseIsTouched() {
        get(one.presence.enter("r0", member("leaves", "carl")));
        other.listenTo("r0");
        proxy.shut();
        await(() -> !one.redis.isUp());
        get(one.presence.leave("r0", "leaves"));
        proxy.goOn();
        await(() -> server.command("HLEN", OpenBroker.KEYS.members("r0")).equals(1L));
        await(() -> one.repairsWaiting() == 0);
        await(() -> !other.left.isEmpty());
        assertThat(other.left).extracting(RoomNews.Left::connectionId).containsExactly("leaves");
        assertThat(one.metrics.reregistrations()).isZero();
    }

    @Test
    void whatIsInDoubtIsBoundedAndNothingIsLeftBehind() {
        proxy.shut();
        await(() -> !one.redis.isUp());
        List<CompletionStage<?>> all = new ArrayList<>();
        for (int i = 0; i < MORE_THAN_IS_REMEMBERED; i++) {
            String connection = "passing-" + i;
            all.add(one.presence.enter("r" + i % 100, member(connection, "passing")));
            all.add(one.presence.leave("r" + i % 100, connection));
        }
        all.forEach(stage -> get(stage.handle((done, unavailable) -> null)));
        assertThat(one.repairsWaiting()).isPositive();
        proxy.goOn();
        await(() -> one.metrics.reregistrations() == 1);
        await(() -> one.repairsWaiting() == 0);
        await(() -> membersOf(ROOMS) == ROOMS);
        await(() -> server.command("HLEN", OpenBroker.KEYS.members("r0")).equals(1L));
    }

    /** How many of the first rooms have their member. */
    private long membersOf(int rooms) {
        List<String> keys = new ArrayList<>(List.of("EXISTS"));
        for (int i = 0; i < rooms; i++) {
            keys.add(OpenBroker.KEYS.members("r" + i));
        }
        return (Long) server.command(keys.toArray(String[]::new));
    }

    private long scriptsRun() {
        Matcher stats = SCRIPTS_RUN.matcher((String) server.command("INFO", "commandstats"));
        return stats.find() ? Long.parseLong(stats.group(1)) : 0;
    }
}
