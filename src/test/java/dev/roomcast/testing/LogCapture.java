package dev.roomcast.testing;

import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.logging.Handler;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import java.util.logging.Logger;

import org.jboss.logmanager.ExtLogRecord;

/** What this process logs while it is open: every line that a handler would be given, with its fields and stack traces. */
public final class LogCapture extends Handler implements AutoCloseable {

    /**
     * A line.
     *
     * @param level as {@code ERROR}
     * @param text logger, message, fields and stack trace
     */
    public record Line(Level level, String text) {}

    private final Queue<Line> lines = new ConcurrentLinkedQueue<>();

    /** Starts listening. */
    public LogCapture() {
        setLevel(Level.ALL);
        Logger.getLogger("").addHandler(this);
    }

    @Override
    public void publish(LogRecord entry) {
        StringBuilder text = new StringBuilder();
        text.append(entry.getLoggerName()).append(' ');
        if (entry instanceof ExtLogRecord line) {
            text.append(line.getFormattedMessage()).append(' ').append(line.getMdcCopy());
        } else {
            text.append(entry.getMessage());
        }
        for (Throwable cause = entry.getThrown(); cause != null; cause = cause.getCause()) {
            text.append('\n').append(cause);
            for (StackTraceElement frame : cause.getStackTrace()) {
                text.append("\n  ").append(frame);
            }
        }
        lines.add(new Line(entry.getLevel(), text.toString()));
    }

    /** What was logged so far. */
    public List<Line> lines() {
        return List.copyOf(lines);
    }

    /** What was logged so far at this level or above. */
    public List<Line> atLeast(Level level) {
        return lines().stream()
                .filter(line -> line.level().intValue() >= level.intValue())
                .toList();
    }

    @Override
    public void flush() {}

    @Override
    public void close() {
        Logger.getLogger("").removeHandler(this);
    }
}
