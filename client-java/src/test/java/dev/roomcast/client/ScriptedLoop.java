package dev.roomcast.client;

import java.util.ArrayDeque;
import java.util.Comparator;
import java.util.PriorityQueue;
import java.util.Queue;

/** A loop whose clock stands still until a test lets time pass, and whose tasks run where the test waits for them. */
final class ScriptedLoop implements Loop {

    private record Due(long at, long order, Runnable task) {}

    private final Queue<Runnable> ready = new ArrayDeque<>();
    private final PriorityQueue<Due> later =
            new PriorityQueue<>(Comparator.comparingLong(Due::at).thenComparingLong(Due::order));
    private long now;
    private long count;
    private boolean ended;

    /** 2026-01-01T00:00:00Z: when each script begins. */
    static final long START = 1_767_225_600_000L;

    @Override
    public boolean execute(Runnable task) {
        return !ended && ready.add(task);
    }

    @Override
    public Timer after(long millis, Runnable task) {
        Due due = new Due(now + millis, count++, task);
        later.add(due);
        return () -> later.remove(due);
    }

    @Override
    public long millis() {
        return now;
    }

    @Override
    public long wallMillis() {
        return START + now;
    }

    @Override
    public void end() {
        ended = true;
        later.clear();
    }

    /** Runs what is to be run now. */
    void rest() {
        for (Runnable task = ready.poll(); task != null; task = ready.poll()) {
            task.run();
        }
    }

    /** Lets time pass, and runs what falls due, each at its time. */
    void pass(long millis) {
        long until = now + millis;
        rest();
        while (!later.isEmpty() && later.peek().at() <= until) {
            Due due = later.poll();
            now = Math.max(now, due.at());
            due.task().run();
            rest();
        }
        now = until;
        rest();
    }
}
