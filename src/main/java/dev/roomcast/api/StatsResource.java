package dev.roomcast.api;

import java.lang.management.BufferPoolMXBean;
import java.lang.management.ManagementFactory;
import java.lang.management.MemoryUsage;
import java.time.Duration;
import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;

import io.smallrye.mutiny.Uni;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponseSchema;
import org.eclipse.microprofile.openapi.annotations.security.SecurityRequirement;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;

import dev.roomcast.auth.User;
import dev.roomcast.broker.Broker;
import dev.roomcast.broker.BrokerException;
import dev.roomcast.ops.LiveRooms;
import dev.roomcast.ops.ServerCounters;

/** The server in numbers. */
@Path("/api/stats")
@Produces(MediaType.APPLICATION_JSON)
@RolesAllowed({User.SERVICE, User.ADMIN})
@Tag(name = "Server")
@SecurityRequirement(name = ApiDescription.TOKEN)
@APIResponse(responseCode = "403", ref = "problem.403")
@APIResponse(responseCode = "406", ref = "problem.406")
public class StatsResource {

    private final ServerCounters counters;
    private final Broker broker;
    private final LiveRooms rooms;

    StatsResource(ServerCounters counters, Broker broker, LiveRooms rooms) {
        this.counters = counters;
        this.broker = broker;
        this.rooms = rooms;
    }

    /** The numbers of this instance; rooms are those of all, or those with members here while the store does not answer. */
    @GET
    @Operation(
            operationId = "getStats",
            summary = "The numbers of this instance; open rooms are those of all instances, or those with members here "
                    + "while the store does not answer",
            description = "Wants the role service or admin.")
    @APIResponseSchema(
            value = ResponseBodies.Stats.class,
            responseDescription = "The numbers at this moment",
            responseCode = "200")
    public Uni<ResponseBodies.Stats> stats() {
        return Uni.createFrom()
                .completionStage(broker::roomCount)
                // Just then somebody looks at the rest of the numbers.
                .onFailure(BrokerException.class)
                .recoverWithItem(rooms::liveRooms)
                .map(this::stats);
    }

    private ResponseBodies.Stats stats(int openRooms) {
        int total = counters.connections();
        int active = Math.min(total, counters.activeConnections());
        return new ResponseBodies.Stats(
                new ResponseBodies.Stats.Connections(total, active, total - active, counters.peakConnections()),
                new ResponseBodies.Stats.Messages(
                        counters.sentTotal(),
                        counters.receivedTotal(),
                        counters.failedTotal(),
                        counters.receivedPerSecond()),
                new ResponseBodies.Stats.Rooms(openRooms, rooms.liveRooms()),
                memory(),
                ManagementFactory.getRuntimeMXBean().getUptime()
                        / (double) Duration.ofSeconds(1).toMillis());
    }

    private static ResponseBodies.Stats.Memory memory() {
        MemoryUsage heap = ManagementFactory.getMemoryMXBean().getHeapMemoryUsage();
        long external = 0;
        for (BufferPoolMXBean pool : ManagementFactory.getPlatformMXBeans(BufferPoolMXBean.class)) {
            external += Math.max(0, pool.getMemoryUsed());
        }
        return new ResponseBodies.Stats.Memory(heap.getUsed(), heap.getCommitted(), external);
    }
}
