package dev.roomcast.endpoint;

import java.util.concurrent.ConcurrentHashMap;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;

import dev.roomcast.RoomcastConfig;
import dev.roomcast.limits.AddressKey;

/** How many connections each address has open. Counts only where that is a limit. On any thread. */
@ApplicationScoped
class AddressConnections {

    /** The property of the limit. */
    static final String PROPERTY = "roomcast.limits.connections-per-address";

    private final int most;
    private final ConcurrentHashMap<String, Integer> open = new ConcurrentHashMap<>();

    @Inject
    AddressConnections(RoomcastConfig config) {
        this.most = config.limits().connectionsPerAddress();
    }

    /**
     * A connection was opened.
     *
     * @param remote address and port
     * @return false where the address has too many now
     */
    boolean opened(String remote) {
        return most == 0 || open.merge(AddressKey.of(remote), 1, Integer::sum) <= most;
    }

    /** Ends {@link #opened}, whatever that returned. */
    void closed(String remote) {
        if (most > 0) {
            open.computeIfPresent(AddressKey.of(remote), (address, count) -> count == 1 ? null : count - 1);
        }
    }
}
