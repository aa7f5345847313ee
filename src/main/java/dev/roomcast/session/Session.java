package dev.roomcast.session;

import java.util.Locale;
import java.util.concurrent.CompletionStage;

import dev.roomcast.auth.Guests;
import dev.roomcast.auth.User;
import dev.roomcast.broker.LeaveReason;
import dev.roomcast.broker.PresenceStore.Member;
import dev.roomcast.delivery.InboundListener;
import dev.roomcast.delivery.LoopShard;
import dev.roomcast.delivery.Outbox;
import dev.roomcast.delivery.Subscriber;
import dev.roomcast.limits.AddressKey;
import dev.roomcast.ops.ServerCounters;
import dev.roomcast.protocol.CloseCode;
import dev.roomcast.protocol.ErrorCode;
import dev.roomcast.protocol.Language;
import dev.roomcast.protocol.MessageWriter;
import dev.roomcast.protocol.Names;
import dev.roomcast.protocol.RequestError;
import dev.roomcast.protocol.Sender;
import dev.roomcast.protocol.ServerMessage;

/**
 * One connection: who it is, and when it ends. Owned by its event loop; every method is called there, but for those that
 * say otherwise.
 */
public final class Session implements InboundListener, SessionClock.Owner {

    private static final String WELCOME = "Welcome to Roomcast";
    private static final int PROTOCOL = 1;

    /** The limit of connections of one user. */
    static final String CONNECTIONS_PER_USER = "roomcast.limits.connections-per-user";

    /** RFC 6455, 7.1.5: how a connection is said to have closed that ended without a close frame. */
    private static final int NO_CLOSE_FRAME = 1006;

    /** Who somebody at the other end is. */
    public enum State {
        /** Has not signed in yet. */
        UNAUTHENTICATED,
        /** Has no account. */
        GUEST,
        /** Has shown a token. */
        SIGNED_IN;

        String wireName() {
            return name().toLowerCase(Locale.ROOT).replace('_', '-');
        }
    }

    private final Handshake handshake;
    private final SessionServices services;
    private final Sessions sessions;
    private final SessionClock clock;
    private final SessionInbox inbox;
    private final ServerCounters.Connection counted;
    private final Memberships memberships;

    private Outbox outbox;
    private Subscriber everything;
    private Member online;
    private boolean listening;
    private volatile User user;
    private volatile boolean closed;
    private volatile boolean sentAway;

    Session(Handshake handshake, SessionServices services, Sessions sessions) {
        this.handshake = handshake;
        this.services = services;
        this.sessions = sessions;
        this.clock = new SessionClock(this, services.config(), SessionClock.now());
        this.inbox = new SessionInbox(this, services);
        this.memberships = new Memberships(this, services);
        this.counted = services.counters().connectionOpened();
    }

    void outbox(Outbox way) {
        outbox = way;
        everything = new Subscriber(way, connectionId(), true);
    }

    /** Says welcome, and lets in who has shown a token or may stay without. */
    void start() {
        services.metrics().opened();
        User somebody = handshake.user();
        String guestKey = null;
        if (somebody == null && handshake.guestsWelcome()) {
            Guests.Guest guest = services.guests().create();
            somebody = guest.user();
            guestKey = guest.key();
        }
        SessionLog.opened(this, somebody);
        send(new ServerMessage.Welcome(
                WELCOME,
                connectionId(),
                System.currentTimeMillis(),
                PROTOCOL,
                services.config().heartbeat().interval().toMillis(),
                somebody == null ? null : somebody.ref(),
                somebody == null || somebody.isGuest() ? null : somebody.roles(),
                guestKey));
        if (somebody == null) {
            clock.expectSignIn(SessionClock.now());
        } else {
            User newcomer = somebody;
            // Now and not when the store has counted it: who was welcomed misses nothing that is said to everyone.
            listenToEveryone();
            inbox.hold();
            become(newcomer)
                    .whenComplete((letIn, failure) -> shard().onLoop(() -> {
                        if (failure != null) {
                            fail(null, failure);
                            close(CloseCode.INTERNAL_ERROR);
                        } else if (!letIn) {
                            tooManyConnections(null, CONNECTIONS_PER_USER);
                        } else {
                            inbox.goOn();
                        }
                    }));
        }
    }

    /**
     * Makes whoever is at the other end somebody, or somebody else.
     *
     * @return false, and nothing is changed, where they have too many connections already; completes on the loop
     */
    CompletionStage<Boolean> become(User newUser) {
        Member newOnline = new Member(connectionId(), newUser.ref());
        int max = services.config().limits().connectionsPerUser();
        return services.broker()
                .connect(newOnline, System.currentTimeMillis(), max)
                .thenApplyAsync(
                        letIn -> {
                            if (letIn && closed) {
                                services.broker().disconnect(newOnline);
                            } else if (letIn) {
                                replace(newUser, newOnline);
                            }
                            return letIn;
                        },
                        shard()::onLoop);
    }

    private void replace(User newUser, Member newOnline) {
        listenToEveryone();
        if (user != null) {
            forgetUser();
        }
        user = newUser;
        online = newOnline;
        sessions.add(newUser.id(), this);
        clock.expectEnd(newUser.expiresAt());
        closeIfRevoked();
    }

    /** Ends it where its token is revoked: also as soon as somebody is known, since that may have come in between. */
    void closeIfRevoked() {
        if (!closed && services.revocations().isRevoked(user)) {
            close(CloseCode.TOKEN_REVOKED);
        }
    }

    private void listenToEveryone() {
        if (!listening) {
            listening = true;
            shard().listenToEveryone(everything);
        }
    }

    /** The same user with a fresh token. */
    void renew(User newUser) {
        boolean renamed = !newUser.ref().equals(user.ref());
        user = newUser;
        if (renamed) {
            memberships.rename();
        }
        clock.expectEnd(newUser.expiresAt());
    }

    private void forgetUser() {
        sessions.remove(user.id(), this);
        services.broker().disconnect(online);
    }

    /**
     * Closes it, since there are too many of a kind.
     *
     * @param requestId of the request that made it one too many, or null
     * @param property the limit
     */
    public void tooManyConnections(String requestId, String property) {
        fail(requestId, RequestError.limitExceeded(property));
        close(CloseCode.TOO_MANY_CONNECTIONS);
    }

    /** A frame's text came. */
    public void onText(String text) {
        if (!closed) {
            counted.received();
            inbox.receive(text);
        }
    }

    @Override
    public void onSignOfLife() {
        clock.signOfLife();
    }

    @Override
    public void onPing(byte[] data) {
        if (!closed && inbox.admitsPing()) {
            outbox.pong(data);
        }
    }

    @Override
    public void onEnd() {
        onClosed(null);
    }

    @Override
    public void onViolation(CloseCode code) {
        close(code);
    }

    void onTooSlow() {
        close(CloseCode.SLOW_CONSUMER);
    }

    /** Lets it look at the clock until it ends. */
    void runOn(ClockWheel wheel) {
        clock.runOn(wheel);
    }

    @Override
    public void onSignInTimeout() {
        close(CloseCode.SIGN_IN_TIMEOUT);
    }

    @Override
    public void onTokenExpiring(long endAt) {
        send(new ServerMessage.TokenExpiring(endAt));
    }

    @Override
    public void onTokenExpired() {
        close(CloseCode.TOKEN_EXPIRED);
    }

    @Override
    public boolean isPaused() {
        return inbox.isPaused();
    }

    @Override
    public void onPingDue() {
        outbox.ping();
    }

    /** Sends an event. */
    void send(ServerMessage event) {
        send(event, null);
    }

    /** Sends an answer. {@code requestId} may be null. */
    void send(ServerMessage answer, String requestId) {
        outbox.send(MessageWriter.write(answer, requestId));
    }

    /** Answers a request that failed; a fault of the server is logged, and the client is told {@code internal}. */
    void fail(String requestId, Throwable failure) {
        RequestError error = RequestError.of(failure);
        if (error == null) {
            SessionLog.fault(this, failure);
            error = RequestError.of(ErrorCode.INTERNAL);
        }
        fail(requestId, error);
    }

    /** Answers with an error, and counts it. {@code requestId} may be null. */
    void fail(String requestId, RequestError error) {
        services.counters().failed(error.code());
        send(ServerMessage.Error.of(error, language()), requestId);
    }

    /** Sends {@code reconnect}. To be called on any thread. */
    public void sendAway(String reason, long afterMs) {
        sentAway = true;
        shard().execute(() -> {
            send(new ServerMessage.Reconnect(reason, afterMs));
            if (afterMs > 0) {
                shard().schedule(afterMs, () -> close(CloseCode.SERVER_SHUTDOWN));
            } else {
                close(CloseCode.SERVER_SHUTDOWN);
            }
        });
    }

    /** Whether it was told to go. */
    boolean isSentAway() {
        return sentAway;
    }

    /** Closes after all that was sent. Idempotent. */
    public void close(CloseCode code) {
        boolean tokenEnded = code == CloseCode.TOKEN_EXPIRED || code == CloseCode.TOKEN_REVOKED;
        if (end(tokenEnded ? LeaveReason.TOKEN_ENDED : LeaveReason.CLOSED)) {
            services.metrics().closed(code);
            SessionLog.closed(this, code.code(), code.reason());
            outbox.close(code);
        }
    }

    /** Ends without a close frame: its peer would not read it. */
    @Override
    public void onSilence() {
        if (end(LeaveReason.CLOSED)) {
            services.metrics().silent();
            SessionLog.closed(this, NO_CLOSE_FRAME, "silent");
            outbox.abort();
        }
    }

    /** The connection has ended, whoever ended it. */
    public void onClosed(Integer code) {
        if (end(LeaveReason.CLOSED)) {
            SessionLog.closed(this, code == null ? NO_CLOSE_FRAME : code, "by the client");
            outbox.abort();
        } else {
            outbox.ended();
        }
    }

    private boolean end(LeaveReason reason) {
        if (closed) {
            return false;
        }
        closed = true;
        clock.stop();
        counted.closed();
        if (user != null) {
            memberships.remember();
            forgetUser();
        }
        if (listening) {
            shard().ignoreEveryone(everything);
        }
        memberships.leaveAll(reason);
        sessions.closed(this);
        return true;
    }

    /** The rooms that it is in. */
    Memberships memberships() {
        return memberships;
    }

    /** The name that a guest gave with a request. */
    void rename(String displayName) {
        if (isRename(displayName)) {
            user = user.named(displayName);
            memberships.rename();
        }
    }

    /** Whether a name that came with a request, or null, is another than before. */
    boolean isRename(String displayName) {
        return displayName != null && !displayName.equals(user.ref().username());
    }

    SessionInbox inbox() {
        return inbox;
    }

    /** Unique among all connections; on any thread. */
    public String connectionId() {
        return handshake.connectionId();
    }

    /** Who it is; null before the sign-in. On any thread. */
    public User user() {
        return user;
    }

    /** Who it is, roughly; on any thread. */
    public State state() {
        User somebody = user;
        if (somebody == null) {
            return State.UNAUTHENTICATED;
        }
        return somebody.isGuest() ? State.GUEST : State.SIGNED_IN;
    }

    Sender sender() {
        return switch (state()) {
            case UNAUTHENTICATED -> Sender.UNKNOWN;
            case GUEST -> Sender.GUEST;
            case SIGNED_IN -> Sender.SIGNED_IN;
        };
    }

    /**
     * Who pays for what it stores, for what it is sent of histories and for its joins: its user; for guests, of whom one
     * person can be many, their address.
     */
    String payer() {
        return user.isGuest() ? Names.GUEST_PREFIX + AddressKey.of(handshake.remoteAddress()) : user.id();
    }

    Handshake handshake() {
        return handshake;
    }

    boolean guestsWelcome() {
        return handshake.guestsWelcome();
    }

    Language language() {
        return handshake.language();
    }

    /** Whether it has ended; on any thread. */
    public boolean isClosed() {
        return closed;
    }

    Outbox outbox() {
        return outbox;
    }

    LoopShard shard() {
        return outbox.shard();
    }
}
