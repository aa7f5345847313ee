package dev.roomcast.auth;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;

import io.quarkus.runtime.LaunchMode;
import io.quarkus.runtime.configuration.ConfigUtils;
import io.quarkus.runtime.configuration.ConfigurationException;
import org.eclipse.microprofile.config.Config;

/** Where the key that verifies tokens comes from: {@code JWT_SECRET}, or the settings of smallrye-jwt, never both. */
final class JwtSettings {

    /** The property behind the environment variable {@code JWT_SECRET}. */
    static final String SECRET = "jwt.secret";

    /** A key of HS256 is to be as long as its hash (RFC 7518, section 3.2). */
    static final int MIN_SECRET_BYTES = 32;

    /** What smallrye-jwt and Quarkus have for "not set". */
    private static final String NONE = "NONE";

    /** Any of these says where keys are. */
    private static final List<String> KEYS = List.of(
            "mp.jwt.verify.publickey",
            "mp.jwt.verify.publickey.location",
            "smallrye.jwt.verify.key.location",
            "smallrye.jwt.verify.secretkey",
            "smallrye.jwt.keystore.verify.key.alias");

    private JwtSettings() {}

    /** The value of a setting, if it has one. */
    static Optional<String> text(Config config, String property) {
        return config.getOptionalValue(property, String.class)
                .filter(value -> !value.isBlank() && !NONE.equals(value.strip()));
    }

    /** The setting by which the operator says where smallrye-jwt finds keys; empty where there is none. */
    static Optional<String> keySetting(Config config) {
        return KEYS.stream()
                .filter(property -> text(config, property).isPresent())
                .findFirst()
                .or(() -> text(config, "smallrye.jwt.verify.key-provider")
                        .filter(provider -> !provider.equalsIgnoreCase("DEFAULT"))
                        .map(provider -> "smallrye.jwt.verify.key-provider"));
    }

    /**
     * The bytes of {@code JWT_SECRET}; empty where it is not set.
     *
     * @throws ConfigurationException where it is too short, or something else is set too
     */
    static Optional<byte[]> secret(Config config) {
        Optional<byte[]> secret =
                config.getOptionalValue(SECRET, String.class).map(text -> text.getBytes(StandardCharsets.UTF_8));
        if (secret.isPresent() && secret.get().length < MIN_SECRET_BYTES) {
            throw new ConfigurationException(
                    "JWT_SECRET (property jwt.secret) has %d bytes, but HS256 needs at least %d: set it to a longer random text."
                            .formatted(secret.get().length, MIN_SECRET_BYTES));
        }
        Optional<String> other = keySetting(config);
        if (secret.isPresent() && other.isPresent()) {
            throw new ConfigurationException(
                    "JWT_SECRET (property jwt.secret) and %s are both set, but tokens are verified in one way only: unset one."
                            .formatted(other.get()));
        }
        return secret;
    }

    /** Whether tokens are signed with a key that is not shared with this server: a public key, or an identity provider's. */
    static boolean othersSign(Config config) {
        return keySetting(config)
                .filter(setting -> !setting.equals("smallrye.jwt.verify.secretkey"))
                .isPresent();
    }

    /** Seconds that a token is good past its end and before its beginning; 0 unless set. */
    static int graceSeconds(Config config) {
        return config.getOptionalValue("mp.jwt.verify.clock.skew", Integer.class)
                .or(() -> config.getOptionalValue("smallrye.jwt.expiration.grace", Integer.class))
                .map(seconds -> Math.max(0, seconds))
                .orElse(0);
    }

    /** Whether a key may be made up: in development and tests, where no token outlives the process. */
    static boolean mayMakeKey() {
        return LaunchMode.current().isDevOrTest()
                || ConfigUtils.isProfileActive("dev")
                || ConfigUtils.isProfileActive("test");
    }
}
