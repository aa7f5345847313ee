package dev.roomcast.webhooks;

import io.vertx.core.json.JsonObject;

/**
 * How it is with a target.
 *
 * @param waiting events that wait
 * @param failed events that were put aside
 * @param failingSince since when requests have been failing, milliseconds since 1970; 0 while they do not
 * @param lastError why the last one did; null while they do not
 */
record TargetState(long waiting, long failed, long failingSince, String lastError) {

    String stored() {
        return new JsonObject()
                .put("waiting", waiting)
                .put("failed", failed)
                .put("failingSince", failingSince)
                .put("lastError", lastError)
                .encode();
    }

    /** What {@link #stored} made; nothing is known yet where it is null. */
    static TargetState parse(String stored) {
        if (stored == null) {
            return new TargetState(0, 0, 0, null);
        }
        JsonObject json = new JsonObject(stored);
        return new TargetState(
                json.getLong("waiting"),
                json.getLong("failed"),
                json.getLong("failingSince"),
                json.getString("lastError"));
    }
}
