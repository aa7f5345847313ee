package dev.roomcast.testing;

import java.util.HashMap;
import java.util.Map;

import io.quarkus.test.junit.QuarkusTestProfile;

import dev.roomcast.testing.redis.RedisServer;

/** The few settings that tests run the server with. Each costs a start: share them. */
public final class Profiles {

    /** A target of webhooks that is not told of any room but those of its own. */
    public static final String WEBHOOK_TARGET = "nobody";

    private Profiles() {}

    private static Map<String, String> settings(String... namesAndValues) {
        Map<String, String> settings = new HashMap<>();
        settings.put("jwt.secret", Tokens.SECRET);
        for (int i = 0; i < namesAndValues.length; i += 2) {
            settings.put(namesAndValues[i], namesAndValues[i + 1]);
        }
        return settings;
    }

    /**
     * Defaults, but for the rates of messages and bytes (off: tests are fast) and a history long enough for them. All
     * replays together have 1 MiB, so that some wait their turn; in rooms {@code notice-*} nobody but admins and
     * services may write.
     */
    public static final class Standard implements QuarkusTestProfile {
        @Override
        public Map<String, String> getConfigOverrides() {
            return settings(
                    "roomcast.limits.messages-per-second", "0",
                    "roomcast.limits.bytes-per-second", "0",
                    "roomcast.limits.news-bytes-per-second", "0",
                    "roomcast.limits.user.bytes-per-second", "0",
                    "roomcast.limits.user.news-bytes-per-second", "0",
                    "roomcast.limits.address.bytes-per-second", "0",
                    "roomcast.limits.address.news-bytes-per-second", "0",
                    "roomcast.webhooks.targets[0].name", WEBHOOK_TARGET,
                    // The discard port: nobody listens.
                    "roomcast.webhooks.targets[0].url", "http://localhost:9/",
                    "roomcast.webhooks.targets[0].allow-private", "true",
                    "roomcast.webhooks.targets[0].rooms", "told-to-nobody-*",
                    "roomcast.webhooks.targets[0].secrets", "whsec_AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA",
                    "roomcast.rooms[0].match", "notice-*",
                    "roomcast.rooms[0].rights", "join,history,presence",
                    "roomcast.limits.replay-bytes", "1048576",
                    "roomcast.history.max-messages", "200000",
                    "roomcast.history.max-bytes", "67108864");
        }
    }

    /** As {@link Standard}, but nothing is written to channels: everything goes by the public API for sending text. */
    public static final class SendText implements QuarkusTestProfile {
        @Override
        public Map<String, String> getConfigOverrides() {
            Map<String, String> settings = new HashMap<>(new Standard().getConfigOverrides());
            settings.put("roomcast.delivery.direct", "false");
            return settings;
        }
    }

    /** As {@link Standard}, with rooms in a real Redis. */
    public static final class OnRedis implements QuarkusTestProfile {
        @Override
        public Map<String, String> getConfigOverrides() {
            Map<String, String> settings = new HashMap<>(new Standard().getConfigOverrides());
            settings.put("roomcast.broker", "redis");
            settings.put("quarkus.redis.hosts", RedisServer.shared().uri());
            return settings;
        }
    }

    /** As {@link Standard}, with permessage-deflate for those who ask for it. */
    public static final class Deflate implements QuarkusTestProfile {
        @Override
        public Map<String, String> getConfigOverrides() {
            Map<String, String> settings = new HashMap<>(new Standard().getConfigOverrides());
            settings.put("quarkus.websockets-next.server.per-message-compression-supported", "true");
            return settings;
        }
    }

    /** As {@link Deflate}, but everything goes by the public API for sending text. */
    public static final class DeflateBySendText implements QuarkusTestProfile {
        @Override
        public Map<String, String> getConfigOverrides() {
            Map<String, String> settings = new HashMap<>(new Deflate().getConfigOverrides());
            settings.put("roomcast.delivery.direct", "false");
            return settings;
        }
    }

    /** Small bounds, so that a test can reach them. Addresses are those that {@code X-Forwarded-For} names, if any. */
    public static final class Tight implements QuarkusTestProfile {

        public static final int MAX_CONNECTIONS = 12;
        public static final int CONNECTIONS_PER_USER = 3;
        public static final int ROOMS_PER_CONNECTION = 3;
        public static final int BURST = 10;
        public static final int STATS_OVER_MEMBERS = 3;
        public static final int ADDRESS_SIGN_INS_PER_MINUTE = 60;
        public static final int USER_LIST_READS_PER_MINUTE = 60;
        public static final int HISTORY_MESSAGES = 20;
        public static final int HISTORY_BYTES = 100_000;
        public static final int MEMORY_BYTES = 250_000;

        @Override
        public Map<String, String> getConfigOverrides() {
            return settings(
                    "quarkus.http.proxy.proxy-address-forwarding", "true",
                    "roomcast.limits.max-connections", "" + MAX_CONNECTIONS,
                    "roomcast.limits.connections-per-user", "" + CONNECTIONS_PER_USER,
                    "roomcast.limits.rooms-per-connection", "" + ROOMS_PER_CONNECTION,
                    "roomcast.limits.messages-per-second", "5",
                    "roomcast.limits.message-burst", "" + BURST,
                    "roomcast.limits.address.sign-ins-per-minute", "" + ADDRESS_SIGN_INS_PER_MINUTE,
                    "roomcast.limits.user.list-reads-per-minute", "" + USER_LIST_READS_PER_MINUTE,
                    "roomcast.limits.user.history-reads-per-minute", "" + USER_LIST_READS_PER_MINUTE,
                    "roomcast.presence.events-max-members", "" + STATS_OVER_MEMBERS,
                    "roomcast.history.max-messages", "" + HISTORY_MESSAGES,
                    "roomcast.history.max-bytes", "" + HISTORY_BYTES,
                    "roomcast.memory.max-bytes", "" + MEMORY_BYTES);
        }
    }

    /** Short times, small bodies, closed to guests and demo sign-in as production is; nobody may broadcast. */
    public static final class Impatient implements QuarkusTestProfile {

        public static final String FRIENDLY_ORIGIN = "https://friend.example";
        public static final int MAX_BODY_BYTES = 50_000;

        /** With its port written out, with a host that is no name of the DNS, and in letters of its own. */
        public static final String ODD_ORIGINS =
                "https://port.example:443,http://under_score.example,https://b\u00fccher.example";

        @Override
        public Map<String, String> getConfigOverrides() {
            return settings(
                    "roomcast.heartbeat.interval", "500ms",
                    "roomcast.auth.sign-in-timeout", "1s",
                    "roomcast.auth.expiry-warning", "2s",
                    "roomcast.guests.enabled", "false",
                    "roomcast.demo-login.enabled", "false",
                    "roomcast.openapi.enabled", "false",
                    "roomcast.limits.max-body-bytes", "" + MAX_BODY_BYTES,
                    "roomcast.limits.bodies-bytes", "99000",
                    "roomcast.limits.body-timeout", "1s",
                    "quarkus.http.auth.permission.closed.paths", "/api/broadcast",
                    "quarkus.http.auth.permission.closed.policy", "deny",
                    "roomcast.history.retention", "2s",
                    "roomcast.drain.timeout", "1s",
                    "roomcast.origins", FRIENDLY_ORIGIN + "," + ODD_ORIGINS);
        }
    }

    /**
     * Budgets that a test can use up, and that take long to come back: by connection, a bit more by user, and more by
     * address. Addresses are those that {@code X-Forwarded-For} names.
     */
    public static final class Thrifty implements QuarkusTestProfile {

        public static final int BYTES_PER_SECOND = 8_192;
        public static final int USER_BYTES_PER_SECOND = 20_000;
        public static final int USER_MESSAGES_PER_SECOND = 100;

        @Override
        public Map<String, String> getConfigOverrides() {
            return settings(
                    "quarkus.http.proxy.proxy-address-forwarding", "true",
                    "roomcast.guests.enabled", "true",
                    "roomcast.limits.bytes-per-second", "" + BYTES_PER_SECOND,
                    "roomcast.limits.news-bytes-per-second", "4096",
                    "roomcast.limits.joins-per-minute", "4",
                    "roomcast.limits.creates-per-minute", "4",
                    "roomcast.limits.history-reads-per-minute", "15",
                    "roomcast.limits.list-reads-per-minute", "15",
                    "roomcast.limits.sign-ins-per-minute", "3",
                    "roomcast.limits.renames-per-minute", "3",
                    "roomcast.limits.user.messages-per-second", "" + USER_MESSAGES_PER_SECOND,
                    "roomcast.limits.user.bytes-per-second", "" + USER_BYTES_PER_SECOND,
                    "roomcast.limits.user.creates-per-minute", "6",
                    "roomcast.limits.address.creates-per-minute", "9",
                    "roomcast.limits.violations-per-minute", "20");
        }
    }

    /** Little that a service may publish over HTTP. */
    public static final class ThriftyServices implements QuarkusTestProfile {

        public static final int MESSAGES_PER_SECOND = 100;
        public static final int BYTES_PER_SECOND = 20_000;

        @Override
        public Map<String, String> getConfigOverrides() {
            return settings(
                    "roomcast.limits.address.messages-per-second", "" + MESSAGES_PER_SECOND,
                    "roomcast.limits.address.bytes-per-second", "" + BYTES_PER_SECOND);
        }
    }

    /** Few new connections at a time, and little time for their handshake. */
    public static final class HandshakeLimits implements QuarkusTestProfile {

        public static final int CONNECTIONS_PER_SECOND = 40;
        public static final int CONNECTIONS_PER_ADDRESS = 4;
        public static final int HALF_OPEN_PER_ADDRESS = 5;

        @Override
        public Map<String, String> getConfigOverrides() {
            return settings(
                    "roomcast.limits.connections-per-second",
                    "" + CONNECTIONS_PER_SECOND,
                    "roomcast.limits.connections-per-address",
                    "" + CONNECTIONS_PER_ADDRESS,
                    "roomcast.limits.half-open-per-address",
                    "" + HALF_OPEN_PER_ADDRESS,
                    "roomcast.limits.handshake-timeout",
                    "1s",
                    "roomcast.limits.fragment-timeout",
                    "1s");
        }
    }
}
