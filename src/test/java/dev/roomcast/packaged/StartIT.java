package dev.roomcast.packaged;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.InstanceOfAssertFactories.STRING;

import java.io.IOException;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import java.util.Map;

import com.fasterxml.jackson.databind.JsonNode;
import org.jose4j.jwk.PublicJsonWebKey;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import dev.roomcast.testing.Frame;
import dev.roomcast.testing.IdentityProvider;
import dev.roomcast.testing.Json;
import dev.roomcast.testing.RoomcastClient;
import dev.roomcast.testing.Server;
import dev.roomcast.testing.ServerProcess;
import dev.roomcast.testing.Tokens;
import dev.roomcast.testing.redis.RedisServer;

/** Starting in production: closed unless asked, set by the documented variables, refused where they make no sense. */
class StartIT {

    private static final IdentityProvider PROVIDER = new IdentityProvider();

    // --- refused ---

    @Test
    void productionDoesNotStartWithoutAKeyAndSaysWhatToSet() {
        try (ServerProcess process = ServerProcess.startInVain("JWT_SECRET", null)) {
            assertThat(process.awaitExit()).isNotZero();
            assertThat(process.output()).anyMatch(line -> line.contains("JWT_SECRET"));
        }
    }

    @ParameterizedTest
    @CsvSource({
        "JWT_SECRET, too-short",
        "ROOMCAST_BROKER, pigeon",
        "ROOMCAST_LIMITS_MAX_CONNECTIONS, -1",
        "ROOMCAST_LIMITS_MAX_MESSAGE_BYTES, many",
        "ROOMCAST_HISTORY_RETENTION, -1s",
        "ROOMCAST_DRAIN_TIMEOUT, -5s",
        "ROOMCAST_HEARTBEAT_INTERVAL, 0s",
        "ROOMCAST_ORIGINS, not an origin",
        "QUARKUS_REDIS_HOSTS, nonsense",
    })
    void aValueThatMakesNoSenseStopsTheStartWithASentenceThatNamesTheSetting(String name, String value) {
        try (ServerProcess process = ServerProcess.startInVain(name, value)) {
            assertThat(process.awaitExit()).isNotZero();
            assertThat(process.output()).anyMatch(line -> letters(line).contains(letters(name)));
        }
    }

    @Test
    void aPasswordInAnAddressThatIsWrongIsNotShown() {
        try (ServerProcess process = ServerProcess.startInVain(
                "ROOMCAST_BROKER", "redis", "QUARKUS_REDIS_HOSTS", "redis://:a-secret of-redis@host:6379")) {
            assertThat(process.output()).anyMatch(line -> line.contains("QUARKUS_REDIS_HOSTS"));
            assertThat(process.output()).noneMatch(line -> line.contains("a-secret") || line.contains("of-redis"));
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"PORT", "QUARKUS_MANAGEMENT_PORT"})
    void aPortInUseIsNamedInOneSentence(String variable) throws IOException {
        try (ServerSocket inUse = new ServerSocket(0);
                ServerProcess process = ServerProcess.startInVain(variable, "" + inUse.getLocalPort())) {
            assertThat(process.awaitExit()).isNotZero();
            assertThat(process.output())
                    .filteredOn(line -> !line.startsWith("{"))
                    .singleElement(STRING)
                    .contains("(" + variable + ") is " + inUse.getLocalPort() + ", but that port is in use");
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void aKeyOfOthersWithoutAnIssuerStopsTheStartAndSaysHowAnyWillDo(boolean published) {
        String[] settings = keyOfOthers(published, "MP_JWT_VERIFY_AUDIENCES", "chat");
        try (ServerProcess process = ServerProcess.startInVain(settings)) {
            assertThat(process.awaitExit()).isNotZero();
            assertThat(process.output())
                    .anyMatch(line -> line.contains("mp.jwt.verify.issuer (MP_JWT_VERIFY_ISSUER) is not set")
                            && line.contains("roomcast.auth.any-issuer (ROOMCAST_AUTH_ANY_ISSUER) to true"));
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void aKeyOfOthersWithoutAnAudienceStopsTheStartAndSaysHowAnyWillDo(boolean published) {
        String[] settings = keyOfOthers(published, "MP_JWT_VERIFY_ISSUER", "https://issuer.example");
        try (ServerProcess process = ServerProcess.startInVain(settings)) {
            assertThat(process.awaitExit()).isNotZero();
            assertThat(process.output())
                    .anyMatch(line -> line.contains("mp.jwt.verify.audiences (MP_JWT_VERIFY_AUDIENCES) is not set")
                            && line.contains("roomcast.auth.any-audience (ROOMCAST_AUTH_ANY_AUDIENCE) to true"));
        }
    }

    /** Settings for a public key that others may sign with, or for keys that an identity provider publishes. */
    private static String[] keyOfOthers(boolean published, String... more) {
        List<String> settings = new ArrayList<>(Arrays.asList("JWT_SECRET", null));
        settings.add(published ? "MP_JWT_VERIFY_PUBLICKEY_LOCATION" : "MP_JWT_VERIFY_PUBLICKEY");
        settings.add(published ? PROVIDER.location() : pem(IdentityProvider.key("RS256", "key")));
        settings.addAll(List.of(more));
        return settings.toArray(String[]::new);
    }

    private static String pem(PublicJsonWebKey key) {
        return "-----BEGIN PUBLIC KEY-----\n"
                + Base64.getMimeEncoder().encodeToString(key.getPublicKey().getEncoded())
                + "\n-----END PUBLIC KEY-----\n";
    }

    /** ROOMCAST_LIMITS_X and roomcast.limits.x are the same setting. */
    private static String letters(String text) {
        return text.toLowerCase(Locale.ROOT).replaceAll("[^a-z0-9]", "");
    }

    // --- as documented ---

    @Test
    void productionIsClosedUnlessAsked() {
        try (ServerProcess process = ServerProcess.start()) {
            Server server = process.server();
            RoomcastClient stranger = server.open().connect();
            assertThat(stranger.welcome().has("user")).isFalse();
            assertThat(stranger.refused("get-rooms").text("code")).isEqualTo("unauthenticated");
            assertThat(server.api()
                            .post("/api/auth", Map.of("username", "u", "password", "p"))
                            .status())
                    .isEqualTo(404);
            assertThat(server.handshake("/ws", "Origin: https://elsewhere.example")
                            .status())
                    .isEqualTo(403);
            server.member("alice", "lobby").say("lobby", "hello");
            assertThat(server.management().get("/health").status()).isEqualTo(200);
            assertThat(server.management().get("/q/health/ready").status()).isEqualTo(200);
            assertThat(server.api().get("/q/health/ready").status()).isEqualTo(404);
            assertThat(server.api().get("/q/openapi").status()).isEqualTo(404);
            JsonNode report = startReport(process);
            assertThat(report.path("tokenKeys").asText()).isEqualTo("shared secret");
            assertThat(report.path("open").asText())
                    .isEqualTo("no issuer, no audience, management port on every interface");
        }
    }

    @Test
    void theDocumentedVariablesWork() {
        try (ServerProcess process = ServerProcess.start(
                "ROOMCAST_GUESTS_ENABLED", "true",
                "ROOMCAST_DEMO_LOGIN_ENABLED", "true",
                "ROOMCAST_OPENAPI_ENABLED", "true",
                "ROOMCAST_ORIGINS", "https://a.example,https://b.example,*",
                "QUARKUS_MANAGEMENT_HOST", "127.0.0.1",
                "ROOMCAST_LIMITS_ROOMS_PER_CONNECTION", "1",
                "ROOMCAST_HISTORY_MAX_MESSAGES", "2",
                "ROOMCAST_HEARTBEAT_INTERVAL", "7s",
                "ROOMCAST_LIMITS_MAX_MESSAGE_BYTES", "2048")) {
            assertThat(startReport(process).path("open").asText())
                    .isEqualTo("guests, demo sign-in, API description, any origin, no issuer, no audience");
            Server server = process.server();
            RoomcastClient guest = server.guest();
            assertThat(guest.userId()).startsWith("guest:");
            assertThat(guest.welcome().number("heartbeat")).isEqualTo(7_000);
            assertThat(server.api()
                            .post("/api/auth", Map.of("username", "u", "password", "p"))
                            .status())
                    .isEqualTo(200);
            assertThat(server.api().get("/q/openapi").status()).isEqualTo(200);
            assertThat(server.handshake("/ws", "Origin: https://b.example").status())
                    .isEqualTo(101);
            RoomcastClient alice = server.member("alice", "lobby");
            Frame error = alice.refused("join-room", "roomId", "second");
            assertThat(error.text("limit")).isEqualTo("roomcast.limits.rooms-per-connection");
            for (int i = 0; i < 3; i++) {
                alice.say("lobby", i);
            }
            assertThat(alice.request("get-history", "roomId", "lobby").offsets())
                    .containsExactly(2L, 3L);
            alice.send("ping", "x", "y".repeat(2048));
            assertThat(alice.closed().code()).isEqualTo(1009);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"RS256", "ES256", "EdDSA"})
    void aKeyInAFileIsEnoughWhereAnyIssuerAndAnyAudienceWillDo(String algorithm, @TempDir Path directory)
            throws IOException {
        PublicJsonWebKey key = IdentityProvider.key(algorithm, "key");
        Path file = Files.writeString(directory.resolve("key.pem"), pem(key));
        try (ServerProcess process = ServerProcess.start(
                "JWT_SECRET",
                null,
                "MP_JWT_VERIFY_PUBLICKEY_LOCATION",
                file.toUri().toString(),
                "MP_JWT_VERIFY_PUBLICKEY_ALGORITHM",
                algorithm,
                "ROOMCAST_AUTH_ANY_ISSUER",
                "true",
                "ROOMCAST_AUTH_ANY_AUDIENCE",
                "true")) {
            assertThat(startReport(process).path("tokenKeys").asText()).isEqualTo("key file");
            assertThat(process.server().chat().token(token(key)).connect().userId())
                    .isEqualTo("ada");
            String stolen = token(IdentityProvider.key(algorithm, "key"));
            assertThat(process.server()
                            .handshake("/chat", "Authorization: Bearer " + stolen)
                            .status())
                    .isEqualTo(401);
        }
    }

    private static String token(PublicJsonWebKey key) {
        return IdentityProvider.sign(
                key, "{\"iss\":\"https://any.example\",\"aud\":[\"x\"],\"sub\":\"ada\",\"exp\":4102444800}");
    }

    /** Instances that share rooms but no secret do not know each other's guests. */
    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void whereOthersSignAndGuestsHaveNoSecretOfTheirOwnTheStartWarns(boolean hasSecret) {
        PublicJsonWebKey key = IdentityProvider.key("RS256", "key");
        PROVIDER.publish(key);
        try (ServerProcess process = ServerProcess.start(
                "JWT_SECRET",
                null,
                "MP_JWT_VERIFY_PUBLICKEY_LOCATION",
                PROVIDER.location(),
                "ROOMCAST_AUTH_ANY_ISSUER",
                "true",
                "ROOMCAST_AUTH_ANY_AUDIENCE",
                "true",
                "ROOMCAST_BROKER",
                "redis",
                "QUARKUS_REDIS_HOSTS",
                RedisServer.shared().uri(),
                "ROOMCAST_GUESTS_ENABLED",
                "true",
                "ROOMCAST_GUESTS_SECRET",
                hasSecret ? "the same text on all instances" : null)) {
            assertThat(process.server().chat().token(token(key)).connect().userId())
                    .isEqualTo("ada");
            assertThat(process.server().guest().userId()).startsWith("guest:");
            assertThat(process.output())
                    .map(Json::parse)
                    .filteredOn(line -> line.path("level").asText().equals("WARN")
                            && line.path("message").asText().contains("ROOMCAST_GUESTS_SECRET"))
                    .hasSize(hasSecret ? 0 : 1);
        }
    }

    /** The fields of the one line that tells what is open. */
    private static JsonNode startReport(ServerProcess process) {
        List<JsonNode> reports = process.output().stream()
                .map(Json::parse)
                .filter(line -> line.path("message").asText().equals("roomcast.started"))
                .toList();
        assertThat(reports).hasSize(1);
        return reports.get(0).path("mdc");
    }

    @Test
    void whoDoesNotReadTheOutputHoldsUpNothing() {
        try (ServerProcess process = ServerProcess.start(
                "QUARKUS_LOG_CATEGORY__ROOMCAST_MESSAGES__LEVEL", "DEBUG",
                "QUARKUS_LOG_CONSOLE_ASYNC_QUEUE_LENGTH", "256",
                "ROOMCAST_DRAIN_TIMEOUT", "0s",
                "ROOMCAST_LIMITS_MESSAGES_PER_SECOND", "0")) {
            RoomcastClient alice = process.server().member("alice", "lobby");
            process.leaveOutputUnread();
            // A line for each is more than the pipe and the queue take.
            for (int i = 0; i < 2_000; i++) {
                alice.say("lobby", i);
            }
            assertThat(droppedLines(process)).isPositive();
            process.readOutput();
            long dropped = droppedLines(process);
            alice.say("lobby", "the last one");
            alice.close();
            process.terminate();
            process.awaitExit();
            assertThat(process.output()).anyMatch(line -> line.contains("roomcast.connection.closed"));
            assertThat(dropped).isLessThan(2_000);
        }
    }

    private static long droppedLines(ServerProcess process) {
        return process.server()
                .management()
                .get("/metrics")
                .text()
                .lines()
                .filter(line -> line.startsWith("roomcast_log_dropped_total "))
                .mapToLong(line -> (long) Double.parseDouble(line.substring(line.indexOf(' '))))
                .findFirst()
                .orElseThrow();
    }

    @Test
    void productionLogsJsonLinesWithoutTokensAndContents() {
        try (ServerProcess process = ServerProcess.start("ROOMCAST_DRAIN_TIMEOUT", "0s")) {
            Server server = process.server();
            String token = Tokens.user("alice");
            RoomcastClient alice = server.chat().token(token).connect();
            alice.join("lobby");
            alice.say("lobby", "what nobody else should read");
            alice.refusedText("{\"type\":\"what nobody else should read either\"}");
            server.chat().connect().auth("a-token-that-is-garbage");
            alice.close();
            process.terminate();
            process.awaitExit();
            List<String> lines = process.output();
            assertThat(lines).isNotEmpty().allSatisfy(line -> Json.parse(line));
            String all = String.join("\n", lines);
            assertThat(all)
                    .contains(alice.welcome().text("connectionId"))
                    .contains("alice")
                    .doesNotContain(token)
                    .doesNotContain(token.substring(token.lastIndexOf('.')))
                    .doesNotContain("a-token-that-is-garbage")
                    .doesNotContain("what nobody else should read");
        }
    }
}
