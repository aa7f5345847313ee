package dev.roomcast.wire;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.QuarkusTestProfile;
import io.quarkus.test.junit.TestProfile;
import org.junit.jupiter.api.Test;

import dev.roomcast.testing.Frame;
import dev.roomcast.testing.Profiles;
import dev.roomcast.testing.RoomcastClient;
import dev.roomcast.testing.ServerTest;
import dev.roomcast.testing.Tokens;

/** Settings at other than their defaults: limits that are off, small batches, a low threshold, guests with few rights. */
@QuarkusTest
@TestProfile(OddSettingsTest.Odd.class)
class OddSettingsTest extends ServerTest {

    private static final int BATCH_MESSAGES = 3;
    private static final int BEYOND_EVERY_DEFAULT = 250;

    /** See the class. */
    public static final class Odd implements QuarkusTestProfile {
        @Override
        public Map<String, String> getConfigOverrides() {
            Map<String, String> settings = new HashMap<>(new Profiles.Standard().getConfigOverrides());
            settings.put("roomcast.limits.rooms-per-connection", "0");
            settings.put("roomcast.limits.connections-per-user", "0");
            settings.put("roomcast.limits.max-connections", "0");
            settings.put("roomcast.limits.connections-per-second", "0");
            settings.put("roomcast.limits.pending-requests", "0");
            settings.put("roomcast.limits.violations-per-minute", "0");
            settings.put("roomcast.limits.max-rooms", "0");
            settings.put("roomcast.presence.events-max-members", "0");
            settings.put("roomcast.history.max-messages", "0");
            settings.put("roomcast.batch.max-messages", Integer.toString(BATCH_MESSAGES));
            settings.put("roomcast.batch.max-delay", "60s");
            settings.put("roomcast.compression.threshold", "200");
            settings.put("roomcast.guests.rights", "join,presence");
            settings.put("roomcast.guests.rooms", "lobby-*,help");
            return settings;
        }
    }

    private RoomcastClient readerWith(String features, String room) {
        RoomcastClient reader = server.chat()
                .token(Tokens.user(unique("reader")))
                .features(features)
                .connect();
        reader.join(room);
        return reader;
    }

    @Test
    void limitsByCountAreOffAtZero() {
        String user = unique("user");
        RoomcastClient member = server.connect(user);
        List<String> rooms = new ArrayList<>();
        for (int i = 0; i < BEYOND_EVERY_DEFAULT; i++) {
            String room = unique("room");
            rooms.add(room);
            member.request("join-room", "roomId", room, "history", 0);
        }
        assertThat(rooms)
                .allSatisfy(room -> assertThat(
                                member.request("get-room-info", "roomId", room).flag("exists"))
                        .isTrue());
        for (int i = 0; i < 30; i++) {
            server.connect(user);
        }
    }

    @Test
    void refusalsDoNotAddUpWhereThatLimitIsOff() {
        RoomcastClient client = server.connect(unique("user"));
        for (int i = 0; i < 1_200; i++) {
            client.send("no-such-type");
        }
        assertThat(client.request("ping").type()).isEqualTo("pong");
    }

    @Test
    void aBatchHasNoMoreMessagesThanItMay() {
        String room = unique("room");
        RoomcastClient reader = readerWith("batch", room);
        RoomcastClient writer = server.member(unique("writer"), room);
        for (int i = 0; i < 1 + 2 * BATCH_MESSAGES; i++) {
            writer.say(room, i);
        }
        assertThat(reader.expect("room-message").offset()).isEqualTo(1);
        assertThat(reader.expect("message-batch").offsets()).containsExactly(2L, 3L, 4L);
        assertThat(reader.expect("message-batch").offsets()).containsExactly(5L, 6L, 7L);
    }

    @Test
    void whatWaitsForABatchGoesBeforeAnythingElseOfTheRoom() {
        String room = unique("room");
        RoomcastClient reader = readerWith("batch", room);
        RoomcastClient writer = server.member(unique("writer"), room);
        reader.expect("user-joined");
        writer.say(room, "first");
        writer.say(room, "waits");
        writer.say(room, "waits too");
        writer.request("room-signal", "roomId", room, "content", "typing");
        Frame next = reader.await(
                "something of the room", frame -> !frame.type().equals("room-message") || frame.offset() > 1);
        assertThat(next.type()).isEqualTo("message-batch");
        assertThat(next.offsets()).containsExactly(2L, 3L);
        reader.expect("room-signal");
    }

    @Test
    void whatWaitsForABatchIsNotLostWhereItsReaderLeaves() {
        String room = unique("room");
        RoomcastClient reader = readerWith("batch", room);
        RoomcastClient writer = server.member(unique("writer"), room);
        writer.say(room, "first");
        writer.say(room, "waits");
        reader.request("leave-room", "roomId", room);
        assertThat(reader.expect("room-message").offset()).isEqualTo(1);
        assertThat(reader.expect("room-message").offset()).isEqualTo(2);
    }

    @Test
    void aFrameOverTheThresholdIsCompressedForWhoTakesIt() {
        String room = unique("room");
        RoomcastClient reader = readerWith("gzip", room);
        RoomcastClient writer = server.member(unique("writer"), room);
        writer.say(room, "x".repeat(600));
        assertThat(reader.expect("room-message").compressed()).isTrue();
    }

    @Test
    void everyComingAndGoingIsToldWhereThatLimitIsOff() {
        String room = unique("room");
        RoomcastClient first = server.member(unique("first"), room);
        for (int i = 2; i <= 210; i++) {
            server.member(unique("member"), room);
            assertThat(first.expect("user-joined").number("memberCount")).isEqualTo(i);
        }
    }

    @Test
    void guestsMayDoWhatTheSettingsSayAndNoMore() {
        RoomcastClient guest = server.guest();
        String lobby = unique("lobby");
        guest.request("join-room", "roomId", lobby);
        assertThat(refusedRight(guest.refused("room-message", "roomId", lobby, "content", "x")))
                .isEqualTo("write");
        assertThat(refusedRight(guest.refused("get-history", "roomId", lobby))).isEqualTo("history");
        assertThat(refusedRight(guest.refused("join-room", "roomId", lobby, "history", 1)))
                .isEqualTo("history");
        assertThat(refusedRight(guest.refused("join-room", "roomId", unique("elsewhere"))))
                .isEqualTo("join");
        assertThat(guest.request("get-room-members", "roomId", lobby).at("/members"))
                .hasSize(1);
    }

    private static String refusedRight(Frame error) {
        assertThat(error.text("code")).isEqualTo("forbidden");
        return error.text("right");
    }
}
