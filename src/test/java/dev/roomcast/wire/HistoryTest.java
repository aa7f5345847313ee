package dev.roomcast.wire;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import java.util.stream.LongStream;

import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import dev.roomcast.testing.Frame;
import dev.roomcast.testing.Profiles;
import dev.roomcast.testing.RoomcastClient;
import dev.roomcast.testing.ServerTest;

/** The past of a room: on joining, on resuming, and page by page. */
@QuarkusTest
@TestProfile(Profiles.Standard.class)
class HistoryTest extends ServerTest {

    private static final int PART = 256 * 1024;

    private String roomWith(int messages) {
        String room = unique("past");
        RoomcastClient writer = server.member(unique("writer"), room);
        IntStream.rangeClosed(1, messages)
                .forEach(i -> writer.send("room-message", "roomId", room, "content", i, "id", "w" + i));
        writer.await("the last ack", f -> ("w" + messages).equals(f.id()));
        return room;
    }

    private static List<Long> range(long from, long to) {
        return LongStream.rangeClosed(from, to).boxed().toList();
    }

    private static Map<String, Object> since(String epoch, long offset) {
        return Map.of("epoch", epoch, "offset", offset);
    }

    /** All parts of the history that answers this id. */
    private static List<Frame> parts(RoomcastClient client, String id) {
        List<Frame> parts = new ArrayList<>();
        do {
            parts.add(client.await("message-history", f -> f.type().equals("message-history") && id.equals(f.id())));
        } while (parts.get(parts.size() - 1).flag("more"));
        return parts;
    }

    // --- on joining ---

    @Test
    void joiningBringsTheLast50ByDefaultOldestFirst() {
        String room = roomWith(60);
        RoomcastClient alice = server.connect(unique("alice"));
        Frame joined = alice.request("join-room", "roomId", room);
        Frame history = alice.expect("message-history");
        assertThat(joined.type()).isEqualTo("room-joined");
        assertThat(history.id()).isEqualTo(joined.id());
        assertThat(history.text("roomId")).isEqualTo(room);
        assertThat(history.text("epoch")).isEqualTo(joined.text("epoch"));
        assertThat(history.offsets()).isEqualTo(range(11, 60));
        assertThat(history.flag("hasMore")).isTrue();
        assertThat(history.has("recovered")).isFalse();
        assertThat(joined.has("recovered")).isFalse();
    }

    @Test
    void anEntryOfTheHistoryIsAsItCame() {
        String room = unique("past");
        RoomcastClient alice = server.member(unique("alice"), room);
        alice.request("chat-message", "roomId", room, "content", List.of(1, "two"), "messageId", "m-1");
        Frame live = alice.expect("chat-message");
        assertThat(alice.request("get-history", "roomId", room).messages()).containsExactly(live.json());
    }

    @Test
    void joiningBringsAsManyAsAsked() {
        String room = roomWith(10);
        RoomcastClient alice = server.connect(unique("alice"));
        alice.request("join-room", "roomId", room, "history", 3);
        assertThat(alice.expect("message-history").offsets()).isEqualTo(range(8, 10));
        RoomcastClient bob = server.connect(unique("bob"));
        bob.request("join-room", "roomId", room, "history", 10);
        Frame all = bob.expect("message-history");
        assertThat(all.offsets()).isEqualTo(range(1, 10));
        assertThat(all.flag("hasMore")).isFalse();
    }

    @Test
    void historyZeroBringsNoSuchFrame() {
        String room = roomWith(3);
        RoomcastClient alice = server.connect(unique("alice"));
        alice.join(room);
        alice.expectNothing("message-history");
    }

    @Test
    void joiningAnEmptyRoomBringsAnEmptyHistory() {
        RoomcastClient alice = server.connect(unique("alice"));
        alice.request("join-room", "roomId", unique("new"));
        Frame history = alice.expect("message-history");
        assertThat(history.messages()).isEmpty();
        assertThat(history.flag("hasMore")).isFalse();
    }

    @Test
    void aNumberOverTheMaximumCountsAsTheMaximum() {
        String room = roomWith(1005);
        RoomcastClient alice = server.connect(unique("alice"));
        Frame joined = alice.request("join-room", "roomId", room, "history", 5000);
        assertThat(parts(alice, joined.id()).stream().flatMap(p -> p.offsets().stream()))
                .isEqualTo(range(6, 1005));
        Frame page = alice.ask("get-history", "roomId", room, "limit", 1_000_000);
        assertThat(page.offsets()).isEqualTo(range(6, 1005));
        assertThat(page.flag("hasMore")).isTrue();
    }

    @ParameterizedTest
    @ValueSource(strings = {"-1", "1.5", "\"10\"", "[]"})
    void aHistoryOfAWrongKindIsABadRequest(String history) {
        RoomcastClient alice = server.connect(unique("alice"));
        Frame error = alice.refusedText(
                "{\"type\":\"join-room\",\"roomId\":\"" + unique("r") + "\",\"history\":" + history + "}");
        assertThat(error.text("code")).isEqualTo("bad-request");
        assertThat(error.text("field")).isEqualTo("history");
    }

    // --- since ---

    @Test
    void sinceBringsExactlyWhatCameAfter() {
        String room = roomWith(20);
        RoomcastClient alice = server.connect(unique("alice"));
        String epoch = alice.join(room).text("epoch");
        alice.request("leave-room", "roomId", room);
        Frame joined = alice.request("join-room", "roomId", room, "since", since(epoch, 12));
        assertThat(joined.at("/recovered").asBoolean()).isTrue();
        Frame history = alice.expect("message-history");
        assertThat(history.id()).isEqualTo(joined.id());
        assertThat(history.flag("recovered")).isTrue();
        assertThat(history.offsets()).isEqualTo(range(13, 20));
    }

    @Test
    void sinceTheLastOffsetBringsAnEmptyHistoryAllTheSame() {
        String room = roomWith(5);
        RoomcastClient alice = server.connect(unique("alice"));
        String epoch = alice.join(room).text("epoch");
        alice.request("leave-room", "roomId", room);
        alice.request("join-room", "roomId", room, "since", since(epoch, 5), "history", 0);
        Frame history = alice.expect("message-history");
        assertThat(history.messages()).isEmpty();
        assertThat(history.flag("recovered")).isTrue();
    }

    @Test
    void sinceTheBeginningBringsAll() {
        String room = roomWith(70);
        RoomcastClient alice = server.connect(unique("alice"));
        String epoch = alice.join(room).text("epoch");
        alice.request("leave-room", "roomId", room);
        alice.request("join-room", "roomId", room, "since", since(epoch, 0));
        assertThat(alice.expect("message-history").offsets()).isEqualTo(range(1, 70));
    }

    @Test
    void sinceAnotherEpochIsNotRecoveredAndBringsTheNewest() {
        String room = roomWith(60);
        RoomcastClient alice = server.connect(unique("alice"));
        Frame joined = alice.request("join-room", "roomId", room, "since", since("another-life", 40));
        assertThat(joined.at("/recovered").isBoolean()).isTrue();
        assertThat(joined.flag("recovered")).isFalse();
        Frame history = alice.expect("message-history");
        assertThat(history.at("/recovered").isBoolean()).isTrue();
        assertThat(history.flag("recovered")).isFalse();
        assertThat(history.offsets()).isEqualTo(range(11, 60));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "7",
                "\"x\"",
                "{}",
                "{\"epoch\":\"e\"}",
                "{\"offset\":1}",
                "{\"epoch\":1,\"offset\":1}",
                "{\"epoch\":\"e\",\"offset\":-1}"
            })
    void aSinceOfAWrongKindIsABadRequest(String since) {
        RoomcastClient alice = server.connect(unique("alice"));
        Frame error = alice.refusedText(
                "{\"type\":\"join-room\",\"roomId\":\"" + unique("r") + "\",\"since\":" + since + "}");
        assertThat(error.text("code")).isEqualTo("bad-request");
        assertThat(error.text("field")).startsWith("since");
    }

    // --- parts ---

    @Test
    void aLongHistoryComesInPartsOfAtMost256KiB() {
        String room = unique("long");
        RoomcastClient writer = server.member(unique("writer"), room);
        String content = "\u6f22".repeat(15_000); // 45,000 bytes
        int messages = 25;
        for (int i = 0; i < messages; i++) {
            writer.say(room, content);
        }
        RoomcastClient alice = server.connect(unique("alice"));
        Frame joined = alice.request("join-room", "roomId", room, "history", messages);
        List<Frame> parts = parts(alice, joined.id());
        assertThat(parts).hasSizeGreaterThan(4);
        for (Frame part : parts) {
            assertThat(part.text().getBytes(StandardCharsets.UTF_8).length).isLessThanOrEqualTo(PART);
            assertThat(part.messages()).isNotEmpty();
        }
        assertThat(parts.stream().flatMap(p -> p.offsets().stream())).isEqualTo(range(1, messages));
        assertThat(parts.subList(0, parts.size() - 1)).noneMatch(p -> p.has("hasMore"));
        assertThat(parts.get(parts.size() - 1).has("hasMore")).isTrue();
        assertThat(parts.get(parts.size() - 1).flag("hasMore")).isFalse();

        Frame first = alice.ask("get-history", "roomId", room, "limit", messages);
        assertThat(first.flag("more")).isTrue();
        List<Long> offsets = new ArrayList<>(first.offsets());
        parts(alice, first.id()).forEach(part -> offsets.addAll(part.offsets()));
        assertThat(offsets).isEqualTo(range(1, messages));
    }

    // --- pages ---

    @Test
    void getHistoryBringsTheLast50ByDefault() {
        String room = roomWith(60);
        RoomcastClient alice = server.member(unique("alice"), room);
        Frame page = alice.request("get-history", "roomId", room);
        assertThat(page.type()).isEqualTo("message-history");
        assertThat(page.offsets()).isEqualTo(range(11, 60));
        assertThat(page.flag("hasMore")).isTrue();
    }

    @Test
    void beforeGoesBackPageByPageToTheBeginning() {
        String room = roomWith(25);
        RoomcastClient alice = server.member(unique("alice"), room);
        Frame page = alice.request("get-history", "roomId", room, "limit", 10);
        assertThat(page.offsets()).isEqualTo(range(16, 25));
        page = alice.request("get-history", "roomId", room, "limit", 10, "before", 16);
        assertThat(page.offsets()).isEqualTo(range(6, 15));
        assertThat(page.flag("hasMore")).isTrue();
        page = alice.request("get-history", "roomId", room, "limit", 10, "before", 6);
        assertThat(page.offsets()).isEqualTo(range(1, 5));
        assertThat(page.has("hasMore")).isTrue();
        assertThat(page.flag("hasMore")).isFalse();
        page = alice.request("get-history", "roomId", room, "limit", 10, "before", 1);
        assertThat(page.messages()).isEmpty();
        assertThat(page.flag("hasMore")).isFalse();
    }

    @Test
    void hasMoreIsFalseWhereThePageEndsExactlyAtTheBeginning() {
        String room = roomWith(10);
        RoomcastClient alice = server.member(unique("alice"), room);
        assertThat(alice.request("get-history", "roomId", room, "limit", 10).flag("hasMore"))
                .isFalse();
    }
}
