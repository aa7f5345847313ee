package dev.roomcast.broker.redis;

import static dev.roomcast.broker.redis.OpenBroker.assertUnavailable;
import static dev.roomcast.broker.redis.OpenBroker.await;
import static dev.roomcast.broker.redis.OpenBroker.get;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.LongStream;
import java.util.stream.Stream;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import dev.roomcast.broker.BrokerException;
import dev.roomcast.broker.Draft;
import dev.roomcast.broker.Position;
import dev.roomcast.broker.Publication;
import dev.roomcast.broker.Receipt;
import dev.roomcast.broker.RoomBus.RoomListener;
import dev.roomcast.broker.RoomNews;
import dev.roomcast.protocol.Event;
import dev.roomcast.protocol.MessageType;
import dev.roomcast.protocol.UserRef;
import dev.roomcast.testing.LossyProxy;
import dev.roomcast.testing.redis.RedisServer;

/** What the Redis broker makes of a Redis that fails: each fault is the real one. */
class RedisFaultsTest {

    private static final UserRef ANN = new UserRef("ann", "Ann", false);
    private static final Duration FAULT = Duration.ofMillis(700);

    private final String room = "room-" + UUID.randomUUID();
    private RedisServer redis;
    private OpenBroker open;
    private RedisBroker broker;

    @BeforeEach
    void start() {
        redis = RedisServer.with().durable().start();
        open = OpenBroker.on(redis.uri());
        broker = open.broker();
    }

    @AfterEach
    void end() {
        open.close();
        redis.close();
    }

    // --- the way ---

    @Test
    void subscriptionsThatAreKilledAreMadeAgainAndTheRoomIsTold() {
        Listener listener = subscribe();
        get(say("one"));
        await("the first", () -> listener.publications.size() == 1);
        redis.command("CLIENT", "KILL", "TYPE", "pubsub");
        await("the interruption", () -> listener.interruptions.get() == 1);
        get(say("two"));
        await("the second", () -> listener.publications.size() == 2);
        await("proof", broker::delivers);
    }

    @Test
    void anAnnouncementThatCouldNotBeHandedOnIsAnInterruption() {
        Listener listener = subscribe();
        listener.failure = new OutOfMemoryError("as for a buffer");
        get(say("one"));
        await("the interruption", () -> listener.interruptions.get() == 1);
        listener.failure = new IllegalStateException("a bug");
        get(say("two"));
        await("the interruption", () -> listener.interruptions.get() == 2);
        listener.failure = null;
        get(say("three"));
        await("the third", () -> listener.publications.size() == 1);
    }

    @Test
    void whatWasLostInSilenceIsFoundWithoutALaterMessage() {
        Listener listener = subscribe();
        get(say("one"));
        await("the first", () -> listener.publications.size() == 1);
        // As an announcement that never arrives: the log goes on, and nothing is published on the channel.
        redis.command(
                "XADD", OpenBroker.KEYS.messages(room), "2-0", "u", "ann", "t", "1700000000000", "h", "{}", "c", "1");
        redis.command("HSET", OpenBroker.KEYS.meta(room), "last", "2");
        await("the interruption", () -> listener.interruptions.get() == 1);
    }

    @Test
    void aUserWhoMayNotRunScriptsDoesNotReconnectWithoutEnd() {
        redis.command("ACL", "SETUSER", "limited", "on", ">secret", "~*", "&*", "+@all");
        try (OpenBroker limited = OpenBroker.on("redis://limited:secret@localhost:" + redis.port())) {
            redis.command("ACL", "SETUSER", "limited", "-evalsha");
            long before = connectionsMade();
            assertUnavailable(limited.broker().publish(draft("refused")));
            // Each try is a connection of the broker's, and each of these commands one of the test's.
            assertThat(connectionsMade() - before).isBetween(2L, 14L);
        }
    }

    @Test
    void aUserWithoutARightThatScriptsNeedIsNotSaidToDeliver() {
        redis.command("ACL", "SETUSER", "timeless", "on", ">secret", "~*", "&*", "+@all", "-time");
        try (OpenBroker timeless = OpenBroker.begin("redis://timeless:secret@localhost:" + redis.port())) {
            assertUnavailable(timeless.broker().publish(draft("refused")));
            assertThat(timeless.broker().isInReach()).isFalse();
            assertThat(timeless.broker().delivers()).isFalse();
            redis.command("ACL", "SETUSER", "timeless", "+time");
            await("the right", timeless.broker()::delivers);
        }
    }

    private long connectionsMade() {
        return ((String) redis.command("INFO", "stats"))
                .lines()
                .filter(line -> line.startsWith("total_connections_received:"))
                .mapToLong(line -> Long.parseLong(line.substring(line.indexOf(':') + 1)))
                .sum();
    }

    @Test
    void whatIsUnderWayWhenRedisIsKilledIsStoredOnceAndInOrder() {
        List<CompletionStage<Receipt>> receipts = new ArrayList<>();
        for (int i = 0; i < 200; i++) {
            receipts.add(say("m" + i));
        }
        redis.kill9();
        for (int i = 200; i < 400; i++) {
            receipts.add(say("m" + i));
        }
        redis.restart();
        List<Long> answered = new ArrayList<>();
        List<Long> all = new ArrayList<>();
        for (int i = 0; i < receipts.size(); i++) {
            try {
                Receipt given = get(receipts.get(i));
                assertThat(given.duplicate()).isFalse();
                answered.add(given.offset());
                all.add(given.offset());
            } catch (CompletionException restartTookLonger) {
                all.add(get(say("m" + i)).offset());
            }
        }
        assertThat(answered).isSorted();
        assertThat(all)
                .containsExactlyInAnyOrderElementsOf(
                        LongStream.rangeClosed(1, 400).boxed().toList());
        assertThat(get(broker.position(room)).last()).isEqualTo(400);
    }

    @Test
    void scriptsThatRedisForgotAreLoadedAgain() {
        get(say("one"));
        redis.command("SCRIPT", "FLUSH");
        assertThat(get(say("two")).offset()).isEqualTo(2);
    }

    @Test
    void aRedisThatStandsStillMakesPublishingUnavailableInTimeAndLosesNothing() {
        get(say("one"));
        redis.pause();
        long began = System.nanoTime();
        CompletionStage<Receipt> stuck = say("two");
        assertUnavailable(stuck);
        assertThat(Duration.ofNanos(System.nanoTime() - began)).isLessThan(Duration.ofSeconds(2));
        assertThat(broker.isInReach()).isFalse();
        redis.resume();
        await("proof", broker::delivers);
        // It may have been stored: the same message id finds out.
        Receipt again = get(say("two"));
        assertThat(again.offset()).isEqualTo(2);
    }

    @Test
    void aFullRedisRefusesForAWhileAndOrderIsKept() {
        get(say("first"));
        redis.command("CONFIG", "SET", "maxmemory", "1");
        List<CompletionStage<Receipt>> receipts = new ArrayList<>();
        for (int i = 0; i < 50; i++) {
            receipts.add(say("m" + i));
        }
        CompletableFuture.delayedExecutor(FAULT.toMillis(), TimeUnit.MILLISECONDS)
                .execute(() -> redis.command("CONFIG", "SET", "maxmemory", "0"));
        for (int i = 0; i < 50; i++) {
            assertThat(get(receipts.get(i)).offset()).isEqualTo(i + 2);
        }
    }

    @Test
    void aFullRedisStillLetsALogBeReadThatIsToLiveOn() {
        get(say("one"));
        // As long ago as it takes until reading renews the time that the keys live.
        redis.command("HSET", OpenBroker.KEYS.meta(room), "expires", "1");
        redis.command("PEXPIRE", OpenBroker.KEYS.messages(room), "100000");
        redis.command("CONFIG", "SET", "maxmemory", "1");
        assertThat(get(broker.position(room)).last()).isEqualTo(1);
        assertThat((Long) redis.command("PTTL", OpenBroker.KEYS.messages(room))).isGreaterThan(100_000);
    }

    @Test
    void aFullRedisIsReadOnConnectionsThatAreMadeAgain() {
        get(say("one"));
        redis.command("CONFIG", "SET", "maxmemory", "1");
        assertReadAfterReconnecting();
    }

    @Test
    void aRedisWithoutEnoughReplicasIsReadOnConnectionsThatAreMadeAgain() {
        get(say("one"));
        redis.command("CONFIG", "SET", "min-replicas-to-write", "1");
        assertReadAfterReconnecting();
    }

    private void assertReadAfterReconnecting() {
        redis.command("CLIENT", "KILL", "TYPE", "normal");
        // All of ours were killed, so that this waits for a new one.
        assertThat(get(broker.read(room, 0, 9, 9_999)).entries()).hasSize(1);
    }

    @Test
    void aFullRedisIsReadThoughItsKeysAreToLiveOnAndOldEntriesAreToGo() {
        get(say("old"));
        get(say("new"));
        // The first is older than anything that is kept, and the keys are to be told to live on.
        redis.command("HSET", OpenBroker.KEYS.meta(room), "expires", "1", "oldest", "1");
        String before = (String) redis.command("HGET", OpenBroker.KEYS.meta(room), "epoch");
        age(1);
        redis.command("CONFIG", "SET", "maxmemory", "1");
        assertThat(get(broker.read(room, 0, 9, 9_999)).entries()).hasSize(1);
        assertUnavailable(say("refused"));
        redis.command("CONFIG", "SET", "maxmemory", "0");
        Receipt after = get(say("after"));
        assertThat(after.epoch()).isEqualTo(before);
        assertThat(after.offset()).isEqualTo(3);
    }

    /** Makes the first entry of the room old, which an entry of a stream cannot become: it is written anew. */
    private void age(long time) {
        redis.command("EVAL", """
                local all = redis.call('XRANGE', KEYS[1], '-', '+')
                redis.call('DEL', KEYS[1])
                for i, entry in ipairs(all) do
                  local fields = entry[2]
                  for j = 1, #fields, 2 do
                    if i == 1 and fields[j] == 't' then
                      fields[j + 1] = ARGV[1]
                    end
                  end
                  redis.call('XADD', KEYS[1], entry[1], unpack(fields))
                end
                """, "1", OpenBroker.KEYS.messages(room), Long.toString(time));
    }

    @Test
    void aRedisThatStaysFullIsNotSaidToDeliver() {
        redis.command("CONFIG", "SET", "maxmemory", "1");
        await("word of it", () -> {
            broker.publish(draft(UUID.randomUUID().toString()));
            return !broker.isInReach() && !broker.delivers();
        });
        redis.command("CONFIG", "SET", "maxmemory", "0");
        await("the end of it", () -> {
            broker.publish(draft(UUID.randomUUID().toString()));
            return broker.isInReach() && broker.delivers();
        });
    }

    @Test
    void aRedisThatMayDropKeysIsNotSaidToKeepAll() {
        assertThat(broker.keepsAll()).isTrue();
        redis.command("CONFIG", "SET", "maxmemory-policy", "allkeys-lru");
        redis.command("CLIENT", "KILL", "TYPE", "normal");
        await("word of it", () -> !broker.keepsAll());
        redis.command("CONFIG", "SET", "maxmemory-policy", "noeviction");
        redis.command("CLIENT", "KILL", "TYPE", "normal");
        await("the end of it", broker::keepsAll);
    }

    @Test
    void anAnswerThatWasLostOnTheWayIsNoRetryOfTheClients() throws Exception {
        try (LossyProxy proxy = LossyProxy.to(redis.port());
                OpenBroker behind = OpenBroker.on("redis://localhost:" + proxy.port())) {
            proxy.fallSilent();
            CompletionStage<Receipt> receipt = behind.broker().publish(draft("lost"));
            proxy.goOn();
            proxy.cut();
            Receipt given = get(receipt);
            assertThat(given.duplicate()).isFalse();
            assertThat(given.offset()).isEqualTo(1);
        }
    }

    @Test
    void ofCallsThatGoTogetherOnlyTheOneFailsThatIsAtFault() {
        List<String> rooms =
                Stream.generate(() -> room + UUID.randomUUID()).limit(100).toList();
        String broken = rooms.get(60);
        redis.command("SET", OpenBroker.KEYS.meta(broken), "no hash");
        for (int round = 1; round <= 2; round++) {
            List<CompletionStage<Receipt>> receipts = new ArrayList<>();
            for (String one : rooms) {
                receipts.add(broker.publish(draftIn(one, "m" + round, "hello")));
            }
            for (int i = 0; i < rooms.size(); i++) {
                CompletionStage<Receipt> receipt = receipts.get(i);
                if (rooms.get(i).equals(broken)) {
                    assertThatThrownBy(() -> get(receipt)).hasMessageContaining("WRONGTYPE");
                } else {
                    assertThat(get(receipt).duplicate()).isFalse();
                    assertThat(get(receipt).offset()).isEqualTo(round);
                }
            }
        }
        for (String one : rooms) {
            if (!one.equals(broken)) {
                assertThat(redis.command("XLEN", OpenBroker.KEYS.messages(one))).isEqualTo(2L);
            }
        }
    }

    @Test
    void manyRoomsAreWrittenToOnceThoughTheScriptsWereForgotten() {
        get(say("one"));
        redis.command("SCRIPT", "FLUSH");
        List<CompletionStage<Receipt>> receipts = new ArrayList<>();
        for (int i = 0; i < 50; i++) {
            receipts.add(broker.publish(draftIn(room + i, "m", "hello")));
        }
        for (CompletionStage<Receipt> receipt : receipts) {
            assertThat(get(receipt).offset()).isEqualTo(1);
            assertThat(get(receipt).duplicate()).isFalse();
        }
    }

    // --- the store's past ---

    @Test
    void aRedisThatCameBackEmptyBeginsANewLife() {
        Receipt before = get(say("one"));
        redis.command("FLUSHALL");
        Receipt after = get(say("two"));
        assertThat(after.epoch()).isGreaterThan(before.epoch());
        assertThat(after.offset()).isEqualTo(1);
    }

    @Test
    void aRedisThatLacksItsLastWritesBeginsANewLifeBeforeItNumbersAnything() {
        get(say("one"));
        Receipt seen = get(say("two"));
        // As a replica that was put in its place before it had the second entry.
        redis.command("XDEL", OpenBroker.KEYS.messages(room), "2-0");
        redis.command("HSET", OpenBroker.KEYS.meta(room), "last", "1");
        Receipt after = get(say("three"));
        assertThat(after.epoch()).isGreaterThan(seen.epoch());
        assertThat(after.offset()).isEqualTo(1);
        assertThat(get(broker.read(room, 0, 9, 9_999)).entries()).hasSize(1);
    }

    @Test
    void whatOneInstanceHasSeenKeepsAnotherFromNumberingItTwice() {
        try (OpenBroker ignorant = OpenBroker.on(redis.uri())) {
            get(say("one"));
            Receipt seen = get(say("two"));
            redis.command("XDEL", OpenBroker.KEYS.messages(room), "2-0");
            redis.command("HSET", OpenBroker.KEYS.meta(room), "last", "1");
            redis.kill9();
            CompletionStage<Receipt> first = ignorant.broker().publish(draft("three"));
            redis.restart();
            Receipt after;
            try {
                after = get(first);
            } catch (CompletionException restartTookLonger) {
                after = get(ignorant.broker().publish(draft("three")));
            }
            assertThat(after.epoch()).isGreaterThan(seen.epoch());
            assertThat(after.offset()).isEqualTo(1);
        }
    }

    @Test
    void anOlderStoreOfAnEarlierLifeIsNotGoneOnWith() {
        Receipt first = get(say("one"));
        Object meta = redis.command("HGET", OpenBroker.KEYS.meta(room), "epoch");
        redis.command("FLUSHALL");
        Receipt second = get(say("two"));
        redis.command("HSET", OpenBroker.KEYS.meta(room), "epoch", String.valueOf(meta));
        Position third = get(broker.position(room));
        assertThat(third.epoch()).isGreaterThan(second.epoch()).isGreaterThan(first.epoch());
        assertThat(third.last()).isZero();
    }

    @Test
    void aStreamThatWasEvictedWhileItsPositionWasNotIsANewLife() {
        Receipt before = get(say("one"));
        redis.command("DEL", OpenBroker.KEYS.messages(room));
        Position after = get(broker.position(room));
        assertThat(after.epoch()).isGreaterThan(before.epoch());
    }

    @Test
    void aPositionThatWasLostWhileItsStreamWasNotIsANewLife() {
        Receipt before = get(say("one"));
        redis.command("DEL", OpenBroker.KEYS.meta(room));
        Receipt after = get(say("two"));
        assertThat(after.epoch()).isGreaterThan(before.epoch());
        assertThat(after.offset()).isEqualTo(1);
        assertThat(redis.command("XLEN", OpenBroker.KEYS.messages(room))).isEqualTo(1L);
    }

    // --- bounds ---

    @Test
    void theLogHasExactlyTheLastMessagesTheStreamAFewMoreAndAllKeysRunOut() {
        for (int i = 0; i < 1_099; i++) {
            say("m" + i);
        }
        get(say("last"));
        assertThat(get(broker.position(room)).first()).isEqualTo(101);
        assertThat(get(broker.read(room, 0, Long.MAX_VALUE, 1)).entries().get(0).offset())
                .isEqualTo(101);
        assertThat((Long) redis.command("XLEN", OpenBroker.KEYS.messages(room))).isBetween(1_000L, 1_032L);
        for (String key : List.of(OpenBroker.KEYS.messages(room), OpenBroker.KEYS.meta(room))) {
            assertThat((Long) redis.command("TTL", key)).isBetween(3_600L, 4_000L);
        }
    }

    @Test
    void whatIsInTheStreamAndNotInTheLogAnyMoreCannotBeDeleted() {
        for (int i = 0; i < 1_002; i++) {
            say("m" + i);
        }
        get(say("last"));
        assertThat(redis.command("XLEN", OpenBroker.KEYS.messages(room))).isEqualTo(1_003L);
        assertThatThrownBy(() -> get(delete(3)))
                .hasCauseInstanceOf(BrokerException.class)
                .hasMessageContaining("NOT_FOUND");
        assertThat(get(delete(4)).offset()).isEqualTo(1_004);
    }

    @Test
    void bytesAreCountedOfAllThatIsStoredWhicheverBoundDropsIt() {
        for (int i = 0; i < 1_020; i++) {
            say("small-" + i);
        }
        get(delete(25));
        get(delete(1_000));
        assertThat(countedBytes()).isEqualTo(storedBytes());
        for (int i = 0; i < 40; i++) {
            say("more-" + i);
        }
        get(say("the-last-of-them"));
        assertThat(countedBytes()).isEqualTo(storedBytes());
        for (int i = 0; i < 600; i++) {
            broker.publish(draft("large-" + i, "x".repeat(8_000)));
        }
        get(say("last"));
        Position position = get(broker.position(room));
        assertThat(countedBytes()).isEqualTo(storedBytes()).isBetween(3_980_000L, 4_000_000L);
        assertThat(redis.command("XLEN", OpenBroker.KEYS.messages(room)))
                .isEqualTo(position.last() - position.first() + 1);
    }

    private long countedBytes() {
        return Long.parseLong((String) redis.command("HGET", OpenBroker.KEYS.meta(room), "bytes"));
    }

    /** What log.lua counts: head and content, with 80 bytes for what is around them. */
    private long storedBytes() {
        long bytes = 0;
        for (Object entry : (List<?>) redis.command("XRANGE", OpenBroker.KEYS.messages(room), "-", "+")) {
            List<?> fields = (List<?>) ((List<?>) entry).get(1);
            bytes += 80;
            for (int i = 0; i < fields.size(); i += 2) {
                if (List.of("h", "c").contains(fields.get(i))) {
                    bytes += ((String) fields.get(i + 1)).length();
                }
            }
        }
        for (Object rest : (List<?>) redis.command("ZRANGE", OpenBroker.KEYS.deleted(room), "0", "-1")) {
            bytes += 80 + ((String) rest).split("\n", 5)[4].length();
        }
        return bytes;
    }

    private CompletionStage<Receipt> delete(long offset) {
        String id = UUID.randomUUID().toString();
        return broker.publish(new Draft(
                room, ANN.id(), ANN.id(), id, true, Event.deletionHead(room, ANN, id, offset), null, offset, false));
    }

    @Test
    void whatWasDeletedIsNowhereInRedis() {
        get(broker.publish(draft("m", "secret")));
        get(delete(1));
        for (Object key : (List<?>) redis.command("KEYS", "*" + room + "*")) {
            assertThat(dump((String) key)).doesNotContain("secret");
        }
        assertThat((Long) redis.command("TTL", OpenBroker.KEYS.deleted(room))).isPositive();
    }

    private String dump(String key) {
        return switch ((String) redis.command("TYPE", key)) {
            case "stream" -> String.valueOf(redis.command("XRANGE", key, "-", "+"));
            case "zset" -> String.valueOf(redis.command("ZRANGE", key, "0", "-1"));
            case "hash" -> String.valueOf(redis.command("HGETALL", key));
            default -> String.valueOf(redis.command("GET", key));
        };
    }

    // --- helpers ---

    private CompletionStage<Receipt> say(String id) {
        return broker.publish(draft(id));
    }

    private Draft draft(String id) {
        return draft(id, id);
    }

    private Draft draft(String id, String content) {
        return draftIn(room, id, content);
    }

    private static Draft draftIn(String roomId, String id, String content) {
        return new Draft(
                roomId,
                ANN.id(),
                ANN.id(),
                id,
                true,
                Event.messageHead(MessageType.ROOM_MESSAGE, roomId, ANN, id),
                ('"' + content + '"').getBytes(StandardCharsets.UTF_8),
                0,
                false);
    }

    private Listener subscribe() {
        Listener listener = new Listener();
        get(broker.subscribe(room, listener));
        return listener;
    }

    private static final class Listener implements RoomListener {
        final List<Publication> publications = new CopyOnWriteArrayList<>();
        final AtomicInteger interruptions = new AtomicInteger();
        volatile Throwable failure;

        @Override
        public boolean hasReached(String epoch, long last) {
            return last <= publications.size();
        }

        @Override
        public void onPublication(Publication publication) {
            if (failure instanceof Error error) {
                throw error;
            }
            if (failure instanceof RuntimeException exception) {
                throw exception;
            }
            publications.add(publication);
        }

        @Override
        public void onNews(RoomNews news) {}

        @Override
        public void onInterruption() {
            interruptions.incrementAndGet();
        }
    }
}
