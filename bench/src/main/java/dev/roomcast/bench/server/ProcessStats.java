package dev.roomcast.bench.server;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** What Linux has on record of a process. */
public final class ProcessStats {

    /** Clock ticks a second, in which {@code /proc} counts; the same on every Linux that Java runs on. */
    private static final long TICKS_PER_SECOND = 100;

    private static final int USER_TICKS = 11;
    private static final int SYSTEM_TICKS = 12;

    private final Path directory;

    /** Of the process with this id. */
    public ProcessStats(long pid) {
        directory = Path.of("/proc", Long.toString(pid));
    }

    /** Name of what it runs. */
    String program() {
        return read("comm").trim();
    }

    /** User and system time of all its threads since its start, in microseconds. */
    public long cpuMicros() {
        String stat = read("stat");
        String[] fields = stat.substring(stat.lastIndexOf(')') + 2).split(" ");
        long ticks = Long.parseLong(fields[USER_TICKS]) + Long.parseLong(fields[SYSTEM_TICKS]);
        return ticks * 1_000_000 / TICKS_PER_SECOND;
    }

    /** Resident memory now, in bytes. */
    public long residentBytes() {
        return status("VmRSS:");
    }

    /** The most resident memory since the last {@link #forgetPeak()}, in bytes. */
    public long peakBytes() {
        return status("VmHWM:");
    }

    /** Lets the peak begin anew from what is resident now. */
    public void forgetPeak() {
        try {
            Files.writeString(directory.resolve("clear_refs"), "5");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private long status(String field) {
        return read("status")
                        .lines()
                        .filter(line -> line.startsWith(field))
                        .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")))
                        .findFirst()
                        .orElseThrow()
                * 1024;
    }

    private String read(String file) {
        try {
            return Files.readString(directory.resolve(file));
        } catch (IOException e) {
            throw new UncheckedIOException("The process of " + directory + " is gone", e);
        }
    }
}
