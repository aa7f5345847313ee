package dev.roomcast.packaged;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.LongStream;
import java.util.stream.Stream;

import com.fasterxml.jackson.databind.JsonNode;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

import dev.roomcast.testing.Api.Reply;
import dev.roomcast.testing.Frame;
import dev.roomcast.testing.LossyProxy;
import dev.roomcast.testing.RoomcastClient;
import dev.roomcast.testing.Server;
import dev.roomcast.testing.ServerProcess;
import dev.roomcast.testing.Tokens;
import dev.roomcast.testing.redis.RedisServer;

/**
 * Redis is not there, goes, comes back, loses its data, or is out of reach of one instance: nobody is closed, nothing is
 * acked that is not kept, readiness tells the truth, and all goes on by itself. Redis asks for a password throughout.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class OutageIT {

    private static final String PASSWORD = "the-password-of-redis";
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    /** Publishing answers {@code unavailable} within 2 s; the rest is the machine's, which may be busy. */
    private static final long UNAVAILABLE_MS = 2_000 + 3_000;

    private final RedisServer redis =
            RedisServer.with().durable().password(PASSWORD).start();
    private final List<String> tokens = new ArrayList<>();
    private LossyProxy way;
    private Instances instances;
    private Server one;
    private Server two;
    private String room;

    @BeforeAll
    void start() throws IOException {
        way = LossyProxy.to(redis.port());
        instances = Instances.start(
                List.of(redis.uri(), "redis://:" + PASSWORD + "@localhost:" + way.port()),
                "ROOMCAST_LIMITS_MESSAGES_PER_SECOND",
                "0");
        one = instances.server(0);
        two = instances.server(1);
    }

    @BeforeEach
    void nameRoom() {
        room = "room-" + UUID.randomUUID();
        awaitReady(one);
        awaitReady(two);
    }

    @AfterEach
    void noSecretWasWritten() {
        instances.closeClients();
        assertNoSecretIn(instances.process(0));
        assertNoSecretIn(instances.process(1));
    }

    @AfterAll
    void end() throws IOException {
        instances.close();
        way.close();
        redis.close();
    }

    // --- what is looked at ---

    private static void awaitReady(Server server) {
        Instances.await("readiness", PATIENCE, () -> Instances.isReady(server));
    }

    private static void awaitRed(Server server) {
        Instances.await("red readiness", PATIENCE, () -> !Instances.isReady(server));
    }

    private static JsonNode check(Server server, String name) {
        for (JsonNode check : server.management().get("/q/health/ready").at("/checks")) {
            if (check.path("name").asText().equals(name)) {
                return check;
            }
        }
        throw new AssertionError("no check " + name);
    }

    private static String health(Server server) {
        Reply health = server.management().get("/health");
        assertThat(health.status()).isEqualTo(200);
        assertSaysNothingFromInside(health.text());
        return health.at("/status").asText();
    }

    private static double metric(Server server, String name) {
        return server.management()
                .get("/metrics")
                .text()
                .lines()
                .filter(line -> line.startsWith(name + " ") || line.startsWith(name + "{"))
                .mapToDouble(line -> Double.parseDouble(line.substring(line.lastIndexOf(' ') + 1)))
                .findFirst()
                .orElseThrow(() -> new AssertionError("no metric " + name));
    }

    private void assertNoSecretIn(ServerProcess process) {
        assertThat(String.join("\n", process.output()))
                .doesNotContain(PASSWORD)
                .doesNotContain(Tokens.SECRET)
                .satisfies(all -> assertThat(tokens).noneMatch(all::contains));
    }

    private static void assertSaysNothingFromInside(String answer) {
        assertThat(answer)
                .doesNotContain("Exception")
                .doesNotContain("dev.roomcast")
                .doesNotContain("io.vertx")
                .doesNotContain("localhost")
                .doesNotContain("127.0.0.1");
    }

    private RoomcastClient connect(Server server, String user) {
        String token = Tokens.user(user);
        tokens.add(token.substring(token.lastIndexOf('.') + 1));
        return server.chat().token(token).connect();
    }

    private RoomcastClient member(Server server, String user) {
        RoomcastClient client = connect(server, user);
        client.join(room);
        return client;
    }

    private static void assertUnavailable(Frame answer) {
        assertThat(answer.type()).isEqualTo("error");
        assertThat(answer.text("code")).isEqualTo("unavailable");
        assertSaysNothingFromInside(answer.text());
    }

    private void assertUnavailable(Reply answer) {
        assertThat(answer.status()).isEqualTo(503);
        assertThat(answer.contentType()).isEqualTo("application/problem+json");
        assertSaysNothingFromInside(answer.text());
    }

    /** Publishes in vain; the error. */
    private Frame publishInVain(RoomcastClient client, String messageId) {
        long began = System.nanoTime();
        Frame error = client.ask("room-message", "roomId", room, "content", messageId, "messageId", messageId);
        assertThat(TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - began)).isLessThan(UNAVAILABLE_MS);
        assertUnavailable(error);
        assertThat(error.text("messageId")).isEqualTo(messageId);
        return error;
    }

    /** Takes these offsets in this order off the queue, of the room, from the first to the last. */
    private List<Frame> assertSees(RoomcastClient client, long first, long last) {
        List<Frame> seen = new ArrayList<>();
        for (long offset = first; offset <= last; offset++) {
            seen.add(client.expect("room-message", room));
        }
        assertThat(seen)
                .extracting(Frame::offset)
                .isEqualTo(LongStream.rangeClosed(first, last).boxed().toList());
        assertThat(client.isOpen()).isTrue();
        return seen;
    }

    private List<String> members(RoomcastClient client) {
        return client.request("get-room-members", "roomId", room).at("/members").findValuesAsText("id");
    }

    // --- not there at the start ---

    @Test
    void withoutRedisAnInstanceSaysSoAndComesUpByItselfWhenThereIsOne() {
        try (RedisServer late = RedisServer.with().durable().password(PASSWORD).start()) {
            late.kill9();
            try (ServerProcess process = ServerProcess.start(
                    "ROOMCAST_BROKER",
                    "redis",
                    "QUARKUS_REDIS_HOSTS",
                    "redis://localhost:" + late.port(),
                    "QUARKUS_REDIS_PASSWORD",
                    PASSWORD)) {
                Server server = process.server();
                Instances.await(
                        "a word about it",
                        PATIENCE,
                        () -> process.output().stream()
                                .anyMatch(line -> line.contains("roomcast.redis.unreachable")
                                        && line.contains("QUARKUS_REDIS_HOSTS")));
                assertThat(server.management().get("/q/health/live").status()).isEqualTo(200);
                assertThat(Instances.isReady(server)).isFalse();
                assertThat(check(server, "store delivers").path("status").asText())
                        .isEqualTo("DOWN");
                assertThat(check(server, "revocations known").path("status").asText())
                        .isEqualTo("DOWN");
                assertThat(health(server)).isEqualTo("warning");

                RoomcastClient early = connect(server, "early");
                early.ping();
                assertUnavailable(early.ask("join-room", "roomId", room));
                assertUnavailable(early.ask("get-rooms"));
                assertUnavailable(early.ask("chat", "message", "hello?"));
                assertUnavailable(server.api(Tokens.service("svc"))
                        .post("/api/rooms/" + room + "/messages", Map.of("content", 1)));
                assertUnavailable(server.api(Tokens.service("svc")).get("/api/users"));

                late.restart();
                awaitReady(server);
                assertThat(health(server)).isEqualTo("healthy");
                early.join(room);
                assertThat(early.say(room, "at last").offset()).isEqualTo(1);
                assertThat(members(early)).containsExactly("early");
                assertThat(early.request("get-online-users").at("/users").findValuesAsText("id"))
                        .containsExactly("early");
                assertNoSecretIn(process);
            }
        }
    }

    // --- gone, and back with its data ---

    @Test
    void anOutageClosesNobodyAcksNothingAndEndsByItself() {
        RoomcastClient ann = member(one, "ann");
        RoomcastClient bob = member(two, "bob");
        ann.say(room, "before");
        assertThat(metric(one, "roomcast_redis_up")).isEqualTo(1);
        Instances.await("a young probe", PATIENCE, () -> metric(one, "roomcast_redis_probe_age_seconds") < 3);

        redis.kill9();
        for (Server server : List.of(one, two)) {
            awaitRed(server);
            assertThat(check(server, "store delivers").path("status").asText()).isEqualTo("DOWN");
            assertThat(server.management().get("/q/health/live").status()).isEqualTo(200);
            assertThat(health(server)).isEqualTo("warning");
            assertThat(metric(server, "roomcast_redis_up")).isZero();
            Instances.await(
                    "the last proof of life to be old",
                    PATIENCE,
                    () -> metric(server, "roomcast_redis_probe_age_seconds") > 3);
        }
        publishInVain(ann, "m2");
        publishInVain(bob, "m3");
        Frame nameless = ann.ask("room-message", "roomId", room, "content", "without an id");
        assertUnavailable(nameless);
        assertThat(nameless.text("messageId")).isNotBlank();
        assertUnavailable(ann.ask("get-room-members", "roomId", room));
        assertUnavailable(ann.ask("get-history", "roomId", room));
        assertUnavailable(one.api(Tokens.service("svc"))
                .post("/api/rooms/" + room + "/messages", Map.of("content", 1, "messageId", "h1")));
        assertUnavailable(ann.ask("room-signal", "roomId", room, "content", "typing"));
        assertUnavailable(ann.ask("chat", "message", "hello?"));
        RoomcastClient root = one.admin("root");
        assertUnavailable(root.ask("kick", "roomId", room, "userId", "bob"));
        assertUnavailable(root.ask("admin-broadcast", "content", "hello?"));
        assertUnavailable(one.api(Tokens.admin("root")).delete("/api/users/bob/connections"));
        Reply stats = one.api(Tokens.service("svc")).get("/api/stats");
        assertThat(stats.status()).isEqualTo(200);
        assertThat(stats.at("/rooms/total").asInt()).isEqualTo(1);
        RoomcastClient late = connect(two, "late");
        late.ping();
        ann.ping();
        bob.ping();

        redis.restart();
        awaitReady(one);
        awaitReady(two);
        Frame retried = ann.say(room, "m2", "m2");
        bob.say(room, "m3", "m3");
        long last = ann.say(room, "after").offset();
        List<String> annSaw = assertSees(ann, 1, last).stream().map(Frame::text).toList();
        List<String> bobSaw = assertSees(bob, 1, last).stream().map(Frame::text).toList();
        assertThat(bobSaw).isEqualTo(annSaw);
        assertThat(annSaw).filteredOn(text -> text.contains("\"m2\"")).hasSize(1);
        assertThat(retried.offset()).isLessThan(last);
        late.join(room);
        bob.expectNothing("kick of the time of the outage", f -> f.type().equals("room-left"));
        Instances.await("memberships as they are", PATIENCE, () -> members(bob).equals(List.of("ann", "bob", "late")));
        assertThat(health(one)).isEqualTo("healthy");
        assertThat(metric(one, "roomcast_redis_up")).isEqualTo(1);
        Instances.await("a young probe", PATIENCE, () -> metric(one, "roomcast_redis_probe_age_seconds") < 3);
    }

    // --- only the subscriptions die ---

    @Test
    void whileSubscriptionsAreKilledAgainAndAgainEveryoneGetsEverythingWithoutReconnecting() throws Exception {
        RoomcastClient writer = member(one, "writer");
        List<RoomcastClient> readers = List.of(member(one, "ann"), member(two, "bob"), member(two, "carol"));
        AtomicInteger sent = new AtomicInteger();
        ScheduledExecutorService pace = Executors.newSingleThreadScheduledExecutor();
        pace.scheduleAtFixedRate(
                () -> writer.send("room-message", "roomId", room, "content", sent.incrementAndGet(), "id", "x"),
                0,
                5,
                TimeUnit.MILLISECONDS);
        for (int kill = 0; kill < 10; kill++) {
            Instances.await(
                    "both to listen",
                    PATIENCE,
                    () -> ((List<?>) redis.command("PUBSUB", "NUMSUB", "room:{" + room + "}:live"))
                            .get(1)
                            .equals(2L));
            assertThat((Long) redis.command("CLIENT", "KILL", "TYPE", "pubsub")).isPositive();
        }
        long killedAt = System.nanoTime();
        pace.shutdown();
        assertThat(pace.awaitTermination(5, TimeUnit.SECONDS)).isTrue();
        for (int i = 0; i < sent.get(); i++) {
            assertThat(writer.expect("ack").offset()).isEqualTo(i + 1);
        }
        for (RoomcastClient reader :
                Stream.concat(Stream.of(writer), readers.stream()).toList()) {
            List<Frame> seen = assertSees(reader, 1, sent.get());
            assertThat(seen)
                    .extracting(f -> f.number("content"))
                    .isEqualTo(LongStream.rangeClosed(1, sent.get()).boxed().toList());
        }
        assertThat(Duration.ofNanos(System.nanoTime() - killedAt)).isLessThan(PATIENCE);
    }

    // --- out of reach of one instance ---

    @Test
    void whoseWayToRedisIsSilentTurnsRedAndItsMembersCatchUp() {
        RoomcastClient ann = member(one, "ann");
        RoomcastClient bob = member(two, "bob");
        ann.expect("user-joined", room);
        way.fallSilent();
        awaitRed(two);
        assertThat(Instances.isReady(one)).isTrue();
        publishInVain(bob, "of bob");
        ann.say(room, 1);
        // Its lease has run out, too.
        assertThat(ann.await("user-left", f -> f.is("user-left", room), PATIENCE)
                        .at("/user/id")
                        .asText())
                .isEqualTo("bob");
        ann.say(room, 2);
        way.goOn();
        awaitReady(two);
        bob.say(room, "of bob", "of bob");
        long last = ann.say(room, "after").offset();
        assertThat(last).isEqualTo(4);
        assertThat(assertSees(bob, 1, last).stream().map(Frame::text).toList())
                .isEqualTo(assertSees(ann, 1, last).stream().map(Frame::text).toList());
        assertThat(ann.expect("user-joined", room).at("/user/id").asText()).isEqualTo("bob");
        assertThat(members(ann)).containsExactly("ann", "bob");
    }

    // --- the data are lost ---

    @Test
    void whereRedisLostItsDataEveryoneIsToldBeforeTheNewLifeBegins() {
        RoomcastClient ann = member(one, "ann");
        RoomcastClient bob = member(two, "bob");
        String old = ann.say(room, "old 1").text("epoch");
        ann.say(room, "old 2");
        assertSees(ann, 1, 2);
        assertSees(bob, 1, 2);
        redis.command("FLUSHALL");
        Frame ack = bob.say(room, "new 1");
        assertThat(ack.text("epoch")).isNotEqualTo(old);
        assertThat(ack.offset()).isEqualTo(1);
        ann.say(room, "new 2");
        for (RoomcastClient client : List.of(ann, bob)) {
            Frame first = client.await("what comes first", f -> f.is("room-reset", room) || f.is("room-message", room));
            assertThat(first.type()).isEqualTo("room-reset");
            assertThat(first.text("epoch")).isEqualTo(ack.text("epoch"));
            assertThat(first.offset()).isZero();
            assertSees(client, 1, 2);
            client.expectNothing("room-reset");
        }
        RoomcastClient back = connect(two, "back");
        Frame joined = back.request("join-room", "roomId", room, "since", Map.of("epoch", old, "offset", 2));
        assertThat(joined.at("/recovered").asBoolean(true)).isFalse();
        Frame history = back.expect("message-history", room);
        assertThat(history.at("/recovered").asBoolean(true)).isFalse();
        assertThat(history.offsets()).containsExactly(1L, 2L);
        Instances.await("memberships as they are", PATIENCE, () -> members(back).equals(List.of("ann", "back", "bob")));
        ann.expectNothing("user-left");
    }
}
