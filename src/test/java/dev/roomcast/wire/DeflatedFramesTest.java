package dev.roomcast.wire;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.zip.Deflater;
import java.util.zip.Inflater;
import jakarta.inject.Inject;

import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import io.vertx.core.Vertx;
import org.junit.jupiter.api.Test;

import dev.roomcast.testing.Json;
import dev.roomcast.testing.Profiles;
import dev.roomcast.testing.RawWebSocket;
import dev.roomcast.testing.RawWebSocket.RawFrame;
import dev.roomcast.testing.RoomcastClient;
import dev.roomcast.testing.ServerTest;

/** What permessage-deflate looks like on the wire, byte by byte: RFC 7692. */
@QuarkusTest
@TestProfile(Profiles.Deflate.class)
class DeflatedFramesTest extends ServerTest {

    private static final int LIMIT = 65_536;
    private static final int FIN = 0x80;
    private static final int FIN_TEXT = FIN | RawWebSocket.TEXT;
    private static final int RSV1 = 0x40;
    private static final String LARGE = "what is said again and again packs well ".repeat(100);
    private static final byte[] TAIL = {0, 0, (byte) 0xff, (byte) 0xff};

    @Inject
    Vertx vertx;

    private RawWebSocket member(String room, String offer) {
        RawWebSocket client = RawWebSocket.open(server.http(), "/ws", "Sec-WebSocket-Extensions: " + offer);
        client.send("{\"type\":\"join-room\",\"roomId\":\"" + room + "\"}");
        client.readText("message-history");
        return client;
    }

    private static String agreed(RawWebSocket client) {
        return client.responseHeader("sec-websocket-extensions");
    }

    /** The next frame with a message of a room; those who come and go are skipped. */
    private static RawFrame nextMessage(RawWebSocket client) throws Exception {
        while (true) {
            RawFrame frame = client.read();
            assertThat(frame).as("a frame").isNotNull();
            if (text(frame).startsWith("{\"type\":\"room-message\"")) {
                return frame;
            }
        }
    }

    /** The text of a frame, with nothing known of those before it. */
    private static String text(RawFrame frame) throws Exception {
        if (!frame.deflated()) {
            return frame.text();
        }
        ByteArrayOutputStream input = new ByteArrayOutputStream();
        input.writeBytes(frame.payload());
        input.writeBytes(TAIL);
        Inflater inflater = new Inflater(true);
        inflater.setInput(input.toByteArray());
        ByteArrayOutputStream output = new ByteArrayOutputStream();
        byte[] buffer = new byte[8_192];
        for (int got = inflater.inflate(buffer); got > 0; got = inflater.inflate(buffer)) {
            output.write(buffer, 0, got);
        }
        inflater.end();
        return output.toString(StandardCharsets.UTF_8);
    }

    @Test
    void whatIsLargeIsPackedTheSameForAllAndWhatIsSmallIsNot() throws Exception {
        String room = unique("room");
        try (RawWebSocket one = member(room, "permessage-deflate");
                RawWebSocket other =
                        member(room, "permessage-deflate; server_no_context_takeover; client_max_window_bits")) {
            RoomcastClient writer = server.member(unique("writer"), room);
            for (int i = 0; i < 3; i++) {
                writer.say(room, LARGE);
                RawFrame packed = nextMessage(one);
                assertThat(packed.deflated()).isTrue();
                assertThat(packed.payload().length).isLessThan(LARGE.length() / 4);
                assertThat(Json.parse(text(packed)).path("content").asText()).isEqualTo(LARGE);
                assertThat(nextMessage(other).payload()).isEqualTo(packed.payload());

                writer.say(room, "small");
                RawFrame plain = nextMessage(one);
                assertThat(plain.deflated()).isFalse();
                assertThat(nextMessage(other).payload()).isEqualTo(plain.payload());
            }
        }
    }

    @Test
    void takingNothingOverIsAgreedToByBothSides() {
        try (RawWebSocket client =
                member(unique("room"), "permessage-deflate; server_no_context_takeover; client_no_context_takeover")) {
            assertThat(agreed(client))
                    .contains("permessage-deflate", "server_no_context_takeover", "client_no_context_takeover");
        }
    }

    @Test
    void aSmallerWindowThanOursIsNotAgreedTo() throws Exception {
        String room = unique("room");
        try (RawWebSocket client = member(room, "permessage-deflate; server_max_window_bits=10")) {
            assertThat(agreed(client)).isNull();
            server.member(unique("writer"), room).say(room, LARGE);
            RawFrame frame = nextMessage(client);
            assertThat(frame.deflated()).isFalse();
            assertThat(Json.parse(frame.text()).path("content").asText()).isEqualTo(LARGE);
        }
    }

    @Test
    void sizesCountWhatIsUnpacked() throws Exception {
        try (DeflatingClient client = new DeflatingClient(vertx, server.http(), "/ws")) {
            client.send("{\"type\":\"ping\",\"pad\":\"" + "x".repeat(LIMIT) + "\"}");
            assertThat(client.closeCode()).isEqualTo(1009);
        }
    }

    /** What a client sends for a message: deflated, with or without a final block. */
    private static byte[] packed(String text, boolean finalBlock) {
        Deflater deflater = new Deflater(Deflater.BEST_COMPRESSION, true);
        deflater.setInput(text.getBytes(StandardCharsets.UTF_8));
        if (finalBlock) {
            deflater.finish();
        }
        ByteArrayOutputStream output = new ByteArrayOutputStream();
        byte[] buffer = new byte[8_192];
        int got;
        do {
            got = deflater.deflate(buffer, 0, buffer.length, finalBlock ? Deflater.NO_FLUSH : Deflater.SYNC_FLUSH);
            output.write(buffer, 0, got);
        } while (got == buffer.length);
        deflater.end();
        byte[] bytes = output.toByteArray();
        // RFC 7692: the tail is left away; after a final block an empty one is begun (7.2.3.4).
        return finalBlock ? Arrays.copyOf(bytes, bytes.length + 1) : Arrays.copyOf(bytes, bytes.length - TAIL.length);
    }

    private static String ping(String id) {
        return "{\"type\":\"ping\",\"id\":\"" + id + "\"}";
    }

    private RawWebSocket negotiated() {
        return server.handshake("/ws", "Sec-WebSocket-Extensions: permessage-deflate");
    }

    @Test
    void aMessageMayEndWithAFinalBlockAndOthersMayFollow() {
        RawWebSocket client = negotiated();
        client.frame(FIN_TEXT | RSV1, true, packed(ping("one"), true));
        assertThat(client.readText("pong").id()).isEqualTo("one");
        client.frame(FIN_TEXT | RSV1, true, packed(ping("two"), false));
        assertThat(client.readText("pong").id()).isEqualTo("two");
        client.frame(FIN_TEXT | RSV1, true, packed(ping("three"), true));
        assertThat(client.readText("pong").id()).isEqualTo("three");
        client.frame(FIN_TEXT, true, ping("plain").getBytes(StandardCharsets.UTF_8));
        assertThat(client.readText("pong").id()).isEqualTo("plain");
    }

    @Test
    void aPackedMessageMayComeByteByByte() {
        RawWebSocket client = negotiated();
        byte[] bytes = packed(ping("bytes"), false);
        for (int i = 0; i < bytes.length; i++) {
            int fin = i == bytes.length - 1 ? FIN : 0;
            client.frame(
                    fin | (i == 0 ? RSV1 | RawWebSocket.TEXT : RawWebSocket.CONTINUATION), true, new byte[] {bytes[i]});
        }
        assertThat(client.readText("pong").id()).isEqualTo("bytes");
    }

    @Test
    void theBitOfPackingOnAContinuationCloses1002() {
        RawWebSocket client = negotiated();
        byte[] bytes = packed(ping("bit"), false);
        client.frame(RSV1 | RawWebSocket.TEXT, true, Arrays.copyOf(bytes, 3));
        client.frame(FIN | RSV1 | RawWebSocket.CONTINUATION, true, Arrays.copyOfRange(bytes, 3, bytes.length));
        assertThat(client.readClose().code()).isEqualTo(1002);
    }

    @Test
    void whatIsNotDeflateCloses1002() {
        RawWebSocket client = negotiated();
        client.frame(FIN_TEXT | RSV1, true, new byte[] {(byte) 0xff, (byte) 0xff, (byte) 0xff});
        assertThat(client.readClose().code()).isEqualTo(1002);
    }

    @Test
    void aSmallFrameThatUnpacksToAHugeMessageCloses1009AndIsNotUnpackedToItsEnd() {
        byte[] bomb = packed("x".repeat(16 << 20), false);
        assertThat(bomb.length).isLessThan(20_000);
        for (int i = 0; i < 50; i++) { // to their ends they would be 800 MB
            try (RawWebSocket client = negotiated()) {
                client.frame(FIN_TEXT | RSV1, true, bomb);
                assertThat(client.readClose().code()).isEqualTo(1009);
            }
        }
    }

    @Test
    void whoDidNotAskGetsNoneOfIt() throws Exception {
        String room = unique("room");
        try (RawWebSocket client = RawWebSocket.open(server.http(), "/ws")) {
            assertThat(agreed(client)).isNull();
            client.send("{\"type\":\"join-room\",\"roomId\":\"" + room + "\"}");
            client.readText("message-history");
            server.member(unique("writer"), room).say(room, LARGE);
            assertThat(nextMessage(client).deflated()).isFalse();
        }
    }
}
