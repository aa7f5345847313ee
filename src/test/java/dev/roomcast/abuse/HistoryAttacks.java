package dev.roomcast.abuse;

import java.util.List;
import java.util.Random;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.IntStream;

/** Histories: asked for and not read, or asked for so that nothing can be shared. */
final class HistoryAttacks {

    private static final int CONNECTIONS = 20;
    private static final int RATE = 100;
    private static final int LARGE = 250 * 1024;

    private HistoryAttacks() {}

    static void unread(Attackers attackers) {
        String room = "one-large-message";
        fill(attackers, room, 1, "x".repeat(LARGE));
        byte[] join = ClientFrame.request("join-room", "roomId", room, "history", 0);
        byte[] ask = ClientFrame.request("get-history", "roomId", room, "limit", 1);
        attackers.restartClock();
        Attackers.Crew crew = attackers.crew(CONNECTIONS, () -> {
            Peer peer = attackers.malloryUnread();
            peer.status().thenRun(() -> peer.sendAnyway(ClientFrame.join(join, ClientFrame.times(190, ask))));
            return peer;
        });
        attackers.atRate(CONNECTIONS * 10.0, () -> crew.send(ask));
    }

    static void changingLimits(Attackers attackers) {
        String room = "four-megabytes";
        fill(attackers, room, 1_000, words(4_100));
        byte[] join = ClientFrame.request("join-room", "roomId", room, "history", 0);
        attackers.restartClock();
        Attackers.Crew crew = attackers.crew(CONNECTIONS, () -> {
            Peer peer = attackers.mallory("gzip");
            peer.status().thenRun(() -> peer.sendAnyway(join));
            return peer;
        });
        AtomicInteger asked = new AtomicInteger();
        attackers.atRate(CONNECTIONS * RATE, () -> {
            int limit = 1_000 - asked.getAndIncrement() % 500;
            crew.send(ClientFrame.request("get-history", "roomId", room, "limit", limit));
        });
    }

    /** Writes so many messages by as many helpers as the rates allow, waiting for the acks. */
    private static void fill(Attackers attackers, String room, int messages, String content) {
        AtomicLong acks = new AtomicLong();
        List<Peer> helpers = IntStream.range(0, 10)
                .mapToObj(i -> attackers.helper("fill-" + i, text -> {
                    if (text.contains("\"type\":\"ack\"")) {
                        acks.incrementAndGet();
                    }
                }))
                .toList();
        attackers.await(helpers);
        byte[] join = ClientFrame.request("join-room", "roomId", room, "history", 0);
        byte[] message = ClientFrame.compressed("room-message", "roomId", room, "content", content, "id", "fill");
        helpers.forEach(helper -> helper.sendAnyway(join));
        attackers.prepare();
        AtomicInteger sent = new AtomicInteger();
        attackers.atRate(400, () -> {
            if (sent.get() < messages) {
                helpers.get(sent.getAndIncrement() % helpers.size()).sendAnyway(message);
            } else if (acks.get() >= messages) {
                attackers.endNow();
            }
        });
        if (acks.get() < messages) {
            attackers.finding("preparation: " + acks.get() + " of " + messages + " messages were stored in " + room);
        }
        helpers.forEach(Peer::reset);
    }

    /** Text that gzip makes some three times smaller, as it does with what people write. */
    static String words(int length) {
        Random random = new Random(length);
        StringBuilder text = new StringBuilder();
        while (text.length() < length) {
            text.append(Integer.toString(random.nextInt(5_000), 36)).append(' ');
        }
        return text.substring(0, length);
    }
}
