package dev.roomcast.delivery;

/**
 * Which members of a room a frame is for.
 *
 * @param presenceOnly only those who may know who comes and goes
 * @param except the connection that is left out, or null
 */
public record Audience(boolean presenceOnly, String except) {

    /** Every member. */
    public static final Audience EVERYONE = new Audience(false, null);

    boolean isEveryone() {
        return !presenceOnly && except == null;
    }
}
