package dev.roomcast;

import io.quarkus.runtime.ApplicationLifecycleManager;
import io.quarkus.runtime.Quarkus;
import io.quarkus.runtime.annotations.QuarkusMain;

import dev.roomcast.ops.StartFailure;

/** Starts the server. Quarkus would do that by itself; this sets what has to be set before, and says why it did not. */
@QuarkusMain
public final class Roomcast {

    Roomcast() {}

    private static final String EVENT_LOOPS = "quarkus.vertx.event-loops-pool-size";
    private static final String EVENT_LOOPS_VARIABLE = "QUARKUS_VERTX_EVENT_LOOPS_POOL_SIZE";

    /** Runs until the process is told to end. */
    public static void main(String... args) {
        // Quarkus turns Vert.x' WebSocket extensions off unless its older WebSocket extension is there, and with them
        // permessage-deflate: the setting that turns it on would do nothing.
        System.setProperty("vertx.disableWebsockets", "false");
        if (System.getProperty(EVENT_LOOPS) == null && System.getenv(EVENT_LOOPS_VARIABLE) == null) {
            // Quarkus makes eight at least. Each message has to wake every loop that has members of its room, and
            // a loop that never blocks needs a processor, not a turn on one.
            System.setProperty(
                    EVENT_LOOPS, Integer.toString(Runtime.getRuntime().availableProcessors()));
        }
        Quarkus.run(
                null,
                (code, failure) -> {
                    if (failure != null) {
                        StartFailure.report(failure);
                    }
                    ApplicationLifecycleManager.getDefaultExitCodeHandler().accept(code, failure);
                },
                args);
    }
}
