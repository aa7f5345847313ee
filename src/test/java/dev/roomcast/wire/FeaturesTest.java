package dev.roomcast.wire;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.LongStream;

import com.fasterxml.jackson.databind.JsonNode;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import org.junit.jupiter.api.Test;

import dev.roomcast.testing.Connector;
import dev.roomcast.testing.Frame;
import dev.roomcast.testing.Json;
import dev.roomcast.testing.Profiles;
import dev.roomcast.testing.RoomcastClient;
import dev.roomcast.testing.ServerTest;
import dev.roomcast.testing.Tokens;

/** {@code features=batch,gzip}, and compressed messages to the server. */
@QuarkusTest
@TestProfile(Profiles.Standard.class)
class FeaturesTest extends ServerTest {

    private static final int BATCH_BYTES = 64 * 1024;
    private static final int THRESHOLD = 1024;

    private RoomcastClient with(String features, String room) {
        Connector connector = server.chat().token(Tokens.user(unique("featured")));
        RoomcastClient client = connector.features(features).connect();
        client.join(room);
        return client;
    }

    private static boolean isOfRoom(Frame frame) {
        return frame.type().equals("room-message") || frame.type().equals("message-batch");
    }

    /** Entries as they come, alone or in batches, until there are so many. */
    private static List<JsonNode> collect(RoomcastClient client, int count, List<Frame> frames) {
        List<JsonNode> entries = new ArrayList<>();
        while (entries.size() < count) {
            Frame frame = client.await("messages", FeaturesTest::isOfRoom);
            frames.add(frame);
            if (frame.type().equals("message-batch")) {
                entries.addAll(frame.messages());
            } else {
                entries.add(frame.json());
            }
        }
        return entries;
    }

    private static void sayMany(RoomcastClient writer, String room, int count, Object content) {
        for (int i = 1; i <= count; i++) {
            writer.send("room-message", "roomId", room, "content", content, "id", "n" + i);
        }
        writer.await("the last ack", f -> ("n" + count).equals(f.id()));
    }

    // --- batch ---

    @Test
    void theFirstMessageOfAQuietRoomComesAloneAndWhatFollowsIsGatheredInOrder() {
        String room = unique("busy");
        RoomcastClient reader = with("batch", room);
        RoomcastClient writer = server.member(unique("writer"), room);
        sayMany(writer, room, 300, "x");
        List<Frame> frames = new ArrayList<>();
        List<JsonNode> entries = collect(reader, 300, frames);
        assertThat(entries.stream().map(e -> e.path("offset").asLong()))
                .isEqualTo(LongStream.rangeClosed(1, 300).boxed().toList());
        assertThat(frames.get(0).type()).isEqualTo("room-message");
        List<Frame> batches =
                frames.stream().filter(f -> f.type().equals("message-batch")).toList();
        assertThat(batches).isNotEmpty();
        assertThat(frames).hasSizeLessThan(300);
        for (Frame batch : batches) {
            assertThat(batch.text("roomId")).isEqualTo(room);
            assertThat(batch.text("timestamp")).matches("\\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\d\\.\\d{3}Z");
            assertThat(batch.messages()).hasSizeLessThanOrEqualTo(100);
        }
    }

    @Test
    void eachMessageInABatchIsAsItWouldHaveComeAlone() {
        String room = unique("busy");
        RoomcastClient batched = with("batch", room);
        RoomcastClient plain = server.member(unique("plain"), room);
        RoomcastClient writer = server.member(unique("writer"), room);
        sayMany(writer, room, 20, List.of("a", 1.10));
        List<JsonNode> alone = new ArrayList<>();
        for (int i = 0; i < 20; i++) {
            alone.add(plain.expect("room-message").json());
        }
        assertThat(collect(batched, 20, new ArrayList<>())).isEqualTo(alone);
    }

    @Test
    void aBatchHasAtMost64KiB() {
        String room = unique("heavy");
        RoomcastClient reader = with("batch", room);
        RoomcastClient writer = server.member(unique("writer"), room);
        sayMany(writer, room, 60, "\u6f22".repeat(3_000));
        List<Frame> frames = new ArrayList<>();
        collect(reader, 60, frames);
        assertThat(frames)
                .allSatisfy(f ->
                        assertThat(f.text().getBytes(StandardCharsets.UTF_8)).hasSizeLessThanOrEqualTo(BATCH_BYTES));
    }

    @Test
    void aBatchIsSentBeforeAnythingElseOfItsRoom() {
        String room = unique("busy");
        RoomcastClient reader = with("batch", room);
        RoomcastClient writer = server.member(unique("writer"), room);
        reader.expect("user-joined");
        for (int i = 1; i <= 10; i++) {
            writer.send("room-message", "roomId", room, "content", i);
        }
        writer.send("room-signal", "roomId", room, "content", "after 10");
        reader.expect("room-signal");
        int before = 0;
        for (Frame frame : reader.drain(FeaturesTest::isOfRoom)) {
            before += frame.type().equals("message-batch") ? frame.messages().size() : 1;
        }
        assertThat(before).isEqualTo(10);
    }

    @Test
    void aBatchIsSentBeforeTheAnswerToALeave() {
        String room = unique("busy");
        RoomcastClient reader = with("batch", room);
        for (int i = 1; i <= 5; i++) {
            reader.say(room, i);
        }
        reader.request("leave-room", "roomId", room);
        int before = 0;
        for (Frame frame : reader.drain(FeaturesTest::isOfRoom)) {
            before += frame.type().equals("message-batch") ? frame.messages().size() : 1;
        }
        assertThat(before).isEqualTo(5);
    }

    @Test
    void withoutTheFeatureThereIsNoBatch() {
        String room = unique("busy");
        RoomcastClient plain = server.member(unique("plain"), room);
        sayMany(server.member(unique("writer"), room), room, 50, "x");
        for (int i = 1; i <= 50; i++) {
            assertThat(plain.await("the room's", FeaturesTest::isOfRoom).offset())
                    .isEqualTo(i);
        }
    }

    // --- gzip, to the client ---

    @Test
    void aFrameOf1024BytesOrMoreComesCompressedWhereThatMakesItSmaller() {
        String room = unique("zip");
        RoomcastClient reader = with("gzip", room);
        RoomcastClient plain = server.member(unique("plain"), room);
        plain.say(room, "y".repeat(THRESHOLD));
        plain.say(room, "short");
        Frame large = reader.expect("room-message");
        assertThat(large.compressed()).isTrue();
        assertThat(large.outer().has("id")).isFalse();
        assertThat(large.outer().toString().length()).isLessThan(large.text().length());
        assertThat(large.text()).isEqualTo(plain.expect("room-message").text());
        assertThat(reader.expect("room-message").compressed()).isFalse();
    }

    @Test
    void anAnswerInsideCarriesItsIdInside() {
        String room = unique("zip");
        RoomcastClient reader = with("gzip", room);
        for (int i = 0; i < 20; i++) {
            reader.say(room, "z".repeat(100));
        }
        Frame history = reader.request("get-history", "roomId", room);
        assertThat(history.compressed()).isTrue();
        assertThat(history.outer().has("id")).isFalse();
        assertThat(history.id()).isNotNull();
    }

    @Test
    void aBatchMayComeCompressed() {
        String room = unique("zip");
        RoomcastClient reader = with("batch,gzip", room);
        RoomcastClient writer = server.member(unique("writer"), room);
        sayMany(writer, room, 100, "zip me, zip me");
        List<Frame> frames = new ArrayList<>();
        List<JsonNode> entries = collect(reader, 100, frames);
        assertThat(entries).hasSize(100);
        assertThat(frames).anyMatch(f -> f.compressed() && f.type().equals("message-batch"));
    }

    @Test
    void withoutTheFeatureNothingComesCompressed() {
        String room = unique("zip");
        RoomcastClient plain = server.member(unique("plain"), room);
        plain.say(room, "y".repeat(5_000));
        assertThat(plain.expect("room-message").compressed()).isFalse();
    }

    // --- compressed, to the server, whatever the features ---

    @Test
    void beforeTheSignInWhatIsTooLargeForATokenIsNotUnpackedToItsEnd() {
        RoomcastClient nobody = server.chat().connect();
        // Its end is no JSON, and past what may be unpacked: who had read it all would have said so.
        String inside = "{\"type\":\"auth\",\"token\":\"" + "x".repeat(250 * 1_024);
        Frame error = nobody.refused("compressed", "data", Json.pack(inside));
        assertThat(error.text("code")).isEqualTo("unauthenticated");
        String more = inside + "x".repeat(100 * 1_024);
        assertThat(nobody.refused("compressed", "data", Json.pack(more)).text("code"))
                .isEqualTo("unauthenticated");
    }

    @Test
    void aCompressedRequestIsAsTheMessageInside() {
        String room = unique("zip");
        RoomcastClient alice = server.member(unique("alice"), room);
        String inside = "{\"type\":\"room-message\",\"id\":\"zipped\",\"roomId\":\"" + room
                + "\",\"content\":\"%s\"}".formatted("a".repeat(200_000));
        alice.send("compressed", "data", Json.pack(inside));
        assertThat(alice.await("ack", f -> "zipped".equals(f.id())).type()).isEqualTo("ack");
        assertThat(alice.expect("room-message").text("content")).hasSize(200_000);
    }

    @Test
    void anAuthMayComeCompressed() {
        RoomcastClient client = server.chat().connect();
        String auth = Json.object("type", "auth", "token", Tokens.user(unique("zipper")))
                .toString();
        client.send("compressed", "data", Json.pack(auth));
        client.expect("auth-success");
    }

    @Test
    void nestedIsABadRequest() {
        RoomcastClient alice = server.connect(unique("alice"));
        String ping = Json.object("type", "ping").toString();
        String nested =
                Json.object("type", "compressed", "data", Json.pack(ping)).toString();
        alice.send("compressed", "data", Json.pack(nested));
        assertThat(alice.expect("error").text("code")).isEqualTo("bad-request");
    }

    @Test
    void moreThan256KiBUnpackedIsTooLargeAndClosesNothing() {
        RoomcastClient alice = server.connect(unique("alice"));
        String head = "{\"type\":\"ping\",\"x\":\"";
        String exact = head + "x".repeat(256 * 1024 - head.length() - 2) + "\"}";
        alice.send("compressed", "data", Json.pack(exact));
        alice.expect("pong");
        alice.send("compressed", "data", Json.pack(exact + " "));
        assertThat(alice.expect("error").text("code")).isEqualTo("too-large");
        alice.send("compressed", "data", Json.pack("0".repeat(40_000_000))); // a bomb of 40 KB
        assertThat(alice.expect("error").text("code")).isEqualTo("too-large");
        alice.ping();
    }

    @Test
    void whatIsNoBase64OrNoGzipIsRefused() {
        RoomcastClient alice = server.connect(unique("alice"));
        String cut = Json.pack("{\"type\":\"ping\",\"x\":\"" + "abc".repeat(50) + "\"}");
        for (String data : List.of("***", "aGVsbG8=", "", cut.substring(0, cut.length() / 2 / 4 * 4))) {
            alice.send("compressed", "data", data);
            assertThat(alice.expect("error").text("code")).as(data).isIn("bad-request", "bad-json");
        }
        alice.send("compressed", "data", Json.pack("no json"));
        assertThat(alice.expect("error").text("code")).isEqualTo("bad-json");
    }
}
