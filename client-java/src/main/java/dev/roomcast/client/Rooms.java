package dev.roomcast.client;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;

/** The rooms one wants to be in, and how far each one's log has been read. On the loop, but for what says otherwise. */
final class Rooms {

    /** Whom the rooms serve. */
    interface Host {
        boolean isUp();

        /** Tells who listens to a room; {@code stay} is null where it is not held any more. */
        void tell(Stay stay, Consumer<RoomListener> event);

        /** An entry of a room's log, in order, none twice. */
        void read(Stay stay, Entry entry);

        /** The room can be written to. */
        void opened(String roomId);

        /** The room is not ours any more. */
        void lost(String roomId, RoomcastException error);
    }

    /** Before another try where the server or its store was too busy to let us in. */
    private static final long JOIN_RETRY_MS = 1_000;

    private static final int MEMBERS_PAGE = 1_000;

    private final Loop loop;
    private final Requests requests;
    private final Host host;
    private final Map<String, Stay> rooms = new ConcurrentHashMap<>();

    Rooms(Loop loop, Requests requests, Host host) {
        this.loop = loop;
        this.requests = requests;
        this.host = host;
    }

    /** For any thread: the rooms one is in, or wants to be in again. */
    List<String> ids() {
        return List.copyOf(rooms.keySet());
    }

    /** For any thread. */
    Optional<Position> position(String roomId) {
        return Optional.ofNullable(rooms.get(roomId)).map(stay -> stay.cursor.position());
    }

    /** For any thread. */
    List<Member> members(String roomId) {
        return Optional.ofNullable(rooms.get(roomId))
                .map(stay -> stay.members)
                .map(Members::list)
                .orElse(List.of());
    }

    /** Whether the room can be written to: all that was missed there has been read, or it was not joined at all. */
    boolean canWrite(String roomId) {
        Stay stay = rooms.get(roomId);
        return stay == null || stay.phase == Stay.Phase.IN;
    }

    boolean isOpen(String roomId) {
        Stay stay = rooms.get(roomId);
        return stay != null && stay.phase == Stay.Phase.IN;
    }

    /** Holds the room from now on, through every reconnect; at once where it is joined already. */
    void join(String roomId, Room holder, JoinOptions options, Promise<Joined> promise) {
        Stay stay = rooms.computeIfAbsent(roomId, id -> new Stay(id, options));
        stay.holders.add(holder);
        if (options.members() && stay.members == null) {
            stay.members = new Members(
                    loop,
                    (cursor, then) -> askForMembers(roomId, cursor, then::accept),
                    members -> host.tell(stay, listener -> listener.members(roomId, members)));
            if (stay.phase == Stay.Phase.IN) {
                stay.members.load(stay.joined.memberCount());
            }
        }
        if (stay.phase == Stay.Phase.IN || stay.phase == Stay.Phase.REPLAYING) {
            promise.resolve(stay.joined);
            return;
        }
        stay.waiting.add(new Stay.Waiting(holder, promise));
        if (stay.phase == Stay.Phase.OUT) {
            enter(stay);
        }
    }

    private void askForMembers(String roomId, String cursor, Requests.Reply reply) {
        ObjectNode request = Frames.ofRoom("get-room-members", roomId).put("limit", MEMBERS_PAGE);
        if (cursor != null) {
            request.put("cursor", cursor);
        }
        requests.ask(request, reply);
    }

    /** Lets go of the room. True where nobody holds it any more, and it is to be left. */
    boolean release(String roomId, Room holder, RoomcastException error) {
        Stay stay = rooms.get(roomId);
        if (stay == null || !stay.holders.remove(holder)) {
            return false;
        }
        List<Stay.Waiting> left = new ArrayList<>();
        for (Stay.Waiting one : stay.takeWaiting()) {
            if (one.holder() == holder) {
                one.promise().reject(error);
            } else {
                left.add(one);
            }
        }
        stay.waiting = left;
        return stay.holders.isEmpty() && drop(roomId, error);
    }

    /** Wants it no more, whoever holds it. */
    boolean drop(String roomId, RoomcastException error) {
        Stay stay = rooms.remove(roomId);
        if (stay == null) {
            return false;
        }
        if (stay.members != null) {
            stay.members.stop();
        }
        stay.takeWaiting().forEach(one -> one.promise().reject(error));
        return true;
    }

    /** No connection will come: who waits to be in is told so. Rooms that one was in are kept for another start. */
    void giveUp(RoomcastException error) {
        leaveAll();
        for (Stay stay : rooms.values()) {
            stay.takeWaiting().forEach(one -> one.promise().reject(error));
            if (stay.joined == null) {
                drop(stay.roomId, error);
            }
        }
    }

    void enterAll() {
        rooms.values().forEach(this::enter);
    }

    /** The connection is gone: in no room any more, but still wanting each. */
    void leaveAll() {
        rooms.values().forEach(stay -> stay.phase = Stay.Phase.OUT);
    }

    /** Tells everyone who holds the room. */
    void tell(String roomId, Consumer<RoomListener> event) {
        host.tell(rooms.get(roomId), event);
    }

    /** Somebody came or went. */
    void changed(MemberChange change, boolean came) {
        Stay stay = rooms.get(change.roomId());
        if (stay != null && stay.members != null) {
            stay.members.apply(change, came);
        }
        host.tell(stay, listener -> {
            if (came) {
                listener.joined(change);
            } else {
                listener.left(change);
            }
        });
    }

    void counted(String roomId, int memberCount) {
        Stay stay = rooms.get(roomId);
        if (stay != null && stay.members != null) {
            stay.members.counted(memberCount);
        }
    }

    /** A message of the log as it happens. */
    void live(JsonNode entry) {
        Stay stay = rooms.get(Frames.roomId(entry));
        if (stay == null || stay.phase == Stay.Phase.JOINING || stay.phase == Stay.Phase.OUT) {
            return; // of an earlier stay; the answer to the joining counts it in
        }
        Cursor.Judgement judgement = stay.cursor.judge(Frames.offset(entry));
        if (judgement == Cursor.Judgement.NEXT) {
            read(stay, entry, false);
        } else if (judgement == Cursor.Judgement.GAP && stay.phase == Stay.Phase.IN) {
            enter(stay); // what is missing comes with the replay, and this one with it
        }
    }

    /** A part of what was missed, or of the newest on joining. */
    void replay(JsonNode history) {
        Stay stay = rooms.get(Frames.roomId(history));
        String id = history.path("id").textValue();
        if (stay == null || id == null || !id.equals(stay.joinId) || stay.phase == Stay.Phase.JOINING) {
            return;
        }
        for (JsonNode entry : history.path("messages")) {
            Cursor.Judgement judgement = stay.cursor.judge(Frames.offset(entry));
            if (judgement == Cursor.Judgement.GAP) {
                tellLost(stay, history.path("epoch").asText());
            }
            if (judgement != Cursor.Judgement.SEEN) {
                read(stay, entry, true);
            }
        }
        if (!history.path("more").asBoolean()) {
            stay.joinId = null;
            if (stay.cursor.position() == null && stay.end != null) {
                stay.cursor.moveTo(stay.end);
            }
            open(stay);
        }
    }

    void reset(JsonNode reset) {
        Stay stay = rooms.get(Frames.roomId(reset));
        if (stay != null) {
            Position position = Frames.position(reset);
            stay.cursor.moveTo(position);
            host.tell(stay, listener -> listener.reset(stay.roomId, position.epoch()));
        }
    }

    /** To be called with the answer before anything else of the room can come. */
    void joined(JsonNode message) {
        Stay stay = rooms.get(Frames.roomId(message));
        String id = message.path("id").textValue();
        if (stay == null || stay.phase != Stay.Phase.JOINING || id == null || !id.equals(stay.joinId)) {
            return;
        }
        Joined answer = Frames.joined(message);
        boolean resumes = stay.cursor.position() != null;
        boolean lost = resumes && answer.recovered().equals(Optional.of(false));
        stay.end = answer.position();
        if (lost) {
            stay.cursor.forget();
        }
        stay.cursor.enter(answer.position().epoch());
        if (lost) {
            tellLost(stay, answer.position().epoch());
        } else if (stay.joined != null) {
            host.tell(
                    stay,
                    listener -> listener.recovered(
                            stay.roomId, true, answer.position().epoch()));
        }
        stay.joined = answer;
        if (stay.members != null) {
            stay.members.load(answer.memberCount());
        }
        stay.takeWaiting().forEach(one -> one.promise().resolve(answer));
        if (resumes || stay.history.orElse(0) > 0) {
            stay.phase = Stay.Phase.REPLAYING;
            return;
        }
        if (stay.history.equals(OptionalInt.of(0))) {
            stay.cursor.moveTo(answer.position());
        }
        open(stay);
    }

    /** Part of the past was missed for good. */
    private void tellLost(Stay stay, String epoch) {
        host.tell(stay, listener -> listener.recovered(stay.roomId, false, epoch));
    }

    private void enter(Stay stay) {
        if (!host.isUp()) {
            return;
        }
        stay.phase = Stay.Phase.JOINING;
        String id = requests.newId();
        stay.joinId = id;
        ObjectNode request = Frames.ofRoom("join-room", stay.roomId);
        Position since = stay.cursor.position();
        if (since != null) {
            request.putObject("since").put("epoch", since.epoch()).put("offset", since.offset());
        } else {
            stay.history.ifPresent(messages -> request.put("history", messages));
        }
        requests.ask(request, id, (answer, error) -> {
            if (error != null && id.equals(stay.joinId)) {
                refused(stay, error);
            }
        });
    }

    private void refused(Stay stay, RoomcastException error) {
        if (rooms.get(stay.roomId) != stay || stay.phase != Stay.Phase.JOINING) {
            return;
        }
        switch (error.code()) {
            case DISCONNECTED -> {}
            case TIMEOUT, UNAVAILABLE, RATE_LIMITED ->
                loop.after(error.retryAfterMillis().orElse(JOIN_RETRY_MS), () -> {
                    if (rooms.get(stay.roomId) == stay && stay.phase == Stay.Phase.JOINING) {
                        enter(stay);
                    }
                });
            case FORBIDDEN -> forbidden(stay, error);
            default -> putOut(stay, error);
        }
    }

    private void forbidden(Stay stay, RoomcastException error) {
        if (error.right().equals(Optional.of("history")) && stay.cursor.position() != null) {
            // One may be here, but not ask for what was missed.
            stay.cursor.forget();
            stay.history = OptionalInt.empty();
            tellLost(stay, "");
            enter(stay);
        } else {
            putOut(stay, error);
        }
    }

    private void putOut(Stay stay, RoomcastException error) {
        if (stay.waiting.isEmpty()) {
            host.tell(
                    stay, listener -> listener.removed(stay.roomId, error.code().wireName()));
        }
        drop(stay.roomId, error);
        host.lost(stay.roomId, error);
    }

    private void read(Stay stay, JsonNode entry, boolean replayed) {
        Position position = stay.cursor.advance(Frames.offset(entry));
        host.read(stay, Frames.entry(entry, position, replayed));
    }

    private void open(Stay stay) {
        stay.phase = Stay.Phase.IN;
        host.opened(stay.roomId);
    }
}
