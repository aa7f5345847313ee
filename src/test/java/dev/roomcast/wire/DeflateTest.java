package dev.roomcast.wire;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import jakarta.inject.Inject;

import com.fasterxml.jackson.databind.JsonNode;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import io.vertx.core.Vertx;
import org.junit.jupiter.api.Test;

import dev.roomcast.testing.Profiles;
import dev.roomcast.testing.RoomcastClient;
import dev.roomcast.testing.ServerTest;

/** permessage-deflate, where an operator has turned it on and a client asks for it. */
@QuarkusTest
@TestProfile(Profiles.Deflate.class)
class DeflateTest extends ServerTest {

    private static final int MESSAGES = 60;

    @Inject
    Vertx vertx;

    private DeflatingClient connect(String path) throws Exception {
        return new DeflatingClient(vertx, server.http(), path);
    }

    /** Some far below the threshold, some above, some larger than a buffer; no two alike. */
    private static String content(int number) {
        return switch (number % 3) {
            case 0 -> "small " + number;
            case 1 -> ("words of message " + number + " ").repeat(120);
            default -> ("a longer one, number " + number + " ").repeat(700);
        };
    }

    private static void checkNext(JsonNode message, int number) {
        assertThat(message.path("offset").asLong()).isEqualTo(number);
        assertThat(message.path("content").asText()).isEqualTo(content(number));
    }

    @Test
    void whoNegotiatedItTalksWithWhoDidNot() throws Exception {
        String room = unique("room");
        RoomcastClient plain = server.member(unique("plain"), room);
        try (DeflatingClient deflating = connect("/ws")) {
            deflating.join(room);
            String content = "repeat ".repeat(5_000);
            deflating.say(room, content);
            assertThat(plain.expect("room-message").at("/content").asText()).isEqualTo(content);
            assertThat(deflating.next("room-message").path("content").asText()).isEqualTo(content);
            plain.say(room, "back");
            assertThat(deflating.next("room-message").path("content").asText()).isEqualTo("back");
        }
    }

    @Test
    void everyoneGetsTheSameInOrderWhateverTheSize() throws Exception {
        String room = unique("room");
        RoomcastClient plain = server.member(unique("plain"), room);
        try (DeflatingClient writer = connect("/ws");
                DeflatingClient reader = connect("/ws");
                DeflatingClient zipping = connect("/ws?features=gzip");
                DeflatingClient batching = connect("/ws?features=batch,gzip")) {
            writer.join(room);
            reader.join(room);
            zipping.join(room);
            batching.join(room);
            for (int i = 1; i <= MESSAGES; i++) {
                writer.say(room, content(i));
            }
            List<JsonNode> batched = new ArrayList<>();
            while (batched.size() < MESSAGES) {
                JsonNode frame = batching.next();
                switch (frame.path("type").asText()) {
                    case "room-message" -> batched.add(frame);
                    case "message-batch" -> frame.path("messages").forEach(batched::add);
                    default -> {
                        // Who comes and goes.
                    }
                }
            }
            for (int i = 1; i <= MESSAGES; i++) {
                checkNext(reader.next("room-message"), i);
                checkNext(writer.next("room-message"), i);
                checkNext(zipping.next("room-message"), i);
                checkNext(plain.expect("room-message").json(), i);
                checkNext(batched.get(i - 1), i);
            }
        }
    }

    @Test
    void repliesStayInOrderAmongWhatIsPacked() throws Exception {
        String room = unique("room");
        try (DeflatingClient writer = connect("/ws")) {
            writer.join(room);
            for (int i = 1; i <= MESSAGES; i++) {
                writer.say(room, content(i));
                writer.send("{\"type\":\"ping\",\"id\":\"" + i + "\"}");
            }
            int messages = 0;
            int pongs = 0;
            while (messages < MESSAGES || pongs < MESSAGES) {
                JsonNode frame = writer.next();
                switch (frame.path("type").asText()) {
                    case "room-message" -> checkNext(frame, ++messages);
                    case "pong" -> assertThat(frame.path("id").asInt()).isEqualTo(++pongs);
                    default -> assertThat(frame.path("type").asText()).isEqualTo("user-joined");
                }
            }
        }
    }

    @Test
    void aPastOfManyPartsComesWhole() throws Exception {
        String room = unique("room");
        RoomcastClient writer = server.member(unique("writer"), room);
        for (int i = 1; i <= MESSAGES; i++) {
            writer.say(room, content(i));
        }
        try (DeflatingClient late = connect("/ws")) {
            late.send("{\"type\":\"join-room\",\"roomId\":\"" + room + "\",\"history\":" + MESSAGES + "}");
            int number = 0;
            JsonNode part;
            do {
                part = late.next("message-history");
                for (JsonNode message : part.path("messages")) {
                    checkNext(message, ++number);
                }
            } while (part.path("more").asBoolean());
            assertThat(number).isEqualTo(MESSAGES);
            writer.say(room, "live");
            assertThat(late.next("room-message").path("content").asText()).isEqualTo("live");
        }
    }
}
