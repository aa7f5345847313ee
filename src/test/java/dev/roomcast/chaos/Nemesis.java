package dev.roomcast.chaos;

import java.io.PrintStream;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import java.util.stream.IntStream;

import dev.roomcast.testing.Tokens;

/**
 * Applies one fault after the other, in random order and each as often as any other, and lets the fleet recover from each
 * before the next. All faults have had their turn when it is done, also where that takes longer than it was given.
 */
final class Nemesis {

    /** From here on a fault counts as one that was not recovered from. */
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    /** Runs shorter than that have shorter faults. */
    private static final Duration BRIEF = Duration.ofSeconds(120);

    /**
     * A fault and what came of it.
     *
     * @param fault what it was
     * @param sinceBegin from its beginning until all was well
     * @param sinceEnd from its end until all was well
     */
    record Strike(Fault fault, Duration sinceBegin, Duration sinceEnd) {}

    private final Fleet fleet;
    private final Crowd crowd;
    private final Random random;
    private final PrintStream out;
    private final List<Strike> strikes = new ArrayList<>();
    private final List<String> unrecovered = new ArrayList<>();

    Nemesis(Fleet fleet, Crowd crowd, Random random, PrintStream out) {
        this.fleet = fleet;
        this.crowd = crowd;
        this.random = random;
        this.out = out;
    }

    /** Applies faults for that long; ends early where one is not recovered from. */
    void rage(Duration time) throws InterruptedException {
        boolean brief = time.compareTo(BRIEF) < 0;
        long end = System.nanoTime() + time.toNanos();
        do {
            List<Fault> round = new ArrayList<>(fleet.faults());
            Collections.shuffle(round, random);
            for (Fault fault : round) {
                boolean allHadTheirTurn = strikes.size() >= round.size();
                if (!unrecovered.isEmpty() || allHadTheirTurn && System.nanoTime() > end) {
                    return;
                }
                strike(fault, fault.length(brief));
            }
        } while (System.nanoTime() < end);
    }

    private void strike(Fault fault, Duration length) throws InterruptedException {
        int victim = victim();
        long begun = System.nanoTime();
        fault.strike(fleet, crowd, victim, length);
        long ended = System.nanoTime();
        try {
            crowd.awaitRecovered(PATIENCE);
        } catch (AssertionError e) {
            unrecovered.add("not recovered from " + fault + " of instance " + victim + ": " + e.getMessage());
        }
        long now = System.nanoTime();
        Strike strike = new Strike(fault, Duration.ofNanos(now - begun), Duration.ofNanos(now - ended));
        strikes.add(strike);
        out.printf(
                Locale.ROOT,
                "%tT %-16s instance %d: %s %.1f s after its begin, %.1f s after its end%n",
                System.currentTimeMillis() - strike.sinceBegin.toMillis(),
                fault,
                victim,
                unrecovered.isEmpty() ? "recovered" : "NOT RECOVERED",
                seconds(strike.sinceBegin),
                seconds(strike.sinceEnd));
    }

    /** The instance of a connection drawn by lot: where more clients are, more can go wrong. */
    private int victim() {
        int[] connections = IntStream.range(0, Fleet.INSTANCES)
                .map(instance -> fleet.instance(instance)
                        .server()
                        .api(Tokens.service("nemesis"))
                        .get("/api/stats")
                        .at("/connections/total")
                        .asInt())
                .toArray();
        int lot = random.nextInt(Math.max(1, IntStream.of(connections).sum()));
        int instance = 0;
        while (lot >= connections[instance] && instance < connections.length - 1) {
            lot -= connections[instance++];
        }
        return instance;
    }

    static double seconds(Duration duration) {
        return duration.toMillis() / 1_000.0;
    }

    /** What it did, in turn. */
    List<Strike> strikes() {
        return strikes;
    }

    /** What was not recovered from, in words. */
    List<String> unrecovered() {
        return unrecovered;
    }
}
