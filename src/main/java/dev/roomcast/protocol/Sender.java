package dev.roomcast.protocol;

/** What is known of who sent a frame; it decides which types and fields count. */
public enum Sender {
    /** Nobody yet: only {@code ping} and {@code auth} count. */
    UNKNOWN,
    /** A guest: the field {@code user} counts as a display name. */
    GUEST,
    /** Somebody with a token. */
    SIGNED_IN
}
