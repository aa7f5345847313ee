package dev.roomcast.bench.server;

import java.nio.file.Path;
import java.util.OptionalLong;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Looks into the heap of another JVM with the JDK's {@code jcmd}, which collects it first. */
final class JavaHeap {

    /** Last line of a class histogram: instances and bytes of all classes. */
    private static final Pattern TOTAL = Pattern.compile("Total\\s+\\d+\\s+(\\d+)");

    private JavaHeap() {}

    /** Bytes in use after a full collection; empty where the process is no JVM. */
    static OptionalLong liveBytes(long pid) {
        // To ask another process would end it: the JVM listens for the signal with which jcmd knocks.
        if (!new ProcessStats(pid).program().equals("java")) {
            return OptionalLong.empty();
        }
        String jcmd = Path.of(System.getProperty("java.home"), "bin", "jcmd").toString();
        return Versions.output(jcmd, Long.toString(pid), "GC.class_histogram")
                .map(TOTAL::matcher)
                .filter(Matcher::find)
                .map(total -> OptionalLong.of(Long.parseLong(total.group(1))))
                .orElse(OptionalLong.empty());
    }
}
