package dev.roomcast.client;

import java.net.URI;
import java.time.Duration;
import java.util.Optional;

import com.fasterxml.jackson.databind.JsonNode;

/** Makes connections: WebSockets of {@code java.net.http}, or a scripted server's in tests. */
interface Transport {

    /** Begins to connect. What happens is told on any thread, one thing at a time. */
    Socket open(URI address, Optional<String> token, Duration timeout, Events events);

    /** One connection. Safe for any thread. */
    interface Socket {
        /** Sends after all that was sent before. Where that fails, {@link Events#closed} tells. */
        void send(String frame);

        /** Reads the next frame; none comes before this was called, nor a second one before it was called again. */
        void read();

        /** Says good-bye, and ends without waiting long for the answer. */
        void close();

        /** Ends at once. */
        void abort();
    }

    /** What happens to a connection. */
    interface Events {
        /** The handshake succeeded. */
        void opened();

        /** A message of the server, unpacked where it was compressed. */
        void frame(JsonNode message);

        /** A sign of life that is no message. */
        void alive();

        /** Exactly once, and nothing after it, where the other side ended the connection or it never was. */
        void closed(End end);
    }

    /**
     * How a connection ended.
     *
     * @param code a WebSocket close code; 1006 for one that was lost, the HTTP status for a handshake that was refused
     * @param retryAfterMillis as the server asked for with a refusal, else 0
     */
    record End(int code, String reason, long retryAfterMillis) {
        /** The code for a connection that ended without saying so. */
        static final int LOST = 1006;

        static End lost(String reason) {
            return new End(LOST, reason, 0);
        }
    }
}
