package dev.roomcast.testing.redis;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class RedisClusterTest {

    @Test
    void aNodeServesItsKeysAgainAfterAKillAndTheOthersMeanwhile() {
        try (RedisCluster cluster = RedisCluster.start()) {
            RedisServer one = cluster.nodeOf("{a}");
            RedisServer other = cluster.nodes().stream()
                    .filter(node -> node != one)
                    .findFirst()
                    .orElseThrow();
            assertThat(one.command("SET", "{a}", "1")).isEqualTo("OK");
            assertThat(one.command("SPUBLISH", "{a}:live", "hello")).isEqualTo(0L);
            one.kill9();
            assertThat(other.command("PING")).isEqualTo("PONG");
            one.restart();
            assertThat(one.command("CLUSTER", "MYID")).isNotNull();
            assertThat(cluster.nodeOf("{a}")).isSameAs(one);
        }
    }
}
