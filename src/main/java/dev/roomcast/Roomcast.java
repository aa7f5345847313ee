package dev.roomcast;

import io.quarkus.runtime.ApplicationLifecycleManager;
import io.quarkus.runtime.Quarkus;
import io.quarkus.runtime.annotations.QuarkusMain;

import dev.roomcast.ops.StartFailure;

/** Starts the server. Quarkus would do that by itself; this is here to say in a sentence why it did not start. */
@QuarkusMain
public final class Roomcast {

    private Roomcast() {}

    /** Runs until the process is told to end. */
    public static void main(String... args) {
        // Quarkus turns Vert.x' WebSocket extensions off unless its older WebSocket extension is there, and
        // permessage-deflate
        // with them: the setting that turns it on would do nothing.
        System.setProperty("vertx.disableWebsockets", "false");
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
