package dev.roomcast.testing.redis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.time.Duration;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import dev.roomcast.testing.LossyProxy;

/** The proxy, with a real Redis behind it. */
class LossyProxyTest {

    private final RedisServer redis = RedisServer.shared();
    private LossyProxy way;

    @BeforeEach
    void begin() throws IOException {
        way = LossyProxy.to(redis.port());
    }

    @AfterEach
    void end() throws IOException {
        way.close();
    }

    private RedisCli connect(Duration timeout) throws IOException {
        return new RedisCli(way.port(), null, timeout);
    }

    @Test
    void itPassesUntilItIsCutAndWhoComesNewIsLetThrough() throws IOException {
        try (RedisCli before = connect(Duration.ofSeconds(5))) {
            assertThat(before.send("PING")).isEqualTo("PONG");
            way.cut();
            assertThatThrownBy(() -> before.send("PING")).isInstanceOf(IOException.class);
        }
        try (RedisCli after = connect(Duration.ofSeconds(5))) {
            assertThat(after.send("PING")).isEqualTo("PONG");
        }
    }

    @Test
    void nobodyComesThroughWhileItIsShut() throws IOException {
        way.shut();
        assertThatThrownBy(() -> {
                    try (RedisCli cli = connect(Duration.ofSeconds(5))) {
                        cli.send("PING");
                    }
                })
                .isInstanceOf(IOException.class);
        way.goOn();
        try (RedisCli cli = connect(Duration.ofSeconds(5))) {
            assertThat(cli.send("PING")).isEqualTo("PONG");
        }
    }

    @Test
    void whatWasSentIntoTheSilenceArrivesWhenItGoesOn() throws IOException {
        String key = "silence:" + way.port();
        try (RedisCli open = connect(Duration.ofMillis(100))) {
            assertThat(open.send("PING")).isEqualTo("PONG");
            way.fallSilent();
            assertThatThrownBy(() -> open.send("SET", key, "late")).hasMessageContaining("timed out");
            assertThat(redis.command("GET", key)).isNull();
            try (RedisCli fresh = connect(Duration.ofMillis(100))) {
                assertThatThrownBy(() -> fresh.send("PING")).hasMessageContaining("timed out");
            }
            way.goOn();
            long end = System.nanoTime() + Duration.ofSeconds(5).toNanos();
            while (redis.command("GET", key) == null && System.nanoTime() < end) {
                Thread.onSpinWait();
            }
            assertThat(redis.command("GET", key)).isEqualTo("late");
        }
    }
}
