package dev.roomcast.web;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.stream.IntStream;

import com.microsoft.playwright.Browser;
import com.microsoft.playwright.Locator;
import io.quarkus.test.junit.QuarkusTest;
import org.junit.jupiter.api.Test;

/** People talk with each other on the page. */
@QuarkusTest
class ConversationTest extends PageTest {
    @Test
    void twoPagesTalk() {
        try (ChatPage ana = open("talk").signIn("Ana");
                ChatPage ben = open("talk").signIn("Ben")) {
            ana.say("Good morning");
            assertThat(ben.message("Good morning").locator(".author")).hasText("Ana");
            ben.say("And to you");
            assertThat(ana.message("And to you").locator(".author")).hasText("Ben");
            // One's own stand apart, and once.
            assertThat(ana.page().locator(".message.own")).hasCount(1);
            assertThat(ana.messages()).hasCount(2);
        }
    }

    @Test
    void aGuestTalksUnderTheNameGiven() {
        try (ChatPage ana = open("guests").signIn("Ana");
                ChatPage guest = open("guests").joinAsGuest("Visitor")) {
            guest.page().locator("#message").fill("May I");
            assertThat(ana.page().locator(".typing")).hasText("Visitor (guest) is typing…");
            guest.say("May I come in?");
            Locator author = ana.message("May I come in?").locator(".author");
            assertThat(author).containsText("Visitor");
            assertThat(author.locator(".tag")).hasText("guest");
        }
    }

    @Test
    void aReloadGoesOnAsTheSamePerson() {
        try (ChatPage guest = open("reload").joinAsGuest("Visitor")) {
            guest.say("Before");
            guest.page().reload();
            guest.connected();
            assertThat(guest.page().locator(".message.own")).hasCount(1);
            guest.say("After");
        }
    }

    @Test
    void whoIsHereAndWhoIsTypingIsShown() {
        try (ChatPage ana = open("presence").signIn("Ana")) {
            Locator people = ana.page().locator(".people .person");
            assertThat(people).hasText(new String[] {"Ana"});
            try (ChatPage ben = open("presence").signIn("Ben")) {
                assertThat(people).hasText(new String[] {"Ana", "Ben"});
                assertThat(ana.page().locator(".room-subtitle")).hasText("2 connected");
                ben.page().locator("#message").fill("I am still thi");
                assertThat(ana.page().locator(".typing")).hasText("Ben is typing…");
                ben.say("I have thought");
                assertThat(ana.page().locator(".typing")).hasText("");
            }
            assertThat(people).hasText(new String[] {"Ana"});
        }
    }

    @Test
    void whoSaysNoMoreThatTheyTypeHasStopped() {
        try (ChatPage ana = open("typing").signIn("Ana");
                ChatPage ben = open("typing").signIn("Ben")) {
            ben.page().locator("#message").fill("I will never send th");
            assertThat(ana.page().locator(".typing")).hasText("Ben is typing…");
            assertThat(ana.page().locator(".typing")).hasText("");
        }
    }

    @Test
    void whatIsSaidElsewhereCountsAsUnread() {
        try (ChatPage ana = open("here").signIn("Ana");
                ChatPage ben = open("here").signIn("Ben")) {
            ana.page().getByLabel("Find or create a room").fill("there");
            ana.page().getByLabel("Find or create a room").press("Enter");
            assertThat(ana.page().locator(".room-title")).hasText("there");
            ana.say("Is anybody there?");
            ana.say("It seems not");
            ben.say("One");
            ben.say("Two");
            Locator room = ana.page().locator("[data-room=here]");
            assertThat(room.locator(".badge")).containsText("2 unread");
            assertThat(ana.page()).hasTitle("(2) there · Roomcast");
            room.click();
            assertThat(ana.message("Two")).isVisible();
            assertThat(room.locator(".badge")).hasCount(0);
            // What was there before is no news after a reload either.
            ana.page().reload();
            assertThat(ana.message("Two")).isVisible();
            assertThat(ana.page().locator("[data-room=there]")).containsText("1 connected");
            assertThat(ana.page().locator(".badge")).hasCount(0);
        }
    }

    @Test
    void openRoomsAreListedWithTheirCounts() {
        try (ChatPage ana = open("listed").signIn("Ana");
                ChatPage ben = open("elsewhere").signIn("Ben")) {
            Locator room = ben.page().locator("[data-room=listed]");
            assertThat(room).containsText("1 connected");
            room.click();
            ana.say("Welcome");
            assertThat(ben.message("Welcome")).isVisible();
        }
    }

    @Test
    void onesOwnMessageCanBeDeleted() {
        try (ChatPage ana = open("deletion").signIn("Ana");
                ChatPage ben = open("deletion").signIn("Ben")) {
            ana.say("Never mind");
            assertThat(ben.message("Never mind")).isVisible();
            assertThat(ben.button("Delete this message")).hasCount(0);
            ana.message("Never mind").hover();
            ana.button("Delete this message").click();
            ana.button("Delete").click();
            assertThat(ben.messages()).hasText(new String[] {"This message was deleted."});
            assertThat(ana.messages()).hasText(new String[] {"This message was deleted."});
        }
    }

    @Test
    void markupFromOthersIsShownAsText() {
        String markup = "<img src=x onerror=\"document.title='broken'\"><b>bold</b><script>1</script>";
        try (ChatPage ana = open("markup").signIn("<i>Ana</i>");
                ChatPage ben = open("markup").signIn("Ben")) {
            ana.say(markup);
            assertThat(ben.message(markup).locator(".text")).hasText(markup);
            assertThat(ben.message(markup).locator(".author")).hasText("<i>Ana</i>");
            assertThat(ben.page().locator(".log img, .log b, .log i, .log script"))
                    .hasCount(0);
        }
    }

    @Test
    void scrollingUpBringsThePastAndKeepsThePlace() {
        List<String> said = IntStream.rangeClosed(1, 120)
                .mapToObj(number -> "Line " + number)
                .toList();
        try (ChatPage ana = open("past").signIn("Ana")) {
            said.forEach(ana::write);
            assertThat(ana.page().locator(".message:not(.pending)")).hasCount(said.size());
            try (ChatPage ben = open("past").signIn("Ben")) {
                assertThat(ben.message("Line 120")).isVisible();
                while (ben.messages().count() < said.size()) {
                    int before = ben.messages().count();
                    Locator first = ben.page().locator(".message").first();
                    String text = first.locator(".text").textContent();
                    ben.page().locator(".log").evaluate("log => { log.scrollTop = 0; }");
                    assertThat(ben.messages().nth(before)).isAttached();
                    assertThat(ben.page().locator(".message .text:text-is('" + text + "')"))
                            .isInViewport();
                }
                assertThat(ben.messages().allTextContents()).isEqualTo(said);
                assertThat(ben.page().locator(".edge")).hasText("This is where the room’s history begins.");
            }
        }
    }

    @Test
    void thePageSpeaksTheBrowsersLanguageAndRemembersAnother() {
        Browser.NewContextOptions chinese = new Browser.NewContextOptions().setLocale("zh-CN");
        try (ChatPage lin = ChatPage.open(chromium.browser(), address, "设计", chinese)) {
            lin.page().getByLabel("你的名字").fill("小林");
            lin.button("登录").click();
            lin.connected();
            assertThat(lin.page().locator("html")).hasAttribute("lang", "zh-CN");
            assertThat(lin.page().locator(".status")).hasText("已连接");
            lin.say("大家好");
            lin.button("English").click();
            assertThat(lin.page().locator(".status")).hasText("Connected");
            lin.page().reload();
            assertThat(lin.page().locator(".status")).hasText("Connected");
            assertThat(lin.message("大家好")).isVisible();
        }
    }
}
