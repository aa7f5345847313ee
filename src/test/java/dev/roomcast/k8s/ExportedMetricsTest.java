package dev.roomcast.k8s;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.function.Predicate;

import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import org.junit.jupiter.api.Test;

import dev.roomcast.testing.Profiles;
import dev.roomcast.testing.RoomcastClient;
import dev.roomcast.testing.ServerTest;

/** What alerts and dashboard ask for is exported by a running server, with the labels and values that they name. */
@QuarkusTest
@TestProfile(Profiles.Standard.class)
class ExportedMetricsTest extends ServerTest {

    /** Metrics that a server with this broker does not have. */
    protected Predicate<String> absent() {
        return name -> name.startsWith("roomcast_redis_") || name.startsWith("roomcast_lease_");
    }

    @Test
    void theServerExportsWhatTheQueriesAskFor() {
        String room = unique("room");
        RoomcastClient alice = server.member(unique("alice"), room);
        alice.say(room, 1);
        alice.expect("room-message");

        List<String> lines = server.management().get("/metrics").text().lines().toList();
        List<Queries.Selector> selectors = Queries.selectors().stream()
                .filter(selector -> absent().negate().test(selector.metric()))
                .toList();

        assertThat(selectors).hasSizeGreaterThan(30);
        for (Queries.Selector selector : selectors) {
            assertThat(lines).as(selector.metric()).anyMatch(line -> line.matches(selector.metric() + "[{ ].*"));
            selector.labels()
                    .forEach((label, values) -> assertThat(values)
                            .as(selector.metric() + " by " + label)
                            .allSatisfy(value -> assertThat(lines)
                                    .anyMatch(line -> line.startsWith(selector.metric() + "{")
                                            && line.contains(label + "=\"" + value + "\""))));
        }
    }
}
