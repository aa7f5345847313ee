package dev.roomcast.wire;

import static org.assertj.core.api.Assertions.assertThat;

import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import dev.roomcast.testing.Frame;
import dev.roomcast.testing.Profiles;
import dev.roomcast.testing.RoomcastClient;
import dev.roomcast.testing.ServerTest;

/** What room ids, message ids and user names may be. */
@QuarkusTest
@TestProfile(Profiles.Standard.class)
class NamesTest extends ServerTest {

    private static final String NFD = "cafe\u0301";
    private static final String NFC = "caf\u00e9";

    @ParameterizedTest
    @ValueSource(
            strings = {
                "a",
                "A.b_c-d:e@f",
                "caf\u00e9",
                "\u6f22\u5b57",
                "\u0939\u093f\u0928\u094d\u0926\u0940",
                "\u0663",
                "\ud835\udc00"
            })
    void lettersMarksAndDigitsOfAnyScriptAndFivePunctuationMarksMakeARoomId(String roomId) {
        RoomcastClient client = server.connect(unique("namer"));
        assertThat(client.join(roomId).text("roomId")).isEqualTo(roomId);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                " ",
                "a b",
                "a/b",
                "a{b}",
                "a*",
                "a\u0000",
                "a\u202eb",
                "a\u200bb",
                "a\u034fb",
                "a\ufe0fb",
                "a\u3164b",
                "\ud83d\ude00",
                "a\nb",
                "<b>",
                NFD
            })
    void anythingElseIsABadRequestThatNamesTheField(String roomId) {
        RoomcastClient client = server.connect(unique("namer"));
        Frame error = client.refused("join-room", "roomId", roomId);
        assertThat(error.text("code")).isEqualTo("bad-request");
        assertThat(error.text("field")).isEqualTo("roomId");
    }

    @Test
    void aRoomIdHasAtMost128CodePoints() {
        RoomcastClient client = server.connect(unique("namer"));
        client.join("\ud835\udc00".repeat(128));
        assertThat(client.refused("join-room", "roomId", "x".repeat(129)).text("code"))
                .isEqualTo("bad-request");
    }

    @Test
    void theComposedFormOfANameIsAnotherMatterThanTheDecomposed() {
        RoomcastClient client = server.connect(unique("namer"));
        client.join(NFC);
        assertThat(client.refused("room-message", "roomId", NFD, "content", 1).text("code"))
                .isEqualTo("bad-request");
    }

    @ParameterizedTest
    @ValueSource(strings = {"7", "null", "[\"r\"]", "{\"id\":\"r\"}", "true"})
    void aRoomIdOfAWrongKindIsABadRequest(String roomId) {
        RoomcastClient client = server.connect(unique("namer"));
        Frame error = client.refusedText("{\"type\":\"join-room\",\"roomId\":" + roomId + "}");
        assertThat(error.text("code")).isEqualTo("bad-request");
        assertThat(error.text("field")).isEqualTo("roomId");
    }

    @Test
    void aMessageIdHasOneTo128CodePoints() {
        String room = unique("ids");
        RoomcastClient client = server.member(unique("namer"), room);
        String longest = "\ud83d\ude00".repeat(128);
        assertThat(client.say(room, 1, longest).text("messageId")).isEqualTo(longest);
        for (String bad : new String[] {"", "x".repeat(129), "a\u0007b", "a\u202eb", "a\u2066b", "a\u200bb"}) {
            Frame error = client.refused("room-message", "roomId", room, "content", 1, "messageId", bad);
            assertThat(error.text("code")).as(bad).isEqualTo("bad-request");
            assertThat(error.text("field")).as(bad).isEqualTo("messageId");
        }
    }

    @Test
    void aGuestsDisplayNameHasOneTo64CodePointsAndNoTricks() {
        RoomcastClient guest = server.guest();
        RoomcastClient witness = server.connect(unique("witness"));
        String longest = "\ud83d\ude00".repeat(64);
        guest.request("chat", "message", "hi", "user", longest);
        assertThat(witness.expect("chat").at("/user/username").asText()).isEqualTo(longest);
        for (String bad : new String[] {
            "x".repeat(65),
            "a\u0000b",
            "evil\u202egnp",
            "ad\u200bmin",
            "ad\u200dmin",
            "admin\ufeff",
            "admin\u200e",
            "admin\u061c",
            "\u2068admin\u2069",
            "ad\u2060min",
            "ad\u00admin",
            "admin\ufe0f",
            "admin\u3164",
            "admin\udb40\udc61"
        }) {
            assertThat(guest.refused("chat", "message", "hi", "user", bad).text("code"))
                    .as(bad)
                    .isEqualTo("bad-request");
        }
    }

    @Test
    void emojiAsKeyboardsWriteThemAreNames() {
        RoomcastClient guest = server.guest();
        RoomcastClient witness = server.connect(unique("witness"));
        for (String name : new String[] {"\u2764\ufe0f Ana", "Zo\u00eb \ud83d\ude00", "\u0646\u0627\u0645"}) {
            guest.request("chat", "message", "hi", "user", name);
            assertThat(witness.expect("chat").at("/user/username").asText()).isEqualTo(name);
        }
    }
}
