package dev.roomcast.broker.redis.link;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.IntFunction;

/** The writes of all slots of a cluster that were not answered yet. Owned by one event loop. */
final class WritesBySlot {

    private final Map<Integer, SlotWrites> writes = new HashMap<>();
    private final IntFunction<Node> masterOf;

    /**
     * @param masterOf who serves a slot now; null where nobody does
     */
    WritesBySlot(IntFunction<Node> masterOf) {
        this.masterOf = masterOf;
    }

    /** Sends a write to the master of its slot, behind those before it. */
    void send(Pending write) {
        int slot = slot(write);
        SlotWrites of = writes.computeIfAbsent(slot, one -> new SlotWrites());
        of.add(write);
        write.answer.whenComplete((answer, failure) -> {
            of.answered(write);
            forward(slot, of);
        });
        forward(slot, of);
    }

    private void forward(int slot, SlotWrites of) {
        of.forward(masterOf.apply(slot));
        if (of.isThrough()) {
            writes.remove(slot, of);
        }
    }

    /** A master gives writes back, in their order; they wait until {@link #goOn}. */
    void takeBack(List<Pending> back) {
        Map<Integer, List<Pending>> slots = new LinkedHashMap<>();
        back.forEach(write ->
                slots.computeIfAbsent(slot(write), slot -> new ArrayList<>()).add(write));
        slots.forEach((slot, theirs) ->
                writes.computeIfAbsent(slot, one -> new SlotWrites()).takeBack(theirs));
    }

    /** It was asked who has which slots. */
    void goOn() {
        Map.copyOf(writes).forEach((slot, of) -> {
            of.goOn();
            forward(slot, of);
        });
    }

    /** Gives up what has waited for too long to be sent. */
    void expire(long now) {
        List.copyOf(writes.values()).forEach(of -> of.expire(now));
    }

    void giveUp() {
        List.copyOf(writes.values()).forEach(SlotWrites::giveUp);
    }

    private static int slot(Pending write) {
        return Slots.of(write.call.key());
    }
}
