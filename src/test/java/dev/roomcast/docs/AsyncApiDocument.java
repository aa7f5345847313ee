package dev.roomcast.docs;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.networknt.schema.JsonSchemaFactory;
import com.networknt.schema.SpecVersion;

/** {@code docs/asyncapi.yaml}, read for what it says of messages. */
final class AsyncApiDocument {

    static final String CLIENT = "client.";
    static final String SERVER = "server.";

    private static final Path FILE = Path.of("docs/asyncapi.yaml");

    private final JsonNode root;
    private final JsonSchemaFactory factory = JsonSchemaFactory.getInstance(SpecVersion.VersionFlag.V7);
    private final ObjectNode definitions;

    AsyncApiDocument() throws IOException {
        ObjectMapper json = new ObjectMapper();
        root = json.valueToTree(Yaml.documents(FILE).get(0));
        ObjectNode all = root.get("components").get("schemas").deepCopy();
        root.get("components")
                .get("messages")
                .fields()
                .forEachRemaining(
                        message -> all.set(message.getKey(), message.getValue().get("payload")));
        definitions = (ObjectNode) json.readTree(all.toString()
                .replaceAll("#/components/messages/([^/\"]+)/payload", "#/definitions/$1")
                .replace("#/components/schemas/", "#/definitions/"));
        close(definitions);
    }

    /** Lets no object have a field that is not described. Clients have to put up with new fields; this document has not. */
    private static void close(JsonNode schema) {
        if (schema.path("type").asText().equals("object") && schema.has("properties")) {
            ((ObjectNode) schema).put("additionalProperties", false);
        }
        schema.forEach(AsyncApiDocument::close);
    }

    /** The node at a JSON pointer. */
    JsonNode at(String pointer) {
        return root.at(pointer);
    }

    /** The message of that key in {@code components}. */
    JsonNode message(String key) {
        return root.get("components").get("messages").path(key);
    }

    /** The types on the wire of the messages whose key begins with that prefix. */
    Set<String> types(String prefix) {
        Set<String> types = new TreeSet<>();
        root.get("components").get("messages").fieldNames().forEachRemaining(key -> {
            if (key.startsWith(prefix)) {
                types.add(key.substring(prefix.length()));
            }
        });
        return types;
    }

    /** The fields that a message may have, by name. */
    Set<String> fields(String key) {
        Set<String> names = new TreeSet<>();
        payload(key).get("properties").fieldNames().forEachRemaining(names::add);
        return names;
    }

    /** The fields that a message always has. */
    Set<String> required(String key) {
        Set<String> names = new TreeSet<>();
        payload(key).get("required").forEach(name -> names.add(name.asText()));
        return names;
    }

    JsonNode payload(String key) {
        JsonNode payload = message(key).get("payload");
        while (payload.has("$ref")) {
            payload = root.at(payload.get("$ref").asText().substring(1));
        }
        return payload;
    }

    /** The examples of a message. */
    List<JsonNode> examples(String key) {
        List<JsonNode> examples = new ArrayList<>();
        message(key).path("examples").forEach(example -> examples.add(example.get("payload")));
        return examples;
    }

    /** The keys of the messages that a channel lists, in order. */
    Set<String> channel(String name) {
        Set<String> keys = new LinkedHashSet<>();
        root.at("/channels/" + name + "/messages").fieldNames().forEachRemaining(keys::add);
        return keys;
    }

    /** Every operation by name: the references of its messages. */
    Map<String, List<String>> operations() {
        Map<String, List<String>> operations = new LinkedHashMap<>();
        root.get("operations").fields().forEachRemaining(operation -> {
            List<String> references = new ArrayList<>();
            operation
                    .getValue()
                    .get("messages")
                    .forEach(message -> references.add(message.get("$ref").asText()));
            operations.put(operation.getKey(), references);
        });
        return operations;
    }

    /** What is wrong with a frame as that message, a field that is not described included; empty where all is well. */
    List<String> problems(String key, JsonNode frame) {
        List<String> problems = new ArrayList<>();
        ObjectNode schema = JsonNodeFactory.instance.objectNode();
        schema.set("definitions", definitions);
        schema.putArray("allOf").addObject().put("$ref", "#/definitions/" + key);
        factory.getSchema(schema).validate(frame).forEach(problem -> problems.add(problem.toString()));
        return problems;
    }
}
