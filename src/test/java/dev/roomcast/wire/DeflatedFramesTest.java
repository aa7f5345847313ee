package dev.roomcast.wire;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
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
