package dev.roomcast.client;

import java.util.Set;
import java.util.function.BiConsumer;
import java.util.function.Consumer;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;

/** Looks in a room's log for a message that may have been stored, from its end back to where it cannot be any more. */
final class LogSearch {

    /**
     * What is looked for.
     *
     * @param userIds under which it may have been stored
     * @param firstTry when it left first, in milliseconds since 1970 by this machine's clock
     * @param seenTo how far the room had been read by then; null where it had not
     */
    record Sought(String roomId, String messageId, Set<String> userIds, long firstTry, Position seenTo) {}

    enum Result {
        STORED,
        ABSENT,
        /** The log does not reach back so far, or may not be read. */
        UNKNOWN
    }

    /**
     * What was found.
     *
     * @param ack where it is stored, else null
     * @param error where the search itself failed, and may be repeated, else null
     */
    record Found(Result result, Ack ack, RoomcastException error) {}

    /** Messages in one answer. */
    private static final int PAGE = 200;
    /** How far apart the clocks of this machine and of the server may be, in milliseconds. */
    private static final long CLOCKS_APART_MS = 60_000;

    private final Sought sought;
    private final BiConsumer<ObjectNode, Requests.Reply> ask;
    private final Consumer<Found> then;

    /** @param then called once */
    LogSearch(Sought sought, BiConsumer<ObjectNode, Requests.Reply> ask, Consumer<Found> then) {
        this.sought = sought;
        this.ask = ask;
        this.then = then;
    }

    void start() {
        read(0);
    }

    /** @param before 0 for the newest page */
    private void read(long before) {
        ObjectNode request = Frames.ofRoom("get-history", sought.roomId()).put("limit", PAGE);
        if (before > 0) {
            request.put("before", before);
        }
        ask.accept(request, (history, error) -> {
            if (error == null) {
                look(history, before);
            } else if (error.code() == ErrorCode.FORBIDDEN || error.code() == ErrorCode.NOT_IN_ROOM) {
                done(Result.UNKNOWN);
            } else {
                then.accept(new Found(Result.UNKNOWN, null, error));
            }
        });
    }

    private void look(JsonNode history, long before) {
        String epoch = history.path("epoch").asText();
        JsonNode messages = history.path("messages");
        for (JsonNode entry : messages) {
            if (entry.path("messageId").asText().equals(sought.messageId())
                    && sought.userIds().contains(entry.path("user").path("id").asText())) {
                then.accept(new Found(Result.STORED, ackOf(entry, epoch), null));
                return;
            }
        }
        if (messages.isEmpty()) {
            // A log that was read before, or whose page was there a moment ago, and is empty now, was trimmed.
            boolean trimmed = before > 0 || (sawSome(epoch) && sought.seenTo().offset() > 0);
            done(trimmed ? Result.UNKNOWN : Result.ABSENT);
            return;
        }
        JsonNode oldest = messages.get(0);
        long offset = Frames.offset(oldest);
        if (offset <= 1 || isBefore(oldest, epoch)) {
            done(Result.ABSENT);
        } else if (!history.path("hasMore").asBoolean()) {
            done(Result.UNKNOWN);
        } else {
            read(offset);
        }
    }

    private boolean isBefore(JsonNode entry, String epoch) {
        return sawSome(epoch)
                ? Frames.offset(entry) <= sought.seenTo().offset() + 1
                : Frames.instant(entry.path("timestamp")).toEpochMilli() < sought.firstTry() - CLOCKS_APART_MS;
    }

    private boolean sawSome(String epoch) {
        return sought.seenTo() != null && sought.seenTo().epoch().equals(epoch);
    }

    private void done(Result result) {
        then.accept(new Found(result, null, null));
    }

    static Ack ackOf(JsonNode entry, String epoch) {
        return new Ack(
                Frames.roomId(entry),
                new Position(epoch, Frames.offset(entry)),
                Frames.instant(entry.path("timestamp")),
                entry.path("messageId").asText(),
                false);
    }
}
