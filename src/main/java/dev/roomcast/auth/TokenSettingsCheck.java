package dev.roomcast.auth;

import jakarta.annotation.Priority;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;
import jakarta.interceptor.Interceptor;

import io.quarkus.runtime.StartupEvent;

/** Has the keys read at start, so that a server that could let nobody in does not start. */
@Singleton
final class TokenSettingsCheck {

    private final VerificationKeys keys;

    /** The guests are asked for because their secret is checked as they are made. */
    TokenSettingsCheck(VerificationKeys keys, Guests guests, DemoTokens demo) {
        this.keys = keys;
    }

    void onStart(@Observes @Priority(Interceptor.Priority.LIBRARY_BEFORE) StartupEvent event) {
        keys.load();
    }
}
