package dev.roomcast.broker.memory;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.PriorityQueue;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.BooleanSupplier;

import dev.roomcast.broker.memory.MemoryLog.Standing;
import dev.roomcast.protocol.Names;

/**
 * Gives memory back where a bound is passed, until a tenth of it is free again. First go logs without entries that nobody
 * listens to, where they are many. Then those pay who cause it: of all users the one whose rooms take the most, all guests
 * counting as one, and of guests those at the address whose rooms take the most. Of the payer's rooms it is the largest, and
 * among those of about the same size the one that was quiet the longest. It gives the older half of its entries; then it is
 * looked at again who has the most. Looks at every log: not for an event loop.
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

    /** A user, or all guests of one address. */
    private static final class Payer {
        private final PriorityQueue<Room> rooms = new PriorityQueue<>(Comparator.comparingInt(Room::magnitude)
                .reversed()
                .thenComparingLong(room -> room.standing().since()));
        private long bytes;

        void add(Room room) {
            rooms.add(room);
            bytes += room.standing().bytes();
        }

        /** Gives the older half of the entries of one room, and returns how many those were. */
        int give() {
            Room room = rooms.poll();
            bytes -= room.standing().bytes();
            int entries = room.log().shrink();
            Room left = room.now();
            if (!left.standing().empty()) {
                add(left);
            }
            return entries;
        }

        boolean isEmpty() {
            return rooms.isEmpty();
        }

        long bytes() {
            return bytes;
        }
    }

    /** Payers who count as one against others: a user alone, or the guests of all addresses. */
    private static final class Party {
        private final PriorityQueue<Payer> payers =
                new PriorityQueue<>(Comparator.comparingLong(Payer::bytes).reversed());
        private long bytes;

        void add(Payer payer) {
            payers.add(payer);
            bytes += payer.bytes();
        }

        /** Lets the payer with the most give, and returns how many entries those were. */
        int give() {
            Payer payer = payers.poll();
            bytes -= payer.bytes();
            int entries = payer.give();
            if (!payer.isEmpty()) {
                add(payer);
            }
            return entries;
        }

        boolean isEmpty() {
            return payers.isEmpty();
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
            history(parties().values(), use.history::isOverGoal);
            dropEmpty(false, 0, use.history::isOverGoal);
        }
    }

    /** Brings a user's entries back within their bound. */
    void user(Author author, long maxBytes) {
        Party user = parties().get(author.payer());
        if (user != null) {
            long goal = maxBytes / 10 * 9;
            history(List.of(user), () -> author.bytes() > goal);
        }
    }

    private void history(Collection<Party> parties, BooleanSupplier goesOn) {
        PriorityQueue<Party> most =
                new PriorityQueue<>(Comparator.comparingLong(Party::bytes).reversed());
        most.addAll(parties);
        while (goesOn.getAsBoolean() && !most.isEmpty()) {
            Party party = most.poll();
            dropped.addAndGet(party.give());
            if (!party.isEmpty()) {
                most.add(party);
            }
        }
    }

    /** All who have written something: users by their ids, guests together by what their ids begin with. */
    private Map<String, Party> parties() {
        Map<String, Payer> users = new HashMap<>();
        Map<String, Payer> addresses = new HashMap<>();
        logs.forEach((name, log) -> {
            Author payer = log.payer();
            if (payer != null) {
                (payer.isGuest() ? addresses : users)
                        .computeIfAbsent(payer.payer(), absent -> new Payer())
                        .add(new Room(name, log, log.standing()));
            }
        });
        Map<String, Party> parties = new HashMap<>();
        users.forEach((id, user) -> parties.put(id, party(List.of(user))));
        if (!addresses.isEmpty()) {
            parties.put(Names.GUEST_PREFIX, party(addresses.values()));
        }
        return parties;
    }

    private static Party party(Collection<Payer> payers) {
        Party party = new Party();
        payers.forEach(party::add);
        return party;
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
