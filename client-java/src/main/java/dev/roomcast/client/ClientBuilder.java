package dev.roomcast.client;

import java.net.URI;
import java.net.http.HttpClient;
import java.time.Duration;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.Executor;
import java.util.concurrent.ForkJoinPool;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.DoubleSupplier;

import com.fasterxml.jackson.databind.ObjectMapper;

/**
 * Builds clients. Each method changes and returns this; {@link #build} may be called more than once. Numbers that make no
 * sense are refused with an {@link IllegalArgumentException} that names them. Not safe for many threads.
 */
public final class ClientBuilder {

    private final URI address;
    private String token;
    private TokenSource tokenSource;
    private String guestKey;
    private String displayName;
    private boolean signInByMessage;
    private Duration backoffMin = Duration.ofMillis(500);
    private Duration backoffMax = Duration.ofSeconds(30);
    private int tries;
    private Duration tokenTimeout = Duration.ofSeconds(10);
    private Duration connectTimeout = Duration.ofSeconds(10);
    private Duration requestTimeout = Duration.ofSeconds(10);
    private Duration heartbeatInterval = Duration.ofSeconds(15);
    private Duration heartbeatTimeout = Duration.ofSeconds(5);
    private int window = 16;
    // Half of the server's defaults, for what else a connection says, and for what was said before it was lost.
    private double sendPerSecond = 50;
    private int sendBurst = 100;
    private int outboxMessages = 500;
    private long outboxBytes = 1024 * 1024;
    private int maxMessageBytes = 64 * 1024;
    private int maxQueuedEvents = 1_000;
    private Decider decider;
    private ObjectMapper mapper = new ObjectMapper();
    private HttpClient httpClient;
    private Executor executor;

    ClientBuilder(URI address) {
        String scheme = String.valueOf(address.getScheme());
        if (!scheme.equals("ws") && !scheme.equals("wss")) {
            throw new IllegalArgumentException("an address begins with ws: or wss:, not " + scheme + ":");
        }
        this.address = address;
    }

    /** A token (JWT) that is not replaced: when it ends or is refused, so does the client. */
    public ClientBuilder token(String jwt) {
        this.token = Objects.requireNonNull(jwt, "token");
        this.tokenSource = null;
        return this;
    }

    /** Whom to ask for tokens. */
    public ClientBuilder token(TokenSource source) {
        this.tokenSource = Objects.requireNonNull(source, "token");
        this.token = null;
        return this;
    }

    /** Makes a guest the same guest again: the key of {@link ClientListener#guest}. */
    public ClientBuilder guestKey(String key) {
        this.guestKey = key;
        return this;
    }

    /** What a guest is called by others: 1 to 64 characters. */
    public ClientBuilder displayName(String name) {
        this.displayName = name;
        return this;
    }

    /** Shows the token in a message and not in the handshake, where something on the way drops the header. */
    public ClientBuilder signInByMessage() {
        this.signInByMessage = true;
        return this;
    }

    /**
     * Waits between tries are drawn evenly between zero and a bound that doubles from {@code min} to {@code max}. By
     * default 500 ms and 30 s.
     */
    public ClientBuilder backoff(Duration min, Duration max) {
        this.backoffMin = notNegative("backoff", min);
        this.backoffMax = notNegative("backoff", max);
        return this;
    }

    /** After so many tries in a row the client is closed; by default 0, which never gives up. */
    public ClientBuilder tries(int most) {
        this.tries = atLeast("tries", 0, most);
        return this;
    }

    /** How long the source of tokens may take; 10 s by default. */
    public ClientBuilder tokenTimeout(Duration timeout) {
        this.tokenTimeout = positive("tokenTimeout", timeout);
        return this;
    }

    /** How long a try may take, from the first packet to being signed in; 10 s by default. */
    public ClientBuilder connectTimeout(Duration timeout) {
        this.connectTimeout = positive("connectTimeout", timeout);
        return this;
    }

    /** How long an answer may take; 10 s by default. */
    public ClientBuilder requestTimeout(Duration timeout) {
        this.requestTimeout = positive("requestTimeout", timeout);
        return this;
    }

    /** After so much silence it asks whether the server is there, and so long it waits; 15 s and 5 s by default. */
    public ClientBuilder heartbeat(Duration interval, Duration timeout) {
        this.heartbeatInterval = positive("heartbeat", interval);
        this.heartbeatTimeout = positive("heartbeat", timeout);
        return this;
    }

    /**
     * How many messages of a room may be in flight at a time, 16 by default. They keep their order; only where the server
     * refuses one may those behind it have been stored already. With 1 none has.
     */
    public ClientBuilder window(int messages) {
        this.window = atLeast("window", 1, messages);
        return this;
    }

    /**
     * How fast messages leave, and how many may go at once after a pause; 50 and 100 by default, half of what the server
     * allows a connection by default. With 0 a second there is no bound.
     */
    public ClientBuilder sendRate(double perSecond, int burst) {
        if (!(perSecond >= 0)) {
            throw new IllegalArgumentException("sendRate is 0 or more, not " + perSecond);
        }
        this.sendPerSecond = perSecond;
        this.sendBurst = atLeast("burst", 1, burst);
        return this;
    }

    /** How much may wait to be sent; 500 messages and 1 MiB by default. */
    public ClientBuilder outbox(int messages, long bytes) {
        this.outboxMessages = atLeast("outbox", 1, messages);
        if (bytes < 1) {
            throw new IllegalArgumentException("outbox has a byte or more, not " + bytes);
        }
        this.outboxBytes = bytes;
        return this;
    }

    /** The server's limit for one message, in bytes; 64 KiB by default. */
    public ClientBuilder maxMessageBytes(int bytes) {
        this.maxMessageBytes = atLeast("maxMessageBytes", 1, bytes);
        return this;
    }

    /**
     * How many events may wait for listeners that are slower than the server, 1,000 by default. Past it nothing more is
     * read until half of that is left; a server whose own bound is reached then closes the connection, and the client
     * comes back and goes on where it stopped. One frame may go beyond it.
     */
    public ClientBuilder maxQueuedEvents(int events) {
        this.maxQueuedEvents = atLeast("maxQueuedEvents", 1, events);
        return this;
    }

    /** Says what becomes of a message that fails; by default it is dropped. */
    public ClientBuilder decider(Decider who) {
        this.decider = Objects.requireNonNull(who, "decider");
        return this;
    }

    /** Makes JSON of what is published; by default a plain one. */
    public ClientBuilder objectMapper(ObjectMapper jackson) {
        this.mapper = Objects.requireNonNull(jackson, "objectMapper");
        return this;
    }

    /** Makes the connections: for a proxy, or trust of one's own. By default all clients share one. */
    public ClientBuilder httpClient(HttpClient client) {
        this.httpClient = Objects.requireNonNull(client, "httpClient");
        return this;
    }

    /**
     * Runs listeners, results and {@link TokenSource}s. By default threads of the client's own, which end when they are
     * idle; one that is given is not shut down.
     */
    public ClientBuilder executor(Executor threads) {
        this.executor = Objects.requireNonNull(threads, "executor");
        return this;
    }

    /** A client that is not connected yet. */
    public RoomcastClient build() {
        HttpTransport transport = new HttpTransport(httpClient == null ? HttpTransport.sharedClient() : httpClient);
        DoubleSupplier random = () -> ThreadLocalRandom.current().nextDouble();
        if (executor != null) {
            return new RoomcastClient(settings(random), new ThreadLoop(), executor, transport, () -> {});
        }
        ForkJoinPool own = CallbackThreads.start();
        return new RoomcastClient(settings(random), new ThreadLoop(), own, transport, own::shutdown);
    }

    /** A client that connects. */
    public RoomcastClient connect() {
        RoomcastClient client = build();
        client.connect();
        return client;
    }

    Settings settings(DoubleSupplier random) {
        String query = address.getRawQuery() == null ? "" : address.getRawQuery() + "&";
        String base = address.toString().replaceFirst("[?#].*", "");
        return new Settings(
                URI.create(base + "?" + query + "features=batch,gzip"),
                Optional.ofNullable(token),
                Optional.ofNullable(tokenSource),
                Optional.ofNullable(guestKey),
                Optional.ofNullable(displayName),
                signInByMessage,
                backoffMin.toMillis(),
                backoffMax.toMillis(),
                tries,
                tokenTimeout.toMillis(),
                connectTimeout.toMillis(),
                requestTimeout.toMillis(),
                heartbeatInterval.toMillis(),
                heartbeatTimeout.toMillis(),
                window,
                sendPerSecond,
                sendBurst,
                outboxMessages,
                outboxBytes,
                maxMessageBytes,
                maxQueuedEvents,
                Optional.ofNullable(decider),
                mapper,
                random);
    }

    private static int atLeast(String name, int least, int value) {
        if (value < least) {
            throw new IllegalArgumentException(name + " is " + least + " or more, not " + value);
        }
        return value;
    }

    private static Duration positive(String name, Duration value) {
        if (value.toMillis() <= 0) {
            throw new IllegalArgumentException(name + " is a millisecond or more, not " + value);
        }
        return value;
    }

    private static Duration notNegative(String name, Duration value) {
        if (value.isNegative()) {
            throw new IllegalArgumentException(name + " is not negative, as " + value);
        }
        return value;
    }
}
