package dev.roomcast.session;

import java.util.ArrayList;
import java.util.List;

import org.jboss.logging.Logger;

/**
 * When the sessions of one event loop look at the clock next: a timing wheel (Varghese and Lauck, 1987), so that what a
 * connection costs that does nothing is one look for a ping, and not ten a second. Times are as of {@link SessionClock#now}.
 * Owned by the event loop.
 */
final class ClockWheel {

    private static final Logger LOG = Logger.getLogger(ClockWheel.class);

    /** How often it has to be turned: the most that any time is late. */
    static final long TICK_MILLIS = 100;

    /** Some 51 s for a round. A time that is farther away is looked at once a round: a look too early does no harm. */
    static final int SLOTS = 512;

    private final List<List<SessionClock>> slots = new ArrayList<>(SLOTS);

    /** What is in turn, in exchange for the list of the slot that it was in. */
    private List<SessionClock> inTurn = new ArrayList<>();

    /** The last tick that was turned to. */
    private long turnedTo;

    /** Milliseconds since 1970 at time 0 of the clock that only goes forward, when all were last put by it. */
    private long origin;

    ClockWheel(long now, long timeOfDay) {
        turnedTo = Math.floorDiv(now, TICK_MILLIS);
        origin = timeOfDay - now;
        for (int i = 0; i < SLOTS; i++) {
            slots.add(new ArrayList<>(0));
        }
    }

    /** Puts a clock where it is looked at next, and takes it from where it was. */
    void put(SessionClock clock) {
        remove(clock);
        long due = Math.floorDiv(clock.nextAt(origin) + TICK_MILLIS - 1, TICK_MILLIS);
        long tick = Math.max(turnedTo + 1, Math.min(turnedTo + SLOTS - 1, due));
        clock.slot = (int) Math.floorMod(tick, SLOTS);
        List<SessionClock> slot = slots.get(clock.slot);
        clock.index = slot.size();
        slot.add(clock);
    }

    /** Takes a clock out; nothing where it is not in. */
    void remove(SessionClock clock) {
        if (clock.slot < 0) {
            return;
        }
        List<SessionClock> slot = slots.get(clock.slot);
        SessionClock last = slot.remove(slot.size() - 1);
        if (last != clock) {
            slot.set(clock.index, last);
            last.index = clock.index;
        }
        clock.slot = -1;
    }

    /**
     * Lets all look at the time whose time has come. Where the time of day has moved by more than a tick since they were
     * put, at once or little by little, these are all.
     *
     * @param timeOfDay milliseconds since 1970
     */
    void turn(long now, long timeOfDay) {
        boolean moved = Math.abs(timeOfDay - now - origin) > TICK_MILLIS;
        if (moved) {
            origin = timeOfDay - now;
        }
        long tick = Math.floorDiv(now, TICK_MILLIS);
        long from = moved ? tick - SLOTS + 1 : Math.max(turnedTo + 1, tick - SLOTS + 1);
        turnedTo = tick;
        for (long passed = from; passed <= tick; passed++) {
            look((int) Math.floorMod(passed, SLOTS), now, timeOfDay);
        }
    }

    private void look(int index, long now, long timeOfDay) {
        List<SessionClock> due = slots.get(index);
        if (due.isEmpty()) {
            return;
        }
        slots.set(index, inTurn);
        inTurn = due;
        for (SessionClock clock : due) {
            // One may stop another, or itself.
            clock.slot = -1;
        }
        for (SessionClock clock : due) {
            try {
                clock.look(now, timeOfDay);
            } catch (RuntimeException bug) {
                // The others must not miss their time.
                LOG.error("A session could not look at the clock", bug);
            }
        }
        due.clear();
    }
}
