package dev.roomcast.broker;

import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletionStage;

/**
 * The revocations of tokens, the same for all instances. A store may lose the newest of them, or all: callers keep what they
 * know and {@link #restore} it. So that nobody restores what somebody else took back, that is remembered as long as the
 * revocation would have lasted.
 */
public interface RevocationStore {

    /**
     * Tokens that are not to be accepted any more: that of an id, those that a user was given before, or where both are
     * set the one token of both. Times are milliseconds since 1970.
     *
     * @param id unique
     * @param jti the token's id, or null for all of the user's
     * @param userId whose tokens, or null for anyone's
     * @param reason for people, or null
     * @param revokedAt when; tokens of a user that were issued later are not meant
     * @param until when it need not be kept any longer
     */
    record Revocation(String id, String jti, String userId, String reason, long revokedAt, long until) {}

    /**
     * All revocations at one moment.
     *
     * @param version changes with every change; empty where nothing was ever revoked, or the store lost it
     * @param all those that are in force, or were until not long ago
     * @param takenBack ids of those that were taken back, with the time until which that is to be remembered
     */
    record Revocations(String version, List<Revocation> all, Map<String, Long> takenBack) {}

    /**
     * Adds one, or replaces the one with its id; where that was taken back, it stays so.
     *
     * @param max how many there may be, 0 for any number
     * @return completes when it is stored; fails with {@code TOO_MANY_REVOCATIONS} or {@code UNAVAILABLE}
     */
    CompletionStage<Void> revoke(Revocation revocation, int max);

    /**
     * Takes one back, for good.
     *
     * @param until how long that is remembered: as long as anyone may hold the revocation to be in force
     * @param max how many may be remembered, 0 for any number
     * @return false where there is none with that id; fails with {@code TOO_MANY_REVOCATIONS} or {@code UNAVAILABLE}
     */
    CompletionStage<Boolean> unrevoke(String id, long until, int max);

    /**
     * Adds what the store may have lost, however many there are. What was taken back wins over what is revoked, on
     * either side.
     *
     * @param takenBack as in {@link Revocations}
     * @return whether the store lacked something; fails with {@code UNAVAILABLE}
     */
    CompletionStage<Boolean> restore(Collection<Revocation> revocations, Map<String, Long> takenBack);

    /**
     * Removes those whose time is over, taken back or not.
     *
     * @return fails with {@code UNAVAILABLE}
     */
    CompletionStage<Void> forget(Collection<String> ids);

    /**
     * What is revoked.
     *
     * @param known the version that the caller has, or null
     * @return null where that is the latest
     */
    CompletionStage<Revocations> revocations(String known);
}
