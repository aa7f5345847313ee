package dev.roomcast.faults;

import static dev.roomcast.testing.Problems.assertProblem;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import java.util.Set;
import java.util.logging.Level;

import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.QuarkusTestProfile;
import io.quarkus.test.junit.TestProfile;
import org.junit.jupiter.api.Test;

import dev.roomcast.testing.Api.Reply;
import dev.roomcast.testing.Close;
import dev.roomcast.testing.Frame;
import dev.roomcast.testing.LogCapture;
import dev.roomcast.testing.Profiles;
import dev.roomcast.testing.RoomcastClient;
import dev.roomcast.testing.ServerTest;
import dev.roomcast.testing.Tokens;

/** What a client is told where the store does not answer, or fails as only a bug does. */
@QuarkusTest
@TestProfile(FaultsTest.OnAFaultyStore.class)
class FaultsTest extends ServerTest {

    /** The standard settings, on {@link FaultyBroker}. */
    public static final class OnAFaultyStore implements QuarkusTestProfile {
        @Override
        public Set<Class<?>> getEnabledAlternatives() {
            return Set.of(FaultyBroker.class);
        }

        @Override
        public Map<String, String> getConfigOverrides() {
            return new Profiles.Standard().getConfigOverrides();
        }
    }

    @Test
    void whatMayOrMayNotBeStoredIsTriedAgainWithTheMessageIdThatTheErrorNames() {
        String room = unique("silent");
        RoomcastClient writer = server.member(unique("writer"), room);
        Frame error = writer.refused("room-message", "roomId", room, "content", "once");
        assertThat(error.text("code")).isEqualTo("unavailable");
        String messageId = error.text("messageId");
        assertThat(messageId).isNotBlank();
        Frame first = writer.expect("room-message");
        assertThat(first.text("messageId")).isEqualTo(messageId);
        Frame again = writer.say(room, "again", "other");
        assertThat(again.offset()).isEqualTo(first.offset() + 1);
    }

    @Test
    void aFaultIsTheServersOwnAndSaysNothingOfItsInsides() {
        String room = unique("broken");
        RoomcastClient writer = server.member(unique("writer"), room);
        Frame error = writer.refused("room-message", "roomId", room, "content", "x");
        assertThat(error.text("code")).isEqualTo("internal");
        assertThat(error.text()).doesNotContain("secret", "Exception", "dev.roomcast");
        assertThat(writer.request("ping").type()).isEqualTo("pong");
    }

    @Test
    void aFaultOverHttpIsAProblemThatSaysNothingOfItsInsidesAndIsLogged() {
        try (LogCapture log = new LogCapture()) {
            Reply reply = server.api(Tokens.service(unique("svc")))
                    .post("/api/rooms/" + unique("broken") + "/messages", Map.of("content", "x"));
            assertProblem(reply, 500);
            assertThat(reply.at("/code").asText()).isEqualTo("internal");
            assertThat(reply.text()).doesNotContain("secret", "Exception", "dev.roomcast");
            assertThat(log.atLeast(Level.SEVERE))
                    .singleElement()
                    .satisfies(line ->
                            assertThat(line.text()).contains("roomcast.http.request.failed", "secret of the store"));
        }
    }

    @Test
    void aStoreThatDoesNotAnswerIs503WithRetryAfterAndFillsNoLog() {
        try (LogCapture log = new LogCapture()) {
            Reply reply = server.api(Tokens.service(unique("svc")))
                    .post("/api/rooms/" + unique("deaf") + "/messages", Map.of("content", "x", "messageId", "m-1"));
            assertProblem(reply, 503);
            assertThat(reply.at("/code").asText()).isEqualTo("unavailable");
            assertThat(reply.at("/messageId").asText()).isEqualTo("m-1");
            assertThat(reply.header("Retry-After")).isEqualTo("1");
            assertThat(log.atLeast(Level.INFO)).isEmpty();
        }
    }

    @Test
    void whoIsInARoomStaysInWhereJoiningItAgainIsNotToBeHad() {
        String room = unique("shy");
        RoomcastClient member = server.member(unique("member"), room);
        assertThat(member.refused("join-room", "roomId", room).text("code")).isEqualTo("unavailable");
        RoomcastClient writer = server.member(unique("writer"), room);
        Frame said = writer.say(room, "hello");
        assertThat(member.expect("room-message").offset()).isEqualTo(said.offset());
    }

    @Test
    void aConnectionThatCannotBeCountedIsClosedWith1011() {
        RoomcastClient client = server.connect(unique("unlucky"));
        assertThat(client.expect("error").text("code")).isEqualTo("internal");
        assertThat(client.closed()).isEqualTo(Close.of(1011, "Internal error"));
    }

    @Test
    void healthIsCriticalWhereMoreThanATenthOfTheLastMinuteFailedByTheServersFault() {
        String room = unique("broken");
        RoomcastClient writer = server.member(unique("writer"), room);
        Reply health;
        int tries = 0;
        do {
            writer.refused("room-message", "roomId", room, "content", "x");
            health = server.management().get("/health");
        } while (health.status() != 503 && ++tries < 10_000);
        assertThat(health.status()).isEqualTo(503);
        assertThat(health.at("/status").asText()).isEqualTo("critical");
    }
}
