package dev.roomcast.wire;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import dev.roomcast.testing.Close;
import dev.roomcast.testing.Profiles;
import dev.roomcast.testing.Profiles.HandshakeLimits;
import dev.roomcast.testing.RawWebSocket;
import dev.roomcast.testing.RoomcastClient;
import dev.roomcast.testing.ServerTest;

/** What a peer may do before it is connected: how fast, how long, and how many from one address. */
@QuarkusTest
@TestProfile(Profiles.HandshakeLimits.class)
class HandshakeLimitsTest extends ServerTest {

    private static final int PATIENCE_MS = 20_000;

    /** A close frame with code 1002, its bytes read as characters. */
    private static final Pattern CLOSED_FOR_A_PROTOCOL_ERROR = Pattern.compile("\u0088.\u0003\u00ea", Pattern.DOTALL);

    private final List<Socket> sockets = new ArrayList<>();

    @AfterEach
    void closeSockets() throws IOException {
        for (Socket socket : sockets) {
            socket.close();
        }
        server.close();
        server.awaitNoConnections();
    }

    /** From an address of its own, so that tests do not count for each other. */
    private Socket connect(String from) throws IOException {
        Socket socket = new Socket();
        sockets.add(socket);
        socket.setSoTimeout(PATIENCE_MS);
        socket.bind(new InetSocketAddress(InetAddress.getByName(from), 0));
        socket.connect(new InetSocketAddress(
                InetAddress.getByName("127.0.0.1"), server.http().getPort()));
        return socket;
    }

    private String handshake(String from, String... headers) throws IOException {
        Socket socket = connect(from);
        String request = "GET /ws HTTP/1.1\r\nHost: x\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n"
                + "Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n"
                + String.join("", headers) + "\r\n";
        socket.getOutputStream().write(request.getBytes(StandardCharsets.US_ASCII));
        byte[] head = new byte[64];
        int length = socket.getInputStream().read(head);
        return new String(head, 0, Math.max(0, length), StandardCharsets.US_ASCII);
    }

    /** Whether the server has ended it; waits for that. */
    private static boolean ends(Socket socket) throws IOException {
        try {
            InputStream in = socket.getInputStream();
            while (in.read() >= 0) {
                // an answer that came before
            }
        } catch (SocketException reset) {
            // as good an end
        }
        return true;
    }

    @Test
    void tooManyNewConnectionsASecondAre503WithRetryAfterBeforeAnythingElseIsLookedAt() {
        RawWebSocket refused = null;
        for (int i = 0; i < 1_000 && refused == null; i++) {
            RawWebSocket raw = server.handshake("/ws", "Origin: https://evil.example", "Authorization: Bearer garbage");
            if (raw.status() != 403) {
                refused = raw;
            }
            raw.close();
        }
        assertThat(refused).as("one of 1,000 in a row").isNotNull();
        assertThat(refused.status()).isEqualTo(503);
        assertThat(Integer.parseInt(refused.responseHeader("retry-after"))).isPositive();
    }

    @Test
    void oneAddressThatComesAllTheTimeKeepsNoOtherOut() throws IOException {
        int rejected = 0;
        for (int i = 0; i < 10 * HandshakeLimits.CONNECTIONS_PER_SECOND; i++) {
            if (handshake("127.0.0.7", "Origin: https://evil.example\r\n").contains(" 503 ")) {
                rejected++;
                if (rejected == 1 || rejected == 50) {
                    assertThat(handshake("127.0.0.8", "Origin: https://evil.example\r\n"))
                            .as("past the rate")
                            .contains(" 403 ");
                }
            }
            sockets.remove(sockets.size() - 1).close();
        }
        assertThat(rejected).isPositive();
    }

    @Test
    void aHeaderByteNowAndThenRenewsNothing() throws IOException {
        Socket slow = connect("127.0.0.9");
        long until = System.nanoTime() + PATIENCE_MS * 1_000_000L;
        slow.setSoTimeout(100);
        boolean ended = false;
        while (!ended && System.nanoTime() < until) {
            try {
                slow.getOutputStream().write('G');
                ended = slow.getInputStream().read() < 0;
            } catch (java.net.SocketTimeoutException stillOpen) {
                // the next byte
            } catch (SocketException reset) {
                ended = true;
            }
        }
        assertThat(ended).isTrue();
    }

    @Test
    void aConnectionThatSendsNothingIsCut() throws IOException {
        assertThat(ends(connect("127.0.0.10"))).isTrue();
    }

    @Test
    void theHeadOfALaterRequestHasTheSameTime() throws IOException {
        Socket socket = connect("127.0.0.11");
        byte[] request = "GET /api/me HTTP/1.1\r\nHost: x\r\n\r\nGET /api/me HT".getBytes(StandardCharsets.US_ASCII);
        socket.getOutputStream().write(request);
        assertThat(socket.getInputStream().read()).as("an answer").isEqualTo('H');
        socket.getOutputStream().write('T');
        assertThat(ends(socket)).isTrue();
    }

    @Test
    void anAddressHasABoundOnHalfOpenConnections() throws IOException {
        List<Socket> fine = new ArrayList<>();
        for (int i = 0; i < HandshakeLimits.HALF_OPEN_PER_ADDRESS; i++) {
            fine.add(connect("127.0.0.12"));
        }
        Socket late = connect("127.0.0.12");
        assertThat(ends(late)).isTrue();
        assertThat(handshake("127.0.0.13")).contains(" 101 ");
        for (Socket socket : fine) {
            assertThat(ends(socket)).isTrue(); // when their time is over
        }
        assertThat(handshake("127.0.0.12")).contains(" 101 ");
    }

    @Test
    void anAddressHasABoundOnOpenConnections() {
        List<RoomcastClient> fine = new ArrayList<>();
        for (int i = 0; i < HandshakeLimits.CONNECTIONS_PER_ADDRESS; i++) {
            fine.add(server.guest());
        }
        RoomcastClient late = server.guest();
        assertThat(late.expect("error").text("limit")).isEqualTo("roomcast.limits.connections-per-address");
        assertThat(late.closed()).isEqualTo(Close.of(1013, "Too many connections"));
        fine.get(0).close();
        fine.get(1).ping();
    }

    @Test
    void anUnfinishedMessageInFragmentsIsNotWaitedForWithoutEnd() {
        RawWebSocket raw = server.handshake("/ws");
        raw.frame(false, RawWebSocket.TEXT, new byte[] {'{'});
        assertThat(raw.readClose()).isEqualTo(Close.of(1008, "Policy violation"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"/", "/api/stats"})
    void aHandshakeBehindAnotherRequestIsRejectedOrNothingBehindItIsAnsweredAsHttp(String path) throws IOException {
        Socket socket = connect("127.0.0.14");
        String request = "GET " + path + " HTTP/1.1\r\nHost: x\r\n\r\n"
                + "GET /ws HTTP/1.1\r\nHost: x\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n"
                + "Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n"
                + "GET /api/stats HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n";
        socket.getOutputStream().write(request.getBytes(StandardCharsets.US_ASCII));
        String answers = readToTheEndOrTheCloseFrame(socket.getInputStream());
        int upgraded = answers.indexOf("HTTP/1.1 101 ");
        if (upgraded >= 0) { // the first was answered before the handshake was looked at
            assertThat(answers.substring(upgraded + 1)).doesNotContain("HTTP/1.1");
        } else {
            assertThat(answers).contains("HTTP/1.1 400 ");
        }
    }

    /** After its close frame a server waits for ours, for seconds. */
    private static String readToTheEndOrTheCloseFrame(InputStream in) throws IOException {
        StringBuilder read = new StringBuilder();
        int next = in.read();
        while (next >= 0 && !CLOSED_FOR_A_PROTOCOL_ERROR.matcher(read).find()) {
            read.append((char) next);
            next = in.read();
        }
        return read.toString();
    }

    @Test
    void aConnectionThatPipelinesWithoutEndIsClosed() throws IOException {
        Socket socket = connect("127.0.0.77");
        byte[] requests =
                "GET /api/rooms HTTP/1.1\r\nHost: x\r\n\r\n".repeat(1_000).getBytes(StandardCharsets.UTF_8);
        socket.getOutputStream().write(requests);
        String answers;
        try {
            answers = new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        } catch (SocketException reset) {
            answers = "";
        }
        assertThat(answers.split("HTTP/1.1 ", -1).length - 1)
                .as("answers to 1,000 requests")
                .isLessThan(200);
    }

    @Test
    void aFewPipelinedRequestsAreAnswered() throws IOException {
        Socket socket = connect("127.0.0.78");
        String request = "GET /api/rooms HTTP/1.1\r\nHost: x\r\n";
        socket.getOutputStream()
                .write(((request + "\r\n").repeat(7) + request + "Connection: close\r\n\r\n")
                        .getBytes(StandardCharsets.UTF_8));
        String answers = new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(answers.split("HTTP/1.1 401", -1)).hasSize(9);
    }
}
