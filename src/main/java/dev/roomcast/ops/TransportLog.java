package dev.roomcast.ops;

import java.util.Locale;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;

import io.quarkus.runtime.StartupEvent;
import io.vertx.core.Vertx;

import dev.roomcast.log.EventLog;

/**
 * Logs at start by which system call connections are served. Asked of the event loops themselves: a native transport that
 * was asked for and could not be loaded is replaced without a word, and costs 10 to 20 % more CPU.
 */
@Singleton
final class TransportLog {

    private static final EventLog LOG = EventLog.of(TransportLog.class);

    void onStart(@Observes StartupEvent event, Vertx vertx) {
        String loops = EventLoopsCheck.kind(vertx);
        LOG.info("roomcast.transport")
                .with("transport", loops.replace("EventLoopGroup", "").toLowerCase(Locale.ROOT))
                .with("eventLoops", loops)
                .write();
    }
}
