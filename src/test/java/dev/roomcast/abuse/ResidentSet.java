package dev.roomcast.abuse;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;

/** Looks at the memory of a process ten times a second, as Linux counts it. */
final class ResidentSet implements AutoCloseable {

    private static final long LOOK_MS = 100;

    private final Path status;
    private final long before;
    private final Thread thread = new Thread(this::watch, "resident-set");
    private volatile long peak;

    ResidentSet(long pid) {
        this.status = Path.of("/proc/" + pid + "/status");
        this.before = now();
        this.peak = before;
        thread.setDaemon(true);
        thread.start();
    }

    /** By how much it has grown at its peak since the beginning, in MB. */
    long growth() {
        return (peak - before) / 1024;
    }

    /** At the beginning, in MB. */
    long before() {
        return before / 1024;
    }

    private long now() {
        try {
            return Files.readAllLines(status).stream()
                    .filter(line -> line.startsWith("VmRSS:"))
                    .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")))
                    .findFirst()
                    .orElse(0);
        } catch (IOException gone) {
            return 0;
        }
    }

    private void watch() {
        try {
            while (true) {
                peak = Math.max(peak, now());
                TimeUnit.MILLISECONDS.sleep(LOOK_MS);
            }
        } catch (InterruptedException over) {
            // closed
        }
    }

    @Override
    public void close() {
        thread.interrupt();
    }
}
