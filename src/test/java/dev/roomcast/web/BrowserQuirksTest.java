package dev.roomcast.web;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.regex.Pattern;

import com.microsoft.playwright.BrowserContext;
import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import io.quarkus.test.junit.QuarkusTest;
import org.junit.jupiter.api.Test;

/** The page in browsers, and in states of them, that have less than usual. */
@QuarkusTest
class BrowserQuirksTest extends PageTest {

    @Test
    void theTitleOfAHiddenTabCountsWhatIsUnread() {
        try (ChatPage ana = open("hidden").signIn("Ana");
                ChatPage ben = open("hidden").signIn("Ben")) {
            // A hidden tab has no frames.
            ana.page()
                    .evaluate("window.requestAnimationFrame = () => 1;"
                            + "Object.defineProperty(document, 'visibilityState', { value: 'hidden' })");
            ben.say("Are you there?");
            assertThat(ana.page()).hasTitle(Pattern.compile("^\\(1\\)"));
        }
    }

    @Test
    void aRoomInTheListStaysWhatItIsWhileItsCountsChange() {
        try (ChatPage ana = open("steady").signIn("Ana")) {
            Locator room = ana.page().locator("[data-room=steady]");
            room.focus();
            room.evaluate("element => { window.before = element; }");
            assertThat(room.locator(".room-count")).containsText("1");
            try (ChatPage ben = open("steady").signIn("Ben")) {
                assertThat(room.locator(".room-count")).containsText("2");
                assertThat(room).isFocused();
                assertThat((boolean) room.evaluate("element => element === window.before"))
                        .isTrue();
            }
        }
    }

    @Test
    void enterThatPicksAWordInSafariDoesNotSend() {
        try (ChatPage ana = open("words").signIn("Ana")) {
            Locator input = ana.page().locator("#message");
            input.fill("nihao");
            input.evaluate("element => element.dispatchEvent("
                    + "new KeyboardEvent('keydown', { key: 'Enter', keyCode: 229, bubbles: true, cancelable: true }))");
            assertThat(input).hasValue("nihao");
            input.press("Enter");
            assertThat(ana.message("nihao")).hasCount(1);
        }
    }

    @Test
    void blockedStorageCostsNothingButWhatAReloadWouldKeep() {
        try (BrowserContext context = chromium.browser().newContext()) {
            context.addInitScript("for (const place of ['sessionStorage', 'localStorage', 'indexedDB'])"
                    + " Object.defineProperty(window, place, "
                    + "{ get() { throw new DOMException('blocked', 'SecurityError'); } })");
            Page page = context.newPage();
            page.navigate(address.resolve("/#/room/blocked").toString());
            page.getByLabel("Your name").fill("Ana");
            page.locator("button.primary").click();
            assertThat(page.locator(".status")).hasText("Connected");
            page.locator("#message").fill("Said all the same");
            page.locator("#message").press("Enter");
            assertThat(page.locator(".message.own:not(.pending)")).containsText("Said all the same");
        }
    }

    /** As after a restart of dev mode: the token that a reload goes on with is of a key that is no more. */
    @Test
    void aTokenOfAnOlderKeyIsReplacedByItself() {
        String old = "eyJhbGciOiJIUzI1NiJ9.eyJ1c2VySWQiOiJBbmEiLCJleHAiOjQwMDAwMDAwMDB9.AAAA";
        try (ChatPage ana = open("renewed")) {
            ana.page()
                    .evaluate(
                            "token => sessionStorage.setItem('roomcast.session', JSON.stringify({ kind: 'name', name: 'Ana', token }))",
                            old);
            ana.page().reload();
            ana.connected();
            ana.say("Still Ana");
            assertThat((String) ana.page().evaluate("JSON.parse(sessionStorage.getItem('roomcast.session')).token"))
                    .isNotEqualTo(old);
        }
    }
}
