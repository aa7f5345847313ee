package dev.roomcast.ops;

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
import dev.roomcast.RoomcastConfig.RoomRule;
import dev.roomcast.protocol.Origin;

/**
 * Checks at start what is not a matter of bounds, which {@link RoomcastConfig} declares itself. A setting that makes no sense
 * stops the start with a sentence that names it.
 */
@Singleton
final class SettingsCheck {

    private static final int MAX_PORT = 65_535;

    private static final List<String> SWITCHES = List.of(
            "roomcast.guests.enabled",
            "roomcast.demo-login.enabled",
            "roomcast.openapi.enabled",
            "roomcast.delivery.direct",
            "roomcast.log.files.enabled",
            "roomcast.auth.any-issuer",
            "roomcast.auth.any-audience");

    /** Words that the configuration reads as it is meant. */
    private static final Set<String> YES_OR_NO = Set.of("true", "false", "yes", "no", "y", "n", "on", "off", "1", "0");

    private final RoomcastConfig config;
    private final Config settings;

    SettingsCheck(RoomcastConfig config, Config settings) {
        this.config = config;
        this.settings = settings;
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
        config.origins().ifPresent(origins -> origins.forEach(SettingsCheck::checkOrigin));
        for (int i = 0; i < config.rooms().size(); i++) {
            checkRule("roomcast.rooms[" + i + "].", config.rooms().get(i));
        }
        SWITCHES.forEach(this::checkSwitch);
        checkPorts();
    }

    private void checkRule(String prefix, RoomRule rule) {
        if (rule.match().isBlank()) {
            throw rejection(prefix + "match", "empty", "it has to be a pattern of room ids");
        }
        checkSwitch(prefix + "presence.events");
        boolean saysNothing = rule.rights().isEmpty()
                && rule.history().maxMessages().isEmpty()
                && rule.history().maxBytes().isEmpty()
                && rule.history().retention().isEmpty()
                && rule.presence().events().isEmpty()
                && rule.batch().maxMessages().isEmpty()
                && rule.batch().maxDelay().isEmpty();
        if (saysNothing) {
            throw rejection(prefix + "rights", "empty", "a rule has to say something of its rooms");
        }
    }

    /** What is neither yes nor no counts as no where it is read, so a typing error would go unnoticed. */
    private void checkSwitch(String property) {
        String value = settings.getConfigValue(property).getValue();
        if (value != null
                && !value.isBlank()
                && !YES_OR_NO.contains(value.strip().toLowerCase(Locale.ROOT))) {
            throw rejection(property, '"' + value + '"', "it has to be true or false");
        }
    }

    private static void checkOrigin(String origin) {
        if (!origin.equals("*") && Origin.parse(origin) == null) {
            throw rejection(
                    "roomcast.origins",
                    '"' + origin + '"',
                    "each origin is written as https://app.example.com, or * for any");
        }
    }

    private void checkPorts() {
        int http = port("quarkus.http.port");
        int management = port("quarkus.management.port");
        if (http == management && http != 0) {
            throw rejection(
                    "quarkus.management.port",
                    management,
                    "it has to differ from " + Setting.names("quarkus.http.port"));
        }
    }

    private int port(String property) {
        int port = settings.getValue(property, Integer.class);
        if (port < 0 || port > MAX_PORT) {
            throw rejection(property, port, "a port is between 0 and " + MAX_PORT);
        }
        return port;
    }

    private static ConfigurationException rejection(String property, Object value, String expected) {
        return new ConfigurationException(Setting.names(property) + " is " + value + ", but " + expected + ".");
    }
}
