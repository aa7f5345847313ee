package dev.roomcast.broker.redis;

import static dev.roomcast.broker.redis.OpenBroker.await;
import static dev.roomcast.broker.redis.OpenBroker.get;
import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CompletionStage;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

import dev.roomcast.broker.Draft;
import dev.roomcast.broker.LogRun;
import dev.roomcast.broker.Publication;
import dev.roomcast.broker.Receipt;
import dev.roomcast.protocol.Event;
import dev.roomcast.protocol.MessageType;
import dev.roomcast.protocol.UserRef;
import dev.roomcast.testing.redis.RedisServer;

/** What was deleted is not in Redis any more: not in its memory, nor in what it writes of it. */
class ContentErasureTest {

    private static final UserRef ANN = new UserRef("ann", "Ann", false);
    private static final String SECRET = "SECRET-1";

    private static RedisServer redis;
    private static OpenBroker open;
    private static RedisBroker broker;

    private final String room = "room-" + UUID.randomUUID();

    @BeforeAll
    static void start() {
        redis = RedisServer.with().option("rdbcompression", "no").start();
        open = OpenBroker.on(redis.uri());
        broker = open.broker();
    }

    @AfterAll
    static void end() {
        open.close();
        redis.close();
    }

    @Test
    void deletedContentIsNotInTheStreamAnyMoreWhenItsDeletionIsAcked() {
        for (int i = 1; i <= 20; i++) {
            get(say(i == 7 ? SECRET : "small-" + i));
        }
        assertThat(dump()).contains(SECRET);
        Receipt deletion = get(delete(7));
        assertThat(dump()).doesNotContain(SECRET).contains("small-6", "small-8");
        assertThat(everyKeyOfTheRoom()).noneMatch(key -> dump(key).contains(SECRET));
        LogRun run = get(broker.read(room, 0, 99, 99_999));
        assertThat(run.entries()).extracting(Publication::offset).hasSize(21).isSorted();
        String target = text(run.entries().get(6));
        assertThat(target).contains("\"deleted\":true").doesNotContain(SECRET);
        assertThat(get(say("next")).offset()).isEqualTo(deletion.offset() + 1);
        assertThat(get(say("next")).epoch()).isEqualTo(deletion.epoch());
        assertThat((Long) redis.command("TTL", OpenBroker.KEYS.messages(room))).isBetween(3_600L, 4_000L);
    }

    @Test
    void manyDeletionsAtOnceAreAllErasedWhileOthersGoOnWriting() {
        String filler = "y".repeat(2_000);
        for (int i = 1; i <= 400; i++) {
            say((i % 2 == 0 ? SECRET : "kept") + '-' + i + filler);
        }
        get(say("full"));
        List<CompletionStage<Receipt>> all = new ArrayList<>();
        for (int i = 2; i <= 400; i += 2) {
            all.add(delete(i));
            all.add(say("meanwhile-" + i));
        }
        all.forEach(OpenBroker::get);
        await("the end of the erasure", () -> !dump().contains(SECRET));
        LogRun run = get(broker.read(room, 0, 9_999, 9_999_999));
        assertThat(run.position().first()).isEqualTo(1);
        assertThat(run.entries()).hasSize(801);
        assertThat(run.entries().stream()
                        .filter(entry -> text(entry).contains("kept-"))
                        .count())
                .isEqualTo(200);
        assertThat(run.entries().stream()
                        .filter(entry -> text(entry).contains("\"deleted\":true"))
                        .count())
                .isEqualTo(200);
        assertThat(redis.command("EXISTS", OpenBroker.KEYS.copy(room))).isEqualTo(0L);
    }

    @Test
    void aFullRoomIsErasedInRunsOfMilliseconds() {
        String filler = "z".repeat(3_700);
        for (int i = 1; i <= 1_000; i++) {
            say((i == 500 ? SECRET : "kept") + filler);
        }
        get(say("full"));
        redis.command("CONFIG", "RESETSTAT");
        get(delete(500));
        await("the end of the erasure", () -> !dump().contains(SECRET));
        // The machine's load is in the time of a run; what each of them copies is not.
        String commands = (String) redis.command("INFO", "commandstats");
        assertThat(calls(commands, "rename")).isEqualTo(1);
        assertThat(calls(commands, "xadd")).isEqualTo(1_002);
        assertThat(calls(commands, "evalsha")).isGreaterThan(3_700 * 999 / (256 * 1_024 + 16 * 4_000));
        assertThat(get(broker.read(room, 0, 1, 9_999)).position().last()).isEqualTo(1_002);
    }

    @Test
    void whatAnInstanceOfTheVersionBeforeDeletedIsErasedWhenTheRoomIsUsed() {
        get(say("before"));
        get(say(SECRET));
        get(say("after"));
        // As that version did it: marked in the stream, and only counted as deleted.
        redis.command("XDEL", OpenBroker.KEYS.messages(room), "2-0");
        redis.command("ZADD", OpenBroker.KEYS.deleted(room), "2", "1700000000000\n4\n1700000000000\nid\n" + head("id"));
        redis.command("HSET", OpenBroker.KEYS.meta(room), "gone", "1");
        redis.command("HDEL", OpenBroker.KEYS.meta(room), "erased");
        assertThat(dump()).contains(SECRET);
        assertThat(get(broker.read(room, 0, 9, 9_999)).entries()).hasSize(3);
        await("the end of the erasure", () -> !dump().contains(SECRET));
        assertThat(get(broker.read(room, 0, 9, 9_999)).entries()).hasSize(3);
    }

    private static long calls(String commandStats, String command) {
        Matcher calls = Pattern.compile("cmdstat_" + command + ":calls=(\\d+)").matcher(commandStats);
        assertThat(calls.find()).isTrue();
        return Long.parseLong(calls.group(1));
    }

    private static String dump(String key) {
        return String.valueOf(redis.command("DUMP", key));
    }

    private String dump() {
        return dump(OpenBroker.KEYS.messages(room));
    }

    private List<String> everyKeyOfTheRoom() {
        return ((List<?>) redis.command("KEYS", "*"))
                .stream().map(String::valueOf).toList();
    }

    private static String text(Publication entry) {
        return new String(entry.json(), StandardCharsets.UTF_8);
    }

    private byte[] headBytes(String id) {
        return Event.messageHead(MessageType.ROOM_MESSAGE, room, ANN, id);
    }

    private String head(String id) {
        return new String(headBytes(id), StandardCharsets.UTF_8);
    }

    private CompletionStage<Receipt> say(String content) {
        String id = UUID.randomUUID().toString();
        byte[] json = ('"' + content + '"').getBytes(StandardCharsets.UTF_8);
        return broker.publish(new Draft(room, ANN.id(), ANN.id(), id, true, headBytes(id), json, 0, false));
    }

    private CompletionStage<Receipt> delete(long offset) {
        String id = UUID.randomUUID().toString();
        return broker.publish(new Draft(
                room, ANN.id(), ANN.id(), id, true, Event.deletionHead(room, ANN, id, offset), null, offset, false));
    }
}
