package dev.roomcast.web;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;

import java.util.stream.Stream;

import com.microsoft.playwright.Locator;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

import dev.roomcast.testing.Profiles;
import dev.roomcast.testing.Tokens;

/** Who may moderate sees how, and who may not does not. */
@QuarkusTest
@TestProfile(Profiles.Standard.class)
class ModerationTest extends PageTest {

    /** By role everywhere, or by the token's {@code rooms} here. */
    static Stream<String> moderators() {
        return Stream.of(
                Tokens.admin("Mo"),
                Tokens.of("Mo")
                        .room("*", "join", "history", "write", "presence")
                        .room("club.{userId}-*", "moderate")
                        .sign());
    }

    @ParameterizedTest
    @MethodSource("moderators")
    void moderatorsDeleteWhatOthersWroteAndPutThemOut(String token) {
        String room = "club.Mo-" + Integer.toHexString(token.hashCode());
        try (ChatPage mo = open(room).signInWithToken(token);
                ChatPage ben = open(room).signInWithToken(Tokens.user("Ben"))) {
            ben.say("Something rude");
            Locator rude = mo.message("Something rude");
            rude.hover();
            rude.getByLabel("Delete this message").click();
            mo.button("Delete").click();
            assertThat(ben.messages()).hasText(new String[] {"This message was deleted."});
            assertThat(mo.button("Delete this message")).hasCount(0);

            mo.button("Remove Ben from the room").click();
            mo.button("Remove").click();
            assertThat(ben.page().locator(".notice")).hasText("You were removed from " + room + ".");
            assertThat(mo.page().locator(".people .person")).hasText(new String[] {"Mo"});
        }
    }

    @Test
    void whoMayNotModerateIsOfferedNothingOfIt() {
        String elsewhere = Tokens.of("Mo")
                .room("*", "join", "history", "write", "presence")
                .room("club.*-1", "moderate")
                .room("clubXother", "moderate")
                .sign();
        try (ChatPage mo = open("club.other").signInWithToken(elsewhere);
                ChatPage ben = open("club.other").signInWithToken(Tokens.user("Ben"))) {
            ben.say("Nothing to be deleted");
            mo.say("Heard");
            assertThat(mo.page().locator(".people .person")).hasText(new String[] {"Mo", "Ben"});
            assertThat(mo.message("Nothing to be deleted").getByLabel("Delete this message"))
                    .hasCount(0);
            assertThat(mo.button("Remove Ben from the room")).hasCount(0);
            assertThat(ben.button("Remove Mo from the room")).hasCount(0);
        }
    }
}
