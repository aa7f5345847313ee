package dev.roomcast.ops;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import jakarta.annotation.Priority;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;
import jakarta.interceptor.Interceptor;

import io.quarkus.runtime.StartupEvent;
import org.eclipse.microprofile.config.Config;

import dev.roomcast.RoomcastConfig;
import dev.roomcast.RoomcastConfig.BrokerKind;
import dev.roomcast.log.EventLog;

/**
 * Logs once, at the start, what of the server is open: an operator sees in one line what to close before it is put on a
 * public address. Values of secrets are not in it.
 */
@Singleton
final class StartReport {

    private static final EventLog LOG = EventLog.of(StartReport.class);

    /** What smallrye-jwt and Quarkus have for "not set". */
    private static final String NOT_SET = "NONE";

    private final RoomcastConfig config;
    private final Config settings;

    StartReport(RoomcastConfig config, Config settings) {
        this.config = config;
        this.settings = settings;
    }

    void onStart(@Observes @Priority(Interceptor.Priority.LIBRARY_AFTER) StartupEvent event) {
        LOG.info("roomcast.started")
                .with("broker", config.broker())
                .with("tokenKeys", tokenKeys())
                .with("open", String.join(", ", open()))
                .write();
    }

    /** What is open, each as a word or a few. */
    List<String> open() {
        List<String> open = new ArrayList<>();
        if (config.guests().enabled()) {
            open.add("guests");
        }
        if (config.demoLogin().enabled()) {
            open.add("demo sign-in");
        }
        if (config.openapi().enabled()) {
            open.add("API description");
        }
        if (config.origins().orElse(List.of()).contains("*")) {
            open.add("any origin");
        }
        if (config.broker() == BrokerKind.REDIS && !redisHasTls()) {
            open.add("no TLS to Redis");
        }
        if (text("mp.jwt.verify.issuer").isEmpty()) {
            open.add("no issuer");
        }
        if (text("mp.jwt.verify.audiences").isEmpty()) {
            open.add("no audience");
        }
        if (isEveryInterface(text("quarkus.management.host").orElse(""))) {
            open.add("management port on every interface");
        }
        return open;
    }

    /** The kind of keys that verify tokens, not the keys. */
    String tokenKeys() {
        if (text("jwt.secret").isPresent()) {
            return "shared secret";
        }
        Optional<String> location =
                text("mp.jwt.verify.publickey.location").or(() -> text("smallrye.jwt.verify.key.location"));
        if (location.isPresent()) {
            return location.get().startsWith("http") ? "keys from a URL" : "key file";
        }
        return text("mp.jwt.verify.publickey").isPresent() ? "public key" : "other";
    }

    private boolean redisHasTls() {
        return text("quarkus.redis.hosts").orElse("").startsWith("rediss:")
                || text("quarkus.redis.tls-configuration-name").isPresent()
                || text("quarkus.redis.tls.enabled").map(Boolean::parseBoolean).orElse(false);
    }

    private static boolean isEveryInterface(String host) {
        return host.isEmpty() || host.equals("0.0.0.0") || host.equals("::") || host.equals("[::]");
    }

    private Optional<String> text(String property) {
        return settings.getOptionalValue(property, String.class)
                .filter(value -> !value.isBlank() && !value.equals(NOT_SET));
    }
}
