package dev.roomcast.auth;

import java.util.Set;

import dev.roomcast.protocol.Right;
import dev.roomcast.protocol.UserRef;

/**
 * Somebody who has proven who they are.
 *
 * @param ref what others see of them
 * @param roles the roles of the token; empty for a guest
 * @param grants what they may do in rooms
 * @param expiresAt when the token ends, milliseconds since 1970; {@link Long#MAX_VALUE} for a guest
 */
public record User(UserRef ref, Set<String> roles, Grants grants, long expiresAt) {

    /** The role that may do everything. */
    public static final String ADMIN = "admin";

    /** The role of other programs: everything but to moderate. */
    public static final String SERVICE = "service";

    /** The user id. */
    public String id() {
        return ref.id();
    }

    /** Whether they have no account. */
    public boolean isGuest() {
        return ref.guest();
    }

    /** Whether they have the role {@code admin}. */
    public boolean isAdmin() {
        return roles.contains(ADMIN);
    }

    /** Whether they may read and write rooms that they are not in. */
    public boolean needsNoMembership() {
        return isAdmin() || roles.contains(SERVICE);
    }

    /** Whether they have that right in that room. */
    public boolean may(Right right, String room) {
        return grants.allow(right, room);
    }

    /** The same guest under another name. */
    public User named(String username) {
        return new User(new UserRef(ref.id(), username, ref.guest()), roles, grants, expiresAt);
    }
}
