package dev.roomcast.client;

import java.time.Instant;
import java.util.Optional;

/** How a client stands to its server. */
public sealed interface State {

    /** The user that is signed in; empty without a connection. */
    default Optional<User> user() {
        return Optional.empty();
    }

    /** As the documents name it: {@code connecting}, {@code open}, …. */
    String name();

    /**
     * A try is under way.
     *
     * @param attempt how many tries in a row there were before, from 0
     */
    record Connecting(int attempt) implements State {
        @Override
        public String name() {
            return "connecting";
        }
    }

    /**
     * Signed in, or let in as a guest; rooms are being joined again.
     *
     * @param who the user
     */
    record Open(User who) implements State {
        @Override
        public Optional<User> user() {
            return Optional.of(who);
        }

        @Override
        public String name() {
            return "open";
        }
    }

    /**
     * The server is about to close the connection, and serves it in full until then.
     *
     * @param who the user
     * @param reason the server's
     * @param closesAt when, by this machine's clock
     */
    record Draining(User who, String reason, Instant closesAt) implements State {
        @Override
        public Optional<User> user() {
            return Optional.of(who);
        }

        @Override
        public String name() {
            return "draining";
        }
    }

    /**
     * Between two tries.
     *
     * @param attempt how many tries in a row have failed
     * @param retryAt when the next one is, by this machine's clock
     * @param code how the last one ended: a WebSocket close code, 1006 for a connection that was lost, or the HTTP status
     *     of a handshake that was refused
     * @param reason in words
     */
    record Waiting(int attempt, Instant retryAt, int code, String reason) implements State {
        @Override
        public String name() {
            return "waiting";
        }
    }

    /** Connected without a token where guests are not let in; see {@link RoomcastClient#authenticate}. */
    record SignInRequired() implements State {
        @Override
        public String name() {
            return "sign-in-required";
        }
    }

    /**
     * Nothing is tried any more, unless {@link RoomcastClient#connect} is called.
     *
     * @param code as with {@link Waiting}; 1000 where the application closed it, 0 before it was connected
     * @param reason in words
     */
    record Closed(int code, String reason) implements State {
        @Override
        public String name() {
            return "closed";
        }
    }
}
