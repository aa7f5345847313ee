package dev.roomcast.broker.redis;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.stream.LongStream;

import com.fasterxml.jackson.databind.JsonNode;
import io.vertx.core.Vertx;
import io.vertx.redis.client.RedisOptions;
import org.junit.jupiter.api.Test;

import dev.roomcast.broker.PresenceStore.Member;
import dev.roomcast.protocol.UserRef;
import dev.roomcast.testing.Await;
import dev.roomcast.testing.WebhookReceiver;
import dev.roomcast.testing.redis.RedisServer;
import dev.roomcast.webhooks.Delivering;

/** An instance, a process of its own, delivers events and is killed while some wait: another one delivers them. */
class KilledDelivererTest {

    /** A dead instance is noticed within 15 s; the rest is the machine's, which may be busy. */
    private static final Duration PATIENCE = Duration.ofSeconds(90);

    private static final String ROOM = "told";
    private static final String READY = "ready";
    private static final int MESSAGES = 250;

    /** The one that is killed: joins the room, and delivers. Arguments: URLs of Redis and of the target. */
    public static final class Instance {

        private Instance() {}

        public static void main(String[] arguments) {
            Delivering delivering = new Delivering(arguments[1]);
            OpenBroker open = OpenBroker.on(new RedisOptions().setConnectionString(arguments[0]), delivering.rules());
            delivering.begin(open.broker().events(), Vertx.vertx());
            OpenBroker.get(open.broker().enter(ROOM, new Member("c-bob", new UserRef("bob", "Bob", false))));
            System.out.println(READY);
        }
    }

    private static Process start(String redis, String target) throws IOException {
        Process process = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-Xmx128m",
                        "-XX:TieredStopAtLevel=1",
                        "-cp",
                        System.getProperty("java.class.path"),
                        Instance.class.getName(),
                        redis,
                        target)
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        BufferedReader output =
                new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8));
        String line = output.readLine();
        while (line != null && !line.equals(READY)) {
            line = output.readLine();
        }
        assertThat(line).isEqualTo(READY);
        return process;
    }

    private static List<Long> offsets(WebhookReceiver receiver) {
        return receiver.taken(ROOM, "message-stored").stream()
                .map(event -> event.at("/offset").asLong())
                .toList();
    }

    @Test
    void whatWaitsIsDeliveredInOrderByAnotherAndWhoWasThereHasLeft() throws IOException {
        try (RedisServer redis = RedisServer.with().start();
                WebhookReceiver receiver = WebhookReceiver.start()) {
            Process dying = start(redis.uri(), receiver.url());
            Vertx vertx = Vertx.vertx();
            Delivering delivering = new Delivering(receiver.url());
            try (OpenBroker open =
                    OpenBroker.on(new RedisOptions().setConnectionString(redis.uri()), delivering.rules())) {
                Await.until(
                        "its delivery",
                        PATIENCE,
                        () -> receiver.taken(ROOM, "member-joined").size() == 1);
                delivering.begin(open.broker().events(), vertx);
                receiver.behave(WebhookReceiver.status(503));
                for (int i = 0; i < MESSAGES; i++) {
                    OpenBroker.get(open.broker().publish(OpenBroker.draft(ROOM)));
                }
                int before = receiver.requests().size();
                Await.until(
                        "an attempt of it", PATIENCE, () -> receiver.requests().size() > before);
                assertThat(offsets(receiver)).isEmpty();

                dying.destroyForcibly();
                OpenBroker.get(open.broker().publish(OpenBroker.draft(ROOM)));
                receiver.behave(WebhookReceiver.TAKE);

                Await.until("all messages", PATIENCE, () -> offsets(receiver).contains(MESSAGES + 1L));
                assertThat(offsets(receiver).stream().distinct().toList())
                        .isEqualTo(
                                LongStream.rangeClosed(1, MESSAGES + 1).boxed().toList());
                Await.until(
                        "the end of who was there",
                        PATIENCE,
                        () -> !receiver.taken(ROOM, "room-emptied").isEmpty());
                JsonNode left = receiver.taken(ROOM, "member-left").get(0);
                assertThat(left.at("/user/id").asText()).isEqualTo("bob");
                assertThat(left.at("/reason").asText()).isEqualTo("instance-died");
                assertThat(receiver.taken(ROOM, "member-left"))
                        .extracting(event -> event.at("/id").asText())
                        .containsOnly(left.at("/id").asText());
                assertThat(receiver.requests()).allMatch(request -> request.isSignedBy(Delivering.SECRET));
            } finally {
                vertx.close();
                dying.destroyForcibly();
            }
        }
    }
}
