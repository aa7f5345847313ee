package dev.roomcast.api;

import java.util.List;

import com.fasterxml.jackson.annotation.JsonInclude;
import org.eclipse.microprofile.openapi.annotations.media.Schema;

/** What the HTTP API tells administrators of one instance. Its record is named by a resource's signature: a native image needs it. */
final class InstanceBodies {

    private InstanceBodies() {}

    /** One instance in numbers. */
    @Schema(
            name = "Instance",
            description = "One instance in numbers; counts are since its start",
            requiredProperties = {
                "id",
                "instances",
                "health",
                "uptime",
                "connections",
                "maxConnections",
                "received",
                "sent",
                "failed",
                "deliveries",
                "rooms",
                "heapUsed",
                "heapMax",
                "fanOut",
                "acks",
                "settings"
            })
    @JsonInclude(JsonInclude.Include.NON_NULL)
    record Instance(
            @Schema(description = "Another one after each start: tells instances apart behind a load balancer")
            String id,

            @Schema(description = "Instances around the same store that this one knows of", minimum = "1")
            int instances,

            @Schema(enumeration = {"healthy", "warning", "critical"})
            String health,

            @Schema(description = "Seconds") double uptime,
            int connections,

            @Schema(description = "The limit; 0 for any number")
            int maxConnections,

            @Schema(description = "Requests that came, over WebSocket and HTTP")
            long received,

            @Schema(description = "Messages that were handed to connections")
            long sent,

            @Schema(description = "Requests that were answered with an error")
            long failed,

            @Schema(description = "Messages of rooms put into the outboxes of members, counted for each member")
            long deliveries,

            @Schema(description = "Rooms with members on this instance")
            int rooms,

            @Schema(description = "Bytes") long heapUsed,

            @Schema(description = "Bytes; -1 where it is not bounded")
            long heapMax,

            @Schema(
                    description =
                            "Seconds since a probe last came back through Redis; absent before the first, and with the memory broker")
            Double probeAge,

            @Schema(
                    description =
                            "Times from a message's publication until it was written for all members on one event loop")
            Histogram fanOut,

            @Schema(description = "Times from a message's arrival to its ack")
            Histogram acks,

            @Schema(description = "Roomcast's own settings with the values in effect; values of secrets are not in it")
            List<Setting> settings) {}

    /** Times since the start. */
    @Schema(
            name = "Histogram",
            description = "Times since the start of the instance",
            requiredProperties = {"count", "buckets"})
    record Histogram(
            @Schema(description = "How many there are in all")
            long count,

            @Schema(description = "By rising bounds") List<Bucket> buckets) {}

    /** A part of a histogram. */
    @Schema(
            name = "Bucket",
            description = "How many took at most so long, those of shorter bounds too",
            requiredProperties = {"seconds", "count"})
    record Bucket(double seconds, long count) {}

    /** A setting. */
    @Schema(
            name = "Setting",
            description = "A setting and its value in effect",
            requiredProperties = {"name", "value"})
    record Setting(String name, String value) {}
}
