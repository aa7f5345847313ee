package dev.roomcast.client;

import java.io.UncheckedIOException;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Optional;
import java.util.Queue;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;

/** A server that does what a test says, one connection after the other. Pings are answered, unless it is silent. */
final class ScriptedServer implements Transport {

    private static final ObjectMapper JSON = new ObjectMapper();

    private ScriptedSocket last;
    private boolean silent;

    @Override
    public Socket open(URI address, Optional<String> token, Duration timeout, Events events) {
        last = new ScriptedSocket(token, events);
        return last;
    }

    /** The connection that was begun last. */
    ScriptedSocket last() {
        return last;
    }

    /** Whether pings stay unanswered. */
    void fallSilent() {
        silent = true;
    }

    final class ScriptedSocket implements Socket {
        private final Optional<String> token;
        private final Events events;
        private final Queue<JsonNode> heard = new ArrayDeque<>();
        private final Queue<JsonNode> unread = new ArrayDeque<>();
        private int demand;
        private boolean opened;
        private boolean gone;

        private ScriptedSocket(Optional<String> token, Events events) {
            this.token = token;
            this.events = events;
        }

        /** What the handshake carried. */
        Optional<String> token() {
            return token;
        }

        /** Whether its handshake still waits to be answered. */
        boolean isPending() {
            return !opened && !gone;
        }

        /** Whether the client has ended it. */
        boolean isGone() {
            return gone;
        }

        void accept() {
            opened = true;
            events.opened();
        }

        void say(JsonNode frame) {
            unread.add(frame);
            pump();
        }

        void end(int code, String reason) {
            if (!gone) {
                gone = true;
                events.closed(new End(code, reason, 0));
            }
        }

        /** The next thing that the client said; null where it said no more. */
        JsonNode hear() {
            return heard.poll();
        }

        @Override
        public void send(String frame) {
            JsonNode message = parse(frame);
            if (message.path("type").asText().equals("ping")) {
                if (!silent) {
                    say(Frames.object("pong"));
                }
            } else {
                heard.add(message);
            }
        }

        @Override
        public void read() {
            demand++;
            pump();
        }

        @Override
        public void close() {
            gone = true;
        }

        @Override
        public void abort() {
            gone = true;
        }

        private void pump() {
            while (demand > 0 && !gone && !unread.isEmpty()) {
                demand--;
                events.frame(unread.poll());
            }
        }
    }

    private static JsonNode parse(String frame) {
        try {
            return JSON.readTree(frame);
        } catch (JsonProcessingException e) {
            throw new UncheckedIOException(e);
        }
    }
}
