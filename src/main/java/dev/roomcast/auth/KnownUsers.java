package dev.roomcast.auth;

import java.util.Collection;

/** Users as they are known from their live connections. */
public interface KnownUsers {

    /** What the tokens of a user's connections to this instance say, one for each connection; empty where there is none. */
    Collection<User> connected(String userId);
}
