package dev.roomcast.packaged;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

import org.junit.jupiter.api.Test;

import dev.roomcast.testing.Close;
import dev.roomcast.testing.RoomcastClient;
import dev.roomcast.testing.ServerProcess;
import dev.roomcast.testing.Tokens;

/** SIGTERM where no time is given for a drain, or none is needed. */
class ImmediateDrainIT {

    private static final int CONNECTIONS = 40;

    /** As a shell has it: 128 and the number of the signal. */
    private static final int SIGTERM_EXIT = 143;

    @Test
    void everyConnectionIsToldWhyWhicheverEventLoopItIsOn() {
        try (ServerProcess process = ServerProcess.start("ROOMCAST_DRAIN_TIMEOUT", "0s")) {
            List<RoomcastClient> clients = new ArrayList<>();
            for (int i = 0; i < CONNECTIONS; i++) {
                clients.add(process.server().connect("client-" + i));
            }
            process.terminate();
            assertThat(clients)
                    .allSatisfy(client -> assertThat(client.closed()).isEqualTo(Close.of(1001, "Server shutdown")));
            process.awaitExit();
        }
    }

    @Test
    void whereNobodyIsConnectedItEndsAtOnce() {
        try (ServerProcess process = ServerProcess.start("ROOMCAST_DRAIN_TIMEOUT", "60s")) {
            RoomcastClient client = process.server().connect("client");
            client.close();
            long asked = System.nanoTime();
            process.terminate();
            assertThat(process.awaitExit()).isEqualTo(SIGTERM_EXIT);
            assertThat(Duration.ofNanos(System.nanoTime() - asked)).isLessThan(Duration.ofSeconds(30));
        }
    }

    @Test
    void itStaysForTheMinimumAndRejectsHandshakes() {
        try (ServerProcess process =
                ServerProcess.start("ROOMCAST_DRAIN_TIMEOUT", "60s", "ROOMCAST_DRAIN_MINIMUM", "3s")) {
            long asked = System.nanoTime();
            process.terminate();
            while (process.server().management().get("/q/health/ready").status() != 503) {
                Thread.onSpinWait();
            }
            assertThat(process.server()
                            .handshake("/chat", "Authorization: Bearer " + Tokens.user("late"))
                            .status())
                    .isEqualTo(503);
            assertThat(process.awaitExit()).isEqualTo(SIGTERM_EXIT);
            assertThat(Duration.ofNanos(System.nanoTime() - asked))
                    .isBetween(Duration.ofMillis(2_900), Duration.ofSeconds(30));
        }
    }
}
