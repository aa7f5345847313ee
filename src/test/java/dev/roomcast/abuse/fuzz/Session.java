package dev.roomcast.abuse.fuzz;

import java.io.IOException;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.LongAdder;

import dev.roomcast.abuse.ClientFrame;
import dev.roomcast.abuse.fuzz.ResponseChecks.FaultFound;
import dev.roomcast.testing.Tokens;

/** Cases of one kind that follow each other: requests on one connection, or so many connections and HTTP requests. */
final class Session {

    static final int CASES = 25;

    /** Users of cases; their number is bounded, as what the server remembers of each is. */
    private static final int USERS = 200;

    private static final int SHOWN = 1_500;
    private static final int PATIENCE_MS = 20_000;

    /** How long something is waited for that may never come, since the case is broken. */
    private static final int BROKEN_MS = 400;

    private final int port;
    private final long seed;
    private final long number;
    private final Counts counts;

    /** How many cases came through to where they were aimed. */
    static final class Counts {
        final LongAdder requests = new LongAdder();
        final LongAdder answers = new LongAdder();
        final LongAdder frames = new LongAdder();
        final LongAdder http = new LongAdder();
        final LongAdder refusedHandshakes = new LongAdder();

        @Override
        public String toString() {
            return requests + " requests with " + answers + " answers and events, " + frames
                    + " connections with hostile frames, " + http + " HTTP requests, " + refusedHandshakes
                    + " refused handshakes";
        }
    }

    Session(int port, long seed, long number, Counts counts) {
        this.port = port;
        this.seed = seed;
        this.number = number;
        this.counts = counts;
    }

    /**
     * Sends all of its cases.
     *
     * @throws FaultFound with the cases that were under way
     */
    void run() throws IOException {
        Dice dice = new Dice(seed, -1 - number);
        int kind = dice.below(100);
        if (kind < 76) {
            requests(dice);
        } else if (kind < 88) {
            for (int i = 0; i < CASES; i++) {
                frames(number * CASES + i);
            }
        } else {
            for (int i = 0; i < CASES; i++) {
                http(number * CASES + i);
            }
        }
    }

    /** An address of its own, so that what is bounded for an address bounds no session but itself. */
    private String from() {
        return "127.1." + number / 250 % 250 + "." + (1 + number % 250);
    }

    private String authorization(Dice dice) {
        String user = "fuzz-" + number % USERS;
        return switch (dice.below(6)) {
            case 0 -> "";
            case 1 -> "Authorization: Bearer " + Tokens.admin(user) + "\r\n";
            case 2 -> "Authorization: Bearer " + Tokens.service(user) + "\r\n";
            case 3 ->
                "Authorization: Bearer "
                        + Tokens.of(user)
                                .room("fuzz*", "join", "history", "write")
                                .sign() + "\r\n";
            default -> "Authorization: Bearer " + Tokens.user(user) + "\r\n";
        };
    }

    // --- requests ---

    private void requests(Dice dice) throws IOException {
        List<byte[]> texts = new ArrayList<>();
        for (int i = 0; i < CASES; i++) {
            long index = number * CASES + i;
            texts.add(ClientFrame.text(new RequestGrammar(new Dice(seed, index)).request("c" + index)));
            counts.requests.increment();
        }
        String path = dice.of("/chat", "/ws", "/ws?features=batch,gzip", "/chat?features=gzip");
        String handshake = "GET " + path + " HTTP/1.1\r\nHost: 127.0.0.1\r\nConnection: Upgrade\r\n"
                + "Upgrade: websocket\r\nSec-WebSocket-Version: 13\r\n"
                + "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n" + authorization(dice) + "\r\n";
        int next = 0;
        while (next < CASES) {
            try (RawSocket socket = new RawSocket(port, from())) {
                socket.patience(PATIENCE_MS);
                socket.write(handshake.getBytes(StandardCharsets.ISO_8859_1));
                if (!upgraded(socket)) {
                    return;
                }
                next = converse(socket, texts, next);
            } catch (SocketTimeoutException silent) {
                throw new FaultFound("no answer to a ping behind the requests " + (number * CASES + next) + " and on");
            }
        }
    }

    /** Sends all from there on; returns the first that another connection has to send. */
    private int converse(RawSocket socket, List<byte[]> texts, int from) throws IOException {
        byte[][] rest = texts.subList(from, texts.size()).toArray(byte[][]::new);
        socket.write(ClientFrame.join(
                ClientFrame.request("join-room", "roomId", "fuzz", "history", 5),
                ClientFrame.join(rest),
                ClientFrame.request("ping", "id", "behind-all")));
        int answered = from;
        for (RawSocket.Received frame = socket.readFrame(); frame != null; frame = socket.readFrame()) {
            if (frame.opcode() == ClientFrame.CLOSE) {
                ResponseChecks.checkClose(frame, false);
                break;
            }
            String text = frame.text();
            ResponseChecks.check(text);
            counts.answers.increment();
            if (text.contains("\"behind-all\"")) {
                return CASES;
            }
            answered = Math.max(answered, answeredBy(text));
        }
        // What came after the one that ended the connection was not looked at.
        return Math.min(CASES, Math.max(answered, from) + 1);
    }

    private int answeredBy(String text) {
        for (int i = CASES - 1; i >= 0; i--) {
            if (text.contains("\"c" + (number * CASES + i) + '"')) {
                return i + 1;
            }
        }
        return 0;
    }

    // --- frames ---

    private void frames(long index) throws IOException {
        Dice dice = new Dice(seed, index);
        FrameGrammar grammar = new FrameGrammar(dice);
        counts.frames.increment();
        String handshake = grammar.handshake(dice.of("/ws", "/chat"), dice.percent(50) ? authorization(dice) : "");
        try (RawSocket socket = new RawSocket(port, from())) {
            socket.patience(BROKEN_MS);
            socket.write(handshake.getBytes(StandardCharsets.ISO_8859_1));
            if (!upgraded(socket)) {
                return;
            }
            byte[] frames = grammar.frames();
            socket.write(frames);
            socket.write(ClientFrame.request("ping", "id", "behind-all"));
            boolean mayEcho = true;
            for (RawSocket.Received frame = socket.readFrame(); frame != null; frame = socket.readFrame()) {
                if (frame.opcode() == ClientFrame.CLOSE) {
                    ResponseChecks.checkClose(frame, mayEcho);
                    return;
                }
                ResponseChecks.check(frame.text());
                if (frame.text().contains("\"behind-all\"")) {
                    return;
                }
            }
        } catch (SocketTimeoutException waiting) {
            // for the rest of a frame that never comes
        } catch (FaultFound found) {
            throw new FaultFound(
                    "case " + index + ": " + found.getMessage() + "\nof the handshake\n" + start(handshake));
        }
    }

    private boolean upgraded(RawSocket socket) throws IOException {
        String head = socket.readHead();
        if (head.startsWith("HTTP/1.1 101")) {
            ResponseChecks.check(head);
            return true;
        }
        counts.refusedHandshakes.increment();
        if (!head.isEmpty()) {
            socket.patience(BROKEN_MS);
            ResponseChecks.checkHttp(head, socket.readRest());
        }
        return false;
    }

    // --- HTTP ---

    private void http(long index) throws IOException {
        byte[] request = new HttpGrammar(new Dice(seed, index)).request();
        counts.http.increment();
        try (RawSocket socket = new RawSocket(port, from())) {
            socket.patience(BROKEN_MS);
            socket.write(request);
            String head = socket.readHead();
            if (!head.isEmpty()) {
                ResponseChecks.checkHttp(head, socket.readRest());
            }
        } catch (SocketTimeoutException waiting) {
            // for the rest of a request that never comes
        } catch (FaultFound found) {
            throw new FaultFound("case " + index + ": " + found.getMessage() + "\nof the request\n"
                    + start(new String(request, StandardCharsets.UTF_8)));
        }
    }

    private static String start(String text) {
        return text.length() <= SHOWN ? text : text.substring(0, SHOWN) + "…";
    }
}
