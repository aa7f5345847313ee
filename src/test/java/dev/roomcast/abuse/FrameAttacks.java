package dev.roomcast.abuse;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.zip.Deflater;

import dev.roomcast.testing.Tokens;

/** Frames as such, whatever they say. */
final class FrameAttacks {

    private static final int CONNECTIONS = 20;

    /** Chunks offered a second over all connections: more than a socket takes, so that the server's pace decides. */
    private static final int OFFERED = 10_000;

    /** Frames that go as one write. */
    private static final int CHUNK = 64;

    private static final int UNFINISHED = 500;
    private static final int BOMB_BYTES = 16_000_000;

    private FrameAttacks() {}

    static void pingFlood(Attackers attackers) {
        byte[] pings = ClientFrame.times(CHUNK, ClientFrame.of(ClientFrame.FIN | ClientFrame.PING, new byte[125]));
        Attackers.Crew crew = attackers.crew(CONNECTIONS, attackers::malloryUnread);
        attackers.atRate(OFFERED, () -> crew.send(pings));
    }

    static void unfinishedFragments(Attackers attackers) {
        byte[] part = ClientFrame.of(ClientFrame.TEXT, "x".repeat(60_000).getBytes(StandardCharsets.US_ASCII));
        Attackers.Crew crew = attackers.crew(UNFINISHED, () -> {
            Peer peer = attackers.guest();
            peer.status().thenRun(() -> peer.sendAnyway(part));
            return peer;
        });
        attackers.atRate(UNFINISHED, crew::next);
    }

    static void emptyFragments(Attackers attackers) {
        byte[] begin = ClientFrame.of(ClientFrame.TEXT, new byte[] {'{'});
        byte[] empty = ClientFrame.times(CHUNK, ClientFrame.of(ClientFrame.CONTINUATION, new byte[0]));
        Attackers.Crew crew = attackers.crew(CONNECTIONS, () -> {
            Peer peer = attackers.mallory();
            peer.status().thenRun(() -> peer.sendAnyway(begin));
            return peer;
        });
        attackers.atRate(OFFERED, () -> crew.send(empty));
    }

    static void textBeforeSignIn(Attackers attackers) {
        byte[] requests = ClientFrame.times(CHUNK, ClientFrame.request("get-rooms", "id", "x".repeat(64)));
        Attackers.Crew crew = attackers.crew(CONNECTIONS, attackers::stranger);
        attackers.atRate(OFFERED, () -> crew.send(requests));
    }

    static void compressedBeforeSignIn(Attackers attackers) {
        byte[] requests = ClientFrame.times(
                8, ClientFrame.compressed("room-message", "roomId", "r", "content", "x".repeat(250 * 1024)));
        Attackers.Crew crew = attackers.crew(CONNECTIONS, attackers::stranger);
        attackers.atRate(OFFERED, () -> crew.send(requests));
    }

    static void deflateBombs(Attackers attackers) {
        byte[] bomb = ClientFrame.of(ClientFrame.FIN | ClientFrame.RSV1 | ClientFrame.TEXT, deflated(BOMB_BYTES));
        byte[] handshake = Attackers.handshake("/ws", "Sec-WebSocket-Extensions: permessage-deflate");
        Attackers.Crew crew = attackers.crew(CONNECTIONS, () -> attackers.open(handshake));
        attackers.atRate(100, () -> crew.send(bomb));
    }

    /** As permessage-deflate has it: raw, flushed, without the last four bytes of the flush. */
    static byte[] deflated(int bytes) {
        Deflater deflater = new Deflater(Deflater.BEST_COMPRESSION, true);
        byte[] zeros = new byte[bytes];
        Arrays.fill(zeros, (byte) 'x');
        deflater.setInput(zeros);
        ByteArrayOutputStream packed = new ByteArrayOutputStream();
        byte[] buffer = new byte[8 * 1024];
        int length = deflater.deflate(buffer, 0, buffer.length, Deflater.SYNC_FLUSH);
        while (length > 0) {
            packed.write(buffer, 0, length);
            length = deflater.deflate(buffer, 0, buffer.length, Deflater.SYNC_FLUSH);
        }
        deflater.end();
        return Arrays.copyOf(packed.toByteArray(), packed.size() - 4);
    }

    static void neverReadingMembers(Attackers attackers) {
        byte[] joins = ClientFrame.join(
                ClientFrame.request("join-room", "roomId", Bystanders.ROOM, "history", 1_000),
                ClientFrame.request("join-room", "roomId", "never-read", "history", 1_000));
        byte[] large = ClientFrame.request("room-message", "roomId", "never-read", "content", "x".repeat(60_000));
        // More than the user may have at once, so that guests make up the numbers as well.
        byte[] user = Attackers.signedIn(Tokens.user("mallory"));
        byte[] guest = Attackers.handshake("/ws");
        Attackers.Crew unread = attackers.crew(10 * CONNECTIONS, () -> {
            Peer peer = attackers.unread(Math.random() < 0.1 ? user : guest);
            peer.status().thenRun(() -> peer.sendAnyway(joins));
            return peer;
        });
        Attackers.Crew writers = attackers.crew(2, () -> {
            Peer peer = attackers.guest();
            peer.status().thenRun(() -> peer.sendAnyway(joins));
            return peer;
        });
        attackers.atRate(200, () -> {
            unread.next();
            writers.send(large);
        });
    }
}
