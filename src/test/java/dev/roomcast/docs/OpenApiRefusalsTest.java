package dev.roomcast.docs;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.http.HttpHeaders;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.QuarkusTestProfile;
import io.quarkus.test.junit.TestProfile;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;

import dev.roomcast.docs.OpenApiDocument.Operation;
import dev.roomcast.testing.Api;
import dev.roomcast.testing.Api.Reply;
import dev.roomcast.testing.Profiles;
import dev.roomcast.testing.RawHttp;
import dev.roomcast.testing.ServerTest;
import dev.roomcast.testing.Tokens;

/** What the document says of those who are too slow or ask for too much, and of a store that breaks, is what comes. */
@QuarkusTest
@TestProfile(OpenApiRefusalsTest.OnABreakingStoreWithLittleBudget.class)
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class OpenApiRefusalsTest extends ServerTest {

    /** Requests until any budget below is used up; a thousand times that where something is wrong. */
    private static final int TRIES = 40;

    /** Little of everything that is charged for, little time for a body, and {@link BreakingBroker}. */
    public static final class OnABreakingStoreWithLittleBudget implements QuarkusTestProfile {
        @Override
        public Set<Class<?>> getEnabledAlternatives() {
            return Set.of(BreakingBroker.class);
        }

        @Override
        public Map<String, String> getConfigOverrides() {
            Map<String, String> settings = new HashMap<>(new Profiles.Standard().getConfigOverrides());
            settings.put("roomcast.limits.messages-per-second", "1");
            settings.put("roomcast.limits.body-timeout", "100ms");
            settings.put("roomcast.limits.address.messages-per-second", "2");
            settings.put("roomcast.limits.address.sign-ins-per-minute", "10");
            settings.put("roomcast.limits.user.list-reads-per-minute", "10");
            settings.put("roomcast.limits.user.history-reads-per-minute", "10");
            return settings;
        }
    }

    private final OpenApiDocument document = new OpenApiDocument();

    OpenApiRefusalsTest() throws IOException {}

    /** The last: what an address may do without a token is the same for all, and is used up then. */
    @Test
    @Order(Order.DEFAULT + 1)
    void whoAsksForTooMuchIsRefusedWhereThatIsDescribedAndToldWhenToComeBack() {
        for (Operation operation : document.operations()) {
            Api caller = callerOf(operation);
            Reply reply = request(operation, caller);
            for (int tries = 1; reply.status() != 429 && tries < TRIES; tries++) {
                reply = request(operation, caller);
            }
            assertIff(operation, 429, reply);
        }
    }

    /** Each of their own, so that one operation does not use up the budget of the next. */
    private Api callerOf(Operation operation) {
        return switch (operation.id()) {
            case "signIn" -> server.api();
            // The examples publish in somebody's name, which is for services.
            case "publish", "publishMany" -> server.api(Tokens.service(unique("service")));
            default -> server.api(Tokens.admin(unique("root")));
        };
    }

    @Test
    void aBodyThatDoesNotComeIsRefusedWhereThatIsDescribed() {
        for (Operation operation : document.operations()) {
            if (!operation.hasBody()) {
                assertThat(operation.statuses()).doesNotContain("408");
                continue;
            }
            try (RawHttp slow = RawHttp.open(server.http())) {
                slow.send(operation.method().toUpperCase(Locale.ROOT) + ' ' + document.examplePath(operation)
                        + " HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\nContent-Length: 10\r\n"
                        + (operation.id().equals("signIn")
                                ? ""
                                : "Authorization: Bearer " + Tokens.admin(unique("root")) + "\r\n")
                        + "\r\n{");
                assertIff(operation, 408, reply(slow.response()));
            }
        }
    }

    @Test
    void aStoreThatDoesNotAnswerOrBreaksIsAnsweredAsDescribed() {
        Map<String, Integer> unavailable = new TreeMap<>();
        Map<String, Integer> internal = new TreeMap<>();
        for (Operation operation : document.operations()) {
            assertThat(operation.statuses()).contains("500", "503");
            BreakingBroker.failWith(BreakingBroker.Failure.UNAVAILABLE);
            collect(operation, unavailable);
            BreakingBroker.failWith(BreakingBroker.Failure.FAULT);
            collect(operation, internal);
        }
        // All that ask the store, but for many messages at once, each of which fails by itself.
        List<String> asking = List.of(
                "broadcast",
                "deleteMessage",
                "disconnect",
                "getRoom",
                "kick",
                "listMembers",
                "listMessages",
                "listRooms",
                "listUsers",
                "lookUpUsers",
                "publish",
                "revoke");
        asking.forEach(operation -> {
            assertThat(unavailable).containsEntry(operation, 503);
            assertThat(internal).containsEntry(operation, 500);
        });
    }

    private void collect(Operation operation, Map<String, Integer> statuses) {
        try {
            Reply reply = request(operation, callerOf(operation));
            assertThat(document.problems(operation, reply))
                    .as(operation + ": " + reply.status() + ' ' + reply.text())
                    .isEmpty();
            statuses.put(operation.id(), reply.status());
        } finally {
            BreakingBroker.failWith(BreakingBroker.Failure.NONE);
        }
    }

    private Reply request(Operation operation, Api caller) {
        String path = document.examplePath(operation);
        String body = document.exampleBody(operation);
        return switch (operation.method()) {
            case "get" -> caller.get(path);
            case "delete" -> caller.delete(path);
            case "post" -> caller.post(path, body);
            default -> throw new AssertionError(operation.method());
        };
    }

    private void assertIff(Operation operation, int status, Reply reply) {
        boolean described = operation.statuses().contains(Integer.toString(status));
        assertThat(reply.status() == status)
                .as(operation + " answers " + reply.status() + ", and of " + status + " it is said " + described)
                .isEqualTo(described);
        assertThat(document.problems(operation, reply))
                .as(operation + ": " + reply.status() + ' ' + reply.text())
                .isEmpty();
    }

    private static Reply reply(RawHttp.Response response) {
        Map<String, List<String>> headers = new TreeMap<>();
        response.headers().forEach((name, value) -> headers.put(name, List.of(value)));
        return new Reply(
                response.status(),
                response.header("Content-Type").replaceAll(";.*", ""),
                response.text(),
                HttpHeaders.of(headers, (name, value) -> true));
    }
}
