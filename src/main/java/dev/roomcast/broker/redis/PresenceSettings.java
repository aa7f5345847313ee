package dev.roomcast.broker.redis;

/**
 * Bounds and times of presence. The times are no settings of the server: all instances around one Redis have to agree on
 * them.
 *
 * @param maxRooms open rooms there may be, 0 for any number
 * @param eventsMaxMembers members of a room up to which each coming and going is told, 0 for any number
 * @param times how long what takes
 */
record PresenceSettings(int maxRooms, int eventsMaxMembers, Times times) {

    /** Time between two renewals of a lease. */
    static final long RENEWAL_MILLIS = 1_000;

    /** How long a lease is: five renewals, so that a slow second or two get nobody removed. */
    static final long LEASE_MILLIS = 5_000;

    /** How long after its last renewal an instance's connections count against their users' limits. */
    static final long COUNTED_MILLIS = 3_000;

    /** How long a cleanup may take before another instance takes it over. */
    static final long CLEANUP_MILLIS = 10_000;

    /** Time between two repairs of the hints. */
    static final long HINTS_MILLIS = 10_000;

    /** Time between two renewals of sessions' hour. */
    static final long SESSIONS_MILLIS = 300_000;

    /** Members of a room up to which each coming and going is told, as a number to compare with. */
    int told() {
        return eventsMaxMembers == 0 ? Integer.MAX_VALUE : eventsMaxMembers;
    }

    /** All in milliseconds; see the constants. */
    record Times(long renewal, long lease, long counted, long cleanup, long hints, long sessions) {}

    /** With the times that instances agree on. */
    PresenceSettings(int maxRooms, int eventsMaxMembers) {
        this(
                maxRooms,
                eventsMaxMembers,
                new Times(RENEWAL_MILLIS, LEASE_MILLIS, COUNTED_MILLIS, CLEANUP_MILLIS, HINTS_MILLIS, SESSIONS_MILLIS));
    }
}
