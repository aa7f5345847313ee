package dev.roomcast.wire;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;

import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import org.junit.jupiter.api.Test;

import dev.roomcast.testing.Frame;
import dev.roomcast.testing.Profiles;
import dev.roomcast.testing.RoomcastClient;
import dev.roomcast.testing.ServerTest;

/** {@code room-stats} in a room with more members than each coming and going is told to. */
@QuarkusTest
@TestProfile(Profiles.Standard.class)
class RoomStatsTest extends ServerTest {

    private static final int MEMBERS = 201;
    private static final int COMINGS_AND_GOINGS = 40;

    @Test
    void theyComeOnceASecondAtMostAndTheLastValueAlways() {
        String room = unique("large");
        RoomcastClient first = server.member(unique("first"), room);
        for (int i = 1; i < MEMBERS; i++) {
            server.member(unique("member"), room);
        }
        first.await("all are in", frame -> isStats(frame) && frame.number("memberCount") == MEMBERS);

        RoomcastClient restless = server.connect(unique("restless"));
        long begun = System.nanoTime();
        for (int i = 0; i < COMINGS_AND_GOINGS; i++) {
            restless.request("join-room", "roomId", room, "history", 0);
            restless.request("leave-room", "roomId", room);
        }
        restless.request("join-room", "roomId", room, "history", 0);
        Frame last =
                first.await("the last value", frame -> isStats(frame) && frame.number("memberCount") == MEMBERS + 1);
        assertThat(last.text("roomId")).isEqualTo(room);
        long seconds = (System.nanoTime() - begun) / 1_000_000_000 + 1;
        List<Frame> others = first.drain(RoomStatsTest::isStats);
        assertThat((long) others.size() + 1).isLessThanOrEqualTo(seconds + 1);
        first.expectNothing("news of each", frame -> frame.type().equals("user-left"));
    }

    private static boolean isStats(Frame frame) {
        return frame.type().equals("room-stats");
    }
}
