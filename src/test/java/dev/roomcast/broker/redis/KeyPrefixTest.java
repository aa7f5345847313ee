package dev.roomcast.broker.redis;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

import io.vertx.redis.client.RedisOptions;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import dev.roomcast.broker.Broker;
import dev.roomcast.broker.ServerNews;
import dev.roomcast.testing.redis.RedisServer;

/** Two products around one Redis, each with a prefix and a user that may touch nothing without it. */
class KeyPrefixTest {

    private static final int MAX_MESSAGES = 10;

    private RedisServer redis;
    private OpenBroker shop;
    private OpenBroker game;

    @BeforeEach
    void start() {
        redis = RedisServer.with().start();
        shop = open("shop:");
        game = open("game-");
    }

    @AfterEach
    void stop() {
        shop.close();
        game.close();
        redis.close();
    }

    /** With the rights that are documented, but for names with the prefix alone. */
    private OpenBroker open(String prefix) {
        List<String> user = new ArrayList<>();
        for (String word : RedisBrokerTest.documentedUser()) {
            boolean names = word.startsWith("~") || word.startsWith("&");
            user.add(names ? word.charAt(0) + prefix + word.substring(1) : word);
        }
        String name = "user-of-" + prefix.substring(0, prefix.length() - 1);
        user.set(2, name);
        redis.command(user.toArray(String[]::new));
        return OpenBroker.on(
                new RedisOptions().setConnectionString("redis://" + name + ":PASSWORD@localhost:" + redis.port()),
                new RedisKeys(prefix),
                MAX_MESSAGES);
    }

    @Test
    void theySeeNothingOfEachOther() {
        List<ServerNews> heardByGame = new CopyOnWriteArrayList<>();
        List<ServerNews> heardByShop = new CopyOnWriteArrayList<>();
        game.broker().listen(heardByGame::add);
        shop.broker().listen(heardByShop::add);
        Broker broker = shop.broker();
        OpenBroker.get(broker.open("lobby"));
        OpenBroker.get(broker.publish(OpenBroker.draft("lobby")));
        OpenBroker.get(broker.broadcast(new ServerNews.ToEveryone(new byte[] {'{', '}'})));
        broker.remember("ann", List.of("lobby"));

        OpenBroker.await("what is for everyone", () -> !heardByShop.isEmpty());
        assertThat(OpenBroker.get(broker.position("lobby")).last()).isEqualTo(1);
        assertThat(OpenBroker.get(game.broker().position("lobby")).last()).isZero();
        assertThat(OpenBroker.get(game.broker().info("lobby")).open()).isFalse();
        assertThat(OpenBroker.get(game.broker().session("ann"))).isNull();
        // Its own comes over the same subscription, after what was sent before.
        OpenBroker.get(game.broker().broadcast(new ServerNews.ToEveryone(new byte[] {'[', ']'})));
        OpenBroker.await("what is for everyone there", () -> !heardByGame.isEmpty());
        assertThat(heardByGame).hasSize(1);
        assertThat(keys()).isNotEmpty().allMatch(key -> key.startsWith("shop:") || key.startsWith("game-"));
    }

    private List<String> keys() {
        return ((List<?>) redis.command("KEYS", "*"))
                .stream().map(String::valueOf).toList();
    }
}
