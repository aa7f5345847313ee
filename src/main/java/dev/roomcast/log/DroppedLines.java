package dev.roomcast.log;

import java.util.Arrays;
import java.util.concurrent.atomic.LongAdder;
import java.util.logging.Handler;
import jakarta.annotation.Priority;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;
import jakarta.interceptor.Interceptor;

import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.bootstrap.logging.InitialConfigurator;
import io.quarkus.runtime.StartupEvent;
import org.jboss.logmanager.ExtHandler;
import org.jboss.logmanager.handlers.AsyncHandler;

/**
 * Counts lines that were dropped because console or disk took none. Event loops log, and must not
 * wait for the reader of the standard output, which may be stuck.
 */
@Singleton
final class DroppedLines {

    private final LongAdder dropped = new LongAdder();

    DroppedLines(MeterRegistry meters) {
        FunctionCounter.builder("roomcast.log.dropped", dropped, LongAdder::sum)
                .description("Lines of the log that were dropped because the console or the disk was too slow")
                .register(meters);
    }

    void onStart(@Observes @Priority(Interceptor.Priority.PLATFORM_BEFORE) StartupEvent event) {
        ExtHandler all = InitialConfigurator.DELAYED_HANDLER;
        all.setHandlers(Arrays.stream(all.getHandlers())
                .map(handler -> handler instanceof AsyncHandler queue ? new BoundedQueue(queue, dropped) : handler)
                .toArray(Handler[]::new));
    }
}
