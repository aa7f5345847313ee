package dev.roomcast.broker.redis;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;

import io.vertx.redis.client.RedisOptions;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

import dev.roomcast.broker.Broker;
import dev.roomcast.broker.BrokerContractTest;
import dev.roomcast.broker.PresenceStore.Member;
import dev.roomcast.protocol.UserRef;
import dev.roomcast.testing.redis.RedisServer;

/** The Redis broker keeps the contract on a real Redis, with no more rights than the documentation says. */
class RedisBrokerTest extends BrokerContractTest {

    private static OpenBroker open;

    @BeforeAll
    static void connect() {
        RedisServer redis = RedisServer.shared();
        redis.command(documentedUser());
        open = OpenBroker.on(
                new RedisOptions().setConnectionString("redis://roomcast:PASSWORD@localhost:" + redis.port()),
                MAX_MESSAGES);
    }

    /** The words of the command that makes the user of the documentation. */
    static String[] documentedUser() {
        try (Stream<String> lines = Files.lines(Path.of("docs/scaling.md"))) {
            return lines.filter(line -> line.startsWith("ACL SETUSER roomcast "))
                    .findFirst()
                    .orElseThrow()
                    .split(" ");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @AfterAll
    static void close() {
        open.close();
    }

    @Override
    protected Broker newBroker() {
        return open.broker();
    }

    private static long millisLeft(String key) {
        return (Long) RedisServer.shared().command("PTTL", key);
    }

    @Test
    void aRoomThatWasOnlyJoinedLeavesNothingForLong() {
        UserRef ann = new UserRef("ann", "Ann", false);
        for (int i = 0; i < 150; i++) {
            String joined = room + "-" + i;
            get(open.broker().enter(joined, new Member("c", ann)));
            String epoch = get(open.broker().position(joined)).epoch();
            get(open.broker().leave(joined, "c"));
            assertThat(get(open.broker().position(joined)).epoch()).isEqualTo(epoch);
            assertThat(RedisServer.shared().command("EXISTS", "room:{" + joined + "}:members"))
                    .isEqualTo(0L);
            assertThat(millisLeft("room:{" + joined + "}:meta")).isBetween(1L, 600_000L);
        }
    }

    @Test
    void aRoomThatSomethingWasSaidInIsKeptForTheRetention() {
        UserRef ann = new UserRef("ann", "Ann", false);
        String epoch = get(open.broker().position(room)).epoch();
        assertThat(say(ann, "hello").epoch()).isEqualTo(epoch);
        assertThat(millisLeft("room:{" + room + "}:meta")).isGreaterThan(600_000L);
        assertThat(millisLeft("room:{" + room + "}:messages")).isGreaterThan(600_000L);
    }
}
