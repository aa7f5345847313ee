package dev.roomcast.ops;

import java.util.Locale;

import io.vertx.core.json.JsonObject;

import dev.roomcast.RoomcastConfig;
import dev.roomcast.protocol.Timestamps;

/**
 * What {@code /health} says at one moment.
 *
 * @param heapBytes heap in use after collection
 * @param heapWarningBytes from which it warns
 * @param connections open connections
 * @param maxConnections as many as may be; 0 for any number
 * @param faultShare share of the last minute's requests that failed by a fault of the server, 0 to 1
 * @param requestsPerSecond over the last minute
 * @param storeInReach whether what keeps the rooms answers
 * @param storeKeepsAll whether it drops nothing by itself
 */
record HealthReport(
        long heapBytes,
        long heapWarningBytes,
        int connections,
        int maxConnections,
        double faultShare,
        double requestsPerSecond,
        boolean storeInReach,
        boolean storeKeepsAll) {

    /** Share of the connection limit over which it warns. */
    private static final double CONNECTIONS_WARNING = 0.8;

    /** Share of failed requests over which it is critical. */
    private static final double FAULTS_CRITICAL = 0.1;

    /** How well the server is. */
    enum Status {
        HEALTHY,
        WARNING,
        CRITICAL
    }

    static HealthReport of(ServerCounters counters, RoomcastConfig config, Store store) {
        return new HealthReport(
                HeapAfterCollection.bytes(),
                config.health().heapWarningBytes(),
                counters.connections(),
                config.limits().maxConnections(),
                counters.faultShare(),
                counters.receivedPerSecond(),
                store.isInReach(),
                store.keepsAll());
    }

    Status status() {
        if (faultShare > FAULTS_CRITICAL) {
            return Status.CRITICAL;
        }
        boolean heapHigh = heapWarningBytes > 0 && heapBytes > heapWarningBytes;
        boolean nearlyFull = maxConnections > 0 && connections > CONNECTIONS_WARNING * maxConnections;
        return heapHigh || nearlyFull || !storeInReach || !storeKeepsAll ? Status.WARNING : Status.HEALTHY;
    }

    JsonObject toJson(long now) {
        return new JsonObject()
                .put("status", status().name().toLowerCase(Locale.ROOT))
                .put("timestamp", Timestamps.format(now))
                .put(
                        "metrics",
                        new JsonObject()
                                .put("heapUsedAfterCollection", heapBytes)
                                .put("heapWarning", heapWarningBytes)
                                .put("connections", connections)
                                .put("maxConnections", maxConnections)
                                .put("faultShare", faultShare)
                                .put("requestsPerSecond", requestsPerSecond)
                                .put("storeInReach", storeInReach)
                                .put("storeKeepsAll", storeKeepsAll));
    }
}
