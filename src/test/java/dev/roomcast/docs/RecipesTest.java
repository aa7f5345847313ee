package dev.roomcast.docs;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.File;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;

import com.fasterxml.jackson.databind.JsonNode;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import dev.roomcast.testing.Api;
import dev.roomcast.testing.Json;
import dev.roomcast.testing.Profiles;
import dev.roomcast.testing.ServerTest;
import dev.roomcast.testing.Tokens;

/**
 * The programs of {@code docs/examples/publish}, in each language that is installed, run as they are written: against a
 * server behind a front that first refuses, and then loses an answer.
 */
@QuarkusTest
@TestProfile(Profiles.Standard.class)
class RecipesTest extends ServerTest {

    private static final int SERVICE_UNAVAILABLE = 503;

    /** A first compilation in Go takes its time. */
    private static final int PATIENCE_SECONDS = 240;

    private enum Recipe {
        PYTHON("python3", "publish.py"),
        NODE("node", "publish.mjs"),
        GO("go", "run", "publish.go"),
        PHP("php", "publish.php");

        private final List<String> command;

        Recipe(String... command) {
            this.command = List.of(command);
        }

        private boolean isInstalled() {
            return Stream.of(System.getenv("PATH").split(File.pathSeparator))
                    .anyMatch(directory -> new File(directory, command.get(0)).canExecute());
        }
    }

    private final AtomicInteger requests = new AtomicInteger();
    private HttpServer front;

    @BeforeEach
    void open() throws IOException {
        front = HttpServer.create(new InetSocketAddress("localhost", 0), 0);
        front.createContext("/", this::answer);
        front.start();
    }

    @AfterEach
    void end() {
        front.stop(0);
    }

    /** Refuses the first request, loses the answer to the second, and passes all others on. */
    private void answer(HttpExchange exchange) throws IOException {
        int request = requests.incrementAndGet();
        if (request == 1) {
            exchange.getResponseHeaders().add("Retry-After", "1");
            exchange.sendResponseHeaders(SERVICE_UNAVAILABLE, -1);
            exchange.close();
            return;
        }
        HttpResponse<byte[]> response = passOn(exchange);
        if (request == 2) {
            // Before anything is written: the connection ends without an answer.
            exchange.close();
            return;
        }
        exchange.sendResponseHeaders(response.statusCode(), response.body().length);
        exchange.getResponseBody().write(response.body());
        exchange.close();
    }

    private HttpResponse<byte[]> passOn(HttpExchange exchange) throws IOException {
        HttpRequest request = HttpRequest.newBuilder(
                        URI.create(server.http() + exchange.getRequestURI().toString()))
                .header("Authorization", exchange.getRequestHeaders().getFirst("Authorization"))
                .header("Content-Type", exchange.getRequestHeaders().getFirst("Content-Type"))
                .POST(HttpRequest.BodyPublishers.ofByteArray(
                        exchange.getRequestBody().readAllBytes()))
                .build();
        try {
            return HttpClient.newHttpClient().send(request, HttpResponse.BodyHandlers.ofByteArray());
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw new IOException(interrupted);
        }
    }

    @ParameterizedTest
    @EnumSource(Recipe.class)
    void aMessageIsStoredOnceThoughItIsSentUntilThatIsKnown(Recipe recipe) throws Exception {
        assumeTrue(recipe.isInstalled(), recipe.command.get(0) + " is not installed");
        String room = unique("team:blue@shop");
        String url = "http://localhost:" + front.getAddress().getPort();
        JsonNode receipt = Json.parse(run(recipe, 0, url, room, "{\"order\": 4711}", "order-4711"));
        assertThat(receipt.at("/roomId").asText()).isEqualTo(room);
        assertThat(receipt.at("/offset").asInt()).isEqualTo(1);
        assertThat(receipt.at("/duplicate").asBoolean()).isTrue();
        assertThat(requests).hasValue(3);
        JsonNode stored = server.api(Tokens.service(unique("svc")))
                .get("/api/rooms/" + Api.segment(room) + "/messages")
                .at("/messages");
        assertThat(stored).hasSize(1);
        assertThat(stored.at("/0/content")).isEqualTo(Json.parse("{\"order\": 4711}"));
        assertThat(stored.at("/0/user/id").asText()).isEqualTo("shop");
    }

    @ParameterizedTest
    @EnumSource(Recipe.class)
    void whatIsRefusedIsNotTriedAgain(Recipe recipe) throws Exception {
        assumeTrue(recipe.isInstalled(), recipe.command.get(0) + " is not installed");
        requests.set(2);
        String url = "http://localhost:" + front.getAddress().getPort();
        run(recipe, 1, url, "no room", "1", "m-1");
        assertThat(requests).hasValue(3);
    }

    /** What it prints; {@code failures}: 0 where it has to end well. */
    private static String run(Recipe recipe, int failures, String... arguments) throws Exception {
        List<String> command = new ArrayList<>(recipe.command);
        command.addAll(List.of(arguments));
        ProcessBuilder process = new ProcessBuilder(command).directory(new File("docs/examples/publish"));
        process.environment().putAll(Map.of("JWT_SECRET", Tokens.SECRET, "LC_ALL", "C.UTF-8"));
        File errors = File.createTempFile("recipe", ".err");
        Process running = process.redirectError(errors).start();
        try {
            String output = new String(running.getInputStream().readAllBytes(), UTF_8);
            assertThat(running.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS)).isTrue();
            assertThat(running.exitValue() == 0)
                    .as(Files.readString(errors.toPath()))
                    .isEqualTo(failures == 0);
            return output;
        } finally {
            running.destroyForcibly();
            errors.delete();
        }
    }
}
