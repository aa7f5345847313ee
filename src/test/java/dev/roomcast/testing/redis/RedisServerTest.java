package dev.roomcast.testing.redis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.List;

import org.junit.jupiter.api.Test;

class RedisServerTest {

    @Test
    void aDurableServerHasEverythingAgainAfterAKill() {
        try (RedisServer redis = RedisServer.with().durable().start()) {
            redis.command("XADD", "s", "1-1", "a", "ä");
            int port = redis.port();
            redis.kill9();
            assertThatThrownBy(() -> redis.command("PING")).isInstanceOf(UncheckedIOException.class);
            redis.restart();
            assertThat(redis.port()).isEqualTo(port);
            assertThat(redis.command("XLEN", "s")).isEqualTo(1L);
            assertThat(redis.command("XRANGE", "s", "-", "+")).isEqualTo(List.of(List.of("1-1", List.of("a", "ä"))));
        }
    }

    @Test
    void aServerInMemoryComesBackEmpty() {
        try (RedisServer redis = RedisServer.with().start()) {
            redis.command("SET", "a", "b");
            redis.terminate();
            redis.restart();
            assertThat(redis.command("GET", "a")).isNull();
        }
    }

    @Test
    void aPausedServerAnswersOnceItGoesOn() throws Exception {
        try (RedisServer redis = RedisServer.with().start();
                RedisCli cli = new RedisCli(redis.port(), null, Duration.ofMillis(100))) {
            redis.pause();
            assertThatThrownBy(() -> cli.send("PING")).hasMessageContaining("timed out");
            redis.resume();
            assertThat(redis.command("PING")).isEqualTo("PONG");
        }
    }

    @Test
    void aPasswordIsAskedFor() {
        try (RedisServer redis = RedisServer.with().password("secret").start()) {
            assertThat(redis.command("PING")).isEqualTo("PONG");
            assertThat(redis.uri()).isEqualTo("redis://:secret@localhost:" + redis.port());
            assertThatThrownBy(() -> new RedisCli(redis.port(), "wrong", Duration.ofSeconds(5)))
                    .hasMessageContaining("WRONGPASS");
        }
    }

    @Test
    void aSlowRestartAnswersLoadingForAWhile() {
        Duration loading = Duration.ofMillis(500);
        try (RedisServer redis = RedisServer.with().durable().start()) {
            redis.command("SET", "a", "b");
            redis.reloadSlowly(loading);
            assertThatThrownBy(() -> redis.command("GET", "a"))
                    .isInstanceOf(RedisError.class)
                    .hasMessageStartingWith("LOADING");
            redis.awaitReady();
            assertThat(redis.command("GET", "a")).isEqualTo("b");
        }
    }

    @Test
    void aReplicaTakesNoWrites() {
        try (RedisServer master = RedisServer.with().start();
                RedisServer replica = RedisServer.with().replicaOf(master).start()) {
            assertThatThrownBy(() -> replica.command("SET", "a", "b")).hasMessageStartingWith("READONLY");
        }
    }

    @Test
    void theSharedServerIsOneAndTheSame() {
        assertThat(RedisServer.shared()).isSameAs(RedisServer.shared());
        assertThat(RedisServer.shared().command("PING")).isEqualTo("PONG");
    }

    @Test
    void theEmbeddedProgramServesWhereNoOtherIs() {
        RedisBinary embedded = RedisBinary.embedded();
        assertThat(embedded.major()).isEqualTo(6);
        try (RedisServer redis = RedisServer.with().binary(embedded).start()) {
            assertThat(redis.command("PING")).isEqualTo("PONG");
        }
    }
}
