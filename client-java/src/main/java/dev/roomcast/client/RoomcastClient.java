package dev.roomcast.client;

import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import java.util.function.Function;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;

/**
 * One user's way to a Roomcast server, kept open through whatever happens to single connections. Safe for any thread; no
 * method blocks. Every future succeeds with what was asked for, or fails with a {@link RoomcastException}, always.
 */
public final class RoomcastClient implements AutoCloseable {

    private static final Logger LOG = System.getLogger(RoomcastClient.class.getName());
    private static final int MESSAGE_ID_BYTES = 16;
    /** What a request's own {@code id} and a guest's name may add to a frame, in bytes. */
    private static final int ENVELOPE_BYTES = 80;
    /** How many requests may wait for their answers. */
    private static final int MOST_REQUESTS = 1_000;

    private final SecureRandom random = new SecureRandom();
    private final Loop loop;
    private final Runnable onClosed;
    private final Settings settings;
    private final Callbacks callbacks;
    private final Requests requests;
    private final Link link;
    private final Rooms rooms;
    private final Outbox outbox;
    private final AtomicInteger underWay = new AtomicInteger();
    private final CopyOnWriteArrayList<ClientListener> listeners = new CopyOnWriteArrayList<>();
    private final CopyOnWriteArrayList<RoomListener> roomListeners = new CopyOnWriteArrayList<>();
    /** Who wait to be signed in. On the loop. */
    private final List<Promise<User>> waiting = new ArrayList<>();

    private volatile boolean closed;

    /** @param onClosed called on the loop when everything else has ended */
    RoomcastClient(Settings settings, Loop loop, Executor executor, Transport transport, Runnable onClosed) {
        this.loop = loop;
        this.onClosed = onClosed;
        this.settings = settings;
        this.callbacks = new Callbacks(executor, settings.maxQueuedEvents(), this::caughtUp);
        this.requests = new Requests(loop, settings.requestTimeout(), this::send);
        Wiring parts = new Wiring(this);
        this.link = new Link(loop, callbacks, settings, transport, parts);
        this.rooms = new Rooms(loop, requests, parts);
        this.outbox = new Outbox(loop, callbacks, settings, parts);
    }

    /** Begins to build a client; the address is that of {@code /ws} or {@code /chat}, {@code ws:} or {@code wss:}. */
    public static ClientBuilder builder(URI address) {
        return new ClientBuilder(address);
    }

    /**
     * Begins to connect, or begins again after the server has closed for good, in the rooms that one was in; while it
     * waits between two tries, tries at once. Without effect on a client that was {@linkplain #close closed}.
     */
    public void connect() {
        loop.execute(() -> {
            if (!closed) {
                link.start();
            }
        });
    }

    /** How the client stands to its server. */
    public State state() {
        return link.state();
    }

    /** Completes when one is signed in or let in as a guest, at once where one is; fails where that will not be. */
    public CompletableFuture<User> ready() {
        return call(promise -> {
            if (link.isClosed()) {
                promise.reject(RoomcastException.closed(((State.Closed) link.state()).reason()));
            } else if (link.isUp()) {
                promise.resolve(link.state().user().orElseThrow());
            } else {
                waiting.add(promise);
            }
        });
    }

    /** A new holder of the room, which is not joined by this alone. */
    public Room room(String roomId) {
        return new Room(roomId, this);
    }

    /** How many messages and deletions the server has not acknowledged yet. */
    public int unsent() {
        return outbox.size();
    }

    /** The rooms one is in, or wants to be in again, in no order. */
    public List<String> joinedRooms() {
        return rooms.ids();
    }

    /** Signs in, or goes on with another token of the same user. */
    public CompletableFuture<User> authenticate(String token) {
        return call(promise -> authenticate(token, (user, error) -> settle(promise, user, error)));
    }

    /**
     * Any other request of the protocol, such as {@code get-rooms} or {@code kick}; it waits for a connection. Requests
     * are not tried again: where the connection is lost before the answer, they fail with
     * {@link ErrorCode#DISCONNECTED}.
     *
     * @param type the request's
     * @param fields what Jackson makes a JSON object of
     * @return the answer as the server sent it
     */
    public CompletableFuture<JsonNode> request(String type, Map<String, ?> fields) {
        ObjectNode frame;
        try {
            frame = Frames.object(type).setAll((ObjectNode) settings.mapper().valueToTree(fields));
        } catch (IllegalArgumentException e) {
            return failed(new RoomcastException(ErrorCode.BAD_REQUEST, "no JSON: " + e.getMessage()));
        }
        return request(frame, answer -> answer);
    }

    /** Adds a listener for what becomes of the client. */
    public Subscription addListener(ClientListener listener) {
        listeners.add(listener);
        return () -> listeners.remove(listener);
    }

    /** Adds a listener for what happens in all rooms that are joined. */
    public Subscription addRoomListener(RoomListener listener) {
        roomListeners.add(listener);
        return () -> roomListeners.remove(listener);
    }

    /**
     * Ends for good: what was not acknowledged is rejected with {@link ErrorCode#CLOSED}, the connection is closed in
     * good order, and the client's threads end. To have all stored first, wait for the futures of what was published.
     */
    @Override
    public void close() {
        closed = true;
        loop.execute(() -> {
            link.stop(1000, "");
            callbacks.tell(onClosed);
            loop.end();
        });
    }

    // --- for rooms ---

    Rooms rooms() {
        return rooms;
    }

    /** An id that nobody else makes: 128 random bits, in hex. */
    String newMessageId() {
        byte[] bytes = new byte[MESSAGE_ID_BYTES];
        random.nextBytes(bytes);
        return HexFormat.of().formatHex(bytes);
    }

    /** Has the work done on the loop, and hands out what it will come to. */
    <T> CompletableFuture<T> call(Consumer<Promise<T>> work) {
        Promise<T> promise = new Promise<>(callbacks);
        boolean runs = loop.execute(() -> {
            if (closed) {
                promise.reject(RoomcastException.closed(""));
            } else {
                work.accept(promise);
            }
        });
        return runs ? promise.future() : failed(RoomcastException.closed(""));
    }

    CompletableFuture<Ack> publish(String roomId, Object content, PublishOptions options) {
        JsonNode tree = tree(content);
        if (tree == null) {
            return failed(new RoomcastException(ErrorCode.BAD_REQUEST, "content is any JSON value but null"));
        }
        ObjectNode frame = Frames.ofRoom(options.type(), roomId);
        frame.set("content", tree);
        frame.put("messageId", options.messageId().orElseGet(this::newMessageId));
        return put(frame, options.triedAt().map(Instant::toEpochMilli));
    }

    CompletableFuture<Ack> put(ObjectNode frame, Optional<Long> triedAt) {
        int bytes = frame.toString().getBytes(StandardCharsets.UTF_8).length + ENVELOPE_BYTES;
        Optional<RoomcastException> refusal = outbox.reserve(bytes);
        if (refusal.isPresent()) {
            return failed(refusal.get());
        }
        Promise<Ack> promise = new Promise<>(callbacks);
        OutboxItem item = new OutboxItem(frame, bytes, promise);
        boolean runs = loop.execute(() -> {
            outbox.put(item, triedAt);
            if (link.isClosed()) {
                outbox.rejectAll(RoomcastException.closed(""));
            }
        });
        return runs ? promise.future() : failed(RoomcastException.closed(""));
    }

    CompletableFuture<Boolean> signal(String roomId, Object content) {
        JsonNode tree = tree(content);
        if (tree == null) {
            return failed(new RoomcastException(ErrorCode.BAD_REQUEST, "content is any JSON value but null"));
        }
        ObjectNode frame = Frames.ofRoom("room-signal", roomId);
        frame.set("content", tree);
        return call(promise -> promise.resolve(link.isUp() && rooms.isOpen(roomId) && send(frame)));
    }

    void join(Room room, JoinOptions options, Promise<Joined> promise) {
        if (link.isClosed()) {
            promise.reject(RoomcastException.closed(""));
        } else {
            rooms.join(room.id(), room, options, promise);
        }
    }

    void leave(Room room, Promise<Void> promise) {
        RoomcastException error = new RoomcastException(ErrorCode.NOT_IN_ROOM, "the room was left");
        if (!rooms.release(room.id(), room, error)) {
            promise.resolve(null);
            return;
        }
        outbox.rejectRoom(room.id(), error);
        if (link.isUp()) {
            requests.ask(Frames.ofRoom("leave-room", room.id()), (answer, failure) -> promise.resolve(null));
        } else {
            promise.resolve(null); // a connection that is lost takes the membership with it
        }
    }

    /** Asks once there is a connection. */
    <T> CompletableFuture<T> request(ObjectNode frame, Function<JsonNode, T> read) {
        if (underWay.incrementAndGet() > MOST_REQUESTS) {
            underWay.decrementAndGet();
            return failed(new RoomcastException(ErrorCode.OUTBOX_FULL, MOST_REQUESTS + " requests are under way"));
        }
        CompletableFuture<T> answer = ready().thenCompose(user -> this.<T>call(promise -> requests.ask(
                frame, (message, error) -> settle(promise, message == null ? null : read.apply(message), error))));
        CompletableFuture<T> result = new CompletableFuture<>();
        answer.whenComplete((value, error) -> {
            underWay.decrementAndGet();
            if (error == null) {
                result.complete(value);
            } else {
                result.completeExceptionally(error.getCause() == null ? error : error.getCause());
            }
        });
        return result;
    }

    /** Runs what the application gave, and logs what it throws. */
    void guard(Runnable listener) {
        try {
            listener.run();
        } catch (RuntimeException | Error thrown) {
            LOG.log(Level.WARNING, "A listener threw", thrown);
        }
    }

    // --- on the loop ---

    Loop loop() {
        return loop;
    }

    Callbacks callbacks() {
        return callbacks;
    }

    Link link() {
        return link;
    }

    Outbox outbox() {
        return outbox;
    }

    Requests requests() {
        return requests;
    }

    List<Promise<User>> waiting() {
        return waiting;
    }

    void tell(Consumer<ClientListener> event) {
        callbacks.tell(() -> listeners.forEach(listener -> guard(() -> event.accept(listener))));
    }

    void tellRoom(List<Room> holders, Consumer<RoomListener> event) {
        callbacks.tell(() -> {
            holders.forEach(holder -> holder.heard(event));
            roomListeners.forEach(listener -> guard(() -> event.accept(listener)));
        });
    }

    void authenticate(String token, BiConsumer<User, RoomcastException> then) {
        link.showing(token);
        requests.ask(Frames.object("auth").put("token", token), (answer, error) -> {
            if (error != null) {
                then.accept(null, error);
            } else if (Frames.type(answer).equals("auth-failed")) {
                RoomcastException refusal = RoomcastException.of(answer);
                link.refused(refusal);
                then.accept(null, refusal);
            } else {
                User user = Frames.user(answer.path("user"));
                link.admit(user, Frames.optionalInstant(answer.path("expiresAt")), token);
                then.accept(user, null);
            }
        });
    }

    private boolean send(ObjectNode frame) {
        if (link.state().user().map(User::guest).orElse(false)) {
            settings.displayName().ifPresent(name -> frame.put("user", name));
        }
        return link.send(frame);
    }

    private void caughtUp() {
        loop.execute(link::goOn);
    }

    /** Null where it is no JSON value, or null. */
    private JsonNode tree(Object content) {
        try {
            JsonNode tree = settings.mapper().valueToTree(content);
            return tree == null || tree.isNull() || tree.isMissingNode() ? null : tree;
        } catch (IllegalArgumentException e) {
            return null;
        }
    }

    private static <T> void settle(Promise<T> promise, T value, RoomcastException error) {
        if (error == null) {
            promise.resolve(value);
        } else {
            promise.reject(error);
        }
    }

    private static <T> CompletableFuture<T> failed(RoomcastException error) {
        return CompletableFuture.failedFuture(error);
    }
}
