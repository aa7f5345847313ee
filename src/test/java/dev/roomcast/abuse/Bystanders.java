package dev.roomcast.abuse;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.WebSocket;
import java.time.Duration;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;

import com.fasterxml.jackson.databind.JsonNode;

import dev.roomcast.testing.Json;
import dev.roomcast.testing.Tokens;

/**
 * Four members of a room, of whom two write each 50 ms, whatever happens to the server. They measure the time to the ack
 * and to each member, and hold what was acked against what every member got. What is not answered counts as long as it
 * was waited for.
 */
final class Bystanders implements AutoCloseable {

    /** Their room; attackers may come in, too. */
    static final String ROOM = "bystanders";

    private static final int MEMBERS = 4;
    private static final int WRITERS = 2;
    private static final long INTERVAL_MS = 50;
    private static final Duration SETTLE = Duration.ofSeconds(10);

    private final HttpClient http;
    private final List<Member> members = new ArrayList<>();
    private final ScheduledExecutorService clock = Executors.newScheduledThreadPool(1, task -> {
        Thread thread = new Thread(task, "bystanders");
        thread.setDaemon(true);
        return thread;
    });
    private final Map<String, Long> unanswered = new ConcurrentHashMap<>();
    private final BitSet acked = new BitSet();
    private final Latencies acks = new Latencies();
    private final Latencies deliveries = new Latencies();
    private final AtomicLong refused = new AtomicLong();
    private final String run = UUID.randomUUID() + "-";
    private long sent;

    Bystanders(URI server) {
        this.http = HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
        for (int i = 0; i < MEMBERS; i++) {
            Member member = new Member("bystander-" + i);
            member.connect(http, server);
            members.add(member);
        }
        members.forEach(member -> member.joined.orTimeout(30, TimeUnit.SECONDS).join());
        clock.scheduleAtFixedRate(this::write, INTERVAL_MS, INTERVAL_MS, TimeUnit.MILLISECONDS);
    }

    /** What is measured from now on counts. */
    void beginMeasuring() {
        acks.clear();
        deliveries.clear();
        refused.set(0);
    }

    /** Stops writing, waits for what is under way, and returns what came of it. */
    Observed finish() {
        clock.shutdown();
        long patience = System.nanoTime() + SETTLE.toNanos();
        while ((!unanswered.isEmpty() || missing() > 0) && System.nanoTime() < patience) {
            sleep();
        }
        long now = System.nanoTime();
        unanswered.values().forEach(since -> acks.add(now - since));
        return new Observed(
                acks.millis(0.5),
                acks.millis(0.99),
                deliveries.millis(0.99),
                (int) members.stream().filter(m -> m.cut).count(),
                missing(),
                unanswered.size() + (int) refused.get(),
                acks.count());
    }

    /** Of those who were not cut: how many acked messages somebody never got. */
    private int missing() {
        synchronized (acked) {
            int missing = 0;
            for (Member member : members) {
                if (!member.cut) {
                    BitSet left = (BitSet) acked.clone();
                    synchronized (member.received) {
                        left.andNot(member.received);
                    }
                    missing += left.cardinality();
                }
            }
            return missing;
        }
    }

    private void write() {
        for (int i = 0; i < WRITERS; i++) {
            String id = "b" + i + "-" + sent++;
            long now = System.nanoTime();
            unanswered.put(id, now);
            members.get(i)
                    .send(Json.object(
                                    "type",
                                    "room-message",
                                    "roomId",
                                    ROOM,
                                    "content",
                                    "sent " + now,
                                    "id",
                                    id,
                                    "messageId",
                                    run + id)
                            .toString());
        }
    }

    private static void sleep() {
        try {
            TimeUnit.MILLISECONDS.sleep(20);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    @Override
    public void close() {
        clock.shutdownNow();
        members.forEach(member -> member.socket.abort());
    }

    /**
     * What they saw; times in milliseconds.
     *
     * @param cut members whose connection ended
     * @param missing acked messages that a member who was not cut never got, one each
     * @param unacked messages that were refused or not answered
     * @param measured how many acks were measured
     */
    record Observed(
            double ackMedian, double ackP99, double deliveryP99, int cut, int missing, int unacked, int measured) {}

    /** One connection. */
    private final class Member implements WebSocket.Listener {

        private static final int LONGEST_OF_OURS = 1_000;

        private final String userId;
        private final BitSet received = new BitSet();
        private final CompletableFuture<Void> joined = new CompletableFuture<>();
        private final StringBuilder text = new StringBuilder();
        private CompletableFuture<?> sending = CompletableFuture.completedFuture(null);
        private WebSocket socket;
        private volatile boolean cut;

        private Member(String userId) {
            this.userId = userId;
        }

        private void connect(HttpClient client, URI server) {
            socket = client.newWebSocketBuilder()
                    .header("Authorization", "Bearer " + Tokens.user(userId))
                    .buildAsync(URI.create("ws://127.0.0.1:" + server.getPort() + "/chat"), this)
                    .join();
            send(Json.object("type", "join-room", "roomId", ROOM, "history", 0).toString());
        }

        private synchronized void send(String message) {
            sending = sending.handle((done, failed) -> null).thenCompose(x -> socket.sendText(message, true));
        }

        @Override
        public CompletionStage<?> onText(WebSocket from, CharSequence data, boolean last) {
            text.append(data);
            if (last) {
                // What others say here may be large; ours is short.
                if (text.length() < LONGEST_OF_OURS) {
                    take(text.toString());
                }
                text.setLength(0);
            }
            from.request(1);
            return null;
        }

        private void take(String message) {
            long now = System.nanoTime();
            if (message.startsWith("{\"type\":\"room-message\"") && message.contains("\"content\":\"sent ")) {
                JsonNode json = Json.parse(message);
                synchronized (received) {
                    received.set(json.path("offset").asInt());
                }
                deliveries.add(
                        now - Long.parseLong(json.path("content").asText().substring("sent ".length())));
            } else if (message.startsWith("{\"type\":\"ack\"")) {
                JsonNode json = Json.parse(message);
                Long since = unanswered.remove(json.path("id").asText());
                if (since != null) {
                    acks.add(now - since);
                    synchronized (acked) {
                        acked.set(json.path("offset").asInt());
                    }
                }
            } else if (message.startsWith("{\"type\":\"error\"")) {
                if (unanswered.remove(Json.parse(message).path("id").asText()) != null) {
                    refused.incrementAndGet();
                }
            } else if (message.startsWith("{\"type\":\"room-joined\"")) {
                joined.complete(null);
            }
        }

        @Override
        public CompletionStage<?> onClose(WebSocket from, int code, String reason) {
            cut = true;
            return null;
        }

        @Override
        public void onError(WebSocket from, Throwable error) {
            cut = true;
        }
    }
}
