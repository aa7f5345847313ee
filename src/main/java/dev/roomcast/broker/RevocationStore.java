package dev.roomcast.broker;

import java.util.List;
import java.util.concurrent.CompletionStage;

/** The revocations of tokens, the same for all instances. */
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
     */
    record Revocations(String version, List<Revocation> all) {}

    /**
     * Adds one, or replaces the one with its id.
     *
     * @param max how many there may be, 0 for any number
     * @return completes when it is stored; fails with {@code TOO_MANY_REVOCATIONS} or {@code UNAVAILABLE}
     */
    CompletionStage<Void> revoke(Revocation revocation, int max);

    /**
     * Takes one back.
     *
     * @return false where there is none with that id
     */
    CompletionStage<Boolean> unrevoke(String id);

    /**
     * What is revoked.
     *
     * @param known the version that the caller has, or null
     * @return null where that is the latest
     */
    CompletionStage<Revocations> revocations(String known);
}
