package dev.roomcast.wire;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.LongStream;
import jakarta.inject.Inject;

import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import dev.roomcast.testing.Connector;
import dev.roomcast.testing.Frame;
import dev.roomcast.testing.Profiles;
import dev.roomcast.testing.RoomcastClient;
import dev.roomcast.testing.ServerTest;
import dev.roomcast.testing.Tokens;

/** Many who come back to the same place share the bytes of what they missed, and nobody can tell. */
@QuarkusTest
@TestProfile(Profiles.Standard.class)
class SharedHistoryTest extends ServerTest {

    private static final int MISSED = 100;

    /** Of a quarter of the 1 MiB that the profile allows for replays. */
    private static final double MOST_KEPT = 262_144;

    @Inject
    MeterRegistry meters;

    private RoomcastClient with(String features) {
        Connector connector = server.chat().token(Tokens.user(unique("returner")));
        return (features.isEmpty() ? connector : connector.features(features)).connect();
    }

    private static List<Frame> resume(RoomcastClient client, String room, String epoch, long offset, String id) {
        client.send("join-room", "roomId", room, "since", Map.of("epoch", epoch, "offset", offset), "id", id);
        List<Frame> parts = new ArrayList<>();
        do {
            parts.add(client.expect("message-history"));
        } while (parts.get(parts.size() - 1).flag("more"));
        return parts;
    }

    private double kept() {
        return meters.get("roomcast.replay.kept").gauge().value();
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "gzip"})
    void eachWhoComesBackToTheSamePlaceGetsTheSameUnderItsOwnId(String features) {
        String room = unique("shared");
        RoomcastClient writer = server.member(unique("writer"), room);
        List<String> live = new ArrayList<>();
        for (int i = 1; i <= MISSED; i++) {
            writer.say(room, "missed " + i);
            live.add(writer.expect("room-message").json().toString());
        }
        String epoch = writer.ask("get-history", "roomId", room).text("epoch");
        for (int i = 0; i < 5; i++) {
            String id = "r" + i + "x".repeat(i);
            Frame history = resume(with(features), room, epoch, 0, id).get(0);
            assertThat(history.compressed()).isEqualTo(!features.isEmpty());
            assertThat(history.id()).isEqualTo(id);
            assertThat(history.flag("recovered")).isTrue();
            assertThat(history.messages()).map(Object::toString).isEqualTo(live);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "gzip"})
    void whoComesToTheSamePlaceAfterADeletionGetsNothingOfWhatWasDeleted(String features) {
        String room = unique("shared");
        RoomcastClient writer = server.member(unique("writer"), room);
        writer.say(room, "to be deleted " + "x".repeat(2_000));
        writer.say(room, "to stay " + "y".repeat(2_000));
        String epoch = writer.ask("get-history", "roomId", room).text("epoch");
        Frame before = resume(with(features), room, epoch, 0, "before").get(0);
        assertThat(before.text()).contains("to be deleted");
        writer.request("delete-message", "roomId", room, "offset", 1);
        Frame after = resume(with(features), room, epoch, 0, "after").get(0);
        assertThat(after.text()).doesNotContain("to be deleted").contains("to stay");
        assertThat(after.messages().get(0).path("deleted").asBoolean()).isTrue();
        assertThat(after.offsets()).containsExactly(1L, 2L, 3L);
    }

    @Test
    void whatIsKeptForOthersIsBoundedAndIsLetGoWhereNobodyAsks() throws InterruptedException {
        String room = unique("shared");
        RoomcastClient writer = server.member(unique("writer"), room);
        for (int i = 1; i <= 16; i++) {
            writer.say(room, "z".repeat(30_000));
        }
        String epoch = writer.ask("get-history", "roomId", room).text("epoch");
        writer.drain(frame -> true);
        double most = 0;
        for (long offset = 0; offset < 10; offset++) {
            List<Frame> parts = resume(with(""), room, epoch, offset, "at" + offset);
            assertThat(parts.stream().flatMap(part -> part.offsets().stream()))
                    .containsExactlyElementsOf(
                            LongStream.rangeClosed(offset + 1, 16).boxed().toList());
            most = Math.max(most, kept());
        }
        assertThat(most).isPositive().isLessThanOrEqualTo(MOST_KEPT);
        long patience = System.nanoTime() + RoomcastClient.PATIENCE.toNanos();
        while (kept() > 0) {
            assertThat(System.nanoTime()).as("still kept: %s bytes", kept()).isLessThan(patience);
            Thread.sleep(20);
        }
    }
}
