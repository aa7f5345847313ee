package dev.roomcast.log;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.logging.Handler;
import java.util.logging.LogRecord;

import org.jboss.logmanager.ExtLogRecord;
import org.jboss.logmanager.Logger;
import org.junit.jupiter.api.Test;

class EventLogTest {

    @Test
    void anEventIsALineWithFieldsOfItsOwn() {
        List<ExtLogRecord> lines = new ArrayList<>();
        Logger logger = Logger.getLogger(EventLogTest.class.getName());
        Handler handler = new Handler() {
            @Override
            public void publish(LogRecord line) {
                lines.add((ExtLogRecord) line);
            }

            @Override
            public void flush() {}

            @Override
            public void close() {}
        };
        logger.addHandler(handler);
        try {
            EventLog.of(EventLogTest.class)
                    .warn("roomcast.something.happened")
                    .with("userId", "ada")
                    .with("code", 1008)
                    .with("absent", null)
                    .write();
        } finally {
            logger.removeHandler(handler);
        }
        assertThat(lines).hasSize(1);
        assertThat(lines.get(0).getMessage()).isEqualTo("roomcast.something.happened");
        assertThat(lines.get(0).getMdcCopy()).containsEntry("userId", "ada").containsEntry("code", "1008");
        assertThat(lines.get(0).getMdcCopy()).doesNotContainKey("absent");
    }

    @Test
    void whatStrangersSayCannotForgeALine() {
        assertThat(FieldText.of("a\nb\u001b[31m\u2028c\u202e")).isEqualTo("a\uFFFDb\uFFFD[31m\uFFFDc\uFFFD");
        assertThat(FieldText.of("x".repeat(1_000)))
                .hasSize(FieldText.MAX_LENGTH + 1)
                .endsWith("…");
        assertThat(FieldText.of("plain")).isEqualTo("plain");
    }
}
