package dev.roomcast.endpoint;

import java.util.Set;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;

import io.quarkus.websockets.next.CloseReason;
import io.quarkus.websockets.next.UserData.TypedKey;
import io.quarkus.websockets.next.WebSocketConnection;

import dev.roomcast.auth.Guests;
import dev.roomcast.auth.User;
import dev.roomcast.delivery.Delivery;
import dev.roomcast.log.EventLog;
import dev.roomcast.protocol.CloseCode;
import dev.roomcast.protocol.Language;
import dev.roomcast.session.Handshake;
import dev.roomcast.session.Session;
import dev.roomcast.session.Sessions;

/** What both endpoints do: find the session of a connection, and hand over. Runs on the connection's event loop. */
@ApplicationScoped
class Connections {

    /** Whose token came with the handshake; left by {@link TokenCheck}. */
    static final TypedKey<User> USER = new TypedKey<>("roomcast.user");

    /** Features that the client asked for; left by {@link HandshakeChecks}. */
    static final TypedKey<Set<String>> FEATURES = new TypedKey<>("roomcast.features");

    /** Where the client is: host and port, as forwarded by a proxy that the settings trust; left by {@link HandshakeChecks}. */
    static final TypedKey<String> REMOTE_ADDRESS = new TypedKey<>("roomcast.remote-address");

    private static final TypedKey<Session> SESSION = new TypedKey<>("roomcast.session");

    private static final EventLog LOG = EventLog.of(Connections.class);

    private final Sessions sessions;
    private final Guests guests;
    private final Delivery delivery;
    private final AddressConnections addresses;

    @Inject
    Connections(Sessions sessions, Guests guests, Delivery delivery, AddressConnections addresses) {
        this.addresses = addresses;
        this.sessions = sessions;
        this.guests = guests;
        this.delivery = delivery;
    }

    void opened(WebSocketConnection connection, boolean open) {
        try {
            connection.userData().put(SESSION, open(connection, open));
        } catch (RuntimeException bug) {
            delivery.abort(connection);
            throw bug;
        }
        if (!addresses.opened(connection.userData().get(REMOTE_ADDRESS))) {
            session(connection).tooManyConnections(null, AddressConnections.PROPERTY);
        }
        delivery.start(connection);
    }

    private Session open(WebSocketConnection connection, boolean open) {
        var request = connection.handshakeRequest();
        Handshake handshake = new Handshake(
                connection.id(),
                open && guests.enabled(),
                connection.userData().get(USER),
                Language.preferred(request.header("Accept-Language")),
                connection.userData().get(REMOTE_ADDRESS),
                request.header("User-Agent"));
        Set<String> features = connection.userData().get(FEATURES);
        Session session = sessions.open(connection, handshake, features.contains("batch"), features.contains("gzip"));
        connection.userData().remove(FEATURES);
        connection.userData().remove(USER);
        delivery.forgetHeaders(connection.userData());
        return session;
    }

    void received(WebSocketConnection connection, String text) {
        Session session = session(connection);
        if (session != null) {
            session.onText(text);
        }
    }

    void closed(WebSocketConnection connection, CloseReason reason) {
        Session session = session(connection);
        if (session != null) {
            addresses.closed(connection.userData().get(REMOTE_ADDRESS));
            session.onClosed(reason == null ? null : reason.getCode());
        }
    }

    /** A failure that no handler caught: ours, unless the connection is gone. */
    void failed(WebSocketConnection connection, Throwable failure) {
        Session session = session(connection);
        if (session == null || session.isClosed() || connection.isClosed()) {
            return;
        }
        LOG.error("roomcast.connection.failed")
                .with("connectionId", connection.id())
                .because(failure)
                .write();
        session.close(CloseCode.INTERNAL_ERROR);
    }

    private static Session session(WebSocketConnection connection) {
        return connection.userData().get(SESSION);
    }
}
