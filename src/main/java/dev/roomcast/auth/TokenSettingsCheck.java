package dev.roomcast.auth;

import java.util.Locale;
import jakarta.annotation.Priority;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;
import jakarta.interceptor.Interceptor;

import io.quarkus.runtime.StartupEvent;
import io.quarkus.runtime.configuration.ConfigurationException;
import org.eclipse.microprofile.config.Config;

import dev.roomcast.RoomcastConfig;

/** Has the keys read at start, so that a server that could let nobody in does not start. */
@Singleton
final class TokenSettingsCheck {

    private final VerificationKeys keys;
    private final RoomcastConfig config;
    private final Config settings;

    /** The guests are asked for because their secret is checked as they are made. */
    TokenSettingsCheck(VerificationKeys keys, Guests guests, DemoTokens demo, RoomcastConfig config, Config settings) {
        this.keys = keys;
        this.config = config;
        this.settings = settings;
    }

    void onStart(@Observes @Priority(Interceptor.Priority.LIBRARY_BEFORE) StartupEvent event) {
        checkIssuerAndAudience();
        keys.load();
    }

    /**
     * An identity provider signs tokens for many applications with one key. Whose they are is said by issuer and audience
     * alone: without these, a token for any of them would be one for this server.
     */
    private void checkIssuerAndAudience() {
        if (JwtSettings.mayMakeKey() || !JwtSettings.othersSign(settings)) {
            return;
        }
        if (!config.auth().anyIssuer()
                && JwtSettings.text(settings, "mp.jwt.verify.issuer").isEmpty()) {
            throw missing("mp.jwt.verify.issuer (MP_JWT_VERIFY_ISSUER)", "issuer", "roomcast.auth.any-issuer");
        }
        if (!config.auth().anyAudience()
                && JwtSettings.text(settings, "mp.jwt.verify.audiences").isEmpty()
                && JwtSettings.text(settings, "smallrye.jwt.verify.aud").isEmpty()) {
            throw missing(
                    "mp.jwt.verify.audiences (MP_JWT_VERIFY_AUDIENCES)", "audience", "roomcast.auth.any-audience");
        }
    }

    private static ConfigurationException missing(String setting, String what, String any) {
        return new ConfigurationException(
                "%s is not set, but tokens are signed with a key that may sign for other applications too: set it to the %s of your tokens, or set %s (%s) to true to accept any %s."
                        .formatted(
                                setting, what, any, any.toUpperCase(Locale.ROOT).replaceAll("[.-]", "_"), what));
    }
}
