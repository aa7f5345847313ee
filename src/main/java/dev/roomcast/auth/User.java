package dev.roomcast.auth;

import java.util.Set;

import dev.roomcast.protocol.Right;
import dev.roomcast.protocol.UserRef;

/**
 * Somebody who has proven who they are.
 *
 * @param ref what others see of them
 * @param roles the roles of the token, as it names them; empty for a guest
 * @param authority what these roles amount to
 * @param grants what they may do in rooms
 * @param token what is remembered of the token
 */
public record User(UserRef ref, Set<String> roles, Authority authority, Grants grants, TokenTerms token) {

    /** The role that may do everything. */
    public static final String ADMIN = "admin";

    /** The role of other programs: everything but to moderate. */
    public static final String SERVICE = "service";

    /** The user id. */
    public String id() {
        return ref.id();
    }

    /** When the token ends, milliseconds since 1970; {@link Long#MAX_VALUE} for a guest. */
    public long expiresAt() {
        return token.expiresAt();
    }

    /** Whether they have no account. */
    public boolean isGuest() {
        return ref.guest();
    }

    /** Whether one of their roles counts as {@code admin}. */
    public boolean isAdmin() {
        return authority.admin();
    }

    /** Whether one of their roles counts as {@code service}. */
    public boolean isService() {
        return authority.service();
    }

    /** Whether they may read and write rooms that they are not in. */
    public boolean needsNoMembership() {
        return isAdmin() || isService();
    }

    /** Whether they have that right in that room. */
    public boolean may(Right right, String room) {
        return grants.allow(right, room);
    }

    /** The same guest under another name. */
    public User named(String username) {
        return new User(new UserRef(ref.id(), username, ref.guest()), roles, authority, grants, token);
    }
}
