package dev.roomcast.session;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

import dev.roomcast.protocol.ClientMessage;
import dev.roomcast.protocol.ServerMessage;

/**
 * One request on its way to the service that does it. Each method gives the answer, null for none, or fails with what is
 * to be answered instead. Runs on the session's loop.
 */
final class RequestHandler implements ClientMessage.Visitor<CompletionStage<? extends ServerMessage>> {

    private final Session session;
    private final SessionServices services;
    private final String requestId;

    RequestHandler(Session session, SessionServices services, SessionInbox.Arrival arrival) {
        this.session = session;
        this.services = services;
        this.requestId = arrival.request().id();
    }

    @Override
    public CompletionStage<ServerMessage> ping(ClientMessage.Ping message) {
        return CompletableFuture.completedFuture(new ServerMessage.Pong(System.currentTimeMillis()));
    }

    @Override
    public CompletionStage<ServerMessage> auth(ClientMessage.Auth message) {
        return new SignIn(session, services, requestId).begin(message);
    }

    @Override
    public CompletionStage<? extends ServerMessage> createRoom(ClientMessage.CreateRoom message) {
        return rooms().create(message);
    }

    @Override
    public CompletionStage<ServerMessage> joinRoom(ClientMessage.JoinRoom message) {
        return rooms().join(message);
    }

    @Override
    public CompletionStage<ServerMessage> leaveRoom(ClientMessage.LeaveRoom message) {
        return rooms().leave(message);
    }

    @Override
    public CompletionStage<ServerMessage> kick(ClientMessage.Kick message) {
        return rooms().kick(message);
    }

    private RoomRequests rooms() {
        return new RoomRequests(session, services, requestId);
    }

    @Override
    public CompletionStage<ServerMessage> chat(ClientMessage.Chat message) {
        return messages().chat(message);
    }

    @Override
    public CompletionStage<ServerMessage> roomMessage(ClientMessage.RoomMessage message) {
        return messages().publish(message);
    }

    @Override
    public CompletionStage<ServerMessage> roomSignal(ClientMessage.RoomSignal message) {
        return messages().signal(message);
    }

    @Override
    public CompletionStage<ServerMessage> deleteMessage(ClientMessage.DeleteMessage message) {
        return messages().delete(message);
    }

    @Override
    public CompletionStage<ServerMessage> adminBroadcast(ClientMessage.AdminBroadcast message) {
        return messages().broadcast(message);
    }

    private MessageRequests messages() {
        return new MessageRequests(session, services, requestId);
    }

    @Override
    public CompletionStage<? extends ServerMessage> getRooms(ClientMessage.GetRooms message) {
        return lists().rooms(message);
    }

    @Override
    public CompletionStage<? extends ServerMessage> getRoomInfo(ClientMessage.GetRoomInfo message) {
        return lists().roomInfo(message);
    }

    @Override
    public CompletionStage<? extends ServerMessage> getRoomMembers(ClientMessage.GetRoomMembers message) {
        return lists().members(message);
    }

    @Override
    public CompletionStage<ServerMessage> getHistory(ClientMessage.GetHistory message) {
        return lists().history(message);
    }

    @Override
    public CompletionStage<? extends ServerMessage> getOnlineUsers(ClientMessage.GetOnlineUsers message) {
        return lists().online(message);
    }

    private ListRequests lists() {
        return new ListRequests(session, services, requestId);
    }
}
