package dev.roomcast.wire;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.logging.Level;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import org.junit.jupiter.api.Test;

import dev.roomcast.testing.LogCapture;
import dev.roomcast.testing.Profiles;
import dev.roomcast.testing.RoomcastClient;
import dev.roomcast.testing.ServerTest;
import dev.roomcast.testing.Tokens;

/** Where the direct way out is not to be had, frames leave by the public API, and an operator can see it. */
@QuarkusTest
@TestProfile(Profiles.Standard.class)
class FallbackTest extends ServerTest {

    private static final Pattern FALLBACKS = Pattern.compile("(?m)^roomcast_delivery_fallbacks_total (\\S+)$");

    @Test
    void connectionsWithAnUnexpectedPipelineAreServedCountedAndLoggedOnce() {
        double before = fallbacks();
        try (LogCapture log = new LogCapture()) {
            String room = unique("room");
            List<RoomcastClient> odd = List.of(odd(), odd(), odd());
            odd.forEach(client -> client.join(room));
            RoomcastClient usual = server.member(unique("usual"), room);
            usual.say(room, "to all");
            odd.get(0).say(room, "from one of them");
            for (RoomcastClient client : odd) {
                assertThat(client.expect("room-message").offset()).isEqualTo(1);
                assertThat(client.expect("room-message").offset()).isEqualTo(2);
            }
            assertThat(fallbacks()).isEqualTo(before + 3);
            assertThat(log.atLeast(Level.WARNING))
                    .filteredOn(line -> line.text().contains("roomcast.delivery.fallback"))
                    .singleElement()
                    .satisfies(line -> assertThat(line.text()).contains("pipeline", "unknown-encoder"));
        }
    }

    private RoomcastClient odd() {
        return server.chat()
                .token(Tokens.user(unique("odd")))
                .header(UnexpectedPipelines.HEADER, "yes")
                .connect();
    }

    private double fallbacks() {
        Matcher line = FALLBACKS.matcher(server.management().get("/metrics").text());
        assertThat(line.find()).isTrue();
        return Double.parseDouble(line.group(1));
    }
}
