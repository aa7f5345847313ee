package dev.roomcast.delivery;

import java.util.concurrent.TimeUnit;

import io.netty.channel.EventLoop;

import dev.roomcast.limits.FairQueue;

/**
 * In which order an event loop takes up what comes on connections that are no WebSocket: a few reads in each turn of the
 * loop, one of each address at a time. A handshake costs a hundred times what a message does; without this, a thousand of
 * them that are there at once would all be answered before the loop came back to its members. Where nobody waits and the
 * turn has room, which is the rule, a read goes on at once. Owned by the loop.
 */
final class ReadTurns {

    /**
     * Reads and requests in one turn of the loop: four requests that come each by itself, or one read with many. A handshake
     * takes up to a millisecond, and several times that in a fresh process.
     */
    private static final int IN_ONE_TURN = 8;

    private final EventLoop loop;
    private final int mostWaiting;
    private final Runnable onTooMany;

    /** By address. */
    private final FairQueue<String, ReadTurn> waiting = new FairQueue<>();

    private int taken;
    private boolean turnEnds;

    /**
     * @param mostWaiting reads of one address that may wait; past it a connection is closed. Each keeps 8 KiB at most
     * @param onTooMany called for each connection that may not wait
     */
    ReadTurns(EventLoop loop, int mostWaiting, Runnable onTooMany) {
        this.loop = loop;
        this.mostWaiting = mostWaiting;
        this.onTooMany = onTooMany;
    }

    /** Whether a read may go on at once. It takes a place in this turn then. */
    boolean begin() {
        if (!waiting.isEmpty() || taken >= IN_ONE_TURN) {
            return false;
        }
        take();
        return true;
    }

    /** The head of a request came: whatever is read of it is more work than a read. */
    void requested() {
        take();
    }

    private void take() {
        taken++;
        if (!turnEnds) {
            turnEnds = true;
            // What is read in this turn is read before this runs.
            loop.execute(this::nextTurn);
        }
    }

    private void nextTurn() {
        taken = 0;
        while (taken < IN_ONE_TURN && !waiting.isEmpty()) {
            if (waiting.poll().goOn()) {
                take();
            }
        }
        turnEnds = taken > 0;
        if (turnEnds) {
            // A task would still be of this turn; a timer is looked at in the next one.
            loop.schedule(this::nextTurn, 0, TimeUnit.NANOSECONDS);
        }
    }

    /**
     * Lets a connection wait for its turn.
     *
     * @return false where its address has too many that wait
     */
    boolean await(ReadTurn turn, String address) {
        if (waiting.size(address) >= mostWaiting) {
            onTooMany.run();
            return false;
        }
        waiting.add(address, turn);
        return true;
    }
}
