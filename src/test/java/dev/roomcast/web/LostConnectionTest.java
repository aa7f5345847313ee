package dev.roomcast.web;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.URI;
import java.util.List;
import java.util.stream.IntStream;

import com.microsoft.playwright.assertions.LocatorAssertions;
import io.quarkus.test.junit.QuarkusTest;
import org.junit.jupiter.api.Test;

import dev.roomcast.testing.LossyProxy;

/** The page through a network that fails. */
@QuarkusTest
class LostConnectionTest extends PageTest {
    /** An open socket of an offline machine says nothing; the client asks after 15 s or less, and waits 5 s for a word. */
    private static final double NOTICED_MS = 30_000;

    private ChatPage openThrough(LossyProxy proxy, String room) {
        return ChatPage.open(chromium.browser(), URI.create("http://localhost:" + proxy.port() + "/"), room);
    }

    @Test
    void cutsLeaveNeitherGapNorDouble() throws IOException {
        List<String> said =
                IntStream.range(0, 60).mapToObj(number -> "Word " + number).toList();
        try (LossyProxy proxy = LossyProxy.to(address.getPort());
                ChatPage ana = openThrough(proxy, "cuts").signIn("Ana");
                ChatPage ben = open("cuts").signIn("Ben")) {
            for (String word : said) {
                ben.say(word);
                if (word.endsWith("7")) {
                    proxy.cut();
                    ana.write("Heard " + word);
                }
            }
            assertThat(ana.message("Word 59")).isVisible();
            ana.connected();
            assertThat(ana.page().locator(".pending")).hasCount(0);
            assertThat(ana.textsThatBeginWith("Word")).isEqualTo(said);
            List<String> heard = List.of(7, 17, 27, 37, 47, 57).stream()
                    .map(number -> "Heard Word " + number)
                    .toList();
            assertThat(ana.textsThatBeginWith("Heard")).isEqualTo(heard);
            assertThat(ben.message("Heard Word 57")).isVisible();
            assertThat(ben.textsThatBeginWith("Heard")).isEqualTo(heard);
        }
    }

    @Test
    void whatIsWrittenOfflineGoesOutOnReturn() throws IOException {
        try (LossyProxy proxy = LossyProxy.to(address.getPort());
                ChatPage ana = openThrough(proxy, "offline").signIn("Ana");
                ChatPage ben = open("offline").signIn("Ben")) {
            ana.say("Still here");
            ana.context().setOffline(true);
            // Chromium holds back what comes for a page that is offline, and reads no more: so it does not see the cut.
            ben.say("Did you hear?");
            proxy.cut();
            assertThat(ana.page().locator(".status"))
                    .hasText("You are offline", new LocatorAssertions.HasTextOptions().setTimeout(NOTICED_MS));
            ana.write("From the tunnel");
            ana.write("And another");
            assertThat(ana.page().locator(".pending")).hasCount(2);
            assertThat(ana.message("From the tunnel")).containsText("Waiting to be sent");
            ben.say("Where are you?");
            ana.context().setOffline(false);
            ana.connected();
            assertThat(ana.page().locator(".pending")).hasCount(0);
            assertThat(ben.message("And another")).isVisible();
            List<String> all =
                    List.of("Still here", "Did you hear?", "Where are you?", "From the tunnel", "And another");
            assertThat(ana.messages().allTextContents()).isEqualTo(all);
            assertThat(ben.messages().allTextContents()).isEqualTo(all);
        }
    }

    @Test
    void aSocketThatHasGoneSilentIsNoticed() {
        try (ChatPage ana = open("silent").signIn("Ana");
                ChatPage ben = open("silent").signIn("Ben")) {
            ana.context().setOffline(true); // what is open stays open, and says nothing
            assertThat(ana.page().locator(".status"))
                    .hasText("You are offline", new LocatorAssertions.HasTextOptions().setTimeout(NOTICED_MS));
            ben.say("Into the silence");
            ana.context().setOffline(false);
            ana.connected();
            assertThat(ana.message("Into the silence")).hasCount(1);
        }
    }
}
