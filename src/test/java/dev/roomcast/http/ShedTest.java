package dev.roomcast.http;

import static dev.roomcast.testing.Problems.assertProblem;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import dev.roomcast.testing.Api;
import dev.roomcast.testing.Close;
import dev.roomcast.testing.Frame;
import dev.roomcast.testing.Profiles;
import dev.roomcast.testing.RoomcastClient;
import dev.roomcast.testing.ServerTest;
import dev.roomcast.testing.Tokens;

/** A share of the connections is sent elsewhere. */
@QuarkusTest
@TestProfile(Profiles.Impatient.class)
class ShedTest extends ServerTest {

    private static final String PATH = "/api/shed";
    private static final int CLIENTS = 6;

    private final Api admin = server.api(Tokens.admin(unique("root")));

    @BeforeEach
    void nobodyElse() {
        server.awaitNoConnections();
    }

    private List<RoomcastClient> connect() {
        return IntStream.range(0, CLIENTS)
                .mapToObj(i -> server.connect(unique("user")))
                .toList();
    }

    private static List<Frame> told(RoomcastClient client) {
        return client.drain(frame -> frame.type().equals("reconnect"));
    }

    @Test
    void theShareIsToldItsMomentAndClosedThenAndTheOthersStay() {
        List<RoomcastClient> clients = connect();
        assertThat(admin.post(PATH, Map.of("share", 0.5)).status()).isEqualTo(202);
        Map<Boolean, List<RoomcastClient>> byTold =
                clients.stream().collect(Collectors.partitioningBy(client -> client.has("reconnect")));
        List<RoomcastClient> going = byTold.get(true);
        List<RoomcastClient> staying = byTold.get(false);
        assertThat(going).hasSize(CLIENTS / 2);
        for (RoomcastClient client : going) {
            assertThat(client.closed()).isEqualTo(Close.of(1001, "Server shutdown"));
        }
        assertThat(going.stream().flatMap(client -> told(client).stream()).map(frame -> frame.number("afterMs")))
                .doesNotHaveDuplicates()
                .allSatisfy(after -> assertThat(after).isBetween(1L, 800L));
        staying.forEach(RoomcastClient::ping);
        server.connect(unique("late")).ping();
    }

    @Test
    void whoWasToldIsNotToldAgain() {
        List<RoomcastClient> clients = connect();
        admin.post(PATH, Map.of("share", 1));
        admin.post(PATH, Map.of("share", 1));
        for (RoomcastClient client : clients) {
            assertThat(client.closed()).isEqualTo(Close.of(1001, "Server shutdown"));
            assertThat(told(client)).hasSize(1);
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{}",
                "{\"share\":0}",
                "{\"share\":-1}",
                "{\"share\":1.01}",
                "{\"share\":\"1\"}",
                "{\"share\":1e999}"
            })
    void aShareThatIsNoneIsAProblem(String body) {
        RoomcastClient client = server.connect(unique("user"));
        assertProblem(admin.post(PATH, body), 400);
        client.expectNothing("reconnect");
    }

    @Test
    void itIsForAdministrators() {
        assertProblem(server.api(Tokens.service(unique("svc"))).post(PATH, Map.of("share", 1)), 403);
        assertProblem(server.api().post(PATH, Map.of("share", 1)), 401);
    }
}
