package dev.roomcast.web;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.Locale;
import java.util.Map;
import java.util.UUID;
import java.util.regex.Pattern;

import com.deque.html.axecore.playwright.AxeBuilder;
import com.microsoft.playwright.Browser;
import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.AriaRole;
import com.microsoft.playwright.options.ColorScheme;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import dev.roomcast.testing.Close;
import dev.roomcast.testing.Profiles;
import dev.roomcast.testing.RoomcastClient;
import dev.roomcast.testing.Server;
import dev.roomcast.testing.Tokens;

/** The admin page in a real browser, in front of a server with members who write. */
@QuarkusTest
@TestProfile(Profiles.Standard.class)
class AdminPageTest extends PageTest {
    private static final Path SCREENSHOTS = Path.of("target", "screenshots");
    private static final Pattern POSITIVE = Pattern.compile("[1-9].*");
    private static final int WIDE = 1280;
    private static final int PHONE = 390;
    private static final int NARROWEST = 360;
    private static final int TRIES = 10;

    private final String suffix = UUID.randomUUID().toString().substring(0, 8);
    private final String room = "team-" + suffix;
    private final String token = Tokens.admin("root-" + suffix);
    private Server server;

    @BeforeEach
    void findServer() {
        server = Server.underTest();
    }

    @AfterEach
    void closeClients() {
        server.close();
    }

    private AdminPage open(int width, int height, ColorScheme scheme, String locale) {
        return AdminPage.open(
                chromium.browser(),
                address,
                new Browser.NewContextOptions()
                        .setLocale(locale)
                        .setViewportSize(width, height)
                        .setColorScheme(scheme));
    }

    private AdminPage open() {
        return open(WIDE, 900, ColorScheme.LIGHT, "en-GB");
    }

    private static void assertAccessible(Page page, String where) {
        assertThat(new AxeBuilder(page).analyze().getViolations()).as(where).isEmpty();
    }

    private static void take(Page page, String name) {
        page.screenshot(new Page.ScreenshotOptions()
                .setPath(SCREENSHOTS.resolve(name + ".png"))
                .setFullPage(true));
    }

    // --- the way in ---

    @Test
    void withoutATokenOfAnAdministratorNothingIsShown() {
        try (AdminPage admin = open()) {
            Locator wrong = admin.page().locator("#wrong");
            admin.signIn("nonsense");
            assertThat(wrong).hasText("The server does not accept this token.");
            for (String other : new String[] {Tokens.user("ann-" + suffix), Tokens.service("svc-" + suffix)}) {
                admin.signIn(other);
                assertThat(wrong).hasText("This token does not have the role admin.");
            }
            assertThat(admin.page().getByRole(AriaRole.NAVIGATION)).hasCount(0);
            admin.signIn(token);
            assertThat(admin.page().getByRole(AriaRole.NAVIGATION)).isVisible();
            admin.page().reload();
            assertThat(admin.page().getByRole(AriaRole.NAVIGATION)).isVisible();
            admin.button("Sign out").click();
            admin.page().reload();
            assertThat(admin.page().locator("#token")).isVisible();
        }
    }

    // --- what it shows ---

    @Test
    void theNumbersAreLive() {
        RoomcastClient ann = server.member("ann-" + suffix, room);
        try (AdminPage admin = open().signIn(token)) {
            assertThat(admin.tile("Connections")).hasText(POSITIVE);
            assertThat(admin.tile("Health")).hasText(Pattern.compile("healthy|warning"));
            assertThat(admin.tile("Rooms with members")).hasText(POSITIVE);
            Locator deliveries = admin.tile("Deliveries");
            // A message between two answers of the server, until the page has told of one.
            for (int i = 0; !POSITIVE.matcher(deliveries.innerText()).find(); i++) {
                int number = i;
                admin.page().waitForResponse("**/api/instance", () -> ann.say(room, number));
                assertThat(i).isLessThan(TRIES);
            }
            assertThat(admin.tile("Delivery latency")).hasText(Pattern.compile("\\d.* ms"));
            assertThat(admin.page().locator(".canvas canvas")).hasCount(5);
        }
    }

    @Test
    void roomsAreSearchedAndPagedAndOneIsOpened() {
        RoomcastClient writer = server.member("writer-" + suffix, room);
        for (int i = 0; i < 30; i++) {
            writer.join("page-" + suffix + "-" + i);
        }
        writer.say(room, "the first");
        writer.say(room, Map.of("order", 4711));
        try (AdminPage admin = open().signIn(token).section("Rooms")) {
            Locator rows = admin.page().locator("tbody tr");
            assertThat(rows).hasCount(25);
            String first = rows.first().innerText();
            admin.button("Next").click();
            assertThat(rows.first()).not().hasText(first);
            admin.button("Previous").click();
            assertThat(rows.first()).containsText(first.split("\t")[0]);
            admin.page().getByLabel("Part of a room’s name").fill("PAGE-" + suffix + "-2");
            assertThat(rows).hasCount(11); // 2, and 20 to 29
            admin.page().getByLabel("Part of a room’s name").fill(room);
            admin.button("Show " + room).click();
            assertThat(admin.row("writer-" + suffix)).isVisible();
            assertThat(admin.page().locator(".log-text").first()).hasText("{\"order\":4711}");
            assertThat(admin.page().locator(".log-text").last()).hasText("the first");
        }
    }

    @Test
    void settingsAreShownAndFiltered() {
        try (AdminPage admin = open().signIn(token).section("Settings")) {
            assertThat(admin.row("roomcast.limits.max-connections")).containsText("10000");
            admin.page().getByLabel("Part of a name").fill("drain.timeout");
            assertThat(admin.page().locator("tbody tr:visible")).hasCount(1);
        }
    }

    // --- what it does ---

    @Test
    void aMessageIsDeletedForEveryone() {
        RoomcastClient ann = server.member("ann-" + suffix, room);
        ann.say(room, "regrettable");
        try (AdminPage admin = open().signIn(token).section("Rooms")) {
            admin.page().getByLabel("Part of a room’s name").fill(room);
            admin.button("Show " + room).click();
            admin.button("Delete message 1").click();
            admin.answer("Cancel").click();
            admin.button("Delete message 1").click();
            admin.answer("Delete").click();
            assertThat(admin.said()).hasText("Deleted.");
            ann.expect("message-deleted", room);
            assertThat(admin.page().locator(".log-text").last()).hasText("deleted");
        }
    }

    @Test
    void aUserIsDisconnectedAndTheirTokensAreRevokedAndAcceptedAgain() {
        String user = "eve-" + suffix;
        RoomcastClient first = server.connect(user);
        try (AdminPage admin = open().signIn(token).section("Users")) {
            admin.page().getByLabel("Part of an id or a name").fill(user);
            admin.button("Disconnect " + user).click();
            admin.answer("Disconnect").click();
            assertThat(first.closed()).isEqualTo(Close.of(1008, "Disconnected"));

            RoomcastClient second = server.connect(user);
            admin.section("Rooms").section("Users");
            admin.page().getByLabel("Part of an id or a name").fill(user);
            admin.button("Revoke all tokens of " + user).click();
            admin.answer("Revoke").click();
            assertThat(second.closed()).isEqualTo(Close.of(1008, "Token revoked"));

            admin.section("Revoked tokens");
            admin.button("Take back: all tokens of " + user).click();
            admin.answer("Take back").click();
            assertThat(admin.said()).hasText("Taken back.");
            server.connect(user);
        }
    }

    @Test
    void anAnnouncementReachesEveryone() {
        RoomcastClient ann = server.connect("ann-" + suffix);
        try (AdminPage admin = open().signIn(token)) {
            admin.page().getByLabel("Announcement to everyone").fill("Back at five");
            admin.button("Send").click();
            admin.answer("Send").click();
            assertThat(admin.said()).hasText("Sent to everyone.");
            assertThat(ann.expect("admin-message").text("content")).isEqualTo("Back at five");
        }
    }

    // --- how it looks ---

    @ParameterizedTest
    @EnumSource(
            value = ColorScheme.class,
            names = {"LIGHT", "DARK"})
    void itLeavesNobodyOut(ColorScheme scheme) {
        String theme = scheme.name().toLowerCase(Locale.ROOT);
        RoomcastClient ann = server.member("ann-" + suffix, room);
        ann.say(room, "Has anybody seen the plan?");
        try (AdminPage admin = open(WIDE, 900, scheme, "en-GB")) {
            assertAccessible(admin.page(), "signing in");
            admin.signIn(token);
            assertThat(admin.tile("Connections")).hasText(POSITIVE);
            assertAccessible(admin.page(), "overview");
            take(admin.page(), "admin-overview-" + theme);
            for (String section : new String[] {"Rooms", "Users", "Revoked tokens", "Settings"}) {
                admin.section(section);
                assertThat(admin.page().locator("main")).not().containsText("Loading");
                assertAccessible(admin.page(), section);
                take(admin.page(), "admin-" + section.toLowerCase(Locale.ROOT).replace(' ', '-') + "-" + theme);
            }
        }
    }

    @ParameterizedTest
    @EnumSource(
            value = ColorScheme.class,
            names = {"LIGHT", "DARK"})
    void itFitsAPhoneAndSpeaksChinese(ColorScheme scheme) {
        String theme = scheme.name().toLowerCase(Locale.ROOT);
        server.member("ann-" + suffix, room).say(room, "x".repeat(200));
        try (AdminPage admin = open(PHONE, 844, scheme, "zh-CN").signIn(token)) {
            assertThat(admin.tile("连接")).hasText(POSITIVE);
            assertThat(admin.page().locator("html")).hasAttribute("lang", "zh-CN");
            assertAccessible(admin.page(), "overview");
            take(admin.page(), "admin-phone-overview-" + theme);
            admin.page().navigate(address.resolve("/admin#rooms").toString());
            admin.page().getByLabel("房间名的一部分").fill(room);
            admin.button("查看 " + room).click();
            assertThat(admin.page().locator(".log-text").first()).isVisible();
            assertAccessible(admin.page(), "a room");
            take(admin.page(), "admin-phone-room-" + theme);
            admin.page().setViewportSize(NARROWEST, 640);
            assertThat(admin.page().evaluate("() => document.documentElement.scrollWidth"))
                    .isEqualTo(NARROWEST);
        }
    }
}
