package dev.roomcast.room;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import jakarta.inject.Inject;

import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.QuarkusTestProfile;
import io.quarkus.test.junit.TestProfile;
import org.junit.jupiter.api.Test;

import dev.roomcast.testing.Frame;
import dev.roomcast.testing.Profiles;
import dev.roomcast.testing.RoomcastClient;
import dev.roomcast.testing.ServerTest;

/** What a member sees where the broker's bus loses, repeats and delays announcements. */
@QuarkusTest
@TestProfile(RoomFeedTest.OnALossyBus.class)
class RoomFeedTest extends ServerTest {

    private static final int MESSAGES = 500;

    /** The standard settings, on {@link LossyBroker}. */
    public static final class OnALossyBus implements QuarkusTestProfile {
        @Override
        public Set<Class<?>> getEnabledAlternatives() {
            return Set.of(LossyBroker.class);
        }

        @Override
        public Map<String, String> getConfigOverrides() {
            return new HashMap<>(new Profiles.Standard().getConfigOverrides());
        }
    }

    @Inject
    LossyBroker broker;

    @Test
    void everyEntryComesOnceAndInOrderThoughAnnouncementsAreLostRepeatedAndLate() {
        String room = unique("room");
        RoomcastClient writer = server.member(unique("writer"), room);
        RoomcastClient reader = server.member(unique("reader"), room);
        for (int i = 1; i <= MESSAGES; i++) {
            assertThat(writer.say(room, i).offset()).isEqualTo(i);
        }
        broker.interrupt();
        expectAll(reader);
        expectAll(writer);
        reader.expectNothing("more", frame -> frame.is("room-message", room));
    }

    private static void expectAll(RoomcastClient member) {
        for (int i = 1; i <= MESSAGES; i++) {
            Frame frame = member.expect("room-message");
            assertThat(frame.offset()).isEqualTo(i);
            assertThat(frame.at("/content").asInt()).isEqualTo(i);
        }
    }

    @Test
    void membersAreToldOfANewLifeOfTheLogBeforeAnythingOfIt() {
        String room = unique("room");
        RoomcastClient member = server.member(unique("member"), room);
        Frame before = member.say(room, "of the old life");
        member.expect("room-message");
        broker.losePast();
        Frame reset = member.expect("room-reset");
        assertThat(reset.text("roomId")).isEqualTo(room);
        assertThat(reset.offset()).isZero();
        assertThat(reset.text("epoch")).isNotEqualTo(before.text("epoch"));
        Frame after = member.say(room, "of the new life");
        assertThat(after.offset()).isEqualTo(1);
        assertThat(after.text("epoch")).isEqualTo(reset.text("epoch"));
        assertThat(member.expect("room-message").offset()).isEqualTo(1);
    }

    @Test
    void aResumeAcrossALossIsNotRecovered() {
        String room = unique("room");
        String user = unique("user");
        RoomcastClient member = server.member(user, room);
        Frame seen = member.say(room, "seen");
        broker.losePast();
        member.expect("room-reset");
        RoomcastClient back = server.connect(user);
        Frame joined = back.request(
                "join-room", "roomId", room, "since", Map.of("epoch", seen.text("epoch"), "offset", seen.offset()));
        assertThat(joined.has("recovered")).isTrue();
        assertThat(joined.flag("recovered")).isFalse();
        assertThat(back.expect("message-history").flag("recovered")).isFalse();
    }
}
