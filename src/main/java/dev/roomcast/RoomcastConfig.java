package dev.roomcast;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.Pattern;

import io.quarkus.runtime.configuration.MemorySize;
import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import org.hibernate.validator.constraints.time.DurationMax;
import org.hibernate.validator.constraints.time.DurationMin;

import dev.roomcast.protocol.MessageWriter;
import dev.roomcast.protocol.Right;

/**
 * Every setting of Roomcast: name, default, unit, and what it is for. As environment variables the names are in capitals
 * with underscores ({@code ROOMCAST_LIMITS_MAX_CONNECTIONS}). Sizes are bytes; durations are written as {@code 10s},
 * {@code 100ms} or {@code PT10S}; for a limit by count or rate, 0 is off. A value
 * outside of its bounds stops the start with a sentence that names the setting.
 */
@ConfigMapping(prefix = "roomcast")
public interface RoomcastConfig {

    /** The most of anything that is counted; sums of a few of them still fit 32 bits. */
    int MAX_COUNT = 500_000_000;

    /** Each change of a revocation is read with all others by every instance: some 20 MB. */
    int MAX_REVOCATIONS = 100_000;

    /** The highest rate, a second or a minute: token buckets give out a token a nanosecond at most. */
    int MAX_RATE = 1_000_000_000;

    /** The largest size of one thing: 1 GiB, half of what 32 bits count. */
    int MAX_BYTES = 1 << 30;

    /** The largest size of many things together: 1 PiB, which Redis' scripts still count exactly. */
    long MAX_TOTAL_BYTES = 1L << 50;

    /** The shortest time for something to come over a network. */
    long SHORTEST_MILLIS = 100;

    /** Longer than any machine runs; keeps milliseconds far from the end of a long. */
    long LONGEST_DAYS = 36_500;

    /** Where rooms live: {@code memory}, in this process alone; or {@code redis}, shared by all instances around it. */
    @WithDefault("memory")
    BrokerKind broker();

    /** Origins allowed beside the server's own ({@code https://app.example.com}); {@code *} allows any. */
    Optional<List<String>> origins();

    /** Guests: people without an account, on {@code /ws} only. */
    Guests guests();

    /** The demo sign-in at {@code POST /api/auth}. */
    DemoLogin demoLogin();

    /** The description of the HTTP API at {@code /q/openapi}. */
    OpenApi openapi();

    /** Bounds on what comes from outside. */
    Limits limits();

    /** How much of a room's past is kept. */
    History history();

    /** The memory broker. */
    Memory memory();

    /** Redis, beside what {@code quarkus.redis} says of it. */
    Redis redis();

    /** Gathering of messages for clients with the feature {@code batch}. */
    Batch batch();

    /** The {@code compressed} frame for clients with the feature {@code gzip}. */
    Compression compression();

    /** How frames are sent. */
    Delivery delivery();

    /** News of who comes and goes. */
    Presence presence();

    /** Ping frames, by which silent connections are detected. */
    Heartbeat heartbeat();

    /** Signing in. */
    Auth auth();

    /** The graceful shutdown on SIGTERM. */
    Drain drain();

    /** What {@code /health} warns of. */
    Health health();

    /** Log files beside what goes to the console. */
    Log log();

    /**
     * Rules for rooms by their ids. Rights narrow what tokens allow: in a room that matches, everyone but {@code admin} and
     * {@code service} has at most these, and where several rules match, only those that all of them list are left. For
     * everything else, the first matching rule that says something of it counts instead of the setting for all rooms.
     */
    List<RoomRule> rooms();

    /** Brokers there are. */
    enum BrokerKind {
        /** Rooms live in this process. */
        MEMORY,
        /** Rooms live in Redis, shared by any number of instances. */
        REDIS
    }

    /** Settings of {@code roomcast.guests}. */
    interface Guests {
        /** Whether {@code /ws} lets in who has no token. On in dev and test, off in production. */
        @WithDefault("false")
        boolean enabled();

        /** Secret that signs guest keys; without it, one is derived from {@code JWT_SECRET}, or made at each start. */
        Optional<String> secret();

        /** What a guest may do in a room; the rules of {@code roomcast.rooms} narrow it further. */
        @WithDefault("join,history,write,presence")
        Set<Right> rights();

        /** Rooms that guests may use: {@code *} stands for any characters. */
        @WithDefault("*")
        List<String> rooms();
    }

    /** Settings of {@code roomcast.demo-login}. */
    interface DemoLogin {
        /** Whether {@code POST /api/auth} gives a token to any name. On in dev and test, off in production. */
        @WithDefault("false")
        boolean enabled();
    }

    /** Settings of {@code roomcast.openapi}. */
    interface OpenApi {
        /** Whether the public port serves it. On in dev and test, off in production. */
        @WithDefault("false")
        boolean enabled();
    }

    /** Settings of {@code roomcast.limits}. */
    interface Limits {
        /** Connections of this instance; past it a new one is closed with 1013. */
        @WithDefault("10000")
        @Min(0)
        @Max(MAX_COUNT)
        int maxConnections();

        /** Connections of one user over all instances. */
        @WithDefault("20")
        @Min(0)
        @Max(MAX_COUNT)
        int connectionsPerUser();

        /** Rooms one connection may be in. */
        @WithDefault("128")
        @Min(0)
        @Max(MAX_COUNT)
        int roomsPerConnection();

        /** Open rooms of this server. */
        @WithDefault("1000000")
        @Min(0)
        @Max(MAX_COUNT)
        int maxRooms();

        /** Messages a second of one connection, in the long run. */
        @WithDefault("100")
        @Min(0)
        @Max(MAX_RATE)
        int messagesPerSecond();

        /** Messages that one connection may send at once. */
        @WithDefault("200")
        @Min(0)
        @Max(MAX_RATE)
        int messageBurst();

        /** Bytes a second of one connection's messages, unpacked, in the long run; four times as many may come at once. */
        @WithDefault("2097152")
        @Min(0)
        @Max(MAX_RATE)
        int bytesPerSecond();

        /** Bytes a second of one connection's {@code chat} and {@code room-signal} content; four times as many at once. */
        @WithDefault("65536")
        @Min(0)
        @Max(MAX_RATE)
        int newsBytesPerSecond();

        /** Joins a minute of one connection; all of them may come at once. */
        @WithDefault("600")
        @Min(0)
        @Max(MAX_RATE)
        int joinsPerMinute();

        /** Rooms a minute that one connection may create. */
        @WithDefault("300")
        @Min(0)
        @Max(MAX_RATE)
        int createsPerMinute();

        /** Reads of history a minute of one connection, each hundred messages asked for or each 16 KiB counting as one. */
        @WithDefault("3000")
        @Min(0)
        @Max(MAX_RATE)
        int historyReadsPerMinute();

        /** Pages of lists a minute of one connection, each hundred rows asked for counting as one. */
        @WithDefault("600")
        @Min(0)
        @Max(MAX_RATE)
        int listReadsPerMinute();

        /** Attempts a minute of one connection to sign in by message. */
        @WithDefault("60")
        @Min(0)
        @Max(MAX_RATE)
        int signInsPerMinute();

        /** Changes a minute of a guest's name on one connection, one more for each room it is in. */
        @WithDefault("600")
        @Min(0)
        @Max(MAX_RATE)
        int renamesPerMinute();

        /** What one user may ask for, over all connections and instances. */
        User user();

        /** What one remote address may ask for, whoever is behind it; an IPv6 address counts by its first 64 bits. */
        Address address();

        /** New connections a second of this instance; past it handshakes get 503. */
        @WithDefault("1000")
        @Min(0)
        @Max(MAX_RATE)
        int connectionsPerSecond();

        /** New connections a second of one address, 0 for as many as all together; past it the handshake gets 503. */
        @WithDefault("0")
        @Min(0)
        @Max(MAX_RATE)
        int connectionsPerSecondPerAddress();

        /** Open connections of one address, 0 for as many as all together; past it a new one is closed with 1013. */
        @WithDefault("0")
        @Min(0)
        @Max(MAX_COUNT)
        int connectionsPerAddress();

        /** Connections of one address that have not sent the head of a request yet; past it a new one is cut at once. */
        @WithDefault("2000")
        @Min(0)
        @Max(MAX_COUNT)
        int halfOpenPerAddress();

        /** Time that a connection has for its handshake, or the head of another request; past it it is cut. */
        @WithDefault("30s")
        @DurationMin(millis = SHORTEST_MILLIS)
        @DurationMax(days = LONGEST_DAYS)
        Duration handshakeTimeout();

        /** Refused messages a minute of one connection; past it the connection is closed with 1008. */
        @WithDefault("1000")
        @Min(0)
        @Max(MAX_RATE)
        int violationsPerMinute();

        /** Requests of one connection that may wait for an answer; past it no more is read from its socket. */
        @WithDefault("256")
        @Min(0)
        @Max(1_000_000)
        int pendingRequests();

        /** Bytes of one inbound message, counted as it arrives. */
        @WithDefault("65536")
        @Min(1_024)
        @Max(MAX_BYTES)
        int maxMessageBytes();

        /** Bytes of one request body over HTTP. */
        @WithDefault("1048576")
        @Min(1_024)
        @Max(MAX_BYTES)
        int maxBodyBytes();

        /** Time that a request body has to arrive. */
        @WithDefault("10s")
        @DurationMin(millis = SHORTEST_MILLIS)
        @DurationMax(days = LONGEST_DAYS)
        Duration bodyTimeout();

        /** Bytes of all request bodies of this instance that are still arriving; past it the largest is refused. */
        @WithDefault("33554432")
        @Min(1_024)
        @Max(MAX_BYTES)
        int bodiesBytes();

        /** Time that an inbound message in fragments may take from its first to its last; past it, closed with 1008. */
        @WithDefault("30s")
        @DurationMin(millis = SHORTEST_MILLIS)
        @DurationMax(days = LONGEST_DAYS)
        Duration fragmentTimeout();

        /** Bytes of what is inside an inbound {@code compressed} message. */
        @WithDefault("262144")
        @Min(1)
        @Max(MAX_BYTES)
        int maxUnpackedBytes();

        /** Bytes of the content of a {@code chat} or {@code room-signal}. */
        @WithDefault("16384")
        @Min(0)
        @Max(MAX_BYTES)
        int maxNewsBytes();

        /** Bytes that may wait to be taken by one connection's socket; past it the connection is cut with 1013. */
        @WithDefault("1048576")
        @Min(MessageWriter.HISTORY_PART_BYTES)
        @Max(MAX_BYTES)
        int outboxBytes();

        /** Bytes of history on their way to all clients of this instance at once; a quarter is for what many ask for. */
        @WithDefault("67108864")
        @Min(MessageWriter.HISTORY_PART_BYTES)
        @Max(MAX_BYTES)
        int replayBytes();

        /** Settings of {@code roomcast.limits.user}. */
        interface User {
            /** Messages a second; twice as many may come at once. Off where {@code messages-per-second} is. */
            @WithDefault("1000")
            @Min(0)
            @Max(MAX_RATE)
            int messagesPerSecond();

            /** Bytes a second of messages, unpacked; four times as many may come at once. */
            @WithDefault("4194304")
            @Min(0)
            @Max(MAX_RATE)
            int bytesPerSecond();

            /** Bytes a second of {@code chat} and {@code room-signal} content; four times as many at once. */
            @WithDefault("131072")
            @Min(0)
            @Max(MAX_RATE)
            int newsBytesPerSecond();

            /** Joins a minute; all of them may come at once. */
            @WithDefault("3000")
            @Min(0)
            @Max(MAX_RATE)
            int joinsPerMinute();

            /** Rooms created a minute. */
            @WithDefault("600")
            @Min(0)
            @Max(MAX_RATE)
            int createsPerMinute();

            /** Reads of history a minute, each hundred messages asked for or each 16 KiB counting as one. */
            @WithDefault("30000")
            @Min(0)
            @Max(MAX_RATE)
            int historyReadsPerMinute();

            /** Pages of lists a minute, each hundred rows asked for counting as one. */
            @WithDefault("1200")
            @Min(0)
            @Max(MAX_RATE)
            int listReadsPerMinute();

            /** Attempts a minute to sign in by message. */
            @WithDefault("300")
            @Min(0)
            @Max(MAX_RATE)
            int signInsPerMinute();

            /** Changes a minute of guests' names, one more for each room to be told. */
            @WithDefault("6000")
            @Min(0)
            @Max(MAX_RATE)
            int renamesPerMinute();
        }

        /** Settings of {@code roomcast.limits.address}. */
        interface Address {
            /** Messages a second; twice as many may come at once. Off where {@code messages-per-second} is. */
            @WithDefault("10000")
            @Min(0)
            @Max(MAX_RATE)
            int messagesPerSecond();

            /** Bytes a second of messages, unpacked; four times as many may come at once. */
            @WithDefault("67108864")
            @Min(0)
            @Max(MAX_RATE)
            int bytesPerSecond();

            /** Bytes a second of {@code chat} and {@code room-signal} content; four times as many at once. */
            @WithDefault("2097152")
            @Min(0)
            @Max(MAX_RATE)
            int newsBytesPerSecond();

            /** Joins a minute; all of them may come at once. */
            @WithDefault("30000")
            @Min(0)
            @Max(MAX_RATE)
            int joinsPerMinute();

            /** Rooms created a minute. */
            @WithDefault("30000")
            @Min(0)
            @Max(MAX_RATE)
            int createsPerMinute();

            /** Reads of history a minute, each hundred messages asked for or each 16 KiB counting as one. */
            @WithDefault("600000")
            @Min(0)
            @Max(MAX_RATE)
            int historyReadsPerMinute();

            /** Pages of lists a minute, each hundred rows asked for counting as one. */
            @WithDefault("24000")
            @Min(0)
            @Max(MAX_RATE)
            int listReadsPerMinute();

            /** Attempts a minute to sign in by message. */
            @WithDefault("12000")
            @Min(0)
            @Max(MAX_RATE)
            int signInsPerMinute();

            /** Changes a minute of guests' names, one more for each room to be told. */
            @WithDefault("60000")
            @Min(0)
            @Max(MAX_RATE)
            int renamesPerMinute();
        }
    }

    /** Settings of {@code roomcast.history}. */
    interface History {
        /** Messages kept of a room. */
        @WithDefault("1000")
        @Min(0)
        @Max(MAX_COUNT)
        int maxMessages();

        /** Bytes kept of a room. */
        @WithDefault("4194304")
        @Min(1)
        @Max(MAX_TOTAL_BYTES)
        long maxBytes();

        /** How long a message is kept; older is never returned. */
        @WithDefault("7d")
        @DurationMin(millis = SHORTEST_MILLIS)
        @DurationMax(days = LONGEST_DAYS)
        Duration retention();
    }

    /** Settings of {@code roomcast.memory}. */
    interface Memory {
        /** Bytes of heap for logs, message ids and sessions; when it is full, whoever fills it pays first. */
        @WithDefault("268435456")
        @Min(1)
        @Max(MAX_TOTAL_BYTES)
        long maxBytes();

        /** Bytes of heap that the messages of one user may take in all rooms; past it, their own go first. */
        @WithDefault("67108864")
        @Min(0)
        @Max(MAX_TOTAL_BYTES)
        long maxUserBytes();
    }

    /** Settings of {@code roomcast.batch}. */
    interface Batch {
        /** Messages of one {@code message-batch}. */
        @WithDefault("100")
        @Min(0)
        @Max(MAX_COUNT)
        int maxMessages();

        /** How long a message may wait for others of its room. */
        @WithDefault("100ms")
        @DurationMin
        @DurationMax(days = LONGEST_DAYS)
        Duration maxDelay();
    }

    /** Settings of {@code roomcast.compression}. */
    interface Compression {
        /** Bytes of a frame from which compressing it is tried. */
        @WithDefault("1024")
        @Min(0)
        @Max(MAX_BYTES)
        int threshold();
    }

    /** Settings of {@code roomcast.delivery}. */
    interface Delivery {
        /** Whether frames are written to the connection's channel, encoded once; otherwise each is sent as a string. */
        @WithDefault("true")
        boolean direct();
    }

    /** Settings of {@code roomcast.presence}. */
    interface Presence {
        /** Members of a room up to which each join and leave is announced; above, {@code room-stats} is. */
        @WithDefault("200")
        @Min(0)
        @Max(MAX_COUNT)
        int eventsMaxMembers();
    }

    /** Settings of {@code roomcast.heartbeat}. */
    interface Heartbeat {
        /** Time between two ping frames; who was silent for one is cut. */
        @WithDefault("30s")
        @DurationMin(millis = SHORTEST_MILLIS)
        @DurationMax(days = LONGEST_DAYS)
        Duration interval();
    }

    /** Settings of {@code roomcast.auth}. */
    interface Auth {
        /** Time that a connection to {@code /chat} has to sign in. */
        @WithDefault("10s")
        @DurationMin(millis = SHORTEST_MILLIS)
        @DurationMax(days = LONGEST_DAYS)
        Duration signInTimeout();

        /** How long before a token's end {@code token-expiring} comes. */
        @WithDefault("60s")
        @DurationMin
        @DurationMax(days = LONGEST_DAYS)
        Duration expiryWarning();

        /** Roles of tokens that count as {@code admin}, which may do everything. */
        @WithDefault("admin")
        Set<String> adminRoles();

        /** Roles of tokens that count as {@code service}, which may do everything but moderate. */
        @WithDefault("service")
        Set<String> serviceRoles();

        /** Whether tokens of any issuer are accepted where others sign them; production wants an issuer otherwise. */
        @WithDefault("false")
        boolean anyIssuer();

        /** Whether tokens for any audience are accepted where others sign them; production wants one otherwise. */
        @WithDefault("false")
        boolean anyAudience();

        /** How long a revocation is kept: as long as the longest that tokens are good for. */
        @WithDefault("30d")
        @DurationMin(millis = SHORTEST_MILLIS)
        @DurationMax(days = LONGEST_DAYS)
        Duration revocationLifetime();

        /** Revocations that are in force at once, over all instances. */
        @WithDefault("10000")
        @Min(0)
        @Max(MAX_REVOCATIONS)
        int maxRevocations();

        /** Time in which the identity provider's keys are fetched at most once because tokens name unknown ones. */
        @WithDefault("1s")
        @DurationMin(millis = SHORTEST_MILLIS)
        @DurationMax(days = LONGEST_DAYS)
        Duration keyRefreshInterval();
    }

    /** Settings of {@code roomcast.redis}. */
    interface Redis {
        /**
         * What the names of all keys and channels begin with, the same on all instances: servers with different ones share
         * a Redis and nothing else. Without it, names begin with {@code room:}, {@code user:} or {@code roomcast}.
         */
        Optional<@Pattern(regexp = "[A-Za-z0-9:._-]{1,64}") String> keyPrefix();
    }

    /** Settings of {@code roomcast.drain}. */
    interface Drain {
        /** Time from SIGTERM to the end at most; clients are sent away over 80 % of it. */
        @WithDefault("10s")
        @DurationMin
        @DurationMax(days = LONGEST_DAYS)
        Duration timeout();

        /**
         * Time from SIGTERM to the end at least, also where nobody is connected, so that load balancers notice; no longer
         * than the timeout.
         */
        @WithDefault("0s")
        @DurationMin
        @DurationMax(days = LONGEST_DAYS)
        Duration minimum();
    }

    /** Settings of {@code roomcast.health}. */
    interface Health {
        /** Bytes of heap in use after a collection from which {@code /health} warns. */
        @WithDefault("524288000")
        @Min(0)
        @Max(MAX_TOTAL_BYTES)
        long heapWarningBytes();
    }

    /** Settings of {@code roomcast.log}. */
    interface Log {
        /** Rotating files: {@code roomcast.log} with everything, and {@code roomcast-errors.log} with errors alone. */
        Files files();

        /** Settings of {@code roomcast.log.files}. */
        interface Files {
            /** Whether they are written. */
            @WithDefault("false")
            boolean enabled();

            /** The directory they are written to. */
            @WithDefault("logs")
            String directory();

            /** How large one gets before the next is begun, as in {@code 10M}. */
            @WithDefault("10M")
            MemorySize maxSize();

            /** Old ones kept of each. */
            @WithDefault("5")
            @Min(0)
            @Max(MAX_COUNT)
            int maxBackups();
        }
    }

    /** One rule of {@code roomcast.rooms}. */
    interface RoomRule {
        /** Room ids it is about: {@code *} stands for any characters. */
        String match();

        /** Rights that are left there; all of them where it says nothing. */
        Optional<Set<Right>> rights();

        /** How much of these rooms' past is kept. */
        OfHistory history();

        /** News of who comes and goes in these rooms. */
        OfPresence presence();

        /** Gathering of these rooms' messages. */
        OfBatch batch();

        /** Settings of {@code roomcast.rooms[…].history}. */
        interface OfHistory {
            /** Messages kept of each of these rooms. */
            Optional<@Min(0) @Max(MAX_COUNT) Integer> maxMessages();

            /** Bytes kept of each of these rooms. */
            Optional<@Min(1) @Max(MAX_TOTAL_BYTES) Long> maxBytes();

            /** How long a message of these rooms is kept. */
            Optional<@DurationMin(millis = SHORTEST_MILLIS) @DurationMax(days = LONGEST_DAYS) Duration> retention();
        }

        /** Settings of {@code roomcast.rooms[…].presence}. */
        interface OfPresence {
            /** Whether members are told who comes and goes; lists of members are not affected. */
            Optional<Boolean> events();
        }

        /** Settings of {@code roomcast.rooms[…].batch}. */
        interface OfBatch {
            /** Messages of one {@code message-batch}. */
            Optional<@Min(0) @Max(MAX_COUNT) Integer> maxMessages();

            /** How long a message may wait for others of its room. */
            Optional<@DurationMin @DurationMax(days = LONGEST_DAYS) Duration> maxDelay();
        }
    }
}
