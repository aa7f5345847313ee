package dev.roomcast.web;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;

import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import org.junit.jupiter.api.Test;

import dev.roomcast.testing.Profiles;
import dev.roomcast.testing.Tokens;

/** The page offers only the ways in that the server has: here, as in production by default, a token alone. */
@QuarkusTest
@TestProfile(Profiles.Impatient.class)
class WaysInTest extends PageTest {

    @Test
    void whatWouldNotWorkIsNotOffered() {
        try (ChatPage ana = open("production")) {
            assertThat(ana.page().getByLabel("Access token")).isVisible();
            assertThat(ana.page().getByLabel("Your name")).isHidden();
            assertThat(ana.button("Continue as guest")).isHidden();
            assertThat(ana.button("Sign in")).isHidden();
            ana.page().getByLabel("Access token").fill(Tokens.user("Ana"));
            ana.button("Sign in with the token").click();
            ana.connected().say("In by the only way there is");
        }
    }
}
