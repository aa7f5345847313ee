package dev.roomcast.docs;

import static java.util.stream.Collectors.toSet;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.lang.reflect.RecordComponent;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import java.util.zip.GZIPInputStream;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.MappingIterator;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

import dev.roomcast.protocol.AuthFailure;
import dev.roomcast.protocol.BadMessageException;
import dev.roomcast.protocol.ClientMessageType;
import dev.roomcast.protocol.CloseCode;
import dev.roomcast.protocol.ErrorCode;
import dev.roomcast.protocol.Language;
import dev.roomcast.protocol.Names;
import dev.roomcast.protocol.Request;
import dev.roomcast.protocol.RequestReader;
import dev.roomcast.protocol.Right;
import dev.roomcast.protocol.Sender;

/** Holds {@code docs/asyncapi.yaml} and the frames in {@code docs/protocol.md} against the code that reads and writes frames. */
class AsyncApiTest {

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Path PROTOCOL = Path.of("docs/protocol.md");
    private static final int MAX_UNPACKED_BYTES = 262_144;

    /** Fields of the envelope, which are in no record: the type, the id, and a guest's display name. */
    private static final Set<String> ENVELOPE = Set.of("type", "id", "user");

    private final AsyncApiDocument document = new AsyncApiDocument();
    private final RequestReader reader = new RequestReader(MAX_UNPACKED_BYTES);

    AsyncApiTest() throws IOException {}

    static Stream<String> clientTypes() {
        return Arrays.stream(ClientMessageType.values()).map(ClientMessageType::wireName);
    }

    @Test
    void everyRequestThatTheServerReadsIsDescribedAndNoOther() {
        assertThat(document.types(AsyncApiDocument.CLIENT))
                .containsExactlyInAnyOrderElementsOf(clientTypes().toList());
    }

    @Test
    void everyMessageThatTheServerWritesIsDescribedAndNoOther() throws ReflectiveOperationException {
        Set<String> written = ServerFrames.all().stream()
                .map(frame -> frame.get("type").asText())
                .collect(toSet());

        assertThat(document.types(AsyncApiDocument.SERVER)).containsExactlyInAnyOrderElementsOf(written);
    }

    @Test
    void whatTheServerWritesIsAsDescribed() throws ReflectiveOperationException {
        for (JsonNode frame : ServerFrames.all()) {
            String key = AsyncApiDocument.SERVER + frame.get("type").asText();
            assertThat(problemsLessTheId(key, frame)).as(frame.toString()).isEmpty();
        }
    }

    @Test
    void serverFieldsAreDescribedAndRequiredAsTheyAreWritten() throws ReflectiveOperationException {
        Map<String, Set<String>> ever = new TreeMap<>();
        Map<String, Set<String>> always = new TreeMap<>();
        for (JsonNode frame : ServerFrames.all()) {
            Set<String> fields = new TreeSet<>();
            frame.fieldNames().forEachRemaining(fields::add);
            String type = frame.get("type").asText();
            ever.computeIfAbsent(type, any -> new TreeSet<>()).addAll(fields);
            always.computeIfAbsent(type, any -> new TreeSet<>(fields)).retainAll(fields);
        }
        ever.forEach((type, fields) -> {
            String key = AsyncApiDocument.SERVER + type;
            Set<String> described = document.fields(key);
            assertThat(without(fields, "id")).as(type).containsExactlyInAnyOrderElementsOf(without(described, "id"));
            assertThat(without(always.get(type), "id"))
                    .as(type)
                    .containsExactlyInAnyOrderElementsOf(without(document.required(key), "id"));
        });
    }

    @ParameterizedTest
    @MethodSource("clientTypes")
    void clientFieldsAreDescribedAsTheyAreRead(String type) throws Exception {
        String key = AsyncApiDocument.CLIENT + type;
        Set<String> described = new TreeSet<>(document.fields(key));
        described.removeAll(ENVELOPE);
        described.remove("room"); // another name for roomId
        if (type.equals("compressed")) {
            assertThat(described).containsExactly("data");
            return;
        }
        Request request = reader.read(document.examples(key).get(0).toString(), Sender.SIGNED_IN, unpacked -> {});

        assertThat(described)
                .containsExactlyInAnyOrderElementsOf(
                        Arrays.stream(request.message().getClass().getRecordComponents())
                                .map(RecordComponent::getName)
                                .filter(name -> !name.equals("messageType"))
                                .toList());
    }

    @ParameterizedTest
    @MethodSource("clientTypes")
    void clientFieldsAreRequiredAsTheyAreRead(String type) throws Exception {
        String key = AsyncApiDocument.CLIENT + type;
        for (JsonNode example : document.examples(key)) {
            Set<String> fields = new TreeSet<>();
            example.fieldNames().forEachRemaining(fields::add);
            for (String field : fields) {
                ObjectNode less = example.deepCopy();
                less.remove(field);
                if (document.problems(key, less).isEmpty()) {
                    reader.read(less.toString(), Sender.SIGNED_IN, unpacked -> {});
                } else {
                    assertThatThrownBy(() -> reader.read(less.toString(), Sender.SIGNED_IN, unpacked -> {}))
                            .as("%s without %s", type, field)
                            .isInstanceOf(BadMessageException.class);
                }
            }
        }
    }

    @Test
    void wrongValuesAreRefusedByTheDocumentAndByTheCode() {
        for (String frame : List.of(
                "{'type':'join-room','roomId':'a b'}",
                "{'type':'join-room','roomId':''}",
                "{'type':'join-room','roomId':'a','history':-1}",
                "{'type':'join-room','roomId':'a','since':{'epoch':'e'}}",
                "{'type':'room-message','roomId':'a','content':null}",
                "{'type':'room-message','roomId':'a','content':1,'messageId':''}",
                "{'type':'delete-message','roomId':'a','offset':0}",
                "{'type':'get-history','roomId':'a','limit':0}",
                "{'type':'get-rooms','limit':'ten'}",
                "{'type':'get-rooms','cursor':''}",
                "{'type':'chat','message':{'a':1}}",
                "{'type':'auth','token':'t','guestKey':'k'}",
                "{'type':'ping','id':1}",
                "{'type':'ping','id':'" + "x".repeat(Names.MAX_REQUEST_ID + 1) + "'}")) {
            String json = frame.replace('\'', '"');
            JsonNode tree = tree(json);
            assertThat(document.problems(
                            AsyncApiDocument.CLIENT + tree.get("type").asText(), tree))
                    .as(json)
                    .isNotEmpty();
            assertThatThrownBy(() -> reader.read(json, Sender.SIGNED_IN, unpacked -> {}))
                    .as(json)
                    .isInstanceOf(BadMessageException.class);
        }
    }

    @Test
    void displayNameOfAGuestIsReadWhereItIsDescribed() throws Exception {
        for (String type : document.types(AsyncApiDocument.CLIENT)) {
            String key = AsyncApiDocument.CLIENT + type;
            if (document.fields(key).contains("user")) {
                ObjectNode named = document.examples(key).get(0).deepCopy();
                named.put("user", "Kim");
                assertThat(reader.read(named.toString(), Sender.GUEST, unpacked -> {})
                                .displayName())
                        .as(type)
                        .isEqualTo("Kim");
            }
        }
    }

    @Test
    void errorCodesAreTheCodes() {
        assertThat(strings(document.at("/components/schemas/ErrorCode/enum")))
                .containsExactlyElementsOf(
                        Arrays.stream(ErrorCode.values()).map(ErrorCode::code).toList());
        assertThat(strings(document.payload("server.auth-failed").at("/properties/code/enum")))
                .containsExactlyElementsOf(Arrays.stream(AuthFailure.values())
                        .map(AuthFailure::code)
                        .toList());
        assertThat(strings(document.at("/components/schemas/Right/enum")))
                .containsExactlyElementsOf(
                        Arrays.stream(Right.values()).map(Right::wireName).toList());
    }

    @Test
    void errorCodesOfTheProtocolPageAreTheCodes() throws IOException {
        assertThat(firstColumn("## Errors"))
                .containsExactlyElementsOf(
                        Arrays.stream(ErrorCode.values()).map(ErrorCode::code).toList());
    }

    @Test
    void closeCodesAndReasonsAreTheCodes() {
        List<String> described = new ArrayList<>();
        document.at("/channels/chat/x-close")
                .forEach(close -> described.add(
                        close.get("code").asInt() + " " + close.get("reason").asText()));

        assertThat(described)
                .containsExactlyInAnyOrderElementsOf(Stream.concat(
                                Stream.of("1000 "),
                                Arrays.stream(CloseCode.values()).map(code -> code.code() + " " + code.reason()))
                        .toList());
    }

    @Test
    void closeReasonsOfTheProtocolPageAreTheCodes() throws IOException {
        String section = section("## Closing");
        Set<String> reasons = Pattern.compile("`([^`]+)`")
                .matcher(section)
                .results()
                .map(match -> match.group(1))
                .collect(toSet());
        // Of these the page says "what was wrong": the words are not part of the contract.
        Set<Integer> free = Set.of(1002, 1003, 1007, 1009);

        assertThat(reasons)
                .containsExactlyInAnyOrderElementsOf(Arrays.stream(CloseCode.values())
                        .filter(code -> !free.contains(code.code()))
                        .map(CloseCode::reason)
                        .toList());
        for (CloseCode code : CloseCode.values()) {
            assertThat(section).contains(String.valueOf(code.code()));
        }
    }

    @Test
    void everyMessageHasExamplesAndTheyAreWhatItDescribes() throws Exception {
        for (String prefix : List.of(AsyncApiDocument.CLIENT, AsyncApiDocument.SERVER)) {
            for (String type : document.types(prefix)) {
                List<JsonNode> examples = document.examples(prefix + type);
                assertThat(examples).as(prefix + type).isNotEmpty();
                for (JsonNode example : examples) {
                    assertFrame(prefix, example);
                }
            }
        }
    }

    @Test
    void everyFrameOfTheProtocolPageIsAsDescribed() throws Exception {
        Set<String> seen = new TreeSet<>();
        Matcher block = Pattern.compile("```json (client|server)\\n(.*?)```", Pattern.DOTALL)
                .matcher(Files.readString(PROTOCOL));
        while (block.find()) {
            String prefix = block.group(1) + ".";
            try (MappingIterator<JsonNode> frames =
                    JSON.readerFor(JsonNode.class).readValues(block.group(2))) {
                while (frames.hasNext()) {
                    JsonNode frame = frames.next();
                    assertFrame(prefix, frame);
                    seen.add(prefix + frame.get("type").asText());
                }
            }
        }

        Set<String> all = new TreeSet<>();
        document.types(AsyncApiDocument.CLIENT).forEach(type -> all.add(AsyncApiDocument.CLIENT + type));
        document.types(AsyncApiDocument.SERVER).forEach(type -> all.add(AsyncApiDocument.SERVER + type));
        assertThat(seen).as("messages with an example on the page").isEqualTo(all);
    }

    @Test
    void everyRequestIsInTheTableOfTheProtocolPage() throws IOException {
        Set<String> table = new TreeSet<>();
        for (String cell : cells("## Requests")) {
            Pattern.compile("`([a-z-]+)[^`]*`")
                    .matcher(cell)
                    .results()
                    .map(match -> match.group(1))
                    .forEach(table::add);
        }

        assertThat(table).containsExactlyInAnyOrderElementsOf(clientTypes().toList());
    }

    @Test
    void answersNameMessagesOfTheServer() {
        for (String type : document.types(AsyncApiDocument.CLIENT)) {
            document.message(AsyncApiDocument.CLIENT + type)
                    .path("x-answers")
                    .forEach(answer ->
                            assertThat(document.types(AsyncApiDocument.SERVER)).contains(answer.asText()));
        }
    }

    @Test
    void bothChannelsCarryAllMessagesInTheirDirections() {
        Set<String> all = new TreeSet<>();
        document.at("/components/messages").fieldNames().forEachRemaining(all::add);
        assertThat(document.channel("chat")).containsExactlyInAnyOrderElementsOf(all);
        assertThat(document.channel("open")).containsExactlyInAnyOrderElementsOf(all);

        Map<String, List<String>> operations = document.operations();
        assertThat(operations.get("request")).isEqualTo(references("chat", AsyncApiDocument.CLIENT));
        assertThat(operations.get("deliver")).isEqualTo(references("chat", AsyncApiDocument.SERVER));
        assertThat(operations.get("requestOpen")).isEqualTo(references("open", AsyncApiDocument.CLIENT));
        assertThat(operations.get("deliverOpen")).isEqualTo(references("open", AsyncApiDocument.SERVER));
        assertThat(document.at("/channels/chat/address").asText()).isEqualTo("/chat");
        assertThat(document.at("/channels/open/address").asText()).isEqualTo("/ws");
    }

    private List<String> references(String channel, String prefix) {
        return document.channel(channel).stream()
                .filter(key -> key.startsWith(prefix))
                .map(key -> "#/channels/" + channel + "/messages/" + key)
                .toList();
    }

    /** A frame is as described; one of a client is read by the server's reader, one that is packed can be unpacked. */
    private void assertFrame(String prefix, JsonNode frame) throws Exception {
        String type = frame.get("type").asText();
        assertThat(document.types(prefix)).contains(type);
        assertThat(document.problems(prefix + type, frame)).as(frame.toString()).isEmpty();
        if (prefix.equals(AsyncApiDocument.CLIENT)) {
            Request request = reader.read(frame.toString(), Sender.SIGNED_IN, unpacked -> {});
            assertThat(request.id()).isEqualTo(frame.path("id").textValue());
            if (!type.equals("compressed")) {
                assertThat(request.type().wireName()).isEqualTo(type);
            }
        } else if (type.equals("error")) {
            assertThat(frame.get("message").asText()).isEqualTo(errorMessage(frame));
        } else if (type.equals("compressed")) {
            byte[] gzip = Base64.getDecoder().decode(frame.get("data").asText());
            try (GZIPInputStream inside = new GZIPInputStream(new ByteArrayInputStream(gzip))) {
                JsonNode unpacked = tree(new String(inside.readAllBytes(), StandardCharsets.UTF_8));
                assertThat(document.types(AsyncApiDocument.SERVER))
                        .contains(unpacked.get("type").asText());
            }
        }
    }

    private static String errorMessage(JsonNode error) {
        return Arrays.stream(ErrorCode.values())
                .filter(code -> code.code().equals(error.get("code").asText()))
                .map(code -> code.message(Language.ENGLISH))
                .findFirst()
                .orElseThrow();
    }

    /** The writer gives any message an id where it is told to; that only answers have one is the session's business. */
    private List<String> problemsLessTheId(String key, JsonNode frame) {
        if (document.fields(key).contains("id")) {
            return document.problems(key, frame).stream()
                    .filter(problem -> !problem.contains("'id' not found"))
                    .toList();
        }
        ObjectNode less = frame.deepCopy();
        less.remove("id");
        return document.problems(key, less);
    }

    private static Set<String> without(Set<String> names, String name) {
        Set<String> rest = new TreeSet<>(names);
        rest.remove(name);
        return rest;
    }

    private static List<String> strings(JsonNode array) {
        return StreamSupport.stream(array.spliterator(), false)
                .map(JsonNode::asText)
                .toList();
    }

    private static List<String> firstColumn(String heading) throws IOException {
        return cells(heading).stream().map(cell -> cell.replace("`", "")).toList();
    }

    /** The first cells of the rows of the first table below a heading. */
    private static List<String> cells(String heading) throws IOException {
        return section(heading)
                .lines()
                .dropWhile(line -> !line.startsWith("|"))
                .takeWhile(line -> line.startsWith("|"))
                .skip(2)
                .map(row -> row.split("\\|")[1].strip())
                .toList();
    }

    private static String section(String heading) throws IOException {
        String page = Files.readString(PROTOCOL);
        int start = page.indexOf("\n" + heading + "\n");
        assertThat(start).as(heading).isNotNegative();
        int end = page.indexOf("\n## ", start + 1);
        return page.substring(start, end < 0 ? page.length() : end);
    }

    private static JsonNode tree(String json) {
        try {
            return JSON.readTree(json);
        } catch (IOException notJson) {
            throw new AssertionError(json, notJson);
        }
    }
}
