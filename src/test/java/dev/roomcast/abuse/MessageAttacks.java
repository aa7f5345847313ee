package dev.roomcast.abuse;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import dev.roomcast.testing.Tokens;

/** Messages and requests of somebody who is signed in, at the rate that is allowed or far over it. */
final class MessageAttacks {

    private static final int CONNECTIONS = 20;
    private static final int RATE = 100;
    private static final int LARGE = 200 * 1024;
    private static final int ROOMS = 70;
    private static final int KEPT = 1_000;

    /** A {@code room-joined}, with how many messages the room has had. */
    private static final Pattern JOINED = Pattern.compile("^\\{\"type\":\"room-joined\".*\"offset\":(\\d+)");

    private MessageAttacks() {}

    private static Attackers.Crew members(Attackers attackers, String... rooms) {
        byte[][] joins = new byte[rooms.length][];
        for (int i = 0; i < rooms.length; i++) {
            joins[i] = ClientFrame.request("join-room", "roomId", rooms[i], "history", 0);
        }
        return attackers.crew(CONNECTIONS, () -> {
            Peer peer = attackers.mallory();
            peer.status().thenRun(() -> peer.sendAnyway(ClientFrame.join(joins)));
            return peer;
        });
    }

    static void compressedSignals(Attackers attackers) {
        byte[] bomb = ClientFrame.compressed("room-signal", "roomId", Bystanders.ROOM, "content", "x".repeat(LARGE));
        Attackers.Crew crew = members(attackers, Bystanders.ROOM);
        attackers.atRate(CONNECTIONS * RATE, () -> crew.send(bomb));
    }

    static void compressedChat(Attackers attackers) {
        byte[] bomb = ClientFrame.compressed("chat", "message", "x".repeat(LARGE));
        Attackers.Crew crew = members(attackers);
        attackers.atRate(CONNECTIONS * RATE, () -> crew.send(bomb));
    }

    static void largestNews(Attackers attackers) {
        // As large as news may be, so that nothing but the rate and the members' outboxes bounds it.
        byte[] signal = ClientFrame.request("room-signal", "roomId", Bystanders.ROOM, "content", "x".repeat(16_000));
        byte[] chat = ClientFrame.request("chat", "message", "x".repeat(16_000));
        Attackers.Crew crew = members(attackers, Bystanders.ROOM);
        AtomicInteger sent = new AtomicInteger();
        attackers.atRate(CONNECTIONS * RATE, () -> crew.send(sent.getAndIncrement() % 2 == 0 ? signal : chat));
    }

    static void largeMessages(Attackers attackers) {
        byte[][] messages = new byte[ROOMS][];
        for (int i = 0; i < ROOMS; i++) {
            messages[i] = ClientFrame.compressed("room-message", "roomId", "large-" + i, "content", "x".repeat(LARGE));
        }
        // Each connection writes to every tenth room, so that is where it is a member.
        Attackers.Crew crew = attackers.numbered(CONNECTIONS, number -> {
            byte[][] joins = new byte[ROOMS / 10][];
            for (int i = 0; i < joins.length; i++) {
                joins[i] = ClientFrame.request("join-room", "roomId", "large-" + (number % 10 + 10 * i), "history", 0);
            }
            Peer peer = attackers.mallory();
            peer.status().thenRun(() -> peer.sendAnyway(ClientFrame.join(joins)));
            return peer;
        });
        AtomicInteger sent = new AtomicInteger();
        attackers.atRate(CONNECTIONS * RATE, () -> crew.send(messages[sent.getAndIncrement() % ROOMS]));
    }

    static void ownMessageIds(Attackers attackers) {
        String room = "own-ids";
        Attackers.Crew crew = members(attackers, room);
        AtomicInteger sent = new AtomicInteger();
        attackers.atRate(CONNECTIONS * RATE, () -> {
            String id = "own-" + "i".repeat(100) + sent.incrementAndGet();
            crew.send(ClientFrame.request("room-message", "roomId", room, "content", "x", "messageId", id));
        });
        // All of it was small, so the room still has the newest. Who asks comes after it all: one that was there all
        // the
        // while may be cut as a slow consumer where the machine is busy.
        AtomicInteger stored = new AtomicInteger();
        AtomicInteger kept = new AtomicInteger();
        CompletableFuture<Void> answered = new CompletableFuture<>();
        Peer reader = attackers.helper("reader-of-own-ids", text -> {
            Matcher joined = JOINED.matcher(text);
            if (joined.find()) {
                stored.set(Integer.parseInt(joined.group(1)));
            } else if (text.startsWith("{\"type\":\"message-history\"")) {
                kept.addAndGet(text.split("\"messageId\"", -1).length - 1);
                if (!text.contains("\"more\":true")) {
                    answered.complete(null);
                }
            }
        });
        attackers.await(List.of(reader));
        reader.sendAnyway(ClientFrame.request("join-room", "roomId", room, "history", KEPT));
        CompletableFuture.anyOf(answered, reader.closed())
                .completeOnTimeout(null, 30, TimeUnit.SECONDS)
                .join();
        if (!answered.isDone()) {
            attackers.finding("the history did not come");
        }
        if (stored.get() == 0 || kept.get() < Math.min(stored.get(), KEPT) / 2) {
            attackers.finding("of " + stored + " messages the room keeps " + kept);
        }
        reader.reset();
    }

    static void textFlood(Attackers attackers) {
        byte[] messages = ClientFrame.times(
                32, ClientFrame.request("room-message", "roomId", "flood", "content", "x".repeat(100), "id", "1"));
        Attackers.Crew crew = members(attackers, "flood");
        attackers.atRate(5_000, () -> crew.send(messages));
    }

    static void joinsAndLeaves(Attackers attackers) {
        byte[] both = ClientFrame.join(
                ClientFrame.request("join-room", "roomId", Bystanders.ROOM, "history", 50),
                ClientFrame.request("leave-room", "roomId", Bystanders.ROOM));
        Attackers.Crew crew = attackers.crew(CONNECTIONS, attackers::mallory);
        attackers.atRate(CONNECTIONS * RATE / 2.0, () -> crew.send(both));
    }

    static void renames(Attackers attackers) {
        Attackers.Crew crew = attackers.crew(CONNECTIONS, () -> {
            Peer peer = attackers.guest();
            peer.status()
                    .thenRun(() ->
                            peer.sendAnyway(ClientFrame.request("join-room", "roomId", Bystanders.ROOM, "history", 0)));
            return peer;
        });
        AtomicInteger names = new AtomicInteger();
        attackers.atRate(
                CONNECTIONS * RATE,
                () -> crew.send(ClientFrame.request(
                        "get-room-info", "roomId", Bystanders.ROOM, "user", "name-" + names.incrementAndGet())));
    }

    static void signIns(Attackers attackers) {
        byte[] bad = ClientFrame.request(
                "auth",
                "token",
                Tokens.of("mallory")
                        .signedWith("another-secret-of-more-than-32-bytes")
                        .sign());
        byte[] good = ClientFrame.request("auth", "token", Tokens.user("mallory"));
        Attackers.Crew strangers = attackers.crew(CONNECTIONS, attackers::stranger);
        Attackers.Crew users = attackers.crew(CONNECTIONS, attackers::mallory);
        attackers.atRate(CONNECTIONS * RATE, () -> {
            strangers.send(bad);
            users.send(good);
        });
    }

    static void throwawayGuests(Attackers attackers) {
        AtomicInteger guests = new AtomicInteger();
        attackers.atRate(CONNECTIONS, () -> {
            int number = guests.incrementAndGet();
            byte[][] joins = new byte[128][];
            for (int i = 0; i < joins.length; i++) {
                joins[i] = ClientFrame.request("join-room", "roomId", longName(number * 128 + i), "history", 0);
            }
            Peer guest = attackers.guest();
            guest.status().thenRun(() -> {
                guest.sendAnyway(ClientFrame.join(joins));
                guest.resetAfter(Duration.ofSeconds(1).toNanos() / 1_000);
            });
        });
    }

    /** 128 code points, of four bytes each but for the number. */
    private static String longName(int number) {
        String digits = Integer.toString(number);
        return new String(Character.toChars(0x20000)).repeat(128 - digits.length()) + digits;
    }
}
