package dev.roomcast.auth;

import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;

import dev.roomcast.broker.RevocationStore.Revocation;
import dev.roomcast.broker.RevocationStore.Revocations;

/** The revocations of one moment, to be asked for each sign-in, and which were taken back. Immutable. */
final class RevocationIndex {

    static final RevocationIndex EMPTY = new RevocationIndex(List.of(), Map.of());

    private final Map<String, Revocation> byId = new TreeMap<>();
    private final Map<String, List<Revocation>> byToken = new HashMap<>();

    /** For each user the last moment at which all tokens that were issued before were revoked. */
    private final Map<String, Revocation> byUser = new HashMap<>();

    /** Ids of those that were taken back, and until when that has to be known. */
    private final Map<String, Long> takenBack;

    private RevocationIndex(Collection<Revocation> revocations, Map<String, Long> takenBack) {
        this.takenBack = takenBack;
        for (Revocation revocation : revocations) {
            if (takenBack.containsKey(revocation.id())) {
                continue;
            }
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
        return with(new Revocations("", List.of(revocation), Map.of()));
    }

    RevocationIndex without(String id, long until) {
        return with(new Revocations("", List.of(), Map.of(id, until)));
    }

    /** With what a store holds: it adds to what is known here, and takes away only what somebody took back. */
    RevocationIndex with(Revocations stored) {
        Map<String, Revocation> revocations = new HashMap<>(byId);
        stored.all().forEach(one -> revocations.put(one.id(), one));
        Map<String, Long> gone = new HashMap<>(takenBack);
        gone.putAll(stored.takenBack());
        return new RevocationIndex(revocations.values(), gone);
    }

    /** What is known here and not in the store, but for those whose time is over at {@code now}. */
    Revocations lackingIn(Revocations stored, long now) {
        Set<String> there = stored.all().stream().map(Revocation::id).collect(Collectors.toSet());
        List<Revocation> revocations = byId.values().stream()
                .filter(one -> one.until() > now && !there.contains(one.id()))
                .toList();
        Map<String, Long> gone = new HashMap<>(takenBack);
        gone.keySet().removeAll(stored.takenBack().keySet());
        gone.values().removeIf(until -> until <= now);
        return new Revocations(stored.version(), revocations, gone);
    }

    /** Ids of those whose time is over at {@code now}, taken back or not. */
    Set<String> ended(long now) {
        Set<String> ended = new HashSet<>();
        byId.values().stream().filter(one -> one.until() <= now).forEach(one -> ended.add(one.id()));
        takenBack.forEach((id, until) -> {
            if (until <= now) {
                ended.add(id);
            }
        });
        return ended;
    }

    RevocationIndex forgetting(Set<String> ids) {
        Map<String, Revocation> revocations = new HashMap<>(byId);
        revocations.keySet().removeAll(ids);
        Map<String, Long> gone = new HashMap<>(takenBack);
        gone.keySet().removeAll(ids);
        return new RevocationIndex(revocations.values(), gone);
    }
}
