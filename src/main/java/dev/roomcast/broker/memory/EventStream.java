package dev.roomcast.broker.memory;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

import dev.roomcast.broker.EventKind;
import dev.roomcast.broker.EventQueue.Member;
import dev.roomcast.broker.EventQueue.Queued;
import dev.roomcast.broker.EventQueue.Run;

/** One stream of the memory broker's events, and how far each target was told of it. Guarded by the queue. */
final class EventStream {

    private final int number;
    private final String life;

    /** By their numbers, without a gap. */
    private final TreeMap<Long, Queued> events = new TreeMap<>();

    private final Map<String, Long> told = new HashMap<>();
    private final Map<String, ArrayDeque<Queued>> failed = new HashMap<>();
    private long last;
    private long bytes;

    /** An event that has no number yet; as {@link Queued}. */
    record Entry(
            EventKind kind,
            String room,
            long time,
            String epoch,
            long offset,
            byte[] head,
            byte[] content,
            Member member) {}

    EventStream(int number, String life) {
        this.number = number;
        this.life = life;
    }

    void add(Entry entry) {
        last++;
        append(new Queued(
                life + '-' + number + '-' + last,
                last,
                entry.kind,
                entry.room,
                entry.time,
                entry.epoch,
                entry.offset,
                entry.head,
                entry.content,
                entry.member,
                null));
    }

    private void append(Queued event) {
        events.put(event.number(), event);
        bytes += event.size();
    }

    void dropOldest() {
        bytes -= events.pollFirstEntry().getValue().size();
    }

    int size() {
        return events.size();
    }

    /** Of heap, about, without what was put aside. */
    long bytes() {
        return bytes;
    }

    private long first() {
        return events.isEmpty() ? last + 1 : events.firstKey();
    }

    Run read(String target, int max, int maxBytes) {
        long place = told.computeIfAbsent(target, key -> 0L);
        long dropped = Math.max(0, first() - 1 - place);
        if (dropped > 0) {
            place = first() - 1;
            told.put(target, place);
        }
        List<Queued> run = new ArrayList<>();
        long left = maxBytes;
        for (Queued event : events.tailMap(place, false).values()) {
            left -= event.size();
            if (run.size() == max || (left < 0 && !run.isEmpty())) {
                break;
            }
            run.add(event);
        }
        ArrayDeque<Queued> aside = failed.get(target);
        return new Run(life, run, last - place, dropped, aside == null ? 0 : aside.size());
    }

    void done(String target, long upTo, List<String> targets) {
        told.merge(target, upTo, Math::max);
        long all = last;
        for (String one : targets) {
            all = Math.min(all, told.getOrDefault(one, 0L));
        }
        while (!events.isEmpty() && events.firstKey() <= all) {
            dropOldest();
        }
    }

    /** How many were dropped for it. */
    long putAside(String target, List<Long> numbers, int max) {
        ArrayDeque<Queued> aside = failed.computeIfAbsent(target, key -> new ArrayDeque<>());
        for (Long wanted : numbers) {
            Queued event = events.get(wanted);
            if (event != null) {
                aside.add(event);
            }
        }
        long dropped = 0;
        while (aside.size() > max) {
            aside.remove();
            dropped++;
        }
        return dropped;
    }

    /** How many are left. */
    long waitAgain(String target) {
        ArrayDeque<Queued> aside = failed.get(target);
        while (aside != null && !aside.isEmpty()) {
            Queued event = aside.remove();
            last++;
            append(new Queued(
                    event.id(),
                    last,
                    event.kind(),
                    event.room(),
                    event.time(),
                    event.epoch(),
                    event.offset(),
                    event.head(),
                    event.content(),
                    event.member(),
                    target));
        }
        return 0;
    }

    void dropFailed(String target) {
        failed.remove(target);
    }
}
