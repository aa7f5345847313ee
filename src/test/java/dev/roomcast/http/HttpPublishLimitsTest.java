package dev.roomcast.http;

import static dev.roomcast.testing.Problems.assertProblem;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import org.junit.jupiter.api.Test;

import dev.roomcast.testing.Api;
import dev.roomcast.testing.Api.Reply;
import dev.roomcast.testing.Profiles;
import dev.roomcast.testing.ServerTest;
import dev.roomcast.testing.Tokens;

/** What is published over HTTP is charged to its caller: messages and bytes, one by one or many at once. */
@QuarkusTest
@TestProfile(Profiles.ThriftyServices.class)
class HttpPublishLimitsTest extends ServerTest {

    private static final int MESSAGES = Profiles.ThriftyServices.MESSAGES_PER_SECOND;
    private static final int BYTES = Profiles.ThriftyServices.BYTES_PER_SECOND;

    private final String room = unique("room");
    private final Api service = server.api(Tokens.service(unique("svc")));

    private Reply publish(Api by, Object content) {
        return by.post("/api/rooms/" + room + "/messages", Map.of("content", content));
    }

    private Reply publish(Api by, int messages, Object content) {
        return by.post("/api/messages", Map.of("messages", Collections.nCopies(messages, message(content))));
    }

    private Map<String, Object> message(Object content) {
        return Map.of("roomId", room, "content", content);
    }

    private static void assertRateLimited(Reply reply, long atLeastMillis) {
        assertProblem(reply, 429);
        assertThat(reply.at("/code").asText()).isEqualTo("rate-limited");
        assertThat(reply.at("/retryAfterMs").asLong()).isGreaterThan(atLeastMillis);
        assertThat(Integer.parseInt(reply.header("Retry-After"))).isPositive();
    }

    @Test
    void eachMessageOfABatchIsCounted() {
        Reply batch = publish(service, 10 * MESSAGES, 1);
        assertThat(batch.at("/results").findValues("offset")).hasSize(10 * MESSAGES);
        // Ten seconds' worth, less the burst of two; with room for a slow machine.
        assertRateLimited(publish(service, 1, 2), 1_000);
        assertRateLimited(publish(service, 2), 1_000);
        assertThat(publish(server.api(Tokens.service(unique("other"))), 3)
                        .at("/offset")
                        .asInt())
                .as("one who spent nothing; and nothing of what was refused is stored")
                .isEqualTo(10 * MESSAGES + 1);
        assertCounted("messages");
    }

    @Test
    void whatIsRefusedForAnotherReasonIsCountedToo() {
        Reply batch = service.post("/api/messages", Map.of("messages", Collections.nCopies(10 * MESSAGES, 7)));
        assertThat(batch.at("/results").findValues("error")).hasSize(10 * MESSAGES);
        assertRateLimited(publish(service, 1), 1_000);
    }

    @Test
    void theBytesOfABatchAreCounted() {
        assertThat(publish(service, 12, "x".repeat(2 * BYTES)).status()).isEqualTo(200);
        // Twenty-four seconds' worth, less the burst of four.
        assertRateLimited(publish(service, 1, 1), 5_000);
        assertRateLimited(publish(service, 1), 5_000);
        assertCounted("bytes");
    }

    @Test
    void aBodyThatIsNoBatchIsCountedByItsBytes() {
        assertProblem(service.post("/api/messages", "[".repeat(20 * BYTES)), 400);
        assertRateLimited(publish(service, 1, 1), 5_000);
    }

    @Test
    void messagesOneByOneAreCounted() {
        List<Integer> statuses = Collections.synchronizedList(new ArrayList<>());
        // Several at a time: more than come back meanwhile, also where the machine is slow.
        IntStream.range(0, 8).parallel().forEach(sender -> {
            for (int i = 0; i < 2 * MESSAGES && !statuses.contains(429); i++) {
                statuses.add(publish(service, i).status());
            }
        });
        assertThat(statuses).contains(201, 429);
    }

    @Test
    void theBytesOfOneMessageAreCounted() {
        String content = "x".repeat(3 * BYTES);
        assertThat(publish(service, content).status()).isEqualTo(201);
        assertThat(publish(service, content).status()).isEqualTo(201);
        assertRateLimited(publish(service, 1), 0);
    }

    @Test
    void deletionsAndBroadcastsAreMessagesToo() {
        Api admin = server.api(Tokens.admin(unique("root")));
        assertThat(publish(admin, 10 * MESSAGES, 1).status()).isEqualTo(200);
        assertRateLimited(admin.delete("/api/rooms/" + room + "/messages/1"), 1_000);
        assertRateLimited(admin.post("/api/broadcast", Map.of("content", 1)), 1_000);
    }

    private void assertCounted(String cost) {
        assertThat(server.management().get("/metrics").text())
                .containsPattern("roomcast_http_rate_limited_total\\{cost=\"" + cost + "\",?} [1-9]");
    }
}
