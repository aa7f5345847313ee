package dev.roomcast.web;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.Locale;

import com.deque.html.axecore.playwright.AxeBuilder;
import com.microsoft.playwright.Browser;
import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.AriaRole;
import com.microsoft.playwright.options.ColorScheme;
import io.quarkus.test.junit.QuarkusTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** How the page looks and whom it leaves out: pictures for people to look at, and axe for what a machine can tell. */
@QuarkusTest
class LooksTest extends PageTest {
    private static final Path SCREENSHOTS = Path.of("target", "screenshots");
    private static final int WIDE = 1280;
    private static final int WIDE_HEIGHT = 800;
    private static final int PHONE = 390;
    private static final int PHONE_HEIGHT = 844;
    private static final int NARROWEST = 360;

    private ChatPage open(String room, int width, int height, ColorScheme scheme) {
        return ChatPage.open(
                chromium.browser(),
                address,
                room,
                new Browser.NewContextOptions()
                        .setLocale("en-GB")
                        .setViewportSize(width, height)
                        .setColorScheme(scheme));
    }

    private static void assertAccessible(Page page, String where) {
        assertThat(new AxeBuilder(page).analyze().getViolations()).as(where).isEmpty();
    }

    private static void take(Page page, String name) {
        page.screenshot(new Page.ScreenshotOptions().setPath(SCREENSHOTS.resolve(name + ".png")));
    }

    @ParameterizedTest
    @EnumSource(
            value = ColorScheme.class,
            names = {"LIGHT", "DARK"})
    void wide(ColorScheme scheme) {
        String theme = scheme.name().toLowerCase(Locale.ROOT);
        String room = "design-" + theme;
        try (ChatPage ana = open(room, WIDE, WIDE_HEIGHT, scheme)) {
            assertAccessible(ana.page(), "signing in");
            take(ana.page(), "sign-in-" + theme);
            ana.signIn("Ana");
            try (ChatPage ben = open(room, WIDE, WIDE_HEIGHT, scheme).signIn("Ben");
                    ChatPage guest = open(room, WIDE, WIDE_HEIGHT, scheme).joinAsGuest("Visitor")) {
                ana.say("Has anybody tried the new room list?");
                ben.say("Yes, just now. It counts people as they come and go.");
                ben.say(
                        "And it came through a tunnel without losing a word, which is more than I can say of my train.");
                guest.say("Hello, may I join in?");
                ana.say("Of course!\nMake yourself at home.");
                ben.page().locator("#message").fill("Wel");
                assertThat(ana.page().locator(".typing")).hasText("Ben is typing…");
                assertThat(ana.message("Make yourself at home.")).isVisible();
                assertAccessible(ana.page(), "the conversation");
                take(ana.page(), "wide-" + theme);
            }
        }
    }

    @ParameterizedTest
    @EnumSource(
            value = ColorScheme.class,
            names = {"LIGHT", "DARK"})
    void phone(ColorScheme scheme) {
        String theme = scheme.name().toLowerCase(Locale.ROOT);
        String room = "phone-" + theme;
        try (ChatPage ana = open(room, PHONE, PHONE_HEIGHT, scheme).signIn("Ana");
                ChatPage ben = open(room, PHONE, PHONE_HEIGHT, scheme).signIn("Ben")) {
            ana.say("On my way, ten minutes.");
            ben.say("No hurry. We have only just sat down, and the others are late as well.");
            assertThat(ana.message("No hurry.")).isVisible();
            assertAccessible(ana.page(), "the conversation");
            take(ana.page(), "phone-" + theme);
            ana.button("Show rooms").click();
            assertThat(ana.page().getByLabel("Find or create a room")).isVisible();
            assertAccessible(ana.page(), "the rooms");
            take(ana.page(), "phone-rooms-" + theme);
            ana.page().keyboard().press("Escape");
            assertThat(ana.button("Show rooms")).isFocused();
            ana.button("Show who is here").click();
            assertThat(ana.page().locator(".people .person").first()).isVisible();
            assertAccessible(ana.page(), "the people");
        }
    }

    @Test
    void nothingSticksOutOnTheNarrowestPhone() {
        try (ChatPage ana = open("narrow", NARROWEST, 640, ColorScheme.LIGHT).signIn("Ana")) {
            ana.say("https://example.org/" + "a-very-long-address-without-a-space/".repeat(6));
            Object width = ana.page().evaluate("() => document.documentElement.scrollWidth");
            assertThat(width).isEqualTo(NARROWEST);
        }
    }

    @Test
    void theKeyboardIsEnough() {
        try (ChatPage ana = open("keys", WIDE, WIDE_HEIGHT, ColorScheme.LIGHT)) {
            Page page = ana.page();
            assertThat(page.getByLabel("Your name")).isFocused();
            page.keyboard().type("Ana");
            page.keyboard().press("Enter");
            ana.connected();
            assertThat(page.locator("#message")).isFocused();
            page.keyboard().type("No mouse needed");
            page.keyboard().press("Enter");
            assertThat(ana.message("No mouse needed")).isVisible();
            Locator skip = page.locator("a, button, input").first();
            assertThat(skip).hasText("Skip to the messages");
            skip.focus();
            assertThat(skip).isInViewport();
            page.keyboard().press("Enter");
            assertThat(page.getByRole(AriaRole.LOG)).isFocused();
        }
    }
}
