package dev.roomcast.webhooks;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.LongStream;

import com.fasterxml.jackson.databind.JsonNode;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.net.PfxOptions;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import dev.roomcast.RoomcastConfig;
import dev.roomcast.broker.Draft;
import dev.roomcast.broker.LeaveReason;
import dev.roomcast.broker.PresenceStore.Member;
import dev.roomcast.broker.memory.MemoryBroker;
import dev.roomcast.broker.memory.MemoryEventQueue;
import dev.roomcast.protocol.Event;
import dev.roomcast.protocol.MessageType;
import dev.roomcast.protocol.UserRef;
import dev.roomcast.testing.Await;
import dev.roomcast.testing.Json;
import dev.roomcast.testing.TestConfig;
import dev.roomcast.testing.WebhookReceiver;
import dev.roomcast.testing.WebhookReceiver.Request;

/** What a back end gets that is told of events, and what becomes of them when it does not take them. */
class DeliveryOfWebhooksTest {

    private static final String SECRET = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSwMfKQ9r8GKYq=";
    private static final String NEXT_SECRET = "whsec_AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8=";
    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final String PASSWORD = "changeit";
    private static final UserRef ANN = new UserRef("ann", "Ann", false);

    private final Vertx vertx = Vertx.vertx();
    private final WebhookReceiver receiver = WebhookReceiver.start();
    private final Map<String, String> settings = new HashMap<>();
    private final SimpleMeterRegistry registry = new SimpleMeterRegistry();
    private MemoryBroker broker;
    private Dispatcher dispatcher;
    private Webhooks webhooks;

    private void target(int index, String name, String url, boolean allowPrivate, String... more) {
        String prefix = "roomcast.webhooks.targets[" + index + "].";
        settings.put(prefix + "name", name);
        settings.put(prefix + "url", url);
        settings.put(prefix + "secrets", SECRET);
        settings.put(prefix + "allow-private", "" + allowPrivate);
        for (int i = 0; i < more.length; i += 2) {
            settings.put(prefix + more[i], more[i + 1]);
        }
    }

    private void start(String... more) {
        settings.put("roomcast.webhooks.max-backoff", "200ms");
        for (int i = 0; i < more.length; i += 2) {
            settings.put("roomcast.webhooks." + more[i], more[i + 1]);
        }
        RoomcastConfig config = TestConfig.of(settings);
        WebhookTargets targets = new WebhookTargets(config);
        MemoryEventQueue queue = new MemoryEventQueue(targets, Clock.systemUTC(), "life");
        broker = new MemoryBroker(
                new MemoryBroker.Bounds(10_000, 1 << 28, 3_600_000, 1 << 28, 0, 1_000),
                Clock.systemUTC(),
                () -> System.nanoTime() / 1_000_000,
                Runnable::run,
                queue);
        webhooks = new Webhooks(targets, queue);
        dispatcher = new Dispatcher(targets, queue, vertx, config, new WebhookMetrics(registry));
    }

    @AfterEach
    void end() {
        if (dispatcher != null) {
            dispatcher.end(null);
        }
        vertx.close().toCompletionStage().toCompletableFuture().join();
        receiver.close();
    }

    private void say(String room, String content) {
        String id = UUID.randomUUID().toString();
        byte[] head = Event.messageHead(MessageType.ROOM_MESSAGE, room, ANN, id);
        broker.publish(
                new Draft(room, "ann", "ann", id, true, head, content.getBytes(StandardCharsets.UTF_8), 0, false));
    }

    private void say(String room, int from, int to) {
        for (int i = from; i <= to; i++) {
            say(room, "" + i);
        }
    }

    private List<Long> offsets(WebhookReceiver by, String room) {
        return by.taken(room, "message-stored").stream()
                .map(event -> event.at("/offset").asLong())
                .toList();
    }

    private static List<Long> upTo(long last) {
        return LongStream.rangeClosed(1, last).boxed().toList();
    }

    private Webhooks.Status status() {
        return webhooks.status().toCompletableFuture().join().get(0);
    }

    @Test
    void aRequestIsSignedAndSaysWhatHappened() {
        target(0, "shop", receiver.url(), true, "secrets", SECRET + "," + NEXT_SECRET);
        start();
        broker.enter("r", new Member("c1", ANN));
        say("r", "{\"text\":\"h\u00e9\"}");
        broker.leave("r", "c1", LeaveReason.KICKED);
        Await.until("all events", () -> receiver.taken().size() == 5);

        Request request = receiver.requests().get(0);
        assertThat(request.isSignedBy(SECRET)).isTrue();
        assertThat(request.isSignedBy(NEXT_SECRET)).isTrue();
        assertThat(request.isSignedBy("whsec_" + "A".repeat(32))).isFalse();
        assertThat(request.headers()).containsEntry("content-type", "application/json");
        long age = Instant.now().getEpochSecond()
                - Long.parseLong(request.headers().get("webhook-timestamp"));
        assertThat(age).isBetween(0L, 60L);
        List<JsonNode> events = receiver.taken();
        assertThat(events)
                .extracting(event -> event.at("/type").asText())
                .containsExactly("room-opened", "member-joined", "message-stored", "member-left", "room-emptied");
        assertThat(events.get(1).at("/user/id").asText()).isEqualTo("ann");
        assertThat(events.get(2).at("/message/content/text").asText()).isEqualTo("h\u00e9");
        assertThat(events.get(2).at("/message/user/username").asText()).isEqualTo("Ann");
        assertThat(events.get(2).at("/offset").asLong()).isEqualTo(1);
        assertThat(events.get(2).at("/epoch").asText()).isNotEmpty();
        assertThat(events.get(3).at("/reason").asText()).isEqualTo("kicked");
        assertThat(events).extracting(event -> event.at("/id").asText()).doesNotHaveDuplicates();
    }

    @Test
    void aTargetIsToldOfWhatItAskedForAlone() {
        target(0, "shop", receiver.url(), true, "events", "member-left,message-stored", "rooms", "team-*");
        start();
        say("other", "1");
        broker.enter("team-a", new Member("c1", ANN));
        say("team-a", "1");
        broker.leave("team-a", "c1", LeaveReason.CLOSED);
        Await.until("the last one", () -> receiver.taken().size() == 2);
        assertThat(receiver.taken())
                .extracting(event -> event.at("/type").asText())
                .containsExactly("message-stored", "member-left");
    }

    @Test
    void manyEventsComeInBatchesAndInTheOrderOfTheRoom() {
        target(0, "shop", receiver.url(), true);
        start();
        say("r", 1, 2_000);
        Await.until("all of them", () -> offsets(receiver, "r").size() >= 2_000);
        assertThat(offsets(receiver, "r")).isEqualTo(upTo(2_000));
        assertThat(receiver.requests())
                .extracting(request -> request.events().size())
                .allMatch(size -> size <= 100);
        assertThat(receiver.requests()).hasSizeLessThan(60);
    }

    @Test
    void whatIsNotTakenIsToldAgainAsItWas() {
        target(0, "shop", receiver.url(), true);
        start("timeout", "500ms");
        for (WebhookReceiver.Behaviour refusal : List.of(
                WebhookReceiver.status(500),
                WebhookReceiver.status(400),
                WebhookReceiver.HANG,
                WebhookReceiver.CLOSE)) {
            String room = UUID.randomUUID().toString();
            receiver.behave(refusal);
            int before = receiver.requests().size();
            say(room, 1, 3);
            Await.until("two attempts", () -> receiver.requests().size() >= before + 2);
            say(room, 4, 4);
            receiver.behave(WebhookReceiver.TAKE);
            Await.until("all of them", () -> offsets(receiver, room).size() == 4);
            assertThat(offsets(receiver, room)).isEqualTo(upTo(4));
            Request first = receiver.requests().get(before);
            Request second = receiver.requests().get(before + 1);
            assertThat(second.headers().get("webhook-id"))
                    .isEqualTo(first.headers().get("webhook-id"));
            assertThat(second.body()).isEqualTo(first.body());
        }
    }

    @Test
    void aTargetThatFailsIsSeenUntilItTakesRequestsAgain() {
        receiver.behave(WebhookReceiver.status(503));
        target(0, "shop", receiver.url(), true);
        start();
        say("r", 1, 5);
        Await.until("the failure", () -> status().failingSince() > 0);
        assertThat(status().lastError()).isEqualTo("status 503");
        assertThat(status().waiting()).isEqualTo(5);
        assertThat(status().host()).isEqualTo("localhost");
        receiver.behave(WebhookReceiver.TAKE);
        Await.until("the end of it", () -> status().failingSince() == 0 && status().waiting() == 0);
        assertThat(status().lastError()).isNull();
    }

    @Test
    void aReceiverThatIsNotThereIsToldWhenItIs() {
        receiver.shut();
        target(0, "shop", receiver.url(), true);
        start();
        say("r", 1, 150);
        Await.until("the failure", () -> status().failingSince() > 0);
        assertThat(status().lastError()).isEqualTo("the connection was refused");
        receiver.open();
        Await.until("all of them", () -> offsets(receiver, "r").size() == 150);
        assertThat(offsets(receiver, "r")).isEqualTo(upTo(150));
    }

    @Test
    void aTargetThatHangsHoldsUpNobodyElse() {
        try (WebhookReceiver hanging = WebhookReceiver.start()) {
            hanging.behave(WebhookReceiver.HANG);
            target(0, "hanging", hanging.url(), true);
            target(1, "shop", receiver.url(), true);
            start();
            for (int i = 0; i < 50; i++) {
                say("r" + i, 1, 10);
            }
            Await.until("all at the other", () -> receiver.taken().size() == 500);
            assertThat(hanging.taken()).isEmpty();
        }
    }

    /** A key with a certificate for that name, and the certificate for who is to trust it. */
    private static Path keyStore(Path folder, String name) throws Exception {
        Path store = folder.resolve(name + ".p12");
        Process keytool = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "keytool")
                                .toString(),
                        "-genkeypair",
                        "-alias",
                        "key",
                        "-keyalg",
                        "EC",
                        "-groupname",
                        "secp256r1",
                        "-dname",
                        "CN=" + name,
                        "-ext",
                        "san=dns:" + name,
                        "-validity",
                        "2",
                        "-storetype",
                        "PKCS12",
                        "-keystore",
                        store.toString(),
                        "-storepass",
                        PASSWORD)
                .inheritIO()
                .start();
        assertThat(keytool.waitFor()).isZero();
        return store;
    }

    private String errorWithTls(Path keys, Path trusted) {
        System.setProperty("javax.net.ssl.trustStore", trusted.toString());
        System.setProperty("javax.net.ssl.trustStorePassword", PASSWORD);
        HttpServerOptions options = new HttpServerOptions()
                .setSsl(true)
                .setKeyCertOptions(new PfxOptions().setPath(keys.toString()).setPassword(PASSWORD));
        try (WebhookReceiver withTls = WebhookReceiver.start(options)) {
            target(0, "shop", withTls.url(), true);
            // The first handshake of a JVM takes seconds on a busy machine.
            start("timeout", "60s");
            say("r", "1");
            Await.until("an outcome", PATIENCE, () -> !withTls.taken().isEmpty() || status().failingSince() > 0);
            return withTls.taken().isEmpty() ? status().lastError() : "none";
        } finally {
            dispatcher.end(null);
            System.clearProperty("javax.net.ssl.trustStore");
            System.clearProperty("javax.net.ssl.trustStorePassword");
        }
    }

    @Test
    void aCertificateHasToBeTrustedAndOfTheNameAlthoughTheAddressIsConnectedTo(@TempDir Path folder) throws Exception {
        Path ours = keyStore(folder, "localhost");
        Path another = keyStore(folder, "other.example");
        assertThat(errorWithTls(ours, ours)).isEqualTo("none");
        assertThat(errorWithTls(ours, another)).startsWith("TLS failed");
        assertThat(errorWithTls(another, another)).startsWith("TLS failed");
    }

    @Test
    void aRedirectIsNotFollowed() {
        try (WebhookReceiver elsewhere = WebhookReceiver.start()) {
            receiver.behave((request, attempt) -> request.response()
                    .setStatusCode(307)
                    .putHeader("location", elsewhere.url())
                    .end());
            target(0, "shop", receiver.url(), true);
            start();
            say("r", "1");
            Await.until("the failure", () -> status().failingSince() > 0);
            assertThat(status().lastError()).isEqualTo("status 307: redirects are not followed");
            assertThat(elsewhere.connections()).isZero();
        }
    }

    @Test
    void anAddressThatIsNotPublicIsNotConnectedTo() {
        for (String host : List.of("localhost", "127.0.0.1", "[::1]", "[::ffff:127.0.0.1]")) {
            int before = receiver.connections();
            target(0, "shop", "https://" + host + ":" + receiver.port() + "/", false);
            start();
            say("r", "1");
            Await.until("the failure at " + host, () -> status().failingSince() > 0);
            assertThat(status().lastError())
                    .isIn("the address is not public, and allow-private is false", "the name is not known");
            assertThat(receiver.connections()).isEqualTo(before);
            dispatcher.end(null);
        }
    }

    @Test
    void whatWasTriedTooLongIsPutAsideAndToldWhenSomebodyAsksForIt() {
        receiver.behave(WebhookReceiver.status(500));
        target(0, "shop", receiver.url(), true);
        start("retry-for", "100ms");
        say("r", 1, 3);
        Await.until("it is put aside", PATIENCE, () -> status().failed() == 3);
        List<String> ids = receiver.requests().get(0).events().stream()
                .map(event -> event.at("/id").asText())
                .toList();
        receiver.behave(WebhookReceiver.TAKE);
        say("r", 4, 4);
        Await.until("the next", () -> offsets(receiver, "r").equals(List.of(4L)));
        assertThat(webhooks.retry("nobody").toCompletableFuture().join()).isFalse();
        assertThat(webhooks.retry("shop").toCompletableFuture().join()).isTrue();
        Await.until("those put aside", () -> offsets(receiver, "r").size() == 4);
        assertThat(offsets(receiver, "r")).containsExactly(4L, 1L, 2L, 3L);
        assertThat(receiver.taken("r", "message-stored").subList(1, 4))
                .extracting(event -> event.at("/id").asText())
                .isEqualTo(ids);
        Await.until("nothing is aside", () -> status().failed() == 0);
    }

    @Test
    void whatWasPutAsideCanBeDropped() {
        receiver.behave(WebhookReceiver.status(500));
        target(0, "shop", receiver.url(), true);
        start("retry-for", "100ms");
        say("r", "1");
        Await.until("it is put aside", () -> status().failed() == 1);
        assertThat(webhooks.dropFailed("shop").toCompletableFuture().join()).isTrue();
        Await.until("nothing is aside", () -> status().failed() == 0);
    }

    @Test
    void aReceiverIsToldHowManyEventsWereDropped() {
        receiver.behave(WebhookReceiver.status(500));
        target(0, "shop", receiver.url(), true, "events", "message-stored");
        start("max-pending", "10");
        say("r", 1, 1);
        Await.until("an attempt", () -> !receiver.requests().isEmpty());
        say("r", 2, 30);
        receiver.behave(WebhookReceiver.TAKE);
        Await.until("the last one", () -> offsets(receiver, "r").contains(30L));
        long told = receiver.takenRequests().stream()
                .mapToLong(request -> Json.parse(request.body()).at("/dropped").asLong())
                .sum();
        assertThat(told).isPositive();
        assertThat(offsets(receiver, "r")).hasSize(30 - (int) told).isSorted().doesNotHaveDuplicates();
        assertThat(registry.get("roomcast.webhooks.dropped").counter().count()).isEqualTo(told);
    }

    @Test
    void whatASettingMayNotBeStopsTheStartWithItsName() {
        Map<String, String> bad = Map.of(
                "url", "http://example.com/", // no TLS on the way to a public address
                "secrets", "whsec_short",
                "events", "message-read");
        bad.forEach((setting, value) -> {
            settings.clear();
            target(0, "shop", "https://example.com/hook", false, setting, value);
            assertThat(catchThrowable(() -> new WebhookTargets(TestConfig.of(settings))))
                    .hasMessageContaining("roomcast.webhooks.targets[0]." + setting)
                    .hasMessageContaining("ROOMCAST_WEBHOOKS_TARGETS_0__")
                    .hasMessageNotContaining("whsec_short");
        });
    }
}
