package dev.roomcast.packaged;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.stream.LongStream;

import com.fasterxml.jackson.databind.JsonNode;
import org.junit.jupiter.api.Test;

import dev.roomcast.testing.Api;
import dev.roomcast.testing.Await;
import dev.roomcast.testing.RoomcastClient;
import dev.roomcast.testing.ServerProcess;
import dev.roomcast.testing.Tokens;
import dev.roomcast.testing.WebhookReceiver;
import dev.roomcast.testing.redis.RedisServer;

/** Instances around one Redis of which the one that delivers events is killed while events wait. */
class WebhooksIT {

    private static final String SECRET = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSwMfKQ9r8GKYq=";

    /** Members of a crashed instance are removed within 15 s; the rest is the machine's, which may be busy. */
    private static final Duration REMOVED = Duration.ofSeconds(15 + 25);

    private static final Duration TOLD = Duration.ofSeconds(40);

    private static List<Long> offsets(WebhookReceiver receiver, String room) {
        return receiver.taken(room, "message-stored").stream()
                .map(event -> event.at("/offset").asLong())
                .toList();
    }

    private static boolean delivers(ServerProcess process) {
        return process.output().stream().anyMatch(line -> line.contains("roomcast.webhooks.delivering"));
    }

    @Test
    void whatWaitsWhenTheInstanceThatDeliversIsKilledIsDeliveredByAnother() {
        try (RedisServer redis = RedisServer.with().durable().start();
                WebhookReceiver receiver = WebhookReceiver.start();
                Instances instances = Instances.start(
                        List.of(redis.uri(), redis.uri()),
                        "ROOMCAST_WEBHOOKS_TARGETS_0__NAME",
                        "shop",
                        "ROOMCAST_WEBHOOKS_TARGETS_0__URL",
                        receiver.url(),
                        "ROOMCAST_WEBHOOKS_TARGETS_0__SECRETS",
                        SECRET,
                        "ROOMCAST_WEBHOOKS_TARGETS_0__ALLOW_PRIVATE",
                        "true",
                        "ROOMCAST_WEBHOOKS_MAX_BACKOFF",
                        "500ms")) {
            Await.until(
                    "one that delivers", TOLD, () -> delivers(instances.process(0)) || delivers(instances.process(1)));
            int dying = delivers(instances.process(0)) ? 0 : 1;
            int living = 1 - dying;
            String room = "told";
            RoomcastClient stays = instances.server(living).member("ann", room);
            instances.server(dying).member("bob", room);
            Await.until(
                    "both came",
                    TOLD,
                    () -> receiver.taken(room, "member-joined").size() == 2);

            receiver.behave(WebhookReceiver.status(503));
            for (int i = 1; i <= 300; i++) {
                stays.say(room, i);
            }
            Await.until(
                    "a failure",
                    TOLD,
                    () -> receiver.requests().stream()
                            .anyMatch(request -> request.body().contains("message-stored")));
            Api admin = instances.server(living).api(Tokens.admin("root"));
            Await.until(
                    "what others see",
                    TOLD,
                    () -> admin.get("/api/webhooks")
                            .at("/targets/0/lastError")
                            .asText()
                            .equals("status 503"));
            assertThat(offsets(receiver, room)).isEmpty();
            instances.process(dying).kill9();
            stays.say(room, "after that");
            receiver.behave(WebhookReceiver.TAKE);

            Await.until("all messages", TOLD, () -> new HashSet<>(offsets(receiver, room)).size() == 301);
            assertThat(offsets(receiver, room).stream().distinct().toList())
                    .isEqualTo(LongStream.rangeClosed(1, 301).boxed().toList());
            Await.until(
                    "the end of who was there",
                    REMOVED,
                    () -> !receiver.taken(room, "member-left").isEmpty());
            JsonNode left = receiver.taken(room, "member-left").get(0);
            assertThat(left.at("/user/id").asText()).isEqualTo("bob");
            assertThat(left.at("/reason").asText()).isEqualTo("instance-died");
            assertThat(receiver.taken(room, "member-left"))
                    .extracting(event -> event.at("/id").asText())
                    .containsOnly(left.at("/id").asText());
            assertThat(receiver.requests()).allMatch(request -> request.isSignedBy(SECRET));
            Await.until(
                    "a target that works",
                    TOLD,
                    () -> admin.get("/api/webhooks")
                            .at("/targets/0/failingSince")
                            .isMissingNode());
        }
    }
}
