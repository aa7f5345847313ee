package dev.roomcast.docs;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import com.networknt.schema.JsonSchemaFactory;
import com.networknt.schema.SpecVersion;

import dev.roomcast.testing.Api;

/** {@code docs/openapi.yaml}, read for what it says of requests and answers. */
final class OpenApiDocument {

    static final Path FILE = Path.of("docs/openapi.yaml");

    private static final Set<String> METHODS = Set.of("get", "post", "delete", "put", "patch");
    private static final String SCHEMAS = "#/components/schemas/";

    private final JsonNode root;
    private final JsonSchemaFactory factory = JsonSchemaFactory.getInstance(SpecVersion.VersionFlag.V202012);
    private final JsonNode definitions;

    /** An operation: its method and the template of its path. */
    record Operation(String id, String method, String path, JsonNode node) {

        /** The statuses that it may be answered with. */
        Set<String> statuses() {
            Set<String> statuses = new TreeSet<>();
            node.get("responses").fieldNames().forEachRemaining(statuses::add);
            return statuses;
        }

        boolean hasBody() {
            return node.has("requestBody");
        }

        @Override
        public String toString() {
            return id;
        }
    }

    OpenApiDocument() throws IOException {
        // By YAML 1.2, which has no type for times.
        root = new YAMLMapper().readTree(FILE.toFile());
        definitions = references(at("/components/schemas").deepCopy());
        close(definitions);
    }

    private static JsonNode references(JsonNode schema) {
        try {
            return new ObjectMapper().readTree(schema.toString().replace(SCHEMAS, "#/$defs/"));
        } catch (JsonProcessingException cannotHappen) {
            throw new IllegalStateException(cannotHappen);
        }
    }

    /**
     * Lets no object have a field that is not described: clients have to put up with new fields, this document has not. A
     * discriminator is for generators, and no keyword of JSON Schema.
     */
    private static void close(JsonNode schema) {
        if (schema.path("type").asText().equals("object") && schema.has("properties")) {
            ((ObjectNode) schema).put("additionalProperties", false);
        }
        if (schema.isObject()) {
            ((ObjectNode) schema).remove("discriminator");
        }
        schema.forEach(OpenApiDocument::close);
    }

    /** The node at a JSON pointer. */
    JsonNode at(String pointer) {
        return root.at(pointer);
    }

    /** What a node is, or what it refers to. */
    JsonNode resolved(JsonNode node) {
        return node.has("$ref") ? at(node.get("$ref").asText().substring(1)) : node;
    }

    /** All operations, in the order of the document. */
    List<Operation> operations() {
        List<Operation> operations = new ArrayList<>();
        root.get("paths")
                .fields()
                .forEachRemaining(path -> path.getValue().fields().forEachRemaining(method -> {
                    if (METHODS.contains(method.getKey())) {
                        JsonNode node = method.getValue();
                        operations.add(
                                new Operation(node.path("operationId").asText(), method.getKey(), path.getKey(), node));
                    }
                }));
        return operations;
    }

    Operation operation(String id) {
        return operations().stream()
                .filter(operation -> operation.id().equals(id))
                .findFirst()
                .orElseThrow(() -> new AssertionError("no operation " + id));
    }

    /** The parameters of an operation. */
    List<JsonNode> parameters(Operation operation) {
        List<JsonNode> parameters = new ArrayList<>();
        operation.node().path("parameters").forEach(parameter -> parameters.add(resolved(parameter)));
        return parameters;
    }

    /** A request's address with the examples of its parameters, required ones of the query included. */
    String examplePath(Operation operation) {
        String path = operation.path();
        String query = "";
        for (JsonNode parameter : parameters(operation)) {
            String name = parameter.get("name").asText();
            String value = Api.segment(parameter.path("example").asText());
            if (parameter.get("in").asText().equals("path")) {
                path = path.replace('{' + name + '}', value);
            } else if (parameter.path("required").asBoolean()) {
                query += (query.isEmpty() ? '?' : '&') + name + '=' + value;
            }
        }
        return path + query;
    }

    /** The body of the example of a request; null where it has none. */
    String exampleBody(Operation operation) {
        if (!operation.hasBody()) {
            return null;
        }
        JsonNode type = operation.node().at("/requestBody/content/application~1json");
        return resolved(type.at("/examples/example")).get("value").toString();
    }

    /** What is wrong with an answer to an operation, an undescribed status or field included; empty where all is well. */
    List<String> problems(Operation operation, Api.Reply reply) {
        List<String> problems = new ArrayList<>();
        JsonNode response = resolved(operation.node().at("/responses/" + reply.status()));
        if (response.isMissingNode()) {
            return List.of("status " + reply.status() + " is not described");
        }
        response.path("headers").fields().forEachRemaining(header -> {
            if (resolved(header.getValue()).path("required").asBoolean()
                    && reply.header(header.getKey()).isEmpty()) {
                problems.add("no header " + header.getKey());
            }
        });
        JsonNode content = response.path("content");
        if (content.isMissingNode()) {
            if (!reply.text().isEmpty()) {
                problems.add("a body that is not described");
            }
        } else if (content.has(reply.contentType())) {
            problems.addAll(problems(content.get(reply.contentType()).get("schema"), reply.json()));
        } else {
            problems.add("content type " + reply.contentType() + " is not described");
        }
        return problems;
    }

    /** What is wrong with JSON as a schema of this document. */
    List<String> problems(JsonNode schema, JsonNode json) {
        ObjectNode whole = JsonNodeFactory.instance.objectNode();
        whole.set("$defs", definitions);
        whole.putArray("allOf").add(references(schema));
        return factory.getSchema(whole).validate(json).stream()
                .map(Object::toString)
                .toList();
    }
}
