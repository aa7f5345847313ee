package dev.roomcast.chaos;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;

import com.fasterxml.jackson.databind.JsonNode;

import dev.roomcast.chaos.Writer.Written;
import dev.roomcast.testing.RoomRecord.Entry;

/** Holds a room's log, what members saw of it, and what writers were told against each other. */
final class RoomAudit {

    /** One entry of the log as an instance has it. */
    record Logged(String messageId, String userId, JsonNode content) {}

    /** So many offsets are named where some are missing. */
    private static final int NAMED = 10;

    private final String room;
    private final SortedMap<Long, Logged> log;
    private final List<Map<Long, Entry>> readers = new ArrayList<>();
    private final List<String> violations = new ArrayList<>();
    private int doubled;
    private int reordered;
    private int lost;

    /** Begins with the log itself: offsets from 1 on without a hole, each message once, with what belongs to it. */
    RoomAudit(String room, SortedMap<Long, Logged> log) {
        this.room = room;
        this.log = log;
        long expected = 1;
        Map<String, Long> seen = new HashMap<>();
        for (Map.Entry<Long, Logged> entry : log.entrySet()) {
            long offset = entry.getKey();
            Logged logged = entry.getValue();
            if (offset != expected) {
                violations.add("the log of " + room + " has " + offset + " in place of " + expected);
            }
            expected = offset + 1;
            Long other = seen.put(logged.messageId(), offset);
            if (other != null) {
                doubled++;
                violations.add(logged.messageId() + " is in " + room + " at " + other + " and " + offset);
            }
            String writer = logged.content().path("writer").asText();
            String its =
                    Writer.messageId(writer, logged.content().path("number").asLong());
            if (!its.equals(logged.messageId()) || !writer.equals(logged.userId())) {
                violations.add("the log of " + room + " has at " + offset + " " + logged);
            }
        }
    }

    /** Somebody who was a member from the beginning on: has all of the log and nothing else. To be called before writers. */
    void reader(String name, Map<Long, Entry> entries) {
        member(name, entries);
        readers.add(entries);
        if (!entries.keySet().equals(log.keySet())) {
            Set<Long> missing = new TreeSet<>(log.keySet());
            missing.removeAll(entries.keySet());
            violations.add(name + " has " + entries.size() + " of " + log.size() + " entries of " + room + ", without "
                    + missing.stream().limit(NAMED).toList());
        }
    }

    /** Somebody who was a member for a while: has nothing that the log does not have there. */
    void member(String name, Map<Long, Entry> entries) {
        List<Entry> strange = entries.values().stream()
                .filter(entry -> !isLogged(entry.offset(), entry.messageId()))
                .toList();
        if (!strange.isEmpty()) {
            Entry first = strange.get(0);
            violations.add(name + " saw " + strange.size() + " entries that the log of " + room
                    + " does not have there, as " + first + " in place of " + log.get(first.offset()));
        }
    }

    /** What was acked is where the ack said, for all; and it rises as it was sent, but for what was refused once. */
    void writer(String name, List<Written> acked) {
        TreeMap<Long, Long> offsets = new TreeMap<>();
        for (Written written : acked) {
            long offset = written.ack().offset();
            String messageId = Writer.messageId(name, written.number());
            boolean isEverywhere = isLogged(offset, messageId)
                    && readers.stream()
                            .map(entries -> entries.get(offset))
                            .allMatch(
                                    entry -> entry != null && entry.messageId().equals(messageId));
            if (!isEverywhere) {
                lost++;
                violations.add("acked and not there for all: " + written + ", the log has " + log.get(offset));
            }
            if (written.ack().refusals() == 0) {
                offsets.put(written.number(), offset);
            }
        }
        long last = 0;
        for (Map.Entry<Long, Long> entry : offsets.entrySet()) {
            if (entry.getValue() < last) {
                reordered++;
                violations.add(name + "'s " + entry.getKey() + " is at " + entry.getValue() + ", behind " + last);
            }
            last = Math.max(last, entry.getValue());
        }
    }

    private boolean isLogged(long offset, String messageId) {
        Logged logged = log.get(offset);
        return logged != null && logged.messageId().equals(messageId);
    }

    /** Every breach, in words. */
    List<String> violations() {
        return violations;
    }

    /** Messages that are in the log a second time. */
    int doubled() {
        return doubled;
    }

    /** Messages that were accepted before one that their writer had sent before them. */
    int reordered() {
        return reordered;
    }

    /** Acked messages that somebody lacks. */
    int lost() {
        return lost;
    }
}
