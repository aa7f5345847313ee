package dev.roomcast.auth;

/** Makes guests, and knows them again by their key. */
public interface Guests {

    /**
     * A guest and the secret by which they can be the same guest again.
     *
     * @param user the guest
     * @param key the secret
     */
    record Guest(User user, String key) {}

    /** Whether guests are let in. */
    boolean enabled();

    /** A new guest. */
    Guest create();

    /**
     * The guest whose key that is.
     *
     * @throws TokenException with {@code invalid-token} where nobody was given that key
     */
    User recognize(String key);
}
