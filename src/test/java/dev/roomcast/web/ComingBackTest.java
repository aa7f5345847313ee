package dev.roomcast.web;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.URI;
import java.util.List;

import com.microsoft.playwright.Locator;
import io.quarkus.test.junit.QuarkusTest;
import org.junit.jupiter.api.Test;

import dev.roomcast.testing.LossyProxy;

/** Who comes back to the page finds what they left: the place they had read to, and what they had written. */
@QuarkusTest
class ComingBackTest extends PageTest {

    private static final int MISSED = 80;

    @Test
    void theRoomOpensWhereOneLeftOff() {
        try (ChatPage ana = open("left-off").signIn("Ana");
                ChatPage ben = open("left-off").signIn("Ben")) {
            ben.say("Read before");
            assertThat(ana.message("Read before")).isVisible();
            ana.page().navigate("about:blank");
            for (int number = 1; number <= MISSED; number++) {
                ben.say("Missed " + number);
            }
            ana.page().navigate(address.resolve("/#/room/left-off").toString());
            ana.connected();
            Locator line = ana.page().locator(".divider.new");
            assertThat(line).hasText("New messages");
            assertThat(line).isInViewport();
            assertThat(ana.message("Missed 1").first()).isInViewport();
            assertThat(ana.message("Missed " + MISSED)).not().isInViewport();
            // What was in view is read; the rest is not until it is.
            assertThat(ana.page().locator("[data-room=left-off] .badge")).containsText("unread");
            assertThat(ana.message("Read before")).isAttached();
            ana.button("To the newest messages").click();
            assertThat(ana.message("Missed " + MISSED)).isInViewport();
            assertThat(ana.page().locator("[data-room=left-off] .badge")).hasCount(0);
            ana.page().reload();
            ana.connected();
            assertThat(ana.message("Missed " + MISSED)).isInViewport();
            assertThat(line).hasCount(0);
        }
    }

    @Test
    void whatIsUnfinishedAndWhatIsUnsentSurvivesAReload() throws IOException {
        try (LossyProxy proxy = LossyProxy.to(address.getPort());
                ChatPage ana = ChatPage.open(
                                chromium.browser(), URI.create("http://localhost:" + proxy.port() + "/"), "unsent")
                        .signIn("Ana");
                ChatPage ben = open("unsent").signIn("Ben")) {
            ana.say("Sent");
            ana.controlled();
            proxy.shut();
            ana.write("Not sent one");
            ana.write("Not sent two");
            ana.page().locator("#message").fill("Unfinish");
            assertThat(ana.page().locator(".pending")).hasCount(2);

            // The server is out of reach, and the page opens all the same.
            ana.page().reload();
            assertThat(ana.page().locator(".pending .text")).hasText(new String[] {"Not sent one", "Not sent two"});
            assertThat(ana.page().locator("#message")).hasValue("Unfinish");
            ana.write("Not sent three");
            ana.page().locator("#message").fill("Unfinished");

            proxy.goOn();
            ana.connected();
            assertThat(ana.page().locator(".pending")).hasCount(0);
            List<String> all = List.of("Sent", "Not sent one", "Not sent two", "Not sent three");
            assertThat(ben.messages()).hasText(all.toArray(String[]::new));
            assertThat(ana.messages()).hasText(all.toArray(String[]::new));
            assertThat(ana.page().locator("#message")).hasValue("Unfinished");
            ana.page().reload();
            ana.connected();
            assertThat(ana.messages()).hasText(all.toArray(String[]::new));
            assertThat(ana.page().locator(".pending")).hasCount(0);
            assertThat(ana.page().locator("#message")).hasValue("Unfinished");
        }
    }

    /** It was stored, and the connection was lost before anybody here heard of it. */
    @Test
    void whatWasStoredUnheardIsNotStoredAgainAfterAReload() throws IOException {
        try (LossyProxy proxy = LossyProxy.to(address.getPort());
                ChatPage ana = ChatPage.open(
                                chromium.browser(), URI.create("http://localhost:" + proxy.port() + "/"), "unheard")
                        .signIn("Ana");
                ChatPage ben = open("unheard").signIn("Ben")) {
            ana.controlled();
            // Nothing comes back any more; what goes there still does.
            proxy.deafen();
            ana.write("Heard by one");
            assertThat(ben.message("Heard by one")).isVisible();
            proxy.shut();
            ana.page().reload();
            assertThat(ana.page().locator(".pending")).hasCount(1);
            proxy.goOn();
            ana.connected();
            assertThat(ana.page().locator(".pending")).hasCount(0);
            ana.say("And on");
            List<String> all = List.of("Heard by one", "And on");
            assertThat(ana.messages()).hasText(all.toArray(String[]::new));
            assertThat(ben.messages()).hasText(all.toArray(String[]::new));
        }
    }

    @Test
    void whoSignsOutTakesAlongWhatWasNotSent() {
        try (ChatPage ana = open("taken").signIn("Ana")) {
            ana.page().locator("#message").fill("For nobody else");
            ana.button("Sign out").click();
            assertThat((String) ana.page().evaluate("JSON.stringify({ ...sessionStorage })"))
                    .doesNotContain("For nobody else");
            ana.signIn("Ben");
            assertThat(ana.page().locator("#message")).hasValue("");
        }
    }
}
