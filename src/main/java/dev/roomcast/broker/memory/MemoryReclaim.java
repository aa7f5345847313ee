package dev.roomcast.broker.memory;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.PriorityQueue;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.BooleanSupplier;

import dev.roomcast.broker.memory.MemoryLog.Standing;

/**
 * Gives memory back where a bound is passed, until a tenth of it is free again. First go logs without entries that nobody
 * listens to, where they are many. Then those pay who cause it: of all users the one whose rooms take the most, guests counting as one,
 * and of that user's rooms the largest, and among those of about the same size the one that was quiet the longest. It gives
 * the older half of its entries; then it is looked at again who has the most. Looks at every log: not for an event loop.
 */
final class MemoryReclaim {

    /** Part of the memory for history that logs without entries may take, while there are others: an eighth. */
    private static final int EMPTY_PART = 8;

    private final Map<String, MemoryLog> logs;
    private final MemoryUse use;
    private final AtomicLong dropped = new AtomicLong();

    private record Room(String name, MemoryLog log, Standing standing) {

        /** Rooms of up to twice the size count as alike. */
        int magnitude() {
            return Long.SIZE - Long.numberOfLeadingZeros(standing.bytes());
        }

        Room now() {
            return new Room(name, log, log.standing());
        }
    }

    private static final class Payer {
        private final PriorityQueue<Room> rooms = new PriorityQueue<>(Comparator.comparingInt(Room::magnitude)
                .reversed()
                .thenComparingLong(room -> room.standing().since()));
        private long bytes;

        void add(Room room) {
            rooms.add(room);
            bytes += room.standing().bytes();
        }

        Room next() {
            Room room = rooms.poll();
            bytes -= room.standing().bytes();
            return room;
        }

        boolean isEmpty() {
            return rooms.isEmpty();
        }

        long bytes() {
            return bytes;
        }
    }

    /**
     * @param logs all logs; what ends is removed
     */
    MemoryReclaim(Map<String, MemoryLog> logs, MemoryUse use) {
        this.logs = logs;
        this.use = use;
    }

    /** Brings every kind of what logs keep back within its bound. */
    void all() {
        if (use.receipts.isOver()) {
            receipts();
        }
        if (use.unwritten.isOver()) {
            dropEmpty(true, 0, use.unwritten::isOverGoal);
        }
        if (use.history.isOver()) {
            dropEmpty(false, use.history.max() / EMPTY_PART, use.history::isOverGoal);
            history(payers(), use.history::isOverGoal);
            dropEmpty(false, 0, use.history::isOverGoal);
        }
    }

    /** Brings a user's entries back within their bound. */
    void user(Author author, long maxBytes) {
        Payer payer = payers().get(author.payer());
        if (payer != null) {
            long goal = maxBytes / 10 * 9;
            history(Map.of(author.payer(), payer), () -> author.bytes() > goal);
        }
    }

    private void history(Map<String, Payer> payers, BooleanSupplier goesOn) {
        PriorityQueue<Payer> most =
                new PriorityQueue<>(Comparator.comparingLong(Payer::bytes).reversed());
        most.addAll(payers.values());
        while (goesOn.getAsBoolean() && !most.isEmpty()) {
            Payer payer = most.poll();
            Room room = payer.next();
            dropped.addAndGet(room.log().shrink());
            Room left = room.now();
            if (!left.standing().empty()) {
                payer.add(left);
            }
            if (!payer.isEmpty()) {
                most.add(payer);
            }
        }
    }

    private Map<String, Payer> payers() {
        Map<String, Payer> payers = new HashMap<>();
        logs.forEach((name, log) -> {
            String payer = log.payer();
            if (payer != null) {
                payers.computeIfAbsent(payer, p -> new Payer()).add(new Room(name, log, log.standing()));
            }
        });
        return payers;
    }

    /**
     * Drops logs without entries that nobody listens to, the oldest first.
     *
     * @param unwritten those where nothing was ever said; else those that have lost their entries
     * @param kept bytes of them that are kept: such a log still knows that nothing is missing for whoever has seen it all
     */
    private void dropEmpty(boolean unwritten, long kept, BooleanSupplier goesOn) {
        List<Room> empty = new ArrayList<>();
        long bytes = 0;
        for (Map.Entry<String, MemoryLog> entry : logs.entrySet()) {
            MemoryLog log = entry.getValue();
            Standing standing = log.standing();
            if (standing.empty() && standing.unwritten() == unwritten && log.listener() == null) {
                empty.add(new Room(entry.getKey(), log, standing));
                bytes += standing.bytes();
            }
        }
        empty.sort(Comparator.comparingLong(room -> room.standing().since()));
        for (Room room : empty) {
            if (bytes <= kept || !goesOn.getAsBoolean()) {
                return;
            }
            bytes -= room.standing().bytes();
            room.log().dropIfEmpty();
            if (room.log().isDropped()) {
                logs.remove(room.name(), room.log());
            }
        }
    }

    private record Remembering(MemoryLog log, long bytes) {}

    /** The room that remembers the most message ids forgets the older half of them; then the next. */
    private void receipts() {
        PriorityQueue<Remembering> most =
                new PriorityQueue<>(Comparator.comparingLong(Remembering::bytes).reversed());
        logs.values().forEach(log -> remember(most, log));
        while (use.receipts.isOverGoal() && !most.isEmpty()) {
            MemoryLog log = most.poll().log();
            log.shrinkReceipts();
            remember(most, log);
        }
    }

    private static void remember(PriorityQueue<Remembering> most, MemoryLog log) {
        long bytes = log.receiptWeight();
        if (bytes > 0) {
            most.add(new Remembering(log, bytes));
        }
    }

    /** Entries dropped so far. */
    long dropped() {
        return dropped.get();
    }
}
