package dev.roomcast.protocol;

/**
 * Who somebody is, as others see it.
 *
 * @param id the user id; a guest's begins with {@code guest:}
 * @param username the name to show
 * @param guest whether they have no account
 */
public record UserRef(String id, String username, boolean guest) {}
