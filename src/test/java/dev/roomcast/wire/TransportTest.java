package dev.roomcast.wire;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;

import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import dev.roomcast.testing.Frame;
import dev.roomcast.testing.Profiles;
import dev.roomcast.testing.RawWebSocket;
import dev.roomcast.testing.RoomcastClient;
import dev.roomcast.testing.ServerTest;
import dev.roomcast.testing.Tokens;

/** Frames, sizes and JSON as such, before any message means something. */
@QuarkusTest
@TestProfile(Profiles.Standard.class)
class TransportTest extends ServerTest {

    private static final int LIMIT = 64 * 1024;
    private static final int FIN_TEXT = 0x81;

    // --- frames ---

    @Test
    void anUnmaskedFrameCloses1002() {
        RawWebSocket raw = server.raw(unique("rude"));
        raw.frame(FIN_TEXT, false, bytes("{\"type\":\"ping\"}"));
        assertThat(raw.readClose().code()).isEqualTo(1002);
    }

    @ParameterizedTest
    @ValueSource(ints = {0x40, 0x20, 0x10})
    void aReservedBitThatNothingNegotiatedCloses1002(int bit) {
        RawWebSocket raw = server.raw(unique("rude"));
        raw.frame(FIN_TEXT | bit, true, bytes("{\"type\":\"ping\"}"));
        assertThat(raw.readClose().code()).isEqualTo(1002);
    }

    @ParameterizedTest
    @ValueSource(ints = {0x83, 0x87, 0x8b, 0x8f})
    void aReservedOpcodeCloses1002(int firstByte) {
        RawWebSocket raw = server.raw(unique("rude"));
        raw.frame(firstByte, true, bytes("x"));
        assertThat(raw.readClose().code()).isEqualTo(1002);
    }

    @Test
    void aContinuationOfNothingCloses1002() {
        RawWebSocket raw = server.raw(unique("rude"));
        raw.frame(true, RawWebSocket.CONTINUATION, bytes("x"));
        assertThat(raw.readClose().code()).isEqualTo(1002);
    }

    @Test
    void aPingOfMoreThan125BytesCloses1002() {
        RawWebSocket raw = server.raw(unique("rude"));
        raw.frame(true, RawWebSocket.PING, new byte[126]);
        assertThat(raw.readClose().code()).isEqualTo(1002);
    }

    @Test
    void aBinaryFrameCloses1003() {
        RawWebSocket raw = server.raw(unique("binary"));
        raw.frame(true, RawWebSocket.BINARY, bytes("{\"type\":\"ping\"}"));
        assertThat(raw.readClose().code()).isEqualTo(1003);
    }

    @Test
    void whoAnswersTheCloseForABrokenRuleIsLetGoAtOnce() {
        RawWebSocket raw = server.raw(unique("binary"));
        raw.frame(true, RawWebSocket.BINARY, bytes("x"));
        assertThat(raw.readClose().code()).isEqualTo(1003);
        long answered = System.nanoTime();
        raw.frame(true, RawWebSocket.CLOSE, new byte[] {0x03, (byte) 0xeb});
        assertThat(raw.read()).as("the end of the connection").isNull();
        assertThat(Duration.ofNanos(System.nanoTime() - answered)).isLessThan(Duration.ofSeconds(3));
    }

    @Test
    void aBrokenRuleAndACloseInOnePacketAreAnsweredWithWhatWasBroken() {
        byte[] binary = RawWebSocket.bytesOf(0x80 | RawWebSocket.BINARY, bytes("x"));
        byte[] close = RawWebSocket.bytesOf(0x80 | RawWebSocket.CLOSE, new byte[] {0x13, (byte) 0x88});
        byte[] packet = Arrays.copyOf(binary, binary.length + close.length);
        System.arraycopy(close, 0, packet, binary.length, close.length);
        RawWebSocket raw = server.raw(unique("binary"));
        raw.bytes(packet);
        assertThat(raw.readClose().code()).isEqualTo(1003);
        assertThat(raw.read()).as("the end of the connection").isNull();
    }

    @Test
    void invalidUtf8Closes1007() {
        RawWebSocket raw = server.raw(unique("latin1"));
        raw.frame(
                true,
                RawWebSocket.TEXT,
                "{\"type\":\"chat\",\"message\":\"\u00fc\"}".getBytes(StandardCharsets.ISO_8859_1));
        assertThat(raw.readClose().code()).isEqualTo(1007);
    }

    @Test
    void aSurrogateEncodedInUtf8Closes1007() {
        RawWebSocket raw = server.raw(unique("cesu"));
        raw.frame(true, RawWebSocket.TEXT, new byte[] {'"', (byte) 0xed, (byte) 0xa0, (byte) 0x80, '"'});
        assertThat(raw.readClose().code()).isEqualTo(1007);
    }

    @Test
    void aMessageInFragmentsWithAPingBetweenIsOneMessage() {
        RawWebSocket raw = server.raw(unique("pieces"));
        byte[] message = bytes("{\"type\":\"ping\",\"id\":\"f\u00fcr-\ud83d\ude00\"}");
        for (int i = 0; i < message.length; i++) { // byte by byte: characters are cut too
            raw.frame(i == message.length - 1, i == 0 ? RawWebSocket.TEXT : RawWebSocket.CONTINUATION, new byte[] {
                message[i]
            });
            if (i == 3) {
                raw.frame(true, RawWebSocket.PING, bytes("in between"));
            }
        }
        assertThat(raw.readText("pong").id()).isEqualTo("f\u00fcr-\ud83d\ude00");
    }

    @Test
    void aPingFrameIsAnsweredWithItsBytes() {
        RawWebSocket raw = server.raw(unique("pinger"));
        raw.frame(true, RawWebSocket.PING, bytes("echo me"));
        for (RawWebSocket.RawFrame frame = raw.read(); ; frame = raw.read()) {
            if (frame.opcode() == RawWebSocket.PONG) {
                assertThat(frame.text()).isEqualTo("echo me");
                return;
            }
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 999, 1005, 1006, 1015, 2999, 5000, 65535})
    void aCloseCodeThatThereIsNotCloses1002(int code) {
        RawWebSocket raw = server.raw(unique("rude"));
        raw.frame(true, RawWebSocket.CLOSE, new byte[] {(byte) (code >> 8), (byte) code});
        assertThat(raw.readClose().code()).isEqualTo(1002);
    }

    @Test
    void aCloseIsAnsweredWithTheSameCode() {
        RawWebSocket raw = server.raw(unique("leaving"));
        raw.frame(true, RawWebSocket.CLOSE, new byte[] {0x03, (byte) 0xe8});
        assertThat(raw.readClose().code()).isEqualTo(1000);
    }

    @Test
    void deflateIsOffUnlessASettingTurnsItOn() {
        RawWebSocket raw = server.handshake("/ws", "Sec-WebSocket-Extensions: permessage-deflate");
        assertThat(raw.status()).isEqualTo(101);
        assertThat(raw.responseHeader("sec-websocket-extensions")).isNull();
    }

    // --- sizes ---

    @Test
    void aMessageOf64KiBIsTakenAndOneByteMoreCloses1009() {
        RawWebSocket raw = server.raw(unique("big"));
        raw.send(pingOf(LIMIT));
        raw.readText("pong");
        raw.send(pingOf(LIMIT + 1));
        assertThat(raw.readClose().code()).isEqualTo(1009);
    }

    @Test
    void fragmentsThatTogetherAreTooLargeClose1009() {
        RawWebSocket raw = server.raw(unique("big"));
        byte[] whole = bytes(pingOf(LIMIT));
        raw.frame(false, RawWebSocket.TEXT, whole);
        raw.frame(true, RawWebSocket.CONTINUATION, bytes(" "));
        assertThat(raw.readClose().code()).isEqualTo(1009);
    }

    @Test
    void aFrameThatAnnouncesTooMuchIsNotWaitedFor() {
        RawWebSocket raw = server.raw(unique("big"));
        raw.announce(1L << 40);
        assertThat(raw.readClose().code()).isEqualTo(1009);
    }

    @Test
    void theLimitCountsBytesAndNotCharacters() {
        RawWebSocket raw = server.raw(unique("big"));
        raw.send("{\"type\":\"ping\",\"x\":\"" + "\u6f22".repeat(LIMIT / 3) + "\"}");
        assertThat(raw.readClose().code()).isEqualTo(1009);
    }

    // --- JSON ---

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "{",
                "hello",
                "{'type':'ping'}",
                "{\"type\":\"ping\"} {}",
                "{\"type\":\"ping\",}",
                "{\"type\":\"ping\",\"n\":NaN}",
                "{\"type\":\"ping\",\"n\":01}",
                "{\"type\":\"ping\",\"s\":\"a\tb\"}",
                "{\"type\":\"ping\" /* why */}"
            })
    void whatIsNotJsonIsBadJsonAndClosesNothing(String text) {
        RoomcastClient client = server.connect(unique("typo"));
        assertThat(client.refusedText(text).text("code")).isEqualTo("bad-json");
        client.ping();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"type\":\"ping\",\"id\":\"\\ud800\"}",
                "{\"type\":\"ping\",\"x\":\"\\udc00 alone\"}",
                "{\"type\":\"ping\",\"\\ud83d\":1}",
                "{\"type\":\"room-message\",\"roomId\":\"r\",\"content\":[\"\\ud83d\\u0041\"]}"
            })
    void aLoneSurrogateIsBadJson(String text) {
        RoomcastClient client = server.connect(unique("half"));
        assertThat(client.refusedText(text).text("code")).isEqualTo("bad-json");
    }

    @ParameterizedTest
    @ValueSource(strings = {"[]", "\"ping\"", "12", "null", "{}", "{\"type\":null}", "{\"type\":7}"})
    void whatIsNoObjectWithATypeIsRefusedAndClosesNothing(String text) {
        RoomcastClient client = server.connect(unique("vague"));
        assertThat(client.refusedText(text).text("code")).isIn("bad-request", "bad-json");
        client.ping();
    }

    @Test
    void anUnknownTypeIsToldWithTheRequestsId() {
        RoomcastClient client = server.connect(unique("pioneer"));
        Frame error = client.refused("teleport", "to", "mars");
        assertThat(error.text("code")).isEqualTo("unknown-type");
        assertThat(error.text("message")).isNotBlank();
    }

    @Test
    void jsonMayBe64DeepTheMessageItselfCounted() {
        String room = unique("deep");
        RoomcastClient client = server.member(unique("deep"), room);
        client.sendText(deepMessage(room, 64));
        assertThat(client.await("ack", f -> "deep".equals(f.id())).type()).isEqualTo("ack");
        client.sendText(deepMessage(room, 65));
        Frame error = client.expect("error");
        assertThat(error.text("code")).isEqualTo("bad-request");
        client.ping();
    }

    @Test
    void depthIsCountedInFieldsThatNobodyKnowsToo() {
        RoomcastClient client = server.connect(unique("deep"));
        client.sendText("{\"type\":\"ping\",\"x\":" + "[".repeat(20_000) + "]".repeat(20_000) + "}");
        assertThat(client.expect("error").text("code")).isEqualTo("bad-request");
        client.ping();
    }

    // --- ids ---

    @Test
    void anIdOf64CodePointsComesBackAndALongerOneIsABadRequest() {
        RoomcastClient client = server.connect(unique("ids"));
        String id = "\ud83d\ude00".repeat(64);
        client.send("ping", "id", id);
        assertThat(client.expect("pong").id()).isEqualTo(id);
        client.send("ping", "id", "x".repeat(65));
        Frame error = client.expect("error");
        assertThat(error.text("code")).isEqualTo("bad-request");
        assertThat(error.text("field")).isEqualTo("id");
    }

    @ParameterizedTest
    @ValueSource(strings = {"7", "true", "{}", "[\"x\"]"})
    void anIdThatIsNoStringIsABadRequest(String id) {
        RoomcastClient client = server.connect(unique("ids"));
        client.sendText("{\"type\":\"ping\",\"id\":" + id + "}");
        Frame error = client.expect("error");
        assertThat(error.text("code")).isEqualTo("bad-request");
        assertThat(error.text("field")).isEqualTo("id");
    }

    @Test
    void withoutAnIdNothingCarriesOne() {
        String room = unique("noid");
        RoomcastClient client = server.connect(unique("noid"));
        client.send("ping");
        assertThat(client.expect("pong").has("id")).isFalse();
        client.send("join-room", "roomId", room, "history", 0);
        assertThat(client.expect("room-joined").has("id")).isFalse();
        client.send("room-message", "roomId", room, "content", "x");
        assertThat(client.expect("room-message").has("id")).isFalse();
        client.expectNothing("ack");
    }

    @Test
    void eventsCarryNoIdEvenToTheOneWhoAsked() {
        String room = unique("noid");
        RoomcastClient client = server.member(unique("noid"), room);
        client.say(room, "x");
        assertThat(client.expect("room-message").has("id")).isFalse();
    }

    // --- content ---

    @Test
    void unknownFieldsAreIgnoredAndNeverEchoed() {
        String room = unique("fields");
        RoomcastClient alice = server.member(unique("alice"), room);
        RoomcastClient bob = server.member(unique("bob"), room);
        alice.request("room-message", "roomId", room, "content", "x", "shoeSize", 43, "offset", 999, "timestamp", "y");
        Frame seen = bob.expect("room-message");
        assertThat(seen.json().fieldNames())
                .toIterable()
                .containsExactlyInAnyOrder("type", "roomId", "user", "content", "timestamp", "offset", "messageId");
        assertThat(seen.offset()).isNotEqualTo(999);
        assertThat(seen.text("timestamp")).matches(TIME);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"z\":1,\"a\":2,\"m\":{\"y\":[true,null,{}],\"b\":\"\"}}",
                "12345678901234567890123456789012345678901234567890",
                "0.1000000000000000055511151231257827021181583404541015625",
                "[1.10,-0.0,1e400,1E-7,100000000000000000000]",
                "\"<b>&amp;'\u00e4\u6f22\ud83d\ude00\"",
                "\"\"",
                "false",
                "0",
                "[]"
            })
    void contentTravelsByteForByteLiveAndInTheHistory(String content) {
        String room = unique("bytes");
        RoomcastClient alice = server.member(unique("alice"), room);
        alice.sendText("{\"type\":\"room-message\",\"roomId\":\"" + room + "\",\"content\":" + content + "}");
        String exactly = "\"content\":" + content;
        assertThat(alice.expect("room-message").text()).contains(exactly);
        assertThat(alice.request("get-history", "roomId", room).text()).contains(exactly);
        assertThat(server.api(Tokens.service("svc"))
                        .get("/api/rooms/" + room + "/messages")
                        .text())
                .contains(exactly);
    }

    @Test
    void badInputOfOneDisturbsNoOtherConnection() {
        String room = unique("calm");
        RoomcastClient alice = server.member(unique("alice"), room);
        RoomcastClient bob = server.member(unique("bob"), room);
        for (byte[] noise : List.of(bytes("\u0000\u0001\u0002"), bytes("GET / HTTP/1.1\r\n\r\n"), new byte[200_000])) {
            server.raw(unique("noise")).bytes(noise).readClose();
        }
        alice.say(room, "still here");
        assertThat(bob.expect("room-message").text("content")).isEqualTo("still here");
    }

    private static final String TIME = "\\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\d\\.\\d{3}Z";

    private static String deepMessage(String room, int depth) {
        int inside = depth - 1; // the message itself is the first level
        return "{\"type\":\"room-message\",\"id\":\"deep\",\"roomId\":\"" + room + "\",\"content\":"
                + "[".repeat(inside) + "]".repeat(inside) + "}";
    }

    private static String pingOf(int bytes) {
        String head = "{\"type\":\"ping\",\"x\":\"";
        return head + "x".repeat(bytes - head.length() - 2) + "\"}";
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
