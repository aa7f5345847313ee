package dev.roomcast.testing;

import static java.util.concurrent.TimeUnit.NANOSECONDS;

import java.net.http.WebSocket;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import java.util.function.Predicate;

import com.fasterxml.jackson.databind.node.ObjectNode;

/**
 * One connection of a well-behaved client. What comes from the server waits in a queue until a test asks for it, so
 * nothing is missed between two calls; {@code await} takes the first frame that fits and leaves the others where they
 * are. Made by {@link Connector}. Safe for many threads.
 */
public final class RoomcastClient implements AutoCloseable {

    /** Far more than anything here takes; only a failing test waits this long. */
    public static final Duration PATIENCE = Duration.ofSeconds(30);

    private static final AtomicLong IDS = new AtomicLong();

    private final ReentrantLock lock = new ReentrantLock();
    private final Condition news = lock.newCondition();
    private final List<Frame> received = new ArrayList<>();
    private final CompletableFuture<Close> closed = new CompletableFuture<>();
    private volatile Consumer<Frame> handler;
    private volatile WebSocket socket;
    private volatile Frame welcome;
    private CompletableFuture<?> sending = CompletableFuture.completedFuture(null);

    RoomcastClient() {}

    // --- sending ---

    /** Sends a text frame as it is. */
    public RoomcastClient sendText(String text) {
        lock.lock();
        try {
            sending = sending.handle((done, failed) -> null).thenCompose(x -> socket.sendText(text, true));
        } finally {
            lock.unlock();
        }
        return this;
    }

    /** Sends a message of this type with these fields, names and values in turn; no {@code id}. */
    public RoomcastClient send(String type, Object... fields) {
        return sendText(message(type, fields).toString());
    }

    /** Sends with a fresh {@code id} and waits for what answers it, whatever it is. */
    public Frame ask(String type, Object... fields) {
        String id = nextId();
        sendText(message(type, fields).put("id", id).toString());
        return await("an answer to " + type + " " + id, frame -> id.equals(frame.id()));
    }

    /** As {@link #ask}; fails where the answer is an {@code error}. */
    public Frame request(String type, Object... fields) {
        Frame answer = ask(type, fields);
        if (answer.type().equals("error")) {
            throw new AssertionError(type + " was refused: " + answer);
        }
        return answer;
    }

    /** As {@link #ask}; fails where the answer is no {@code error}. */
    public Frame refused(String type, Object... fields) {
        Frame answer = ask(type, fields);
        if (!answer.type().equals("error")) {
            throw new AssertionError(type + " was not refused: " + answer);
        }
        return answer;
    }

    /** Sends a text that the server refuses without being able to tell its id. */
    public Frame refusedText(String text) {
        sendText(text);
        return expect("error");
    }

    /** Joins without history; the answer is {@code room-joined}. */
    public Frame join(String roomId) {
        return request("join-room", "roomId", roomId, "history", 0);
    }

    /** Sends a {@code room-message}; the answer is its {@code ack}. */
    public Frame say(String roomId, Object content) {
        return request("room-message", "roomId", roomId, "content", content);
    }

    /** As {@link #say(String, Object)}, with a {@code messageId}. */
    public Frame say(String roomId, Object content, String messageId) {
        return request("room-message", "roomId", roomId, "content", content, "messageId", messageId);
    }

    /** Signs in, or renews; the answer is {@code auth-success} or {@code auth-failed}. */
    public Frame auth(String jwt) {
        send("auth", "token", jwt);
        return await(
                "auth-success or auth-failed",
                f -> f.type().equals("auth-success") || f.type().equals("auth-failed"));
    }

    static ObjectNode message(String type, Object... fields) {
        if (type.startsWith("{")) {
            throw new IllegalArgumentException("a whole text goes by sendText: " + type);
        }
        ObjectNode message = Json.object("type", type);
        message.setAll(Json.object(fields));
        return message;
    }

    static String nextId() {
        return "r" + IDS.incrementAndGet();
    }

    // --- receiving ---

    /** The first frame of all; null where {@link Connector#connectUnwelcomed()} was used. */
    public Frame welcome() {
        return welcome;
    }

    /** This connection's user id as {@code welcome} told it. */
    public String userId() {
        return welcome.at("/user/id").asText(null);
    }

    /** Takes the first frame that fits out of the queue, waiting for it where need be. */
    public Frame await(String what, Predicate<Frame> fits) {
        return await(what, fits, PATIENCE);
    }

    public Frame await(String what, Predicate<Frame> fits, Duration timeout) {
        long left = timeout.toNanos();
        lock.lock();
        try {
            while (true) {
                Frame found = take(fits);
                if (found != null) {
                    return found;
                }
                if (left <= 0 || closed.isDone()) {
                    throw new AssertionError("waited for " + what + "; "
                            + (closed.isDone() ? "the connection ended with " + closed.join() : "it did not come")
                            + "; what else came: " + received);
                }
                left = news.awaitNanos(left);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError("interrupted while waiting for " + what, e);
        } finally {
            lock.unlock();
        }
    }

    public Frame expect(String type) {
        return await(type, frame -> frame.type().equals(type));
    }

    public Frame expect(String type, String roomId) {
        return await(type + " of " + roomId, frame -> frame.is(type, roomId));
    }

    /** All frames that fit and have come so far, taken out of the queue. */
    public List<Frame> drain(Predicate<Frame> fits) {
        lock.lock();
        try {
            List<Frame> found = received.stream().filter(fits).toList();
            received.removeAll(found);
            return found;
        } finally {
            lock.unlock();
        }
    }

    /**
     * Nothing that fits has come or is under way to this connection. Told by a round trip of {@code ping}, behind which
     * nothing can be that was sent before it; what another connection caused must have been answered there already.
     */
    public void expectNothing(String what, Predicate<Frame> fits) {
        ping();
        List<Frame> found = drain(fits);
        if (!found.isEmpty()) {
            throw new AssertionError("expected no " + what + ", but there came " + found);
        }
    }

    public void expectNothing(String type) {
        expectNothing(type, frame -> frame.type().equals(type));
    }

    /** Whether such a frame was sent to this connection before; it stays in the queue. Told by a round trip. */
    public boolean has(String type) {
        ping();
        lock.lock();
        try {
            return received.stream().anyMatch(frame -> frame.type().equals(type));
        } finally {
            lock.unlock();
        }
    }

    /** A round trip: what was sent to this connection before it is in the queue now. */
    public Frame ping() {
        return ask("ping");
    }

    /** Frames go here, in order, and never into the queue. To be set before the first can come: {@link Connector}. */
    void onFrame(Consumer<Frame> handler) {
        this.handler = handler;
    }

    // --- the end ---

    /** How the connection ended, waiting for that. */
    public Close closed() {
        try {
            return closed.orTimeout(PATIENCE.toNanos(), NANOSECONDS).join();
        } catch (RuntimeException e) {
            throw new AssertionError("the connection was not closed; it has " + drain(f -> true), e);
        }
    }

    public CompletableFuture<Close> whenClosed() {
        return closed.copy();
    }

    public boolean isOpen() {
        return !closed.isDone();
    }

    /** The connection is lost, as by a phone in a tunnel: no close frame. */
    public void drop() {
        socket.abort();
        end(new Close(Close.ABNORMAL, "dropped here"));
    }

    /** Says good-bye with 1000 and waits for the server's close. */
    @Override
    public void close() {
        if (isOpen()) {
            lock.lock();
            try {
                sending = sending.handle((done, failed) -> null)
                        .thenCompose(x -> socket.sendClose(WebSocket.NORMAL_CLOSURE, ""));
            } finally {
                lock.unlock();
            }
            closed.completeOnTimeout(new Close(Close.ABNORMAL, "no answer to close"), 2_000_000_000L, NANOSECONDS)
                    .join();
        }
        socket.abort();
    }

    // --- the socket's side ---

    void attach(WebSocket socket) {
        this.socket = socket;
    }

    void takeWelcome() {
        welcome = await("welcome as the first frame", frame -> true);
        if (!welcome.type().equals("welcome")) {
            throw new AssertionError("welcome does not come first, but " + welcome);
        }
    }

    private Frame take(Predicate<Frame> fits) {
        for (Iterator<Frame> i = received.iterator(); i.hasNext(); ) {
            Frame frame = i.next();
            if (fits.test(frame)) {
                i.remove();
                return frame;
            }
        }
        return null;
    }

    private void arrived(Frame frame) {
        if (handler != null) {
            handler.accept(frame); // without the lock: whoever listens has locks of their own
            return;
        }
        lock.lock();
        try {
            received.add(frame);
            news.signalAll();
        } finally {
            lock.unlock();
        }
    }

    private void end(Close close) {
        closed.complete(close);
        lock.lock();
        try {
            news.signalAll();
        } finally {
            lock.unlock();
        }
    }

    WebSocket.Listener listener() {
        return new WebSocket.Listener() {
            private final StringBuilder text = new StringBuilder();

            @Override
            public CompletionStage<?> onText(WebSocket from, CharSequence data, boolean last) {
                text.append(data);
                if (last) {
                    String whole = text.toString();
                    text.setLength(0);
                    arrived(Frame.of(whole));
                }
                from.request(1);
                return null;
            }

            @Override
            public CompletionStage<?> onClose(WebSocket from, int code, String reason) {
                end(new Close(code, reason));
                return null;
            }

            @Override
            public void onError(WebSocket from, Throwable error) {
                end(new Close(Close.ABNORMAL, String.valueOf(error)));
            }
        };
    }
}
