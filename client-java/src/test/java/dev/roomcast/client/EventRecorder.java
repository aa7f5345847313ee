package dev.roomcast.client;

import java.util.List;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;

/** Writes down what a client tells, as the scenarios have it. */
final class EventRecorder implements RoomListener {

    private final List<ObjectNode> told;

    EventRecorder(List<ObjectNode> told) {
        this.told = told;
    }

    @Override
    public void message(Message message) {
        ObjectNode event = entry("message", message);
        if (message.content() != null) {
            event.set("content", message.content());
        }
    }

    @Override
    public void deleted(Deletion deletion) {
        entry("deleted", deletion).put("target", deletion.target());
    }

    @Override
    public void recovered(String roomId, boolean recovered, String epoch) {
        event("recovered", roomId).put("recovered", recovered).put("epoch", epoch);
    }

    @Override
    public void reset(String roomId, String epoch) {
        event("reset", roomId).put("epoch", epoch);
    }

    @Override
    public void joined(MemberChange change) {
        event("joined", change.roomId()).put("userId", change.user().id());
    }

    @Override
    public void left(MemberChange change) {
        event("left", change.roomId()).put("userId", change.user().id());
    }

    @Override
    public void members(String roomId, List<Member> members) {
        var ids = event("members", roomId).putArray("userIds");
        members.forEach(member -> ids.add(member.id()));
    }

    @Override
    public void signal(Signal signal) {
        event("signal", signal.roomId()).set("content", signal.content());
    }

    @Override
    public void removed(String roomId, String reason) {
        event("removed", roomId).put("reason", reason);
    }

    private ObjectNode entry(String kind, Entry entry) {
        return event(kind, entry.roomId())
                .put("offset", entry.offset())
                .put("epoch", entry.position().epoch())
                .put("replayed", entry.replayed());
    }

    private ObjectNode event(String kind, String roomId) {
        ObjectNode event = Frames.ofRoom("", roomId).put("event", kind);
        event.remove("type");
        told.add(event);
        return event;
    }

    /** What a future came to, by the names of the protocol. */
    static JsonNode result(Object value) {
        ObjectNode result = Frames.object("");
        result.remove("type");
        if (value instanceof Ack ack) {
            return result.put("offset", ack.position().offset())
                    .put("epoch", ack.position().epoch())
                    .put("messageId", ack.messageId());
        } else if (value instanceof Joined joined) {
            return result.put("offset", joined.position().offset()).put("memberCount", joined.memberCount());
        } else if (value instanceof User user) {
            return result.put("id", user.id());
        } else if (value instanceof HistoryPage page) {
            var offsets = result.put("hasMore", page.hasMore()).putArray("offsets");
            page.entries().forEach(entry -> offsets.add(entry.offset()));
        }
        return result;
    }
}
