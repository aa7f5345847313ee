package dev.roomcast.client;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpResponse;
import java.net.http.WebSocket;
import java.net.http.WebSocketHandshakeException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;

/** WebSockets of {@code java.net.http}. */
final class HttpTransport implements Transport {

    /** More than any frame unpacks to: history parts end at 256 KiB, and JSON escapes can at most add to it. */
    private static final int MAX_FRAME = 4 * 1024 * 1024;

    /** How long a good-bye may wait for its answer. */
    private static final long CLOSE_SECONDS = 1;

    private static final int SWITCHING_PROTOCOLS = 101;

    private static final ObjectMapper JSON = new ObjectMapper();

    private final HttpClient client;

    HttpTransport(HttpClient client) {
        this.client = client;
    }

    /** The client of all who bring none of their own: one selector thread, however many connections there are. */
    static HttpClient sharedClient() {
        return Shared.CLIENT;
    }

    @Override
    public Socket open(URI address, Optional<String> token, Duration timeout, Events events) {
        WebSocket.Builder builder =
                client.newWebSocketBuilder().connectTimeout(timeout).subprotocols("roomcast");
        token.ifPresent(jwt -> builder.header("Authorization", "Bearer " + jwt));
        HttpSocket socket = new HttpSocket(events);
        builder.buildAsync(address, socket).whenComplete((made, error) -> {
            if (error != null) {
                socket.end(refusal(error));
            }
        });
        return socket;
    }

    private static End refusal(Throwable error) {
        Throwable cause = error.getCause() == null ? error : error.getCause();
        if (cause instanceof WebSocketHandshakeException refused) {
            HttpResponse<?> response = refused.getResponse();
            if (response.statusCode() != SWITCHING_PROTOCOLS) {
                long retryAfter = response.headers()
                        .firstValue("Retry-After")
                        .filter(value -> value.matches("\\d{1,6}"))
                        .map(value -> TimeUnit.SECONDS.toMillis(Long.parseLong(value)))
                        .orElse(0L);
                return new End(
                        response.statusCode(), "The handshake was refused: " + response.statusCode(), retryAfter);
            }
        }
        return End.lost("No connection: " + cause.getClass().getSimpleName());
    }

    private static final class Shared {
        private static final HttpClient CLIENT = HttpClient.newHttpClient();

        private Shared() {}
    }

    private static final class HttpSocket implements Socket, WebSocket.Listener {

        private final Events events;
        private final StringBuilder text = new StringBuilder();
        private WebSocket socket;
        private CompletableFuture<?> sent = CompletableFuture.completedFuture(null);
        private boolean ended;

        HttpSocket(Events events) {
            this.events = events;
        }

        @Override
        public synchronized void send(String frame) {
            if (socket != null && !ended) {
                // One at a time: a WebSocket of java.net.http takes no second message before it is done with the first.
                sent = sent.thenCompose(done -> socket.sendText(frame, true));
                sent.exceptionally(error -> {
                    end(End.lost("Cannot send: " + error.getMessage()));
                    return null;
                });
            }
        }

        @Override
        public synchronized void read() {
            if (socket != null && !ended) {
                socket.request(1);
            }
        }

        @Override
        public synchronized void close() {
            WebSocket closing = socket;
            ended = true;
            if (closing != null) {
                sent.handle((done, error) -> null)
                        .thenCompose(done -> closing.sendClose(WebSocket.NORMAL_CLOSURE, ""))
                        .orTimeout(CLOSE_SECONDS, TimeUnit.SECONDS)
                        .whenComplete(
                                (done, error) -> CompletableFuture.delayedExecutor(CLOSE_SECONDS, TimeUnit.SECONDS)
                                        .execute(closing::abort));
                closing.request(Long.MAX_VALUE); // up to the answer
            }
        }

        @Override
        public synchronized void abort() {
            ended = true;
            if (socket != null) {
                socket.abort();
            }
        }

        @Override
        public void onOpen(WebSocket opened) {
            synchronized (this) {
                if (ended) {
                    opened.abort(); // given up in the meantime
                    return;
                }
                socket = opened;
            }
            events.opened();
        }

        @Override
        public CompletionStage<?> onText(WebSocket from, CharSequence data, boolean last) {
            if (isEnded()) {
                return null;
            }
            if (text.length() + data.length() > MAX_FRAME) {
                fail("A frame of more than " + MAX_FRAME + " characters");
                return null;
            }
            text.append(data);
            if (!last) {
                from.request(1);
                return null;
            }
            String frame = text.toString();
            text.setLength(0);
            try {
                events.frame(parse(frame));
            } catch (IOException e) {
                fail("A frame that cannot be read");
            }
            return null;
        }

        @Override
        public CompletionStage<?> onPing(WebSocket from, ByteBuffer message) {
            from.request(1);
            events.alive();
            return null;
        }

        @Override
        public CompletionStage<?> onClose(WebSocket from, int code, String reason) {
            end(new End(code, reason, 0));
            return null;
        }

        @Override
        public void onError(WebSocket from, Throwable error) {
            end(End.lost("Connection lost: " + error.getClass().getSimpleName()));
        }

        private static JsonNode parse(String frame) throws IOException {
            JsonNode message = JSON.readTree(frame);
            return message.path("type").asText().equals("compressed")
                    ? JSON.readTree(Unpack.unpack(message.path("data").asText(), MAX_FRAME))
                    : message;
        }

        private synchronized boolean isEnded() {
            return ended;
        }

        private void fail(String reason) {
            WebSocket failed;
            synchronized (this) {
                failed = socket;
            }
            end(End.lost(reason));
            if (failed != null) {
                failed.abort();
            }
        }

        private void end(End end) {
            synchronized (this) {
                if (ended) {
                    return;
                }
                ended = true;
            }
            events.closed(end);
        }
    }
}
