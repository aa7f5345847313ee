package dev.roomcast.client;

/**
 * A token bucket: keeps below the server's own limit, since a message that is refused for its rate can be overtaken by
 * the next one, and a client that goes on past the limit is put out.
 */
final class Pace {

    private static final double MILLIS = 1_000;

    private final Loop loop;
    private final double perSecond;
    private final int burst;
    private double level;
    private long filledAt;

    /** @param perSecond 0 for no bound */
    Pace(Loop loop, double perSecond, int burst) {
        this.loop = loop;
        this.perSecond = perSecond;
        this.burst = burst;
        this.level = burst;
        this.filledAt = loop.millis();
    }

    /** Takes one; 0 where that was possible, else how long to wait for it, in milliseconds. */
    long take() {
        if (perSecond == 0) {
            return 0;
        }
        long now = loop.millis();
        level = Math.min(burst, level + (now - filledAt) * perSecond / MILLIS);
        filledAt = now;
        if (level < 1) {
            return Math.max(1, (long) Math.ceil((1 - level) * MILLIS / perSecond));
        }
        level -= 1;
        return 0;
    }
}
