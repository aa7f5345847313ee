package dev.roomcast.http;

import static dev.roomcast.testing.Problems.assertProblem;
import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import jakarta.inject.Inject;

import com.fasterxml.jackson.databind.JsonNode;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import io.vertx.core.Vertx;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import dev.roomcast.broker.Broker;
import dev.roomcast.broker.Publication;
import dev.roomcast.broker.RoomBus.RoomListener;
import dev.roomcast.broker.RoomNews;
import dev.roomcast.testing.Api;
import dev.roomcast.testing.Api.Reply;
import dev.roomcast.testing.Profiles;
import dev.roomcast.testing.RoomcastClient;
import dev.roomcast.testing.ServerTest;
import dev.roomcast.testing.Tokens;

/** Many messages in one request. */
@QuarkusTest
@TestProfile(Profiles.Standard.class)
class BatchTest extends ServerTest {

    private static final String PATH = "/api/messages";

    @Inject
    Broker broker;

    private final Api service = server.api(Tokens.service(unique("svc")));

    private static Map<String, Object> batch(Object... messages) {
        return Map.of("messages", List.of(messages));
    }

    @Test
    void eachIsPublishedAndAnsweredInTheOrderOfTheRequest() {
        String blue = unique("blue");
        String red = unique("red");
        RoomcastClient alice = server.member(unique("alice"), blue);
        Reply reply = service.post(
                PATH,
                batch(
                        Map.of("roomId", blue, "content", 1),
                        Map.of("roomId", red, "content", 2, "type", "chat-message"),
                        Map.of("roomId", blue, "content", 3, "user", Map.of("id", "ada", "username", "Ada"))));
        assertThat(reply.status()).as(reply.text()).isEqualTo(200);
        assertThat(reply.at("/results").findValuesAsText("roomId")).containsExactly(blue, red, blue);
        assertThat(reply.at("/results").findValuesAsText("offset")).containsExactly("1", "1", "2");
        for (JsonNode result : reply.at("/results")) {
            assertThat(result.fieldNames())
                    .toIterable()
                    .containsExactly("roomId", "offset", "epoch", "timestamp", "messageId");
        }
        assertThat(alice.expect("room-message").at("/content").asInt()).isEqualTo(1);
        assertThat(alice.expect("room-message").at("/user/id").asText()).isEqualTo("ada");
        assertThat(service.get("/api/rooms/" + red + "/messages")
                        .at("/messages/0/type")
                        .asText())
                .isEqualTo("chat-message");
    }

    @Test
    void oneThatIsRefusedKeepsNoOtherBack() {
        String room = unique("room");
        Reply reply = service.post(
                PATH,
                "{\"messages\":[{\"roomId\":\"" + room + "\",\"content\":1},{\"roomId\":\"a b\",\"content\":1},"
                        + "{\"roomId\":\"" + room + "\"},7,{\"roomId\":\"" + room
                        + "\",\"content\":1,\"type\":\"welcome\"},"
                        + "{\"roomId\":\"" + room + "\",\"content\":\"" + "x".repeat(65_536) + "\"},"
                        + "{\"roomId\":\"" + room + "\",\"content\":2}]}");
        assertThat(reply.status()).as(reply.text()).isEqualTo(200);
        JsonNode results = reply.at("/results");
        assertThat(results.findValuesAsText("code"))
                .containsExactly("bad-request", "bad-request", "bad-request", "bad-request", "too-large");
        assertThat(results.findValuesAsText("field")).containsExactly("roomId", "content", "type");
        assertThat(results.findValuesAsText("message"))
                .allSatisfy(text -> assertThat(text).isNotBlank());
        assertThat(results.at("/0/offset").asInt()).isEqualTo(1);
        assertThat(results.at("/6/offset").asInt()).isEqualTo(2);
        assertThat(results.at("/1").fieldNames()).toIterable().containsExactly("error");
    }

    @Test
    void aRetryOfTheWholeIsFree() {
        String room = unique("room");
        Map<String, Object> batch = batch(
                Map.of("roomId", room, "content", 1, "messageId", "m-1"),
                Map.of("roomId", room, "content", 2, "messageId", "m-2"));
        Reply first = service.post(PATH, batch);
        Reply again = service.post(PATH, batch);
        assertThat(first.json().findValues("duplicate")).isEmpty();
        assertThat(again.at("/results").findValuesAsText("duplicate")).containsExactly("true", "true");
        assertThat(again.at("/results").findValuesAsText("offset")).containsExactly("1", "2");
    }

    @Test
    void aThousandFitAndKeepTheirOrder() {
        String room = unique("room");
        List<Map<String, Object>> messages = IntStream.rangeClosed(1, 1_000)
                .<Map<String, Object>>mapToObj(i -> Map.of("roomId", room, "content", i))
                .toList();
        Reply reply = service.post(PATH, Map.of("messages", messages));
        assertThat(reply.status()).isEqualTo(200);
        assertThat(reply.at("/results").findValuesAsText("offset"))
                .containsExactlyElementsOf(IntStream.rangeClosed(1, 1_000)
                        .mapToObj(Integer::toString)
                        .toList());
        assertThat(service.get("/api/rooms/" + room + "/messages?limit=1000")
                        .at("/messages")
                        .findValuesAsText("content"))
                .containsExactlyElementsOf(IntStream.rangeClosed(1, 1_000)
                        .mapToObj(Integer::toString)
                        .toList());
    }

    @Test
    void othersOfTheSameEventLoopGetTheirTurnBetweenThePartsOfALargeOne() throws Exception {
        String room = unique("room");
        AtomicInteger published = new AtomicInteger();
        CompletableFuture<Integer> publishedBeforeTheNextTask = new CompletableFuture<>();
        broker.subscribe(room, new RoomListener() {
                    @Override
                    public void onPublication(Publication publication) {
                        if (published.incrementAndGet() == 1) {
                            Vertx.currentContext()
                                    .runOnContext(turn -> publishedBeforeTheNextTask.complete(published.get()));
                        }
                    }

                    @Override
                    public void onNews(RoomNews news) {}

                    @Override
                    public void onInterruption() {}
                })
                .toCompletableFuture()
                .get(10, SECONDS);
        try {
            List<Map<String, Object>> messages =
                    Collections.nCopies(1_000, Map.<String, Object>of("roomId", room, "content", 1));
            assertThat(service.post(PATH, Map.of("messages", messages)).status())
                    .isEqualTo(200);
        } finally {
            broker.unsubscribe(room);
        }
        assertThat(published).hasValue(1_000);
        assertThat(publishedBeforeTheNextTask.get(10, SECONDS)).isLessThanOrEqualTo(100);
    }

    @Test
    void moreThanAThousandAreRefusedAsAWhole() {
        String message = "{\"roomId\":\"" + unique("room") + "\",\"content\":1}";
        Reply reply = service.post(PATH, "{\"messages\":[" + message + ("," + message).repeat(1_000) + "]}");
        assertProblem(reply, 400);
        assertThat(reply.at("/field").asText()).isEqualTo("messages");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"{}", "{\"messages\":1}", "{\"messages\":null}", "[]", "{\"messages\":[", "{\"messages\":[{]}"})
    void whatIsNoListOfMessagesIsAProblem(String body) {
        assertProblem(service.post(PATH, body), 400);
    }

    @Test
    void noneIsNothing() {
        assertThat(service.post(PATH, "{\"messages\":[]}").text()).isEqualTo("{\"results\":[]}");
    }

    @Test
    void onlyAServiceSpeaksForAUserAndNoOrdinaryUserMayAtAll() {
        Map<String, Object> batch =
                batch(Map.of("roomId", unique("room"), "content", 1, "user", Map.of("id", "ada", "username", "Ada")));
        Reply admin = server.api(Tokens.admin(unique("root"))).post(PATH, batch);
        assertThat(admin.status()).isEqualTo(200);
        assertThat(admin.at("/results/0/error/code").asText()).isEqualTo("forbidden");
        assertProblem(server.api(Tokens.user(unique("alice"))).post(PATH, batch), 403);
        assertProblem(server.api().post(PATH, batch), 401);
    }
}
