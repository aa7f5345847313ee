package dev.roomcast.promises;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import org.junit.jupiter.api.Test;

import dev.roomcast.testing.Close;
import dev.roomcast.testing.Frame;
import dev.roomcast.testing.Json;
import dev.roomcast.testing.Profiles;
import dev.roomcast.testing.RawWebSocket;
import dev.roomcast.testing.RoomcastClient;
import dev.roomcast.testing.ServerTest;

/** Who does not read is cut, slows nobody, and may come back; who has much to catch up with is not cut. */
@QuarkusTest
@TestProfile(Profiles.Standard.class)
class SlowReaderTest extends ServerTest {

    private static final String CONTENT = "x".repeat(32 * 1024);

    private static String join(String room) {
        return "{\"type\":\"join-room\",\"roomId\":\"" + room + "\",\"history\":0}";
    }

    @Test
    void aReaderThatStopsIsCutWith1013WhileOthersGetAllAndMayResume() {
        String room = unique("room");
        String user = unique("slow");
        RawWebSocket slow = server.rawNarrow(user);
        slow.send(join(room));
        String epoch = slow.readText("room-joined").text("epoch");
        RoomcastClient witness = server.member(unique("witness"), room);
        RoomcastClient writer = server.member(unique("writer"), room);

        int sent = 0;
        while (witness.drain(f -> f.is("user-left", room)).isEmpty()
                && sent < 2_000) { // far over 1 MiB and all buffers
            sent++;
            assertThat(writer.say(room, CONTENT).offset()).isEqualTo(sent);
            assertThat(witness.expect("room-message").offset()).isEqualTo(sent);
            writer.expect("room-message");
        }
        assertThat(sent).as("messages until the slow one was cut").isBetween(20, 1_999);

        long last = 0;
        Close close = null;
        for (RawWebSocket.RawFrame frame = slow.read(); frame != null; frame = close == null ? slow.read() : null) {
            if (frame.opcode() == RawWebSocket.CLOSE) {
                close = RawWebSocket.close(frame);
            } else if (frame.fin() && frame.text().contains("\"room-message\"")) {
                long offset = Json.parse(frame.text()).path("offset").asLong();
                assertThat(offset).isEqualTo(last + 1);
                last = offset;
            }
        }
        assertThat(close).isEqualTo(Close.of(1013, "Slow consumer")); // behind what was on its way already

        RoomcastClient back = server.connect(user);
        Frame joined = back.request("join-room", "roomId", room, "since", Map.of("epoch", epoch, "offset", last));
        assertThat(joined.at("/recovered").asBoolean()).isTrue();
        List<Long> missed = new ArrayList<>();
        Frame part;
        do {
            part = back.expect("message-history");
            missed.addAll(part.offsets());
        } while (part.flag("more"));
        assertThat(missed.get(0)).isEqualTo(last + 1);
        assertThat(missed.get(missed.size() - 1)).isEqualTo(sent);
        assertThat(missed).hasSize((int) (sent - last));
    }

    @Test
    void aReaderThatPausesForLessThanItsBoundGetsAllInOrderAndIsNotCut() {
        String room = unique("room");
        RawWebSocket slow = server.rawNarrow(unique("slow"));
        slow.send(join(room));
        slow.readText("room-joined");
        RoomcastClient writer = server.member(unique("writer"), room);
        long read = 0;
        for (int pause = 0; pause < 3; pause++) {
            long last = 0;
            for (int i = 0; i < 24; i++) { // 768 KiB: far over what the sockets take, so that writes are taken in part
                last = writer.say(room, CONTENT).offset();
                writer.expect("room-message");
            }
            while (read < last) {
                Frame frame = slow.readText();
                if (frame.type().equals("room-message")) {
                    assertThat(frame.offset()).isEqualTo(++read);
                }
            }
        }
    }

    @Test
    void aClientThatResumes4MiBBehindArrivesThoughItReadsSlowlyAndTheRoomMovesOn() {
        String room = unique("room");
        RoomcastClient writer = server.member(unique("writer"), room);
        String epoch = writer.say(room, "first").text("epoch");
        int behind = 4 * 1024 * 1024 / CONTENT.length();
        for (int i = 0; i < behind; i++) {
            writer.say(room, CONTENT);
            writer.expect("room-message");
        }
        RawWebSocket slow = server.rawNarrow(unique("slow"));
        slow.send("{\"type\":\"join-room\",\"roomId\":\"" + room + "\",\"since\":{\"epoch\":\"" + epoch
                + "\",\"offset\":1}}");
        assertThat(slow.readText("room-joined").at("/recovered").asBoolean()).isTrue();
        long last = 1;
        boolean more = true;
        while (more) {
            Frame part = slow.readText();
            assertThat(part.type()).isEqualTo("message-history");
            for (long offset : part.offsets()) {
                assertThat(offset).isEqualTo(++last);
            }
            more = part.flag("more");
            if (more) {
                writer.say(room, "meanwhile"); // live messages wait in the log, not in its outbox
            }
        }
        long end = writer.say(room, "and on").offset();
        while (last < end) {
            assertThat(slow.readText("room-message").offset()).isEqualTo(++last);
        }
    }

    @Test
    void manyWhoResumeFarBehindAtOnceAllArrive() {
        String room = unique("room");
        RoomcastClient writer = server.member(unique("writer"), room);
        String epoch = writer.say(room, "first").text("epoch");
        int behind = 100;
        for (int i = 0; i < behind; i++) {
            writer.say(room, CONTENT);
            writer.expect("room-message");
        }
        List<RoomcastClient> clients = new ArrayList<>();
        for (int i = 0; i < 15; i++) {
            RoomcastClient client = server.connect(unique("late"));
            client.send("join-room", "roomId", room, "since", Map.of("epoch", epoch, "offset", 0));
            clients.add(client);
        }
        for (RoomcastClient client : clients) {
            assertThat(client.expect("room-joined").at("/recovered").asBoolean())
                    .isTrue();
            int got = 0;
            Frame part;
            do {
                part = client.expect("message-history");
                got += part.offsets().size();
            } while (part.flag("more"));
            assertThat(got).isEqualTo(behind + 1);
        }
    }

    @Test
    void newsIsDroppedForWhoIsBehindAndIsNoReasonToCutIt() {
        String room = unique("room");
        RawWebSocket slow = server.rawNarrow(unique("slow"));
        slow.send(join(room));
        slow.readText("room-joined");
        RoomcastClient writer = server.member(unique("writer"), room);
        String news = "x".repeat(15 * 1024);
        double before = droppedNews();
        int sent = 0;
        while (droppedNews() < before + 100 && sent < 4_000) { // far over 1 MiB and all buffers
            for (int i = 0; i < 20; i++, sent++) {
                writer.request("room-signal", "roomId", room, "content", news);
                writer.expect("room-signal");
            }
        }
        assertThat(droppedNews()).isGreaterThanOrEqualTo(before + 100);

        long offset = writer.say(room, "an entry is no news").offset();
        slow.send("{\"type\":\"ping\",\"id\":\"still here\"}");
        assertThat(slow.readText("room-message").offset()).isEqualTo(offset);
        assertThat(slow.readText("pong").id()).isEqualTo("still here");
    }

    private double droppedNews() {
        return server.management()
                .get("/metrics")
                .text()
                .lines()
                .filter(line -> line.startsWith("roomcast_news_dropped_total"))
                .mapToDouble(line -> Double.parseDouble(line.substring(line.lastIndexOf(' '))))
                .sum();
    }

    @Test
    void pongsThatAreNotReadCountAsMessagesThatAreNotReadDo() {
        RawWebSocket slow = server.rawNarrow(unique("pinger"));
        slow.readText("welcome");
        byte[] ping = RawWebSocket.bytesOf(0x80 | RawWebSocket.PING, new byte[125]);
        ByteArrayOutputStream pings = new ByteArrayOutputStream();
        for (int i = 0; i < 1_000; i++) {
            pings.writeBytes(ping);
        }
        RoomcastClient bystander = server.connect(unique("bystander"));
        for (int i = 0; i < 200; i++) { // 26 MB, far over 1 MiB and all buffers; ends when the peer resets
            slow.bytes(pings.toByteArray());
            bystander.ping();
        }
        long pongs = slow.readAll().stream()
                .filter(frame -> frame.opcode() == RawWebSocket.PONG)
                .count();
        assertThat(pongs).isLessThan(200_000);
    }

    @Test
    void aConnectionThatIsResetDisturbsNobody() {
        String room = unique("room");
        RoomcastClient writer = server.member(unique("writer"), room);
        RawWebSocket doomed = server.rawNarrow(unique("doomed"));
        doomed.send(join(room));
        writer.expect("user-joined");
        for (int i = 0; i < 20; i++) {
            writer.say(room, CONTENT);
        }
        doomed.reset();
        writer.expect("user-left");
        writer.say(room, "still here");
    }
}
