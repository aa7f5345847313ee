package dev.roomcast.docs;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.StreamSupport;

import com.fasterxml.jackson.databind.JsonNode;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import org.junit.jupiter.api.Test;

import dev.roomcast.protocol.AuthFailure;
import dev.roomcast.protocol.ErrorCode;
import dev.roomcast.protocol.Right;
import dev.roomcast.testing.Profiles;
import dev.roomcast.testing.ServerTest;

/** Holds {@code docs/openapi.yaml} against what the server serves, and against the code. */
@QuarkusTest
@TestProfile(Profiles.Standard.class)
class OpenApiTest extends ServerTest {

    private static final String COMMAND = "./mvnw test -Dtest=OpenApiTest -Dopenapi.write=true";
    private static final String HEAD =
            "# The HTTP API, as the server serves it at /q/openapi. Written by " + COMMAND + "\n";

    @Test
    void theDocumentIsWhatTheServerServes() throws IOException {
        String served = HEAD + server.api().get("/q/openapi?format=yaml").text();
        if (Boolean.getBoolean("openapi.write")) {
            Files.writeString(OpenApiDocument.FILE, served);
        }
        assertThat(Files.readString(OpenApiDocument.FILE))
                .as("docs/openapi.yaml; to write it anew: " + COMMAND)
                .isEqualTo(served);
    }

    @Test
    void operationsHaveIdsOfTheirOwnAndWords() throws IOException {
        OpenApiDocument document = new OpenApiDocument();
        Set<String> ids = new HashSet<>();
        for (OpenApiDocument.Operation operation : document.operations()) {
            assertThat(operation.id()).as(operation.path()).isNotBlank();
            assertThat(ids.add(operation.id())).as(operation.id()).isTrue();
            assertThat(operation.node().path("summary").asText())
                    .as(operation.id())
                    .isNotBlank();
            assertThat(operation.node().path("description").asText())
                    .as(operation.id())
                    .isNotBlank();
            for (JsonNode parameter : document.parameters(operation)) {
                assertThat(parameter.path("description").asText())
                        .as(operation.id() + ' ' + parameter)
                        .isNotBlank();
            }
        }
    }

    @Test
    void numbersInAddressesAreNumbersWithTheirBounds() throws IOException {
        OpenApiDocument document = new OpenApiDocument();
        for (String id : List.of("listRooms", "listMembers", "listUsers", "listRevocations", "listMessages")) {
            JsonNode limit = schema(document, id, "limit");
            assertThat(limit.path("type").asText()).isEqualTo("integer");
            assertThat(limit.path("minimum").asInt()).isEqualTo(1);
            assertThat(limit.path("maximum").asInt()).isEqualTo(1_000);
            assertThat(limit.path("default").asInt()).isEqualTo(id.equals("listMessages") ? 50 : 100);
        }
        assertThat(schema(document, "listMessages", "before").path("type").asText())
                .isEqualTo("integer");
        assertThat(schema(document, "deleteMessage", "offset").path("type").asText())
                .isEqualTo("integer");
    }

    private static JsonNode schema(OpenApiDocument document, String operation, String parameter) {
        return document.parameters(document.operation(operation)).stream()
                .filter(node -> node.get("name").asText().equals(parameter))
                .findFirst()
                .orElseThrow()
                .get("schema");
    }

    @Test
    void codesReasonsAndRightsAreThoseOfTheCode() throws IOException {
        OpenApiDocument document = new OpenApiDocument();
        assertThat(strings(document.at("/components/schemas/ErrorCode/enum")))
                .containsExactlyElementsOf(
                        Arrays.stream(ErrorCode.values()).map(ErrorCode::code).toList());
        assertThat(strings(document.at("/components/schemas/Problem/properties/reason/enum")))
                .containsExactlyElementsOf(Arrays.stream(AuthFailure.values())
                        .map(AuthFailure::code)
                        .toList());
        assertThat(strings(document.at("/components/schemas/Right/enum")))
                .containsExactlyElementsOf(
                        Arrays.stream(Right.values()).map(Right::wireName).toList());
    }

    @Test
    void typesOfEntriesNameTheirSchemas() throws IOException {
        OpenApiDocument document = new OpenApiDocument();
        JsonNode entry = document.at("/components/schemas/Entry");
        JsonNode mapping = entry.at("/discriminator/mapping");
        assertThat(entry.at("/discriminator/propertyName").asText()).isEqualTo("type");
        assertThat(mapping).hasSize(entry.get("oneOf").size());
        mapping.fields().forEachRemaining(type -> {
            JsonNode schema = document.at(type.getValue().asText().substring(1));
            assertThat(strings(schema.at("/properties/type/enum"))).containsExactly(type.getKey());
            assertThat(strings(schema.get("required"))).contains("type");
        });
    }

    private static List<String> strings(JsonNode array) {
        return StreamSupport.stream(array.spliterator(), false)
                .map(JsonNode::asText)
                .toList();
    }

    @Test
    void bodiesHaveExamplesAndTheyAreAsDescribed() throws IOException {
        OpenApiDocument document = new OpenApiDocument();
        for (OpenApiDocument.Operation operation : document.operations()) {
            if (operation.hasBody()) {
                assertExamples(
                        document, operation + " request", operation.node().at("/requestBody/content"));
            }
            operation.node().get("responses").fields().forEachRemaining(response -> {
                JsonNode content = document.resolved(response.getValue()).path("content");
                if (!content.isMissingNode()) {
                    assertExamples(document, operation + " " + response.getKey(), content);
                }
            });
        }
    }

    private static void assertExamples(OpenApiDocument document, String what, JsonNode content) {
        assertThat(content).as(what).isNotEmpty();
        content.forEach(type -> {
            JsonNode example = type.has("example")
                    ? type.get("example")
                    : document.resolved(type.at("/examples/example")).path("value");
            assertThat(example.isMissingNode()).as(what + " has an example").isFalse();
            assertThat(document.problems(type.get("schema"), example)).as(what).isEmpty();
        });
    }
}
