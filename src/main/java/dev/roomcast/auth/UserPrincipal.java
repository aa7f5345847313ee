package dev.roomcast.auth;

import java.security.Principal;

/**
 * A {@link User} as the security of the HTTP API knows them.
 *
 * @param user whoever the request's token belongs to
 */
public record UserPrincipal(User user) implements Principal {

    @Override
    public String getName() {
        return user.id();
    }
}
