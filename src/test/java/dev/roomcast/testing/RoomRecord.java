package dev.roomcast.testing;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

import com.fasterxml.jackson.databind.JsonNode;

/**
 * What one member has seen of a room's log, through all its connections, and every breach of the promise that offsets
 * rise in steps of one. A member's record is contiguous by construction or has a violation; records of several members
 * can be held against each other and against the acks.
 */
public final class RoomRecord {

    /**
     * One entry of the log.
     *
     * @param offset its place
     * @param type {@code room-message}, {@code chat-message} or {@code message-deleted}
     * @param messageId the sender's, or the server's where the sender had none
     * @param userId the sender
     */
    public record Entry(long offset, String type, String messageId, String userId) {}

    private enum Phase {
        OUT,
        FILLING,
        LIVE
    }

    private final String roomId;
    private TreeMap<Long, Entry> entries = new TreeMap<>();
    private final List<String> violations = new ArrayList<>();
    private Phase phase = Phase.OUT;
    private String epoch;
    private long last = -1;
    private int resumptions;
    private int losses;
    private long lastAt;
    private long longestSilence;

    RoomRecord(String roomId) {
        this.roomId = roomId;
    }

    // --- what a test asks ---

    public synchronized String epoch() {
        return epoch;
    }

    /** The last offset seen; -1 before the first join. */
    public synchronized long last() {
        return last;
    }

    /** Entries of the present epoch that were seen, by offset. */
    public synchronized Map<Long, Entry> entries() {
        return new TreeMap<>(entries);
    }

    /** Gaps, doubles, disorder and frames of a room one is not in, in words; empty where the promise was kept. */
    public synchronized List<String> violations() {
        return List.copyOf(violations);
    }

    /** How often the room was joined again with {@code since} and {@code recovered} true. */
    public synchronized int resumptions() {
        return resumptions;
    }

    /** How often the server said honestly that something is lost: {@code recovered} false, or {@code room-reset}. */
    public synchronized int losses() {
        return losses;
    }

    /** The longest time between one entry and the next, as they came; zero before the second. */
    public synchronized Duration longestSilence() {
        return Duration.ofNanos(longestSilence);
    }

    // --- what the client tells ---

    synchronized boolean isKnown() {
        return epoch != null;
    }

    /** Whether it is a member, and caught up. */
    public synchronized boolean isLive() {
        return phase == Phase.LIVE;
    }

    synchronized boolean isOut() {
        return phase == Phase.OUT;
    }

    synchronized void disconnected() {
        phase = Phase.OUT;
    }

    synchronized void joined(Frame joined, boolean withSince) {
        String newEpoch = joined.text("epoch");
        if (!withSince) {
            if (isKnown()) {
                violations.add("joined afresh though known: " + joined);
            }
            epoch = newEpoch;
            last = joined.offset();
            phase = Phase.LIVE;
            return;
        }
        if (!joined.has("recovered")) {
            violations.add("no recovered in " + joined);
        }
        if (joined.flag("recovered")) {
            resumptions++;
            if (!newEpoch.equals(epoch)) {
                violations.add("recovered over epochs " + epoch + " and " + newEpoch);
            }
        } else {
            losses++;
            begin(newEpoch);
            last = -1;
        }
        phase = Phase.FILLING;
    }

    synchronized void history(Frame part) {
        if (phase != Phase.FILLING) {
            violations.add("history out of place: " + part);
        }
        part.messages().forEach(this::add);
        if (!part.flag("more")) {
            phase = Phase.LIVE;
        }
    }

    synchronized void live(Frame frame) {
        if (phase != Phase.LIVE) {
            violations.add("while " + phase + " came " + frame);
        }
        if (frame.type().equals("message-batch")) {
            frame.messages().forEach(this::add);
        } else if (frame.has("offset")) {
            add(frame.json());
        }
    }

    synchronized void reset(Frame reset) {
        losses++;
        begin(reset.text("epoch"));
        last = reset.offset();
    }

    private void begin(String newEpoch) {
        if (!newEpoch.equals(epoch)) {
            entries = new TreeMap<>();
        }
        epoch = newEpoch;
    }

    /** Whether all up to an offset of an epoch was seen, or that epoch has ended: later ones sort behind it. */
    synchronized boolean hasReached(String wanted, long offset) {
        return epoch != null && (epoch.equals(wanted) ? last >= offset : epoch.compareTo(wanted) > 0);
    }

    synchronized void left() {
        phase = Phase.OUT;
    }

    private void add(JsonNode entry) {
        long now = System.nanoTime();
        if (!entries.isEmpty()) {
            longestSilence = Math.max(longestSilence, now - lastAt);
        }
        lastAt = now;
        long offset = entry.path("offset").asLong(-1);
        if (last >= 0 && offset != last + 1) {
            String what = offset > last + 1 ? "gap" : entries.containsKey(offset) ? "double" : "disorder";
            violations.add(what + " in " + roomId + ": " + offset + " after " + last + ": " + entry);
        }
        last = Math.max(last, offset);
        entries.put(
                offset,
                new Entry(
                        offset,
                        entry.path("type").asText(),
                        entry.path("messageId").asText(),
                        entry.at("/user/id").asText()));
    }
}
