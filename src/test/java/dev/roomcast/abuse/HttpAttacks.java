package dev.roomcast.abuse;

import java.nio.charset.StandardCharsets;

import dev.roomcast.testing.Tokens;

/** Against the HTTP API. */
final class HttpAttacks {

    private static final int TRICKLING = 250;
    private static final int CONNECTIONS = 20;
    private static final int PIPELINED = 64;

    private HttpAttacks() {}

    static void trickledBodies(Attackers attackers) {
        byte[] begun = ascii("POST /api/auth HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Type: application/json\r\n"
                + "Content-Length: 2000\r\n\r\n{\"username\": \"");
        byte[] more = {'x'};
        Attackers.Crew crew = attackers.sockets(TRICKLING, () -> untilAnswered(attackers, begun));
        attackers.atRate(TRICKLING * 4.0, () -> crew.send(more));
    }

    static void largeBodies(Attackers attackers) {
        byte[] begun = ascii("POST /api/messages HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Type: application/json\r\n"
                + "Authorization: Bearer " + Tokens.user("mallory") + "\r\nContent-Length: 9000000\r\n\r\n[");
        byte[] more = ascii("[".repeat(60_000));
        Attackers.Crew crew = attackers.sockets(CONNECTIONS, () -> untilAnswered(attackers, begun));
        attackers.atRate(5_000, () -> crew.send(more));
    }

    static void pipelinedRequests(Attackers attackers) {
        byte[] requests = ClientFrame.times(
                PIPELINED,
                ascii("GET /api/rooms?limit=1000 HTTP/1.1\r\nHost: 127.0.0.1\r\nAuthorization: Bearer "
                        + Tokens.user("mallory") + "\r\n\r\n"));
        Attackers.Crew crew = attackers.sockets(CONNECTIONS, () -> attackers.unread(requests));
        attackers.atRate(2_000, () -> crew.send(requests));
    }

    private static Peer untilAnswered(Attackers attackers, byte[] begun) {
        Peer peer = attackers.open(begun);
        peer.status().thenRun(peer::reset);
        return peer;
    }

    private static byte[] ascii(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }
}
