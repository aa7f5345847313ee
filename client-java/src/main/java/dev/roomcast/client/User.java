package dev.roomcast.client;

import java.util.List;

/**
 * Who somebody is, as the server says.
 *
 * @param id unique; a guest's begins with {@code guest:}
 * @param username for people to read
 * @param guest whether it is somebody who has not signed in
 * @param roles one's own; empty for everyone else, since the server tells only oneself
 */
public record User(String id, String username, boolean guest, List<String> roles) {

    /** Keeps a copy of the roles. */
    public User {
        roles = List.copyOf(roles);
    }
}
