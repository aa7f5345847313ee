package dev.roomcast.broker.redis;

import static dev.roomcast.broker.redis.PresenceInstance.QUICK;
import static dev.roomcast.broker.redis.PresenceInstance.await;
import static dev.roomcast.broker.redis.PresenceInstance.get;
import static dev.roomcast.broker.redis.PresenceInstance.member;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;

import io.vertx.core.Vertx;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import dev.roomcast.broker.BrokerException;
import dev.roomcast.broker.PresenceStore.Entered;
import dev.roomcast.broker.PresenceStore.Exited;
import dev.roomcast.broker.PresenceStore.Info;
import dev.roomcast.broker.PresenceStore.Page;
import dev.roomcast.protocol.ServerMessage.MemberRow;
import dev.roomcast.protocol.ServerMessage.OnlineRow;
import dev.roomcast.protocol.ServerMessage.RoomRow;
import dev.roomcast.testing.redis.RedisServer;

/** Presence as two instances around one Redis have it, while nothing fails. */
class RedisPresenceTest {

    private static Vertx vertx;
    private static RedisServer server;

    private PresenceInstance here;
    private PresenceInstance there;

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
        here = PresenceInstance.start(vertx, server.port());
        there = PresenceInstance.start(vertx, server.port());
    }

    @AfterEach
    void stop() {
        here.close();
        there.close();
    }

    @Test
    void roomsThatADeadInstanceOpenedDoNotCountForEver() {
        for (int i = 0; i < 3; i++) {
            get(there.presence.open("opened-" + i));
        }
        there.kill();
        try (PresenceInstance bounded =
                PresenceInstance.start(vertx, server.port(), new PresenceSettings(3, 5, PresenceInstance.QUICK))) {
            assertThatThrownBy(() -> get(bounded.presence.open("new")))
                    .hasCauseInstanceOf(BrokerException.class)
                    .hasMessageContaining("TOO_MANY_ROOMS");
            // As when their ten minutes are over.
            for (int i = 0; i < 3; i++) {
                server.command("DEL", OpenBroker.KEYS.open("opened-" + i));
            }
            await(() -> get(bounded.presence.roomCount()) == 0);
            assertThat(get(bounded.presence.open("new"))).isTrue();
            assertThat(get(bounded.presence.enter("new", member("c1", "ann"))).memberCount())
                    .isEqualTo(1);
        }
    }

    @Test
    void aRoomIsOpenFromItsFirstMemberToItsLastWhereverTheyAre() {
        assertThat(get(there.presence.info("r"))).isEqualTo(new Info(false, 0));
        assertThat(get(here.presence.enter("r", member("c1", "ann")))).isEqualTo(new Entered(1, false));
        assertThat(get(there.presence.enter("r", member("c2", "ann")))).isEqualTo(new Entered(2, false));
        assertThat(get(there.presence.enter("r", member("c2", "bob")))).isEqualTo(new Entered(2, true));
        assertThat(here.memberIds("r")).containsExactly("ann", "bob");
        assertThat(get(here.presence.leave("r", "c1"))).isEqualTo(new Exited(1, true));
        assertThat(get(here.presence.leave("r", "c1"))).isEqualTo(new Exited(1, false));
        assertThat(get(here.presence.info("r"))).isEqualTo(new Info(true, 1));
        assertThat(get(there.presence.leave("r", "c2"))).isEqualTo(new Exited(0, true));
        assertThat(get(here.presence.info("r"))).isEqualTo(new Info(false, 0));
    }

    @Test
    void whereNobodyIsLeftNothingIsLeftInRedis() {
        get(here.presence.connect(member("c1", "ann"), 1_000, 5));
        get(here.presence.enter("r", member("c1", "ann")));
        get(here.presence.leave("r", "c1"));
        here.presence.disconnect(member("c1", "ann"));
        await(() -> keys().stream()
                .noneMatch(key -> key.startsWith("room:") || key.startsWith("user:") || key.contains(":instance:")));
        await(() -> keys().equals(List.of("{roomcast}:format", "{roomcast}:instances")));
    }

    @Test
    void aRoomThatWasOpenedIsOpenThoughNobodyIsInAndClosesWithItsLastMember() {
        assertThat(get(here.presence.open("r"))).isTrue();
        assertThat(get(there.presence.open("r"))).isFalse();
        assertThat(get(there.presence.info("r"))).isEqualTo(new Info(true, 0));
        assertThat((Long) server.command("TTL", OpenBroker.KEYS.open("r"))).isBetween(590L, 600L);
        assertThat(there.roomIds()).containsExactly("r");
        get(there.presence.enter("r", member("c1", "ann")));
        assertThat(get(here.presence.open("r"))).isFalse();
        get(there.presence.leave("r", "c1"));
        assertThat(get(here.presence.info("r"))).isEqualTo(new Info(false, 0));
        await(() -> get(here.presence.roomCount()) == 0);
    }

    @Test
    void membersAreListedByUserPageByPage() {
        for (int i = 0; i < 5; i++) {
            PresenceInstance one = i % 2 == 0 ? here : there;
            get(one.presence.enter("r", member("c" + i, "user-" + i)));
        }
        get(here.presence.enter("r", member("again", "user-2")));
        Page<MemberRow> first = get(here.presence.members("r", 3, null));
        assertThat(first.rows()).extracting(row -> row.user().id()).containsExactly("user-0", "user-1", "user-2");
        assertThat(first.rows()).extracting(MemberRow::connections).containsExactly(1, 1, 2);
        assertThat(first.rows().get(0).user()).isEqualTo(member("c", "user-0").user());
        Page<MemberRow> second = get(there.presence.members("r", 3, first.next()));
        assertThat(second.rows()).extracting(row -> row.user().id()).containsExactly("user-3", "user-4");
        assertThat(second.next()).isNull();
    }

    @Test
    void openRoomsAreListedPageByPageAsFarAsOneMaySeeThem() {
        for (int i = 0; i < 250; i++) {
            get((i % 2 == 0 ? here : there).presence.enter("r%03d".formatted(i), member("c" + i, "ann")));
        }
        List<String> seen = new ArrayList<>();
        String after = null;
        do {
            Page<RoomRow> page = get(here.presence.rooms(7, after, id -> !id.endsWith("3")));
            assertThat(page.rows()).hasSizeLessThanOrEqualTo(7).allMatch(row -> row.memberCount() == 1);
            page.rows().forEach(row -> seen.add(row.id()));
            after = page.next();
        } while (after != null);
        assertThat(seen).hasSize(225).isSorted().doesNotHaveDuplicates().noneMatch(id -> id.endsWith("3"));
        assertThat(get(here.presence.rooms(1, "r248", id -> true)).next()).isNull();
        assertThat(get(here.presence.roomCount())).isEqualTo(250);
    }

    @Test
    void aUserHasAsManyConnectionsAsTheyMayOverAllInstances() {
        assertThat(get(here.presence.connect(member("c1", "ann"), 1_000, 2))).isTrue();
        assertThat(get(there.presence.connect(member("c2", "ann"), 2_000, 2))).isTrue();
        assertThat(get(here.presence.connect(member("c3", "ann"), 3_000, 2))).isFalse();
        assertThat(get(there.presence.connect(member("c3", "ann"), 3_000, 2))).isFalse();
        here.presence.disconnect(member("c1", "ann"));
        await(() -> get(there.presence.connect(member("c3", "ann"), 3_000, 2)));
        assertThat(get(here.presence.connect(member("c4", "ann"), 3_000, 0))).isTrue();
    }

    @Test
    void whatAnInstanceHasThatDoesNotRenewItsLeaseDoesNotCountAgainstTheLimitForLong() {
        PresenceInstance dying = PresenceInstance.start(vertx, server.port());
        assertThat(get(dying.presence.connect(member("c1", "ann"), 1_000, 2))).isTrue();
        assertThat(get(dying.presence.connect(member("c2", "ann"), 1_000, 2))).isTrue();
        await(() -> !get(there.presence.connect(member("c3", "ann"), 1_000, 2)));
        long died = System.nanoTime();
        dying.kill();
        await(() -> get(there.presence.connect(member("c3", "ann"), 1_000, 2)));
        assertThat((System.nanoTime() - died) / 1_000_000)
                .as("milliseconds; the lease is longer")
                .isGreaterThan(QUICK.counted() - QUICK.renewal() * 2);
    }

    @Test
    void whoIsOnlineIsListedOnceSinceTheirFirstSignInAndGuestsAreNot() {
        get(here.presence.connect(member("c1", "ann"), 2_000, 0));
        get(there.presence.connect(member("c2", "ann"), 1_000, 0));
        get(here.presence.connect(member("c3", "guest:g"), 1_000, 0));
        get(there.presence.connect(member("c4", "bob \u00fc"), 5_000, 0));
        Page<OnlineRow> first = get(here.presence.online(1, null));
        assertThat(first.rows()).containsExactly(new OnlineRow("ann", "Name of ann", 1_000));
        Page<OnlineRow> second = get(there.presence.online(1, first.next()));
        assertThat(second.rows()).containsExactly(new OnlineRow("bob \u00fc", "Name of bob \u00fc", 5_000));
        assertThat(second.next()).isNull();
        here.presence.disconnect(member("c1", "ann"));
        there.presence.disconnect(member("c2", "ann"));
        await(() -> here.onlineIds().equals(List.of("bob \u00fc")));
    }

    @Test
    void theRoomsOfASessionAreRememberedForAnHourFromTheLastSignOfLife() {
        assertThat(get(there.presence.session("ann/1"))).isNull();
        here.presence.remember("ann/1", List.of("a", "b"));
        await(() -> get(there.presence.session("ann/1")) != null);
        assertThat(get(there.presence.session("ann/1"))).containsExactly("a", "b");
        String key = "user:{ann%2F1}:session";
        assertThat((Long) server.command("TTL", key)).isBetween(3_590L, 3_600L);

        server.command("EXPIRE", key, "100");
        get(here.presence.connect(member("c1", "ann/1"), 1_000, 0));
        await(() -> (Long) server.command("TTL", key) > 3_500);
        here.presence.disconnect(member("c1", "ann/1"));
        await(() -> !keys().contains("user:{ann%2F1}:connections"));
        here.presence.remember("ann/1", List.of());
        await(() -> get(there.presence.session("ann/1")).isEmpty());
    }

    @Test
    void noMoreRoomsAreOpenedThanThereMayBe() {
        try (PresenceInstance bounded =
                PresenceInstance.start(vertx, server.port(), new PresenceSettings(2, 5, QUICK))) {
            assertThat(get(bounded.presence.open("a"))).isTrue();
            get(bounded.presence.enter("b", member("c1", "ann")));
            assertRefused(bounded.presence.open("c"));
            assertRefused(bounded.presence.enter("c", member("c1", "ann")));
            assertThat(get(bounded.presence.info("c")).open()).isFalse();
            assertThat(get(bounded.presence.open("a"))).isFalse();
            assertThat(get(bounded.presence.enter("a", member("c1", "ann")))).isEqualTo(new Entered(1, false));
            assertThat(get(bounded.presence.enter("b", member("c2", "bob")))).isEqualTo(new Entered(2, false));
            get(bounded.presence.leave("a", "c1"));
            await(() -> get(bounded.presence.roomCount()) == 1);
            assertThat(get(bounded.presence.enter("c", member("c1", "ann")))).isEqualTo(new Entered(1, false));
        }
    }

    private static void assertRefused(CompletionStage<?> stage) {
        assertThatThrownBy(() -> get(stage))
                .isInstanceOf(CompletionException.class)
                .cause()
                .isInstanceOfSatisfying(
                        BrokerException.class,
                        refused -> assertThat(refused.reason()).isEqualTo(BrokerException.Reason.TOO_MANY_ROOMS));
    }

    @Test
    void hintsAreMendedBothWays() {
        get(here.presence.enter("r", member("c1", "ann")));
        get(here.presence.connect(member("c1", "ann"), 1_000, 0));
        get(here.presence.open("empty"));
        await(() -> get(here.presence.roomCount()) == 2);
        server.command("DEL", OpenBroker.KEYS.rooms(), OpenBroker.KEYS.users());
        server.command("ZADD", OpenBroker.KEYS.rooms(), "0", "never");
        server.command("ZADD", OpenBroker.KEYS.users(), "0", "nobody");
        await(() -> there.roomIds().equals(List.of("empty", "r")));
        await(() -> there.onlineIds().equals(List.of("ann")));
        await(() -> server.command("ZSCORE", OpenBroker.KEYS.rooms(), "never") == null);
        await(() -> server.command("ZSCORE", OpenBroker.KEYS.users(), "nobody") == null);
    }

    @Test
    void manyWhoComeAndGoAtOnceLeaveNothing() {
        List<CompletionStage<?>> stages = new ArrayList<>();
        for (int round = 0; round < 20; round++) {
            for (int i = 0; i < 50; i++) {
                String connection = "c" + i;
                stages.add(here.presence.enter("r" + i % 7, member(connection, "ann")));
                stages.add(here.presence.connect(member(connection, "u" + i % 5), 1_000, 0));
                stages.add(here.presence.leave("r" + i % 7, connection));
                here.presence.disconnect(member(connection, "u" + i % 5));
            }
        }
        stages.forEach(PresenceInstance::get);
        await(() -> keys().equals(List.of("{roomcast}:format", "{roomcast}:instances")));
    }

    @SuppressWarnings("unchecked")
    private static List<String> keys() {
        return ((List<Object>) server.command("KEYS", "*"))
                .stream().map(Object::toString).sorted().toList();
    }
}
