package dev.roomcast.api;

import io.quarkus.security.identity.SecurityIdentity;

import dev.roomcast.auth.TokenIdentities;
import dev.roomcast.auth.User;

/** Who a request is from. */
final class Caller {

    private Caller() {}

    /** The user behind an identity that is known to be signed in. */
    static User of(SecurityIdentity identity) {
        return TokenIdentities.user(identity);
    }
}
