package dev.roomcast.abuse;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;

import dev.roomcast.testing.Tokens;

/** Lists, which cost what they scan. */
final class ListAttacks {

    private static final int CONNECTIONS = 20;
    private static final int RATE = 100;
    private static final int ROOMS = 20_000;
    private static final int ROOMS_OF_A_HELPER = 100;
    private static final int ONLINE = 500;

    private ListAttacks() {}

    static void narrowRooms(Attackers attackers) {
        openRooms(attackers);
        byte[] narrow = Attackers.signedIn(
                Tokens.of("mallory").room("nowhere-*", "join", "history").sign());
        attackers.restartClock();
        Attackers.Crew crew = attackers.crew(CONNECTIONS, () -> attackers.open(narrow));
        byte[] ask = ClientFrame.request("get-rooms", "limit", 1_000);
        attackers.atRate(CONNECTIONS * RATE, () -> crew.send(ask));
    }

    /** Each by a user of its own part of them, under what a connection may send at once. */
    private static void openRooms(Attackers attackers) {
        AtomicInteger created = new AtomicInteger();
        AtomicInteger answered = new AtomicInteger();
        attackers.restartClock();
        for (int i = 0; i < ROOMS / ROOMS_OF_A_HELPER; i++) {
            int before = answered.get();
            int number = i;
            Peer helper = attackers.helper("opener-" + i, text -> {
                if (text.contains("\"id\":\"open\"")) {
                    answered.incrementAndGet();
                    if (text.contains("\"success\":true")) {
                        created.incrementAndGet();
                    }
                }
            });
            attackers.await(List.of(helper));
            byte[][] requests = new byte[ROOMS_OF_A_HELPER][];
            for (int k = 0; k < ROOMS_OF_A_HELPER; k++) {
                requests[k] = ClientFrame.request("create-room", "roomId", "r-" + number + "-" + k, "id", "open");
            }
            helper.sendAnyway(ClientFrame.join(requests));
            for (int waited = 0; answered.get() < before + ROOMS_OF_A_HELPER && waited < 2_000; waited++) {
                attackers.pause(Duration.ofMillis(1));
            }
            helper.reset();
        }
        if (created.get() < ROOMS) {
            attackers.finding("preparation: only " + created.get() + " of " + ROOMS + " rooms were opened");
        }
    }

    static void onlineUsers(Attackers attackers) {
        List<Peer> online = new ArrayList<>();
        for (int i = 0; i < ONLINE; i++) {
            online.add(attackers.helper("online-" + i, text -> {}));
            if (i % 50 == 0) {
                attackers.await(online);
            }
        }
        attackers.await(online);
        attackers.restartClock();
        Attackers.Crew crew = attackers.crew(CONNECTIONS, attackers::mallory);
        byte[] ask = ClientFrame.request("get-online-users", "limit", 1_000);
        attackers.atRate(CONNECTIONS * RATE, () -> crew.send(ask));
        online.forEach(Peer::reset);
    }

    static void roomMembers(Attackers attackers) {
        byte[] join = ClientFrame.request("join-room", "roomId", "many-members", "history", 0);
        List<Peer> members = new ArrayList<>();
        for (int i = 0; i < ONLINE; i++) {
            Peer member = attackers.helper("member-" + i, text -> {});
            member.status().thenRun(() -> member.sendAnyway(join));
            members.add(member);
            if (i % 50 == 0) {
                attackers.await(members);
            }
        }
        attackers.await(members);
        attackers.restartClock();
        Attackers.Crew crew = attackers.crew(CONNECTIONS, () -> {
            Peer peer = attackers.mallory();
            peer.status().thenRun(() -> peer.sendAnyway(join));
            return peer;
        });
        byte[] ask = ClientFrame.request("get-room-members", "roomId", "many-members", "limit", 1_000);
        attackers.atRate(CONNECTIONS * RATE, () -> crew.send(ask));
        members.forEach(Peer::reset);
    }
}
