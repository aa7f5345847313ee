package dev.roomcast.wire;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.logging.Level;

import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import dev.roomcast.testing.LogCapture;
import dev.roomcast.testing.Profiles;
import dev.roomcast.testing.RawWebSocket;
import dev.roomcast.testing.ServerTest;
import dev.roomcast.testing.Tokens;

/** What comes in the same packet as the handshake, or ends the connection around it. */
@QuarkusTest
@TestProfile(Profiles.Standard.class)
class EarlyFramesTest extends ServerTest {

    private static final int FIN_TEXT = 0x81;
    private static final int FIN_PING = 0x89;
    private static final int FIN_CLOSE = 0x88;
    private static final byte[] NORMAL = {0x03, (byte) 0xe8};

    private final LogCapture log = new LogCapture();

    @AfterEach
    void nothingOfItIsAFaultAndNoConnectionStaysCounted() {
        server.close();
        server.awaitNoConnections();
        log.close();
        assertThat(log.atLeast(Level.SEVERE)).isEmpty();
    }

    private static byte[] ping(String id) {
        return RawWebSocket.bytesOf(
                FIN_TEXT, ("{\"type\":\"ping\",\"id\":\"" + id + "\"}").getBytes(StandardCharsets.UTF_8));
    }

    private static byte[] all(byte[]... parts) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        for (byte[] part : parts) {
            bytes.writeBytes(part);
        }
        return bytes.toByteArray();
    }

    private RawWebSocket open(byte[] behind) {
        return RawWebSocket.openWith(
                server.http(), behind, "/chat", "Authorization: Bearer " + Tokens.user(unique("early")));
    }

    @Test
    void framesInTheHandshakesPacketAreServedInOrderAfterTheWelcome() {
        try (RawWebSocket raw = open(all(ping("a"), RawWebSocket.bytesOf(FIN_PING, new byte[] {7}), ping("b")))) {
            assertThat(raw.status()).isEqualTo(101);
            assertThat(raw.readText().type()).isEqualTo("welcome");
            assertThat(raw.readText("pong").id()).isEqualTo("a");
            assertThat(raw.readText("pong").id()).isEqualTo("b");
            raw.bytes(ping("c"));
            assertThat(raw.readText("pong").id()).isEqualTo("c");
        }
    }

    @Test
    void aFrameThatBeginsInTheHandshakesPacketIsServed() {
        byte[] frame = ping("split");
        for (int at = 1; at < frame.length; at += 5) {
            try (RawWebSocket raw = open(Arrays.copyOf(frame, at))) {
                raw.bytes(Arrays.copyOfRange(frame, at, frame.length));
                assertThat(raw.readText().type()).isEqualTo("welcome");
                assertThat(raw.readText("pong").id()).isEqualTo("split");
            }
        }
    }

    @Test
    void aBrokenFrameInTheHandshakesPacketIsClosedAsAnyOther() {
        try (RawWebSocket raw = open(all(ping("a"), new byte[] {(byte) 0xff, 0, 0, 0}))) {
            assertThat(raw.readText().type()).isEqualTo("welcome");
            assertThat(raw.readText("pong").id()).isEqualTo("a");
            assertThat(raw.readClose().code()).isEqualTo(1002);
        }
    }

    @Test
    void aCloseInTheHandshakesPacketIsAnsweredAndTheConnectionIsGone() {
        for (int i = 0; i < 40; i++) {
            try (RawWebSocket raw = open(RawWebSocket.bytesOf(FIN_CLOSE, NORMAL))) {
                assertThat(raw.status()).isEqualTo(101);
                assertThat(raw.readClose().code()).isEqualTo(1000);
                assertThat(raw.read()).as("the end of the connection").isNull();
            }
        }
    }

    @Test
    void connectionsMayVanishAroundTheUpgrade() {
        byte[][] endings = {
            new byte[0], ping("gone"), RawWebSocket.bytesOf(FIN_CLOSE, NORMAL), new byte[] {(byte) FIN_PING}
        };
        String token = "Authorization: Bearer " + Tokens.user(unique("vanishing"));
        for (int i = 0; i < 400; i++) {
            if (i % 2 == 0) {
                RawWebSocket.vanish(server.http(), endings[i / 2 % endings.length], "/chat", token);
            } else {
                RawWebSocket.vanish(server.http(), endings[i / 2 % endings.length], "/ws");
            }
        }
    }
}
