package dev.roomcast.api;

import java.util.concurrent.CompletionStage;
import java.util.function.Supplier;
import jakarta.inject.Singleton;

import io.smallrye.mutiny.Uni;

import dev.roomcast.broker.Receipt;
import dev.roomcast.ops.ServerCounters;
import dev.roomcast.protocol.ErrorCode;
import dev.roomcast.room.RoomService;

/** Writes to rooms' logs for callers over HTTP, counted as writes over WebSocket are. */
@Singleton
final class Publishing {

    private final RoomService rooms;
    private final ServerCounters counters;

    Publishing(RoomService rooms, ServerCounters counters) {
        this.rooms = rooms;
        this.counters = counters;
    }

    /** Publishes a message; opens no room. */
    Uni<ResponseBodies.Published> publish(String roomId, PublishRequest message) {
        return counted(
                roomId,
                () -> rooms.publish(
                        message.author(),
                        message.author().id(),
                        roomId,
                        message.type(),
                        message.content(),
                        message.messageId()));
    }

    /** Counts a write, and what becomes of it. */
    Uni<ResponseBodies.Published> counted(String roomId, Supplier<CompletionStage<Receipt>> write) {
        counters.received();
        return Uni.createFrom()
                .completionStage(write)
                .map(receipt -> ResponseBodies.Published.of(roomId, receipt))
                .onFailure()
                .invoke(failure -> counters.failed(code(Problem.of(failure))));
    }

    private static ErrorCode code(Problem problem) {
        return problem == null || problem.code() == null ? ErrorCode.INTERNAL : problem.code();
    }
}
