package dev.roomcast.api;

import io.quarkus.security.identity.SecurityIdentity;

import dev.roomcast.auth.User;
import dev.roomcast.auth.UserPrincipal;

/** Who a request is from. */
final class Caller {

    private Caller() {}

    /** The user behind an identity that is known to be signed in. */
    static User of(SecurityIdentity identity) {
        return ((UserPrincipal) identity.getPrincipal()).user();
    }
}
