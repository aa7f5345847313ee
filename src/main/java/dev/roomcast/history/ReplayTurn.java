package dev.roomcast.history;

import java.util.function.BooleanSupplier;

import dev.roomcast.delivery.LoopShard;
import dev.roomcast.delivery.Outbox;
import dev.roomcast.protocol.MessageWriter;

/**
 * One history's turn on its connection, with what it has taken of the bytes for all histories. Owned by the connection's
 * loop.
 */
final class ReplayTurn {

    /** Bytes that are taken for a part before it is known how large it is. */
    private static final int PART_BYTES = MessageWriter.HISTORY_PART_BYTES;

    private final ReplayBudget budget;
    private final Outbox outbox;
    private final LoopShard shard;
    private final String payer;
    private int taken;
    private boolean begun;

    /**
     * @param payer with whom the bytes are shared out
     */
    ReplayTurn(ReplayBudget budget, Outbox outbox, String payer) {
        this.budget = budget;
        this.outbox = outbox;
        this.shard = outbox.shard();
        this.payer = payer;
    }

    /** Calls {@code start} when it is this history's turn on the connection; {@link #end} has to follow. */
    void begin(Runnable start) {
        outbox.replays().enter(() -> {
            begun = true;
            start.run();
        });
    }

    /** Takes the bytes of one part, and calls {@code granted} on the loop when they are taken. */
    void take(Runnable granted) {
        budget.take(payer, PART_BYTES, shard, () -> {
            taken += PART_BYTES;
            granted.run();
        });
    }

    /** Gives back all but so many of the bytes that are taken. */
    void keep(int bytes) {
        if (bytes < taken) {
            budget.giveBack(payer, taken - bytes);
            taken = bytes;
        }
    }

    /** Whether somebody waits for the bytes that are taken here. */
    BooleanSupplier othersWait() {
        return () -> budget.isShort(payer);
    }

    /** Gives all bytes back, and lets the connection's next history begin. Idempotent. */
    void end() {
        keep(0);
        if (begun) {
            begun = false;
            outbox.replays().leave();
        }
    }
}
