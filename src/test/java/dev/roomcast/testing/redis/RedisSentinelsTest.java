package dev.roomcast.testing.redis;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class RedisSentinelsTest {

    @Test
    void theReplicaTakesTheMastersPlaceWithItsData() {
        try (RedisSentinels redis = RedisSentinels.start()) {
            RedisServer first = redis.master();
            first.command("SET", "a", "b");
            assertThat(first.command("WAIT", "1", "5000")).isEqualTo(1L);
            redis.failOver();
            assertThat(redis.master()).isNotSameAs(first);
            assertThat(redis.master().command("GET", "a")).isEqualTo("b");
            assertThat(redis.master().command("SET", "a", "c")).isEqualTo("OK");
        }
    }
}
