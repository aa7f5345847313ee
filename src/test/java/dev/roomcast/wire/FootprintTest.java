package dev.roomcast.wire;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.management.ManagementFactory;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.management.JMException;
import javax.management.ObjectName;
import jakarta.inject.Inject;

import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import io.quarkus.websockets.next.OpenConnections;
import io.quarkus.websockets.next.WebSocketConnection;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import dev.roomcast.testing.Profiles;
import dev.roomcast.testing.RoomcastClient;
import dev.roomcast.testing.ServerTest;
import dev.roomcast.testing.Tokens;

/** What an idle connection keeps in memory. */
@QuarkusTest
@TestProfile(Profiles.Standard.class)
class FootprintTest extends ServerTest {

    private static final int CONNECTIONS = 40;

    @Inject
    OpenConnections connections;

    @ParameterizedTest
    @ValueSource(
            strings = {
                "io.vertx.ext.web.impl.RoutingContextImpl",
                "io.vertx.core.http.impl.Http1xServerRequest",
                "io.vertx.core.http.impl.Http1xServerResponse"
            })
    void aConnectionKeepsNothingOfItsHandshake(String type) throws JMException {
        server.connect(unique("first"));
        int before = live(type);
        for (int i = 0; i < CONNECTIONS; i += 2) {
            server.guest();
            server.open().token(Tokens.user(unique("user"))).connect();
        }
        assertThat(live(type) - before).isLessThan(CONNECTIONS / 4);
    }

    @Test
    void aConnectionKeepsNoHeaderThatNobodyReadsAgain() {
        RoomcastClient client = server.open()
                .token(Tokens.user(unique("user")))
                .header("Cookie", "session=secret")
                .header("User-Agent", "a test")
                .connect();
        String id = client.welcome().at("/connectionId").asText();
        WebSocketConnection connection = connections.findByConnectionId(id).orElseThrow();
        assertThat(connection.handshakeRequest().headers())
                .containsKey("user-agent")
                .doesNotContainKeys("cookie", "authorization");
    }

    /** Objects of that class after a collection. */
    private static int live(String type) throws JMException {
        String histogram = (String) ManagementFactory.getPlatformMBeanServer()
                .invoke(
                        new ObjectName("com.sun.management:type=DiagnosticCommand"),
                        "gcClassHistogram",
                        new Object[] {null},
                        new String[] {String[].class.getName()});
        Matcher line = Pattern.compile("(\\d+)\\s+\\d+\\s+" + Pattern.quote(type) + "\\s")
                .matcher(histogram);
        return line.find() ? Integer.parseInt(line.group(1)) : 0;
    }
}
