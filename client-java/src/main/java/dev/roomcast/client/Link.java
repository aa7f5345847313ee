package dev.roomcast.client;

import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.time.Instant;
import java.util.Optional;
import java.util.function.BiConsumer;
import java.util.function.Consumer;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;

/**
 * Keeps one signed-in connection after another: makes it, loses it, and knows when to make the next. All on the loop but
 * for {@link #state}.
 */
final class Link {

    /** Whom a link serves. */
    interface Host {
        void receive(JsonNode message);

        /** Shows a token on the open connection; {@code then} is called with the error, or with null. */
        void authenticate(String token, Consumer<RoomcastException> then);

        /** Signed in, or let in as a guest; {@code isNew} on a connection where one was not before. */
        void up(User user, boolean isNew);

        /** The connection is gone; what was asked on it stays unanswered. */
        void down(Verdict verdict, int code, String reason);

        /** Nothing more will be tried. */
        void ended(RoomcastException error);

        /** Whether the application has to catch up before more is read. */
        boolean isBehind();

        /** Tells the client's listeners. */
        void tell(Consumer<ClientListener> event);
    }

    private static final Logger LOG = System.getLogger(Link.class.getName());

    /** A connection that lasted this long counts as good: the next tries begin with short waits again. */
    private static final long STABLE_MS = 10_000;
    /** A server that drains closes the connection itself; this long after it should have, it is not waited for. */
    private static final long DRAIN_GRACE_MS = 5_000;
    /** The HTTP status of a handshake with a token that is no good, in place of a close code. */
    private static final int UNAUTHORIZED = 401;

    private final Loop loop;
    private final Settings settings;
    private final Transport transport;
    private final Host host;
    private final SignIn signIn;
    private final Refresh refresh;
    private final Backoff backoff;
    private Connection connection;
    private Loop.Timer retry = () -> {};
    private Loop.Timer stable = () -> {};
    private Loop.Timer drain = () -> {};
    private volatile State state = new State.Closed(0, "");
    private int endedWith;
    private String endedBecause = "";
    /** Rises with each try and stop, so that what was begun for an earlier one can tell that it is late. */
    private int run;
    /** What the server's clock is ahead of this one, in milliseconds. */
    private long skew;

    Link(Loop loop, Callbacks callbacks, Settings settings, Transport transport, Host host) {
        this.loop = loop;
        this.settings = settings;
        this.transport = transport;
        this.host = host;
        this.backoff = new Backoff(settings.backoffMin(), settings.backoffMax(), settings.tries(), settings.random());
        this.signIn = new SignIn(loop, callbacks, settings);
        this.refresh = new Refresh(loop, settings, new Refresh.Host() {
            @Override
            public void successor(BiConsumer<String, RoomcastException> then) {
                signIn.successor(then);
            }

            @Override
            public void signIn(String token, Consumer<RoomcastException> then) {
                host.authenticate(token, then);
            }
        });
    }

    /** For any thread. */
    State state() {
        return state;
    }

    /** Signed in on a connection that the server serves. */
    boolean isUp() {
        return state.user().isPresent();
    }

    boolean isClosed() {
        return state instanceof State.Closed;
    }

    /** Begins, or begins again after {@code closed}; while it waits between two tries, tries at once. */
    void start() {
        if (isClosed()) {
            signIn.start();
        } else if (!(state instanceof State.Waiting)) {
            return;
        }
        backoff.reset();
        open();
    }

    /** False where there is no connection. */
    boolean send(ObjectNode message) {
        LOG.log(
                Level.TRACE,
                () -> "send " + Frames.type(message) + " " + message.path("id").asText());
        return connection != null && connection.send(message);
    }

    /** Asks whether anybody is still there. */
    void probe() {
        if (connection != null) {
            connection.probe();
        }
    }

    /** The application has caught up. */
    void goOn() {
        if (connection != null) {
            connection.goOn();
        }
    }

    /** The server's greeting, which says whether one is in already. */
    void welcomed(JsonNode welcome) {
        skew = Frames.optionalInstant(welcome.path("serverTime"))
                .map(time -> time.toEpochMilli() - loop.wallMillis())
                .orElse(0L);
        Optional<ObjectNode> say = signIn.afterWelcome(welcome);
        if (say.isPresent()) {
            connection.send(say.get());
            return;
        }
        connection.established();
        if (!welcome.has("user")) {
            enter(new State.SignInRequired());
            return;
        }
        User user = Frames.user(welcome.path("user"));
        String guestKey = welcome.path("guestKey").textValue();
        if (guestKey != null) {
            host.tell(listener -> listener.guest(user, guestKey));
        }
        admit(user, Optional.empty(), null);
    }

    /** This token is about to be shown in a message. */
    void showing(String token) {
        signIn.showing(token);
    }

    void refused(RoomcastException error) {
        boolean wasKey = signIn.refuse();
        host.tell(listener -> {
            if (wasKey) {
                listener.guestKeyRefused(error);
            } else {
                listener.authFailed(error);
            }
        });
    }

    /** The present token is about to end. */
    void expiring(JsonNode notice) {
        Frames.optionalInstant(notice.path("expiresAt")).ifPresent(at -> {
            long endsAt = at.toEpochMilli() - skew;
            signIn.ends(endsAt);
            refresh.expiring(endsAt);
            host.tell(listener -> listener.tokenExpiring(at));
        });
    }

    /** The server knows who one is, by {@code token} where it came in a message, else null. */
    void admit(User user, Optional<Instant> expiresAt, String token) {
        connection.established();
        boolean isNew = !isUp();
        signIn.accepted(token, expiresAt.map(at -> at.toEpochMilli() - skew));
        refresh.admitted();
        if (isNew) {
            stable.cancel();
            stable = loop.after(STABLE_MS, backoff::reset);
        }
        enter(
                state instanceof State.Draining draining
                        ? new State.Draining(user, draining.reason(), draining.closesAt())
                        : new State.Open(user));
        host.up(user, isNew);
    }

    /** The server drains; it serves this connection in full until it closes it. */
    void draining(String reason, long afterMillis) {
        if (state instanceof State.Open open) {
            enter(new State.Draining(open.who(), reason, Instant.ofEpochMilli(loop.wallMillis() + afterMillis)));
            Connection draining = connection;
            drain = loop.after(afterMillis + DRAIN_GRACE_MS, () -> draining.abandon("Not closed in time"));
        }
    }

    /** Ends, until it is started again. */
    void stop(int code, String reason) {
        if (isClosed()) {
            return;
        }
        run++;
        Connection last = forgetConnection();
        if (last != null) {
            last.close();
        }
        retry.cancel();
        // Closed before anybody hears of it, or what they do about it would wait for a connection that never comes.
        state = new State.Closed(code, reason);
        host.ended(RoomcastException.closed(reason));
        enter(state);
    }

    private void open() {
        retry.cancel();
        run++;
        int mine = run;
        enter(new State.Connecting(backoff.attempt()));
        signIn.forConnection((token, error) -> {
            if (mine != run) {
                return;
            }
            if (error != null) {
                // Whoever gives out tokens is out of reach: no different from a server that is.
                tryLater(Transport.End.lost("No token: " + error.getMessage()));
            } else if (signIn.isExhausted()) {
                stop(endedWith, endedBecause);
            } else {
                connect(mine, token);
            }
        });
    }

    private void connect(int mine, String token) {
        Connection fresh = new Connection(loop, settings, host::isBehind, new Connection.Handlers() {
            @Override
            public void message(JsonNode message) {
                LOG.log(
                        Level.TRACE,
                        () -> "receive " + Frames.type(message) + " "
                                + message.path("id").asText());
                host.receive(message);
            }

            @Override
            public void closed(Transport.End end) {
                if (mine == run) {
                    Link.this.closed(end);
                }
            }
        });
        connection = fresh;
        fresh.open(transport, settings.address(), signIn.forHandshake(token));
    }

    private void closed(Transport.End end) {
        forgetConnection();
        endedWith = end.code();
        endedBecause = end.reason();
        Verdict verdict = Verdict.of(end.code(), end.reason());
        // Not open any more before anybody hears of it, or what they do about it would be sent into the void.
        state = new State.Connecting(backoff.attempt());
        host.down(verdict, end.code(), end.reason());
        if (end.reason().equals("Token expired")) {
            signIn.expired();
        } else if (end.reason().equals("Token revoked")) {
            signIn.refuse();
        } else if (end.code() == UNAUTHORIZED) {
            refused(new RoomcastException(ErrorCode.INVALID_TOKEN, end.reason()));
        }
        if (verdict == Verdict.NEVER || (verdict == Verdict.WITH_ANOTHER_TOKEN && !signIn.takeAnother())) {
            stop(end.code(), end.reason());
        } else if (verdict == Verdict.AT_ONCE && backoff.attempt() == 0 && backoff.next() >= 0) {
            open();
        } else {
            tryLater(end);
        }
    }

    private void tryLater(Transport.End end) {
        long wait = backoff.next();
        if (wait < 0) {
            stop(end.code(), end.reason());
            return;
        }
        long delay = Math.max(wait, end.retryAfterMillis());
        Instant retryAt = Instant.ofEpochMilli(loop.wallMillis() + delay);
        enter(new State.Waiting(backoff.attempt(), retryAt, end.code(), end.reason()));
        retry = loop.after(delay, this::open);
    }

    private Connection forgetConnection() {
        Connection last = connection;
        connection = null;
        stable.cancel();
        drain.cancel();
        refresh.stop();
        return last;
    }

    private void enter(State next) {
        state = next;
        LOG.log(Level.DEBUG, () -> "state " + next.name());
        host.tell(listener -> listener.state(next));
    }
}
