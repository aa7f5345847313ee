package dev.roomcast.broker.redis.link;

import java.util.HashMap;
import java.util.Map;

import io.vertx.redis.client.Response;

/**
 * Which master serves which slots, as one node of the cluster said.
 *
 * @param masters the address of the master of each slot, {@code host:port}; null where a slot is served by none
 */
record SlotMap(String[] masters) {

    /**
     * Reads an answer to {@code CLUSTER SLOTS}.
     *
     * @param asked the host that answered: it may not know its own name
     */
    static SlotMap parse(Response slots, String asked) {
        String[] masters = new String[Slots.COUNT];
        for (Response range : slots) {
            Response master = range.get(2);
            String host = master.get(0) == null ? "" : master.get(0).toString();
            String address = (host.isEmpty() || host.equals("?") ? asked : host) + ':' + master.get(1);
            for (int slot = range.get(0).toInteger(); slot <= range.get(1).toInteger(); slot++) {
                masters[slot] = address;
            }
        }
        return new SlotMap(masters);
    }

    /** One slot of each master: the highest, since a reshard takes the lowest ones first. */
    Map<String, Integer> oneSlotOfEach() {
        Map<String, Integer> slots = new HashMap<>();
        for (int slot = 0; slot < masters.length; slot++) {
            if (masters[slot] != null) {
                slots.put(masters[slot], slot);
            }
        }
        return slots;
    }
}
