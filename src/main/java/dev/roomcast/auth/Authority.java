package dev.roomcast.auth;

import java.util.Set;

/**
 * Whether somebody is an administrator, a service, both or neither: what the roles of a token amount to by the settings
 * {@code roomcast.auth.admin-roles} and {@code roomcast.auth.service-roles}.
 */
public record Authority(boolean admin, boolean service) {

    /** Of everyone without one of these roles. */
    static final Authority NONE = new Authority(false, false);

    /** The names by which {@code @RolesAllowed} asks. */
    Set<String> roles() {
        if (admin) {
            return service ? Set.of(User.ADMIN, User.SERVICE) : Set.of(User.ADMIN);
        }
        return service ? Set.of(User.SERVICE) : Set.of();
    }
}
