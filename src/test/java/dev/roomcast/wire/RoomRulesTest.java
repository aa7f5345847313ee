package dev.roomcast.wire;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

import com.fasterxml.jackson.databind.JsonNode;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.QuarkusTestProfile;
import io.quarkus.test.junit.TestProfile;
import org.junit.jupiter.api.Test;

import dev.roomcast.testing.Api;
import dev.roomcast.testing.Await;
import dev.roomcast.testing.Frame;
import dev.roomcast.testing.Json;
import dev.roomcast.testing.Profiles;
import dev.roomcast.testing.RoomcastClient;
import dev.roomcast.testing.ServerTest;
import dev.roomcast.testing.Tokens;

/** What the rules of {@code roomcast.rooms} say of a room holds in it, and in no other. */
@QuarkusTest
@TestProfile(RoomRulesTest.Rules.class)
class RoomRulesTest extends ServerTest {

    private static final int KEPT = 3;

    /** Rules about everything but rights, beside the standard settings. */
    public static class Rules implements QuarkusTestProfile {
        @Override
        public Map<String, String> getConfigOverrides() {
            Map<String, String> settings = new HashMap<>(new Profiles.Standard().getConfigOverrides());
            settings.putAll(Map.of(
                    "roomcast.rooms[1].match", "short-*",
                    "roomcast.rooms[1].history.max-messages", "" + KEPT,
                    "roomcast.rooms[2].match", "small-*",
                    "roomcast.rooms[2].history.max-bytes", "1000"));
            settings.putAll(Map.of(
                    "roomcast.rooms[3].match", "brief-*",
                    "roomcast.rooms[3].history.retention", "1s",
                    "roomcast.rooms[4].match", "quiet-*",
                    "roomcast.rooms[4].presence.events", "false"));
            settings.putAll(Map.of(
                    "roomcast.rooms[5].match", "pairs-*",
                    "roomcast.rooms[5].batch.max-messages", "2",
                    "roomcast.rooms[5].batch.max-delay", "1h"));
            return settings;
        }
    }

    /** The same, with rooms in Redis. */
    public static final class RulesOnRedis extends Rules {
        @Override
        public Map<String, String> getConfigOverrides() {
            Map<String, String> settings = new HashMap<>(new Profiles.OnRedis().getConfigOverrides());
            settings.putAll(super.getConfigOverrides());
            return settings;
        }
    }

    private final Api service = server.api(Tokens.service(unique("svc")));

    private void publish(String room, int messages, String content) {
        for (int i = 0; i < messages; i++) {
            assertThat(service.post("/api/rooms/" + room + "/messages", Map.of("content", content))
                            .status())
                    .isEqualTo(201);
        }
    }

    private List<String> kept(String room) {
        return service.get("/api/rooms/" + room + "/messages?limit=100")
                .at("/messages")
                .findValuesAsText("offset");
    }

    @Test
    void historyIsBoundedByCountOrBytesWhereARuleSaysSo() {
        String shortRoom = unique("short");
        String smallRoom = unique("small");
        String other = unique("other");
        publish(shortRoom, 5, "x");
        publish(smallRoom, 5, "x".repeat(400));
        publish(other, 5, "x".repeat(400));
        assertThat(kept(shortRoom)).containsExactly("3", "4", "5");
        assertThat(kept(smallRoom)).containsExactly("5");
        assertThat(kept(other)).containsExactly("1", "2", "3", "4", "5");
        RoomcastClient late = server.connect(unique("late"));
        late.request("join-room", "roomId", shortRoom);
        assertThat(late.expect("message-history").offsets()).containsExactly(3L, 4L, 5L);
    }

    @Test
    void historyEndsWithItsRetentionWhereARuleSaysSo() {
        String brief = unique("brief");
        String other = unique("other");
        publish(other, 1, "x");
        publish(brief, 1, "x");
        Await.until("the message to be too old", () -> kept(brief).isEmpty());
        assertThat(kept(other)).hasSize(1);
        publish(brief, 1, "x");
        assertThat(kept(brief)).containsExactly("2");
    }

    @Test
    void nobodyIsToldWhoComesAndGoesWhereARuleSaysSoAndListsAreAsEverywhere() {
        String quiet = unique("quiet");
        String other = unique("other");
        RoomcastClient alice = server.member(unique("alice"), quiet);
        alice.join(other);
        RoomcastClient bob = server.member(unique("bob"), quiet);
        bob.join(other);
        bob.request("leave-room", "roomId", quiet);
        bob.request("leave-room", "roomId", other);
        // News of one room are told before those of the next.
        alice.await("a departure", frame -> frame.is("user-left", other));
        publish(quiet, 1, "end");
        alice.expect("room-message", quiet);
        assertThat(alice.drain(frame -> frame.is("user-joined", quiet) || frame.is("user-left", quiet)))
                .isEmpty();
        bob.join(quiet);
        assertThat(alice.request("get-room-members", "roomId", quiet).at("/members"))
                .hasSize(2);
    }

    @Test
    void messagesAreGatheredAsARuleSays() {
        String pairs = unique("pairs");
        RoomcastClient reader = server.chat()
                .token(Tokens.user(unique("reader")))
                .features("batch")
                .connect();
        reader.join(pairs);
        publish(pairs, 5, "x");
        List<Integer> sizes = new ArrayList<>();
        while (sizes.stream().mapToInt(Integer::intValue).sum() < 5) {
            Frame frame =
                    reader.await("messages", any -> any.is("room-message", pairs) || any.is("message-batch", pairs));
            sizes.add(frame.type().equals("message-batch") ? frame.messages().size() : 1);
        }
        assertThat(sizes).containsExactly(1, 2, 2);
    }

    @Test
    void anAdminIsToldWhichSettingsApplyToARoom() {
        String room = unique("pairs");
        Api admin = server.api(Tokens.admin(unique("root")));
        JsonNode settings = admin.get("/api/rooms/" + room).at("/settings");
        assertThat(settings).isEqualTo(Json.parse("""
                        {"rules": ["roomcast.rooms[5]"],
                         "rights": ["join", "history", "write", "presence", "moderate"],
                         "history": {"maxMessages": 200000, "maxBytes": 67108864, "retentionMs": 604800000},
                         "presenceEvents": true,
                         "batch": {"maxMessages": 2, "maxDelayMs": 3600000}}
                        """));
        JsonNode notice = admin.get("/api/rooms/" + unique("notice")).at("/settings");
        assertThat(notice.at("/rules/0").asText()).isEqualTo("roomcast.rooms[0]");
        assertThat(notice.at("/rights")).isEqualTo(Json.parse("[\"join\", \"history\", \"presence\"]"));
        assertThat(service.get("/api/rooms/" + room).json().has("settings")).isFalse();
    }
}
