package dev.roomcast.log;

import org.jboss.logmanager.ExtLogRecord;
import org.jboss.logmanager.Level;
import org.jboss.logmanager.Logger;

/**
 * Logs what happened as one event a line: the line's message is the event's name ({@code roomcast.connection.opened}), and
 * its fields stand in the record's MDC, which JSON has as an object and plain text as {@code {key=value, …}}. The fields
 * are the record's own; no thread keeps them.
 *
 * <pre>{@code
 * private static final EventLog LOG = EventLog.of(Session.class);
 * LOG.info("roomcast.connection.opened").with("connectionId", id).with("userAgent", agent).write();
 * }</pre>
 *
 * <p>Values may be input of clients: control characters are replaced, and what is long is cut.
 */
public final class EventLog {

    /** Requests as they come, at debug: who, which type, which room, never what they say. */
    public static final EventLog MESSAGES = new EventLog("roomcast.messages");

    private static final String CALLER = EventLog.class.getName();

    private final Logger logger;

    private EventLog(String category) {
        logger = Logger.getLogger(category);
    }

    /** Events of a class; its name is the category. */
    public static EventLog of(Class<?> source) {
        return new EventLog(source.getName());
    }

    /** Whether {@link #debug} writes anything: for callers who would have to gather fields for nothing. */
    public boolean isDebugEnabled() {
        return logger.isLoggable(Level.DEBUG);
    }

    /** A detail, for finding faults. */
    public Entry debug(String event) {
        return entry(Level.DEBUG, event);
    }

    /** Something expected. */
    public Entry info(String event) {
        return entry(Level.INFO, event);
    }

    /** Something an operator should look at. */
    public Entry warn(String event) {
        return entry(Level.WARN, event);
    }

    /** A fault. */
    public Entry error(String event) {
        return entry(Level.ERROR, event);
    }

    private Entry entry(Level level, String event) {
        return logger.isLoggable(level) ? new Entry(logger, new ExtLogRecord(level, event, CALLER)) : Entry.NONE;
    }

    /** An event to which fields are added. */
    public static final class Entry {

        private static final Entry NONE = new Entry(null, null);

        private final Logger logger;
        private final ExtLogRecord line;

        private Entry(Logger logger, ExtLogRecord line) {
            this.logger = logger;
            this.line = line;
        }

        /**
         * A field.
         *
         * @param value left out where it is null
         */
        public Entry with(String key, Object value) {
            if (line != null && value != null) {
                line.putMdc(key, FieldText.of(value));
            }
            return this;
        }

        /** What went wrong, with its stack trace. */
        public Entry because(Throwable cause) {
            if (line != null) {
                line.setThrown(cause);
            }
            return this;
        }

        /** Writes the line. */
        public void write() {
            if (line != null) {
                line.setLoggerName(logger.getName());
                logger.logRaw(line);
            }
        }
    }
}
