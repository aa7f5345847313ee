package dev.roomcast.api;

import java.lang.management.ManagementFactory;
import java.lang.management.MemoryUsage;
import java.time.Duration;
import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;

import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponseSchema;
import org.eclipse.microprofile.openapi.annotations.security.SecurityRequirement;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;

import dev.roomcast.RoomcastConfig;
import dev.roomcast.auth.User;
import dev.roomcast.ops.InstanceReadings;
import dev.roomcast.ops.LiveRooms;
import dev.roomcast.ops.ServerCounters;
import dev.roomcast.ops.SettingsInEffect;

/** What the admin page shows of the instance that answers. */
@Path("/api/instance")
@Produces(MediaType.APPLICATION_JSON)
@RolesAllowed(User.ADMIN)
@Tag(name = "Server")
@SecurityRequirement(name = ApiDescription.TOKEN)
@APIResponse(responseCode = "403", ref = "problem.403")
@APIResponse(responseCode = "406", ref = "problem.406")
public class InstanceResource {

    private final InstanceReadings readings;
    private final SettingsInEffect settings;
    private final ServerCounters counters;
    private final LiveRooms rooms;
    private final RoomcastConfig config;

    InstanceResource(
            InstanceReadings readings,
            SettingsInEffect settings,
            ServerCounters counters,
            LiveRooms rooms,
            RoomcastConfig config) {
        this.readings = readings;
        this.settings = settings;
        this.counters = counters;
        this.rooms = rooms;
        this.config = config;
    }

    /** On a worker thread: all settings are read. */
    @GET
    @Operation(
            operationId = "getInstance",
            summary = "The instance that answers: its numbers, latencies, and settings in effect without secrets",
            description =
                    "Behind a load balancer each request may reach another one: id tells them apart. Wants the role admin.")
    @APIResponseSchema(
            value = InstanceBodies.Instance.class,
            responseDescription = "The instance at this moment",
            responseCode = "200")
    public InstanceBodies.Instance instance() {
        MemoryUsage heap = ManagementFactory.getMemoryMXBean().getHeapMemoryUsage();
        return new InstanceBodies.Instance(
                readings.id(),
                readings.instances(),
                readings.health(),
                ManagementFactory.getRuntimeMXBean().getUptime()
                        / (double) Duration.ofSeconds(1).toMillis(),
                counters.connections(),
                config.limits().maxConnections(),
                counters.receivedTotal(),
                counters.sentTotal(),
                counters.failedTotal(),
                readings.deliveries(),
                rooms.liveRooms(),
                heap.getUsed(),
                heap.getMax(),
                readings.probeAge().stream().boxed().findFirst().orElse(null),
                body(readings.fanOut()),
                body(readings.acks()),
                settings.all().stream()
                        .map(setting -> new InstanceBodies.Setting(setting.name(), setting.value()))
                        .toList());
    }

    private static InstanceBodies.Histogram body(InstanceReadings.Histogram times) {
        return new InstanceBodies.Histogram(
                times.count(),
                times.buckets().stream()
                        .map(bucket -> new InstanceBodies.Bucket(bucket.seconds(), bucket.count()))
                        .toList());
    }
}
