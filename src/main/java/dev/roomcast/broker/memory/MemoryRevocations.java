package dev.roomcast.broker.memory;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

import dev.roomcast.broker.BrokerException;
import dev.roomcast.broker.RevocationStore.Revocation;
import dev.roomcast.broker.RevocationStore.Revocations;

/** Revocations of this process, as long as it lives. On any thread. */
final class MemoryRevocations {

    private final Map<String, Revocation> byId = new LinkedHashMap<>();
    private long changes;

    synchronized Void revoke(Revocation revocation, int max) {
        if (max > 0 && byId.size() >= max && !byId.containsKey(revocation.id())) {
            throw new BrokerException(BrokerException.Reason.TOO_MANY_REVOCATIONS);
        }
        byId.put(revocation.id(), revocation);
        changes++;
        return null;
    }

    synchronized boolean unrevoke(String id) {
        changes++;
        return byId.remove(id) != null;
    }

    synchronized Revocations since(String known) {
        String version = changes == 0 ? "" : Long.toString(changes);
        return version.equals(known) ? null : new Revocations(version, List.copyOf(byId.values()));
    }
}
