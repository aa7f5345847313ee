package dev.roomcast.promises;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;

import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import dev.roomcast.testing.Frame;
import dev.roomcast.testing.Profiles;
import dev.roomcast.testing.RawWebSocket;
import dev.roomcast.testing.RoomcastClient;
import dev.roomcast.testing.ServerTest;
import dev.roomcast.testing.Tokens;

/**
 * Who asks for histories and does not read them keeps nobody else from theirs. The profile has room for three parts of a
 * history at once.
 */
@QuarkusTest
@TestProfile(Profiles.Standard.class)
class ReplayFairnessTest extends ServerTest {

    /** Far over what the sockets of a connection take. */
    private static final int REQUESTS = 60;

    private static final int ATTACKERS = 4;

    private final AtomicBoolean over = new AtomicBoolean();
    private final List<Thread> threads = new ArrayList<>();

    @AfterEach
    void stop() throws InterruptedException {
        over.set(true);
        server.close();
        for (Thread thread : threads) {
            thread.join();
        }
    }

    private void background(Runnable action) {
        Thread thread = new Thread(action, "attacker");
        threads.add(thread);
        thread.start();
    }

    private String roomWith(int messages, String content) {
        String room = unique("past");
        RoomcastClient writer = server.member(unique("writer"), room);
        for (int i = 0; i < messages; i++) {
            writer.say(room, content);
            writer.expect("room-message");
        }
        return room;
    }

    private static String request(String type, String room, String rest) {
        return "{\"type\":\"" + type + "\",\"roomId\":\"" + room + "\"," + rest + "}";
    }

    private List<RawWebSocket> askAndDoNotRead(String room) {
        List<RawWebSocket> sockets = new ArrayList<>();
        for (int i = 0; i < ATTACKERS; i++) {
            RawWebSocket socket = server.rawNarrow(unique("attacker"));
            socket.send(request("join-room", room, "\"history\":0"));
            socket.readText("room-joined");
            socket.bytes(RawWebSocket.together(request("get-history", room, "\"limit\":5"), REQUESTS));
            sockets.add(socket);
        }
        return sockets;
    }

    /** Joins with a history, one newcomer after another. */
    private void newcomersGetTheirHistory(String room) {
        for (int i = 0; i < 5; i++) {
            RoomcastClient newcomer = server.connect(unique("newcomer"));
            Frame joined = newcomer.request("join-room", "roomId", room, "history", 3);
            assertThat(joined.type()).isEqualTo("room-joined");
            assertThat(newcomer.expect("message-history").messages()).hasSize(3);
        }
    }

    @Test
    void aNewcomerGetsItsHistoryThoughOthersAskForTheirsAndReadNothing() {
        String room = roomWith(6, "x".repeat(45_000));
        askAndDoNotRead(room);
        newcomersGetTheirHistory(room);
    }

    @Test
    void aNewcomerGetsItsHistoryThoughOthersReadTheirsAFewBytesAtATime() {
        String room = roomWith(6, "x".repeat(45_000));
        for (RawWebSocket socket : askAndDoNotRead(room)) {
            background(() -> {
                while (!over.get() && socket.skip(256) > 0) {
                    pause();
                }
            });
        }
        newcomersGetTheirHistory(room);
    }

    @Test
    void acksDoNotWaitForTheHistoriesThatOthersHaveCompressed() {
        int messages = 90;
        String room = roomWith(messages, words(45_000));
        for (int i = 0; i < 2; i++) {
            RawWebSocket attacker =
                    server.handshake("/chat?features=gzip", "Authorization: Bearer " + Tokens.user(unique("attacker")));
            attacker.send(request("join-room", room, "\"history\":0"));
            attacker.readText("room-joined");
            for (int limit = 1; limit <= 200; limit++) {
                attacker.send(request("get-history", room, "\"limit\":" + (messages - limit % 40)));
            }
            background(() -> {
                while (!over.get() && attacker.skip(1 << 16) > 0) {
                    Thread.onSpinWait();
                }
            });
        }
        AtomicLong slowest = new AtomicLong();
        List<RoomcastClient> bystanders = new ArrayList<>();
        for (int i = 0; i < 4; i++) {
            bystanders.add(server.member(unique("bystander"), "of-" + i));
        }
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(3);
        while (System.nanoTime() < end) {
            for (int i = 0; i < 4; i++) {
                long begun = System.nanoTime();
                bystanders.get(i).say("of-" + i, "hello");
                slowest.accumulateAndGet(System.nanoTime() - begun, Math::max);
            }
        }
        assertThat(slowest.get()).isLessThan(TimeUnit.SECONDS.toNanos(5));
    }

    /** Text that is some work to compress. */
    private static String words(int length) {
        StringBuilder words = new StringBuilder();
        for (int i = 0; words.length() < length; i++) {
            words.append(Integer.toString(i * 7919 % 100_003, 36)).append(' ');
        }
        return words.toString();
    }

    private static void pause() {
        try {
            Thread.sleep(100);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
