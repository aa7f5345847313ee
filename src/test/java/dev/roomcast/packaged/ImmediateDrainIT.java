package dev.roomcast.packaged;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;

import org.junit.jupiter.api.Test;

import dev.roomcast.testing.Close;
import dev.roomcast.testing.RoomcastClient;
import dev.roomcast.testing.ServerProcess;

/** SIGTERM where no time is given for a drain. */
class ImmediateDrainIT {

    private static final int CONNECTIONS = 40;

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
}
