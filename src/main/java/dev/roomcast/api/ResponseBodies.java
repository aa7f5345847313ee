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

    private static final String EPOCH = "Which life of the room's log the offset counts in";
    private static final String MEMBER_COUNT = "Connections in it, on all instances";
    private static final String CURSOR = "There where more follows: what the next request gives as cursor";

    private ResponseBodies() {}

    /** Where a message went. */
    @Schema(
            name = "Published",
            description = "Where a message is in its room's log",
            requiredProperties = {"roomId", "offset", "epoch", "timestamp", "messageId"})
    @JsonInclude(JsonInclude.Include.NON_NULL)
    record Published(
            @Schema(ref = "RoomId") String roomId,
            @Schema(minimum = "1") long offset,
            @Schema(description = EPOCH) String epoch,
            @Schema(format = "date-time") String timestamp,
            @Schema(ref = "MessageId") String messageId,

            @Schema(description = "There, and true, where an earlier request stored it")
            Boolean duplicate) {

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
    record Results(List<Result> results) {}

    /** What became of one of many messages: as a {@link Published}, or the error. */
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
    @Schema(
            name = "Failure",
            description = "Why a message of a batch was not stored",
            requiredProperties = {"code", "message"})
    @JsonInclude(JsonInclude.Include.NON_NULL)
    record Failure(
            @Schema(ref = "ErrorCode") String code,
            @Schema(description = "For people, in English") String message,

            @Schema(
                    description =
                            "With bad-request: the field that is wrong. With forbidden: the field that the caller may not use")
            String field,

            @Schema(description = "With limit-exceeded: the name of the setting")
            String limit,

            @Schema(description = "With unavailable: what to try again with")
            String messageId) {

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
    @Schema(
            name = "Room",
            description = "An open room",
            requiredProperties = {"id", "memberCount"})
    record Room(
            @Schema(ref = "RoomId") String id,

            @Schema(description = MEMBER_COUNT, minimum = "0")
            int memberCount) {}

    /** The open rooms. */
    @Schema(
            name = "Rooms",
            description = "A page of the open rooms",
            requiredProperties = {"rooms"})
    @JsonInclude(JsonInclude.Include.NON_NULL)
    record Rooms(
            List<Room> rooms, @Schema(description = CURSOR) String cursor) {

        static Rooms of(ServerMessage.RoomsList list) {
            return new Rooms(
                    list.rooms().stream()
                            .map(row -> new Room(row.id(), row.memberCount()))
                            .toList(),
                    list.cursor());
        }
    }

    /** About one room. */
    @Schema(
            name = "RoomInfo",
            description = "About a room",
            requiredProperties = {"roomId", "memberCount", "exists"})
    @JsonInclude(JsonInclude.Include.NON_NULL)
    record RoomInfo(
            @Schema(ref = "RoomId") String roomId,

            @Schema(description = MEMBER_COUNT, minimum = "0")
            int memberCount,

            @Schema(description = "Whether it is open; one that is not may have a history all the same")
            boolean exists,

            RoomSettings settings) {

        static RoomInfo of(ServerMessage.RoomInfo info, RoomSettings settings) {
            return new RoomInfo(info.roomId(), info.memberCount(), info.exists(), settings);
        }
    }

    /** One user in a room. */
    @Schema(
            name = "Member",
            description = "A user in a room",
            requiredProperties = {"id", "username", "connections"})
    @JsonInclude(JsonInclude.Include.NON_NULL)
    record Member(
            @Schema(ref = "UserId") String id,
            String username,

            @Schema(description = "There, and true, for a guest")
            Boolean guest,

            @Schema(description = "Connections of this user in the room", minimum = "1")
            int connections) {}

    /** Who is in a room. */
    @Schema(
            name = "Members",
            description = "A page of the users in a room",
            requiredProperties = {"roomId", "members"})
    @JsonInclude(JsonInclude.Include.NON_NULL)
    record Members(
            @Schema(ref = "RoomId") String roomId,
            List<Member> members,
            @Schema(description = CURSOR) String cursor) {

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
    @Schema(
            name = "OnlineUser",
            description = "A user who is signed in",
            requiredProperties = {"id", "username", "authenticatedAt"})
    record OnlineUser(
            @Schema(ref = "UserId") String id,
            String username,
            @Schema(format = "date-time") String authenticatedAt) {}

    /** Who is online. */
    @Schema(
            name = "OnlineUsers",
            description = "A page of the users who are signed in",
            requiredProperties = {"users"})
    @JsonInclude(JsonInclude.Include.NON_NULL)
    record OnlineUsers(
            List<OnlineUser> users,
            @Schema(description = CURSOR) String cursor) {

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
    @Schema(
            name = "Me",
            description = "What the server reads from a token",
            requiredProperties = {"id", "username", "roles", "expiresAt"})
    record Me(
            @Schema(ref = "UserId") String id,
            String username,
            List<String> roles,

            @Schema(format = "date-time", description = "The end of the token")
            String expiresAt) {}

    /** A token from the demo sign-in. */
    @Schema(
            name = "SignedIn",
            description = "A token of the demo sign-in",
            requiredProperties = {"token", "expiresIn"})
    record SignedIn(
            String token, @Schema(description = "Seconds") long expiresIn) {}

    /** The server in numbers. */
    @Schema(
            name = "Stats",
            description = "The server in numbers",
            requiredProperties = {"connections", "messages", "rooms", "memory", "uptime"})
    record Stats(
            Connections connections,
            Messages messages,
            Rooms rooms,
            Memory memory,
            @Schema(description = "Seconds") double uptime) {

        /** Active: something came from it within the last minute. */
        @Schema(
                name = "ConnectionStats",
                description = "Connections of this instance; active: something came from it within the last minute",
                requiredProperties = {"total", "active", "inactive", "peak"})
        record Connections(int total, int active, int inactive, int peak) {}

        /** Rate: messages received a second, over the last minute. */
        @Schema(
                name = "MessageStats",
                description =
                        "Messages of this instance since its start; rate: received a second, over the last minute",
                requiredProperties = {"sent", "received", "failed", "rate"})
        record Messages(long sent, long received, long failed, double rate) {}

        /** Active: with members on this instance. */
        @Schema(
                name = "RoomStats",
                description = "Total: open on all instances; active: with members on this instance",
                requiredProperties = {"total", "active"})
        record Rooms(int total, int active) {}

        /** Bytes; external is memory outside of the heap. */
        @Schema(
                name = "MemoryStats",
                description = "Bytes; external is memory outside of the heap",
                requiredProperties = {"heapUsed", "heapTotal", "external"})
        record Memory(long heapUsed, long heapTotal, long external) {}
    }

    /** One revocation. */
    @Schema(
            name = "Revocation",
            description =
                    "A revocation: of one token, of all tokens that a user had then, or of one token of that user",
            requiredProperties = {"id", "until"})
    @JsonInclude(JsonInclude.Include.NON_NULL)
    record Revoked(
            @Schema(description = "What unrevoke takes") String id,

            @Schema(description = "The id of the token, where one is meant")
            String jti,

            @Schema(ref = "UserId") String userId,
            @Schema(description = "For people") String reason,

            @Schema(format = "date-time", description = "When no such token can be in force any more")
            String until) {

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
    @Schema(
            name = "Revocations",
            description = "A page of the revocations in force",
            requiredProperties = {"revocations"})
    @JsonInclude(JsonInclude.Include.NON_NULL)
    record Revocations(
            List<Revoked> revocations,
            @Schema(description = CURSOR) String cursor) {}

    /** Why somebody may or may not. */
    @Schema(
            name = "Explanation",
            description = "Whether somebody has a right, and why",
            requiredProperties = {"allowed", "because"})
    record Explained(
            boolean allowed,

            @Schema(description = "For people: the claim, rule or role that decides")
            List<String> because) {}
}
