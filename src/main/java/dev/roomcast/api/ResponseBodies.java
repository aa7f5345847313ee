package dev.roomcast.api;

import java.util.List;

import com.fasterxml.jackson.annotation.JsonInclude;
import org.eclipse.microprofile.openapi.annotations.media.Schema;

import dev.roomcast.broker.Receipt;
import dev.roomcast.broker.RevocationStore;
import dev.roomcast.protocol.ServerMessage;
import dev.roomcast.protocol.Timestamps;

/** What the HTTP API answers, shaped as on the wire. Every record is named by a resource's signature: a native image needs it. */
final class ResponseBodies {

    private ResponseBodies() {}

    /** Where a message went. */
    @Schema(name = "Published")
    @JsonInclude(JsonInclude.Include.NON_NULL)
    record Published(String roomId, long offset, String epoch, String timestamp, String messageId, Boolean duplicate) {

        static Published of(String roomId, Receipt receipt) {
            return new Published(
                    roomId,
                    receipt.offset(),
                    receipt.epoch(),
                    Timestamps.format(receipt.timestamp()),
                    receipt.messageId(),
                    receipt.duplicate() ? true : null);
        }
    }

    /** What became of each of many messages, in their order. */
    @Schema(name = "Results")
    record Results(List<Result> results) {}

    /** What became of one of many messages: as a {@link Published}, or the error. */
    @Schema(name = "Result")
    @JsonInclude(JsonInclude.Include.NON_NULL)
    record Result(
            String roomId,
            Long offset,
            String epoch,
            String timestamp,
            String messageId,
            Boolean duplicate,
            Failure error) {

        static Result of(Published published) {
            return new Result(
                    published.roomId(),
                    published.offset(),
                    published.epoch(),
                    published.timestamp(),
                    published.messageId(),
                    published.duplicate(),
                    null);
        }

        static Result of(Problem problem) {
            return new Result(null, null, null, null, null, null, Failure.of(problem));
        }
    }

    /** Why one of many messages was not stored; {@code messageId} to try again with where it may have been. */
    @Schema(name = "Failure")
    @JsonInclude(JsonInclude.Include.NON_NULL)
    record Failure(String code, String message, String field, String limit, String messageId) {

        static Failure of(Problem problem) {
            return new Failure(
                    problem.member("code"),
                    problem.member("detail"),
                    problem.member("field"),
                    problem.member("limit"),
                    problem.member("messageId"));
        }
    }

    /** One open room. */
    @Schema(name = "Room")
    record Room(String id, int memberCount) {}

    /** The open rooms. */
    @Schema(name = "Rooms")
    @JsonInclude(JsonInclude.Include.NON_NULL)
    record Rooms(List<Room> rooms, String cursor) {

        static Rooms of(ServerMessage.RoomsList list) {
            return new Rooms(
                    list.rooms().stream()
                            .map(row -> new Room(row.id(), row.memberCount()))
                            .toList(),
                    list.cursor());
        }
    }

    /** About one room. */
    @Schema(name = "RoomInfo")
    record RoomInfo(String roomId, int memberCount, boolean exists) {

        static RoomInfo of(ServerMessage.RoomInfo info) {
            return new RoomInfo(info.roomId(), info.memberCount(), info.exists());
        }
    }

    /** One user in a room. */
    @Schema(name = "Member")
    @JsonInclude(JsonInclude.Include.NON_NULL)
    record Member(String id, String username, Boolean guest, int connections) {}

    /** Who is in a room. */
    @Schema(name = "Members")
    @JsonInclude(JsonInclude.Include.NON_NULL)
    record Members(String roomId, List<Member> members, String cursor) {

        static Members of(ServerMessage.RoomMembers list) {
            return new Members(
                    list.roomId(),
                    list.members().stream()
                            .map(row -> new Member(
                                    row.user().id(),
                                    row.user().username(),
                                    row.user().guest() ? true : null,
                                    row.connections()))
                            .toList(),
                    list.cursor());
        }
    }

    /** One user who is online. */
    @Schema(name = "OnlineUser")
    record OnlineUser(String id, String username, String authenticatedAt) {}

    /** Who is online. */
    @Schema(name = "OnlineUsers")
    @JsonInclude(JsonInclude.Include.NON_NULL)
    record OnlineUsers(List<OnlineUser> users, String cursor) {

        static OnlineUsers of(ServerMessage.OnlineUsers list) {
            return new OnlineUsers(
                    list.users().stream()
                            .map(row ->
                                    new OnlineUser(row.id(), row.username(), Timestamps.format(row.authenticatedAt())))
                            .toList(),
                    list.cursor());
        }
    }

    /** Who asks. */
    @Schema(name = "Me")
    record Me(String id, String username, List<String> roles, String expiresAt) {}

    /** A token from the demo sign-in. */
    @Schema(name = "SignedIn")
    record SignedIn(
            String token, @Schema(description = "Seconds") long expiresIn) {}

    /** The server in numbers. */
    @Schema(name = "Stats")
    record Stats(
            Connections connections,
            Messages messages,
            Rooms rooms,
            Memory memory,
            @Schema(description = "Seconds") double uptime) {

        /** Active: something came from it within the last minute. */
        @Schema(name = "ConnectionStats")
        record Connections(int total, int active, int inactive, int peak) {}

        /** Rate: messages received a second, over the last minute. */
        @Schema(name = "MessageStats")
        record Messages(long sent, long received, long failed, double rate) {}

        /** Active: with members on this instance. */
        @Schema(name = "RoomStats")
        record Rooms(int total, int active) {}

        /** Bytes; external is memory outside of the heap. */
        @Schema(name = "MemoryStats")
        record Memory(long heapUsed, long heapTotal, long external) {}
    }

    /** One revocation. */
    @Schema(name = "Revocation")
    @JsonInclude(JsonInclude.Include.NON_NULL)
    record Revoked(String id, String jti, String userId, String reason, String until) {

        static Revoked of(RevocationStore.Revocation revocation) {
            return new Revoked(
                    revocation.id(),
                    revocation.jti(),
                    revocation.userId(),
                    revocation.reason(),
                    Timestamps.format(revocation.until()));
        }
    }

    /** Revocations in force. */
    @Schema(name = "Revocations")
    @JsonInclude(JsonInclude.Include.NON_NULL)
    record Revocations(List<Revoked> revocations, String cursor) {}

    /** Why somebody may or may not. */
    @Schema(name = "Explanation")
    record Explained(boolean allowed, List<String> because) {}
}
