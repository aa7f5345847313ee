package dev.roomcast.abuse;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicInteger;

import dev.roomcast.testing.Tokens;

/** At the handshake and before it. */
final class HandshakeAttacks {

    /** New connections a second where the attack is not their number: under the server's own limit of 1,000. */
    private static final int RATE = 400;

    private static final int SLOW_SOCKETS = 500;

    /** A handshake's headers have to be there within 30 s; a little more for a machine that is busy. */
    private static final Duration HEADER_DEADLINE = Duration.ofSeconds(40);

    private static final int BAD_TOKENS = 1_500;
    private static final int FLOOD = 2_000;
    private static final int HELD = 2_000;

    private HandshakeAttacks() {}

    static void closeInHandshake(Attackers attackers) {
        byte[] both = ClientFrame.join(Attackers.handshake("/ws"), ClientFrame.close());
        Deque<Peer> opened = new ArrayDeque<>();
        attackers.atRate(RATE, () -> {
            opened.add(attackers.open(both));
            if (opened.size() > RATE) {
                opened.remove().reset();
            }
        });
        opened.forEach(Peer::reset);
    }

    static void resetInHandshake(Attackers attackers) {
        byte[] handshake = Attackers.handshake("/ws");
        attackers.atRate(RATE, () -> {
            Peer peer = attackers.open(handshake);
            peer.resetAfter(ThreadLocalRandom.current().nextInt(4_000));
        });
    }

    static void framesInHandshake(Attackers attackers) {
        byte[] handshake = Attackers.handshake("/ws");
        byte[] frames = ClientFrame.times(3, ClientFrame.request("ping", "id", "early"));
        byte[] all = ClientFrame.join(handshake, frames);
        AtomicInteger round = new AtomicInteger();
        attackers.atRate(10, () -> {
            // In one packet, or split somewhere: in the head's last line, or in one of the frames.
            int split = round.getAndIncrement() % 3 == 0
                    ? all.length
                    : handshake.length - 20 + ThreadLocalRandom.current().nextInt(frames.length + 20);
            AtomicInteger answers = new AtomicInteger();
            Peer peer = attackers.open(new Peer(Arrays.copyOf(all, split)).onText(text -> {
                if (text.contains("\"early\"")) {
                    answers.incrementAndGet();
                }
            }));
            // Before it is connected, nothing can be sent.
            peer.begun().join();
            attackers.pause(Duration.ofMillis(20));
            peer.sendAnyway(Arrays.copyOfRange(all, split, all.length));
            long patience = System.nanoTime() + Duration.ofSeconds(5).toNanos();
            while (answers.get() < 3 && System.nanoTime() < patience && attackers.goOn()) {
                attackers.pause(Duration.ofMillis(1));
            }
            if (answers.get() < 3 && attackers.goOn()) {
                attackers.finding("frames right behind the handshake: " + answers.get()
                        + " of 3 answered, the packet ended at byte " + (split - handshake.length)
                        + " behind the handshake");
            }
            peer.reset();
        });
    }

    static void slowHeaders(Attackers attackers) {
        byte[] begun = "GET /ws HTTP/1.1\r\nHost: 127.0.0.1\r\nX-Slow: ".getBytes(StandardCharsets.US_ASCII);
        byte[] more = {'x'};
        List<Peer> peers = new ArrayList<>();
        for (int i = 0; i < SLOW_SOCKETS; i++) {
            peers.add(attackers.open(begun));
        }
        attackers.atRate(1, () -> peers.forEach(peer -> peer.send(more)));
        long open = peers.stream().filter(Peer::isOpen).count();
        if (open > 0 && attackers.time().compareTo(HEADER_DEADLINE) >= 0) {
            attackers.finding(open + " of " + SLOW_SOCKETS + " sockets whose headers never end are open after "
                    + attackers.time().toSeconds() + " s");
        }
    }

    static void badTokens(Attackers attackers) {
        byte[] handshake = Attackers.signedIn(Tokens.of("mallory")
                .signedWith("another-secret-of-more-than-32-bytes")
                .sign());
        attackers.atRate(BAD_TOKENS, () -> {
            Peer peer = attackers.open(handshake);
            peer.status().thenRun(peer::reset);
        });
    }

    static void connectionFlood(Attackers attackers) {
        byte[] handshake = Attackers.handshake("/ws");
        Deque<Peer> held = new ArrayDeque<>();
        attackers.atRate(FLOOD, () -> {
            held.add(attackers.open(handshake));
            if (held.size() > HELD) {
                held.remove().reset();
            }
        });
        held.forEach(Peer::reset);
    }
}
