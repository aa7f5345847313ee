package dev.roomcast.web;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

import com.microsoft.playwright.CDPSession;
import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import io.quarkus.test.junit.QuarkusTest;
import org.junit.jupiter.api.Test;

import dev.roomcast.testing.Json;

/** What makes the page pleasant: links, rooms found by typing, who came and went, notifications, an address, an icon. */
@QuarkusTest
class ChatExtrasTest extends PageTest {

    @Test
    void webAddressesAreLinksAndNothingElseIs() {
        try (ChatPage ana = open("links").signIn("Ana");
                ChatPage ben = open("links").signIn("Ben")) {
            ana.say("See https://example.org/a?b=c&d=%22#e, (http://example.org/x_(y)) or <https://例子.测试/路>。");
            ana.say("javascript:alert(1) data:text/html,x http:// https://[ ftp://example.org https:example.org");
            Locator links = ben.page().locator(".message a");
            assertThat(links).hasText(new String[] {
                "https://example.org/a?b=c&d=%22#e", "http://example.org/x_(y)", "https://例子.测试/路"
            });
            for (Locator link : links.all()) {
                assertThat(link).hasAttribute("href", Pattern.compile("^https?://.*"));
                assertThat(link).hasAttribute("rel", Pattern.compile("\\bnoopener\\b.*\\bnoreferrer\\b"));
                assertThat(link).hasAttribute("target", "_blank");
            }
            assertThat(ben.messages().first())
                    .hasText("See https://example.org/a?b=c&d=%22#e, (http://example.org/x_(y)) or <https://例子.测试/路>。");
        }
    }

    @Test
    void roomsAreFoundByTyping() {
        try (ChatPage ana = open("garden-birds").signIn("Ana");
                ChatPage ben = open("garden-bees").signIn("Ben");
                ChatPage cy = open("kitchen").signIn("Cy")) {
            Locator rooms = cy.page().locator("[data-room]");
            assertThat(cy.page().locator("[data-room=garden-birds]")).isVisible();
            cy.page().getByLabel("Find or create a room").fill("Garden B");
            assertThat(rooms).hasCount(2);
            cy.page().getByLabel("Find or create a room").fill("garden bi");
            assertThat(rooms).hasCount(1);
            rooms.click();
            assertThat(cy.page().locator(".room-title")).hasText("garden-birds");
            ana.say("Found");
            assertThat(cy.message("Found")).isVisible();
            cy.page().getByLabel("Find or create a room").fill("no such room");
            assertThat(cy.page().getByText("No other open room has that in its name."))
                    .isVisible();
        }
    }

    @Test
    void aRoomHasAnAddress() {
        try (ChatPage ana = open("here").signIn("Ana")) {
            ana.page().getByLabel("Find or create a room").fill("Küche: heute");
            ana.page().getByLabel("Find or create a room").press("Enter");
            assertThat(ana.page())
                    .hasURL(address.resolve("/#/room/K%C3%BCche%3A-heute").toString());
            ana.page().evaluate("location.hash = '#/room/elsewhere'");
            assertThat(ana.page().locator(".room-title")).hasText("elsewhere");
            ana.page().evaluate("location.hash = '#as-before'");
            assertThat(ana.page().locator(".room-title")).hasText("as-before");
        }
    }

    @Test
    void whoCameAndWentIsToldInOneLine() {
        List<ChatPage> crowd = new ArrayList<>();
        try (ChatPage ana = open("crowd").signIn("Ana")) {
            assertThat(ana.page().locator(".people .person")).hasCount(1);
            for (String name : List.of("Ben", "Cy", "Dee", "Eli")) {
                crowd.add(open("crowd").signIn(name));
            }
            Locator comings = ana.page().locator(".comings");
            assertThat(comings).hasText(new String[] {"Ben, Cy, and 2 others joined."});
            crowd.remove(0).close();
            assertThat(comings).hasText(new String[] {"Cy, Dee, and Eli joined."});
            ana.say("Welcome");
            crowd.remove(0).close();
            assertThat(comings).hasText(new String[] {"Cy, Dee, and Eli joined.", "Cy left."});
            // A second tab of somebody who is here is nobody new.
            try (ChatPage again = open("crowd").signIn("Dee")) {
                assertThat(ana.page().locator(".room-subtitle")).hasText("4 connected");
                again.say("From another tab");
                assertThat(ana.message("From another tab")).isVisible();
            }
            assertThat(ana.page().locator(".room-subtitle")).hasText("3 connected");
            assertThat(comings).hasCount(2);
        } finally {
            crowd.forEach(ChatPage::close);
        }
    }

    /** What the page hands to the browser's own notifications. */
    private static final String RECORD_NOTIFICATIONS = """
            window.notified = [];
            window.Notification = class extends Notification {
              constructor(title, options) {
                super(title, options);
                window.notified.push(`${title}: ${options.body}`);
              }
            };
            """;

    @Test
    void whoAskedForNotificationsGetsThemWhileNobodyLooks() {
        try (ChatPage ana = open("notified");
                ChatPage ben = open("notified").signIn("Ben")) {
            ana.context().grantPermissions(List.of("notifications"));
            ana.context().addInitScript(RECORD_NOTIFICATIONS);
            ana.page().reload();
            ana.signIn("Ana");
            hide(ana.page(), true);
            ben.say("Not asked for");
            assertThat(ana.page()).hasTitle(Pattern.compile("^\\(1\\)"));
            Locator bell = ana.button("Notify me of new messages");
            assertThat(bell).hasAttribute("aria-pressed", "false");
            bell.click();
            assertThat(bell).hasAttribute("aria-pressed", "true");
            ben.say("Are you there?");
            ana.page().waitForFunction("notified.length > 0");
            assertThat(ana.page().evaluate("notified")).isEqualTo(List.of("Ben · notified: Are you there?"));
            hide(ana.page(), false);
            ana.page().bringToFront();
            ben.say("I see you");
            assertThat(ana.message("I see you")).isVisible();
            assertThat(ana.page().evaluate("notified.length")).isEqualTo(1);
        }
    }

    private static void hide(Page page, boolean hidden) {
        page.evaluate(
                "hidden => { Object.defineProperty(document, 'visibilityState',"
                        + " { configurable: true, value: hidden ? 'hidden' : 'visible' });"
                        + " document.dispatchEvent(new Event('visibilitychange')); }",
                hidden);
    }

    @Test
    void theCuriousSeeHowTheConnectionIs() {
        try (ChatPage ana = open("details").signIn("Ana")) {
            ana.say("One");
            ana.say("Two");
            Locator details = ana.page().locator(".details");
            details.locator("summary").click();
            assertThat(details).containsText(Pattern.compile("State\\s*open"));
            assertThat(details).containsText(Pattern.compile("Offset in this room\\s*2"));
            assertThat(details).containsText(Pattern.compile("Connections made\\s*1"));
            assertThat(details).containsText(Pattern.compile("Latency\\s*\\d+\\.\\d ms"));
        }
    }

    /** What Chromium itself says of it. */
    @Test
    void thePageCanBeInstalled() {
        try (ChatPage ana = open("installed").signIn("Ana").controlled()) {
            CDPSession devTools = ana.context().newCDPSession(ana.page());
            var manifest = devTools.send("Page.getAppManifest");
            assertThat(manifest.getAsJsonArray("errors")).isEmpty();
            assertThat(Json.parse(manifest.get("data").getAsString())
                            .at("/start_url")
                            .asText())
                    .isEqualTo("/");
            var errors = devTools.send("Page.getInstallabilityErrors").getAsJsonArray("installabilityErrors");
            // A browser without a profile on disk installs nothing.
            assertThat(errors.toString()).isIn("[]", "[{\"errorId\":\"in-incognito\",\"errorArguments\":[]}]");
        }
        given().get("/worker.js").then().statusCode(200).header("Cache-Control", "no-cache");
    }
}
