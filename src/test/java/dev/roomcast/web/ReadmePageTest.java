package dev.roomcast.web;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import com.microsoft.playwright.BrowserContext;
import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.QuarkusTestProfile;
import io.quarkus.test.junit.TestProfile;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The page without a build that the README shows is a chat: saved to a file and opened, as the README says. */
@QuarkusTest
@TestProfile(ReadmePageTest.AnyOrigin.class)
class ReadmePageTest extends PageTest {

    private static final Pattern HTML = Pattern.compile("(?s)```html\n(.*?)```");
    private static final String SERVER = "ws://localhost:3000/";

    /** As dev mode has it: a file's origin is {@code null}. */
    public static final class AnyOrigin implements QuarkusTestProfile {
        @Override
        public Map<String, String> getConfigOverrides() {
            return Map.of("roomcast.origins", "*");
        }
    }

    @TempDir
    Path folder;

    @Test
    void twoWhoOpenThePageTalkAndALaterOneReadsWhatWasSaid() throws IOException {
        Path file = Files.writeString(folder.resolve("chat.html"), pageOfTheReadme());
        try (BrowserContext context = chromium.browser().newContext()) {
            Page ana = open(context, file);
            Page ben = open(context, file);

            say(ana, "Good morning");
            assertThat(shown(ben, "Good morning")).hasCount(1);
            say(ben, "<b>And to you</b>");
            assertThat(shown(ana, "<b>And to you</b>")).hasCount(1);
            assertThat(shown(ana, "Good morning")).hasCount(1);

            assertThat(shown(open(context, file), "Good morning")).hasCount(1);
        }
    }

    /** The page with the server of this test in place of the one that the README starts. */
    private String pageOfTheReadme() throws IOException {
        Matcher html = HTML.matcher(Files.readString(Path.of("README.md")));
        assertThat(html.find()).isTrue();
        assertThat(html.group(1)).contains(SERVER);
        return html.group(1).replace(SERVER, "ws://" + address.getAuthority() + "/");
    }

    private static Page open(BrowserContext context, Path file) {
        Page page = context.newPage();
        page.navigate(file.toUri().toString());
        page.waitForFunction("() => socket.readyState === WebSocket.OPEN");
        return page;
    }

    private static void say(Page page, String text) {
        page.locator("#field").fill(text);
        page.locator("#field").press("Enter");
    }

    private static Locator shown(Page page, String text) {
        return page.locator("#list li").filter(new Locator.FilterOptions().setHasText(text));
    }
}
