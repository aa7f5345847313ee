package dev.roomcast.broker.memory;

import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

import dev.roomcast.broker.BrokerException;
import dev.roomcast.broker.RevocationStore.Revocation;
import dev.roomcast.broker.RevocationStore.Revocations;

/** Revocations of this process, as long as it lives. On any thread. */
final class MemoryRevocations {

    private final Map<String, Revocation> byId = new LinkedHashMap<>();
    private final Map<String, Long> takenBack = new HashMap<>();
    private long changes;

    synchronized Void revoke(Revocation revocation, int max) {
        if (takenBack.containsKey(revocation.id())) {
            return null;
        }
        if (max > 0 && byId.size() >= max && !byId.containsKey(revocation.id())) {
            throw new BrokerException(BrokerException.Reason.TOO_MANY_REVOCATIONS);
        }
        byId.put(revocation.id(), revocation);
        changes++;
        return null;
    }

    synchronized boolean unrevoke(String id, long until, int max) {
        if (!byId.containsKey(id)) {
            return false;
        }
        if (max > 0 && takenBack.size() >= max) {
            throw new BrokerException(BrokerException.Reason.TOO_MANY_REVOCATIONS);
        }
        byId.remove(id);
        takenBack.put(id, until);
        changes++;
        return true;
    }

    synchronized boolean restore(Collection<Revocation> lost, Map<String, Long> lostTakenBack) {
        boolean changed = false;
        for (Map.Entry<String, Long> one : lostTakenBack.entrySet()) {
            if (takenBack.putIfAbsent(one.getKey(), one.getValue()) == null) {
                byId.remove(one.getKey());
                changed = true;
            }
        }
        for (Revocation one : lost) {
            changed |= !takenBack.containsKey(one.id()) && byId.putIfAbsent(one.id(), one) == null;
        }
        if (changed) {
            changes++;
        }
        return changed;
    }

    synchronized Void forget(Collection<String> ids) {
        Set<String> over = Set.copyOf(ids);
        if (byId.keySet().removeAll(over) | takenBack.keySet().removeAll(over)) {
            changes++;
        }
        return null;
    }

    synchronized Revocations since(String known) {
        String version = changes == 0 ? "" : Long.toString(changes);
        return version.equals(known)
                ? null
                : new Revocations(version, List.copyOf(byId.values()), Map.copyOf(takenBack));
    }
}
