package dev.roomcast.ops;

import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import jakarta.annotation.Priority;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;
import jakarta.interceptor.Interceptor;

import io.quarkus.runtime.StartupEvent;
import io.quarkus.runtime.configuration.ConfigurationException;
import org.eclipse.microprofile.config.Config;

import dev.roomcast.RoomcastConfig;
import dev.roomcast.protocol.MessageWriter;

/** Looks through the settings at start. One that makes no sense stops it, with a sentence that names the setting. */
@Singleton
final class SettingsCheck {

    private static final int MAX_PORT = 65_535;

    /** Longer than any machine runs; keeps milliseconds far from the end of a long. */
    private static final Duration LONGEST = Duration.ofDays(36_500);

    private static final List<String> SWITCHES = List.of(
            "roomcast.guests.enabled",
            "roomcast.demo-login.enabled",
            "roomcast.delivery.direct",
            "roomcast.log.files.enabled");

    /** Words that the configuration reads as it is meant. */
    private static final Set<String> YES_OR_NO = Set.of("true", "false", "yes", "no", "y", "n", "on", "off", "1", "0");
    /** A part of a history, and the largest message there can be, since any fits a part: with less, nobody gets either. */
    private static final int HISTORY_PART_BYTES = MessageWriter.HISTORY_PART_BYTES;

    private final RoomcastConfig config;
    private final Config ports;

    SettingsCheck(RoomcastConfig config, Config ports) {
        this.config = config;
        this.ports = ports;
    }

    void onStart(@Observes @Priority(Interceptor.Priority.PLATFORM_BEFORE) StartupEvent event) {
        check();
    }

    /**
     * Checks them all.
     *
     * @throws ConfigurationException at the first that makes no sense
     */
    void check() {
        checkLimits(config.limits());
        checkStore();
        checkTimes();
        atLeast("roomcast.batch.max-messages", config.batch().maxMessages(), 0);
        atLeast("roomcast.compression.threshold", config.compression().threshold(), 0);
        atLeast("roomcast.presence.events-max-members", config.presence().eventsMaxMembers(), 0);
        atLeast("roomcast.health.heap-warning-bytes", config.health().heapWarningBytes(), 0);
        atLeast("roomcast.log.files.max-backups", config.log().files().maxBackups(), 0);
        config.origins().ifPresent(origins -> origins.forEach(SettingsCheck::checkOrigin));
        for (int i = 0; i < config.rooms().size(); i++) {
            if (config.rooms().get(i).match().isBlank()) {
                throw refusal("roomcast.rooms[" + i + "].match", "empty", "it has to be a pattern of room ids");
            }
        }
        SWITCHES.forEach(this::checkSwitch);
        checkPorts();
    }

    /** What is neither yes nor no counts as no where it is read, so a slip of the pen would go unseen. */
    private void checkSwitch(String property) {
        String value = ports.getConfigValue(property).getValue();
        if (value != null
                && !value.isBlank()
                && !YES_OR_NO.contains(value.strip().toLowerCase(Locale.ROOT))) {
            throw refusal(property, '"' + value + '"', "it has to be true or false");
        }
    }

    private static void checkLimits(RoomcastConfig.Limits limits) {
        atLeast("roomcast.limits.max-connections", limits.maxConnections(), 0);
        atLeast("roomcast.limits.connections-per-user", limits.connectionsPerUser(), 0);
        atLeast("roomcast.limits.rooms-per-connection", limits.roomsPerConnection(), 0);
        atLeast("roomcast.limits.max-rooms", limits.maxRooms(), 0);
        atLeast("roomcast.limits.messages-per-second", limits.messagesPerSecond(), 0);
        atLeast("roomcast.limits.message-burst", limits.messageBurst(), 0);
        atLeast("roomcast.limits.connections-per-second", limits.connectionsPerSecond(), 0);
        atLeast("roomcast.limits.violations-per-minute", limits.violationsPerMinute(), 0);
        atLeast("roomcast.limits.pending-requests", limits.pendingRequests(), 0);
        atLeast("roomcast.limits.max-message-bytes", limits.maxMessageBytes(), 1);
        atLeast("roomcast.limits.max-unpacked-bytes", limits.maxUnpackedBytes(), 1);
        atLeast("roomcast.limits.replay-bytes", limits.replayBytes(), HISTORY_PART_BYTES);
        atLeast("roomcast.limits.outbox-bytes", limits.outboxBytes(), HISTORY_PART_BYTES);
    }

    private void checkStore() {
        atLeast("roomcast.history.max-messages", config.history().maxMessages(), 0);
        atLeast("roomcast.history.max-bytes", config.history().maxBytes(), 1);
        atLeast("roomcast.memory.max-bytes", config.memory().maxBytes(), 1);
        longerThanNothing("roomcast.history.retention", config.history().retention());
    }

    private void checkTimes() {
        notNegative("roomcast.batch.max-delay", config.batch().maxDelay());
        longerThanNothing("roomcast.heartbeat.interval", config.heartbeat().interval());
        longerThanNothing("roomcast.auth.sign-in-timeout", config.auth().signInTimeout());
        notNegative("roomcast.auth.expiry-warning", config.auth().expiryWarning());
        notNegative("roomcast.drain.timeout", config.drain().timeout());
    }

    private static void checkOrigin(String origin) {
        if (origin.equals("*")) {
            return;
        }
        try {
            URI uri = URI.create(origin);
            if (uri.getScheme() != null
                    && uri.getHost() != null
                    && uri.getRawPath().isEmpty()
                    && uri.getRawQuery() == null
                    && uri.getRawFragment() == null
                    && uri.getRawUserInfo() == null) {
                return;
            }
        } catch (IllegalArgumentException notWellFormed) {
            // Told below.
        }
        throw refusal(
                "roomcast.origins",
                '"' + origin + '"',
                "each origin is written as https://app.example.com, or * for any");
    }

    private void checkPorts() {
        int http = port("quarkus.http.port");
        int management = port("quarkus.management.port");
        if (http == management && http != 0) {
            throw refusal(
                    "quarkus.management.port",
                    management,
                    "it is that of " + Setting.names("quarkus.http.port") + " too");
        }
    }

    private int port(String property) {
        int port = ports.getValue(property, Integer.class);
        if (port < 0 || port > MAX_PORT) {
            throw refusal(property, port, "a port is between 0 and " + MAX_PORT);
        }
        return port;
    }

    private static void atLeast(String property, long value, long least) {
        if (value < least) {
            throw refusal(property, value, "it has to be at least " + least + (least == 0 ? ", which is off" : ""));
        }
    }

    private static void longerThanNothing(String property, Duration value) {
        if (value.isZero()) {
            throw refusal(property, "0", "it has to be longer");
        }
        notNegative(property, value);
    }

    private static void notNegative(String property, Duration value) {
        if (value.isNegative() || value.compareTo(LONGEST) > 0) {
            throw refusal(property, value, "it has to be a time between 0 and " + LONGEST.toDays() + " days");
        }
    }

    private static ConfigurationException refusal(String property, Object value, String expected) {
        return new ConfigurationException(Setting.names(property) + " is " + value + ", but " + expected + ".");
    }
}
