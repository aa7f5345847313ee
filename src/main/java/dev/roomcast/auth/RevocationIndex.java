package dev.roomcast.auth;

import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

import dev.roomcast.broker.RevocationStore.Revocation;

/** The revocations of one moment, to be asked for each sign-in. Immutable. */
final class RevocationIndex {

    static final RevocationIndex EMPTY = new RevocationIndex(List.of());

    private final Map<String, Revocation> byId = new TreeMap<>();
    private final Map<String, List<Revocation>> byToken = new HashMap<>();

    /** For each user the last moment at which all tokens that were issued before were revoked. */
    private final Map<String, Revocation> byUser = new HashMap<>();

    RevocationIndex(Collection<Revocation> revocations) {
        for (Revocation revocation : revocations) {
            byId.put(revocation.id(), revocation);
            if (revocation.jti() != null) {
                byToken.computeIfAbsent(revocation.jti(), jti -> new ArrayList<>(1))
                        .add(revocation);
            } else {
                byUser.merge(
                        revocation.userId(),
                        revocation,
                        (one, other) -> one.revokedAt() >= other.revokedAt() ? one : other);
            }
        }
    }

    /** Whether the token that somebody has shown is revoked. {@code now}: milliseconds since 1970. */
    boolean isRevoked(User user, long now) {
        if (byId.isEmpty() || user.isGuest()) {
            return false;
        }
        Revocation all = byUser.get(user.id());
        if (all != null && now < all.until() && user.token().issuedAt() <= all.revokedAt()) {
            return true;
        }
        if (user.token().jti() != null) {
            for (Revocation one : byToken.getOrDefault(user.token().jti(), List.of())) {
                if (now < one.until() && (one.userId() == null || one.userId().equals(user.id()))) {
                    return true;
                }
            }
        }
        return false;
    }

    /** All of them, by id. */
    Map<String, Revocation> all() {
        return byId;
    }

    RevocationIndex with(Revocation revocation) {
        Map<String, Revocation> more = new HashMap<>(byId);
        more.put(revocation.id(), revocation);
        return new RevocationIndex(more.values());
    }

    RevocationIndex without(String id) {
        Map<String, Revocation> fewer = new HashMap<>(byId);
        fewer.remove(id);
        return new RevocationIndex(fewer.values());
    }
}
