package dev.roomcast.abuse.fuzz;

import java.io.IOException;
import java.io.PrintStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

import dev.roomcast.abuse.Target;
import dev.roomcast.abuse.fuzz.ResponseChecks.FaultFound;
import dev.roomcast.testing.Frame;
import dev.roomcast.testing.RoomcastClient;
import dev.roomcast.testing.ServerProcess.Launch;

/**
 * So many cases on a server of its own: {@code bench/fuzz [cases] [--seed n] [--session n]}. Its end is 1 where a fault
 * was found.
 */
public final class Fuzz implements AutoCloseable {

    private static final int DEFAULT_CASES = 100_000;
    private static final int BATCH_SESSIONS = 40;
    private static final int THREADS = 8;
    private static final int MAX_FAULTS = 20;
    private static final String ROOM = "not-of-the-cases";

    /** Cases after which what a server keeps for good is there: compiled code, pools, full logs. */
    private static final double WARM_UP = 0.25;

    private static final double HEAP_GROWTH = 1.1;

    private final long seed;
    private final PrintStream out;
    private final Target target;
    private final Session.Counts counts = new Session.Counts();
    private final ExecutorService threads = Executors.newFixedThreadPool(THREADS);
    private final RoomcastClient speaker;
    private final RoomcastClient listener;
    private final List<String> faults = new ArrayList<>();
    private long said;

    public static void main(String[] arguments) throws Exception {
        int cases = DEFAULT_CASES;
        long seed = System.nanoTime();
        long session = -1;
        for (int i = 0; i < arguments.length; i++) {
            if (arguments[i].equals("--seed") && i + 1 < arguments.length) {
                seed = Long.parseLong(arguments[++i]);
            } else if (arguments[i].equals("--session") && i + 1 < arguments.length) {
                session = Long.parseLong(arguments[++i]);
            } else if (arguments[i].matches("\\d+")) {
                cases = Integer.parseInt(arguments[i]);
            } else {
                System.err.println("usage: bench/fuzz [cases] [--seed n] [--session n]");
                System.exit(2);
            }
        }
        try (Fuzz fuzz = new Fuzz(seed, System.out)) {
            if (session >= 0) {
                fuzz.batch(session, 1);
                fuzz.faults.forEach(System.out::println);
            } else {
                fuzz.run(cases);
            }
        } catch (FaultFound found) {
            System.out.println(found.getMessage());
            System.exit(1);
        }
        System.exit(0);
    }

    Fuzz(long seed, PrintStream out) {
        this.seed = seed;
        this.out = out;
        // Logs and what is remembered of messages are small, so that they are full long before the heap is compared.
        this.target = Target.start(
                Launch.withJava("-Xmx256m", "-XX:+UseSerialGC"),
                false,
                List.of("ROOMCAST_HISTORY_MAX_MESSAGES", "50", "ROOMCAST_MEMORY_MAX_BYTES", "3000000"));
        this.speaker = target.server().member("speaker", ROOM);
        this.listener = target.server().member("listener", ROOM);
    }

    /**
     * Sends that many cases, a fourth of them before the heap is looked at.
     *
     * @throws FaultFound with the seed and the cases to send again
     */
    void run(int cases) throws InterruptedException {
        long begun = System.nanoTime();
        int sessions = Math.max(4, (cases + Session.CASES - 1) / Session.CASES);
        int warmUp = (int) (sessions * WARM_UP);
        batches(0, warmUp);
        long before = heap();
        batches(warmUp, sessions);
        long after = heap();
        out.printf(
                Locale.ROOT,
                "%,d cases in %d s, seed %d: %s; heap after a collection %.1f MB, then %.1f MB%n",
                sessions * Session.CASES,
                (System.nanoTime() - begun) / 1_000_000_000,
                seed,
                counts,
                before / 1e6,
                after / 1e6);
        if (!faults.isEmpty()) {
            throw new FaultFound(String.join("\n", faults));
        }
        if (after > before * HEAP_GROWTH) {
            throw new FaultFound("seed " + seed + ": heap after a collection was " + before + " bytes, then " + after);
        }
        if (counts.refusedHandshakes.sum() > (counts.frames.sum() + sessions) / 2) {
            throw new FaultFound("seed " + seed + ": too few handshakes were let in: " + counts);
        }
    }

    /** When what cases left open has ended. */
    private long heap() {
        int left = target.connectionsDownTo(2);
        if (left > 2) {
            throw new FaultFound("seed " + seed + ": " + (left - 2) + " connections are still counted");
        }
        return target.heapAfterCollection();
    }

    private void batches(int from, int to) throws InterruptedException {
        for (int first = from; first < to; first += BATCH_SESSIONS) {
            batch(first, Math.min(BATCH_SESSIONS, to - first));
        }
    }

    private void batch(long first, int sessions) throws InterruptedException {
        int logged = target.logLines();
        List<Callable<Void>> tasks = new ArrayList<>();
        for (long number = first; number < first + sessions; number++) {
            long session = number;
            tasks.add(() -> {
                try {
                    new Session(target.server().http().getPort(), seed, session, counts).run();
                } catch (FaultFound found) {
                    throw new FaultFound("--seed " + seed + " --session " + session + ": " + found.getMessage());
                } catch (IOException e) {
                    throw new FaultFound("--seed " + seed + " --session " + session + ": " + e);
                }
                return null;
            });
        }
        for (Future<Void> task : threads.invokeAll(tasks)) {
            try {
                task.get();
            } catch (ExecutionException e) {
                if (!(e.getCause() instanceof FaultFound found)) {
                    throw new IllegalStateException(e.getCause());
                }
                fault(found.getMessage());
            }
        }
        String where = "--seed " + seed + ", one of the sessions " + first + " to " + (first + sessions - 1) + ": ";
        target.errors(logged).stream().limit(1).forEach(line -> fault(where + "an ERROR line: " + line));
        try {
            String word = "word " + said++;
            speaker.say(ROOM, word);
            listener.await(word, (Frame frame) -> word.equals(frame.text("content")));
        } catch (AssertionError silent) {
            fault(where + "a bystander's message does not go through: " + silent.getMessage());
            throw new FaultFound(String.join("\n", faults));
        }
        if (!target.isLive()) {
            fault(where + "the server does not live");
            throw new FaultFound(String.join("\n", faults));
        }
    }

    /** Goes on, so that one run shows more than the first of many. */
    private void fault(String what) {
        faults.add(what);
        if (faults.size() == MAX_FAULTS) {
            throw new FaultFound(String.join("\n", faults));
        }
    }

    @Override
    public void close() {
        threads.shutdownNow();
        target.close();
    }
}
