package dev.roomcast.packaged;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

import com.microsoft.playwright.BrowserContext;
import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.Route;
import com.microsoft.playwright.assertions.LocatorAssertions;
import org.junit.jupiter.api.Test;

import dev.roomcast.testing.Chromium;
import dev.roomcast.testing.ServerProcess;

/** The page in the documents' examples, on a site of its own, while the server is killed and started again. */
class ExamplePageIT {
    private static final String SITE = "http://site.example";
    private static final LocatorAssertions.HasTextOptions PATIENT =
            new LocatorAssertions.HasTextOptions().setTimeout(60_000);

    @Test
    void thePageSurvivesARestartOfTheServer() throws IOException {
        try (ServerProcess server = ServerProcess.start("ROOMCAST_GUESTS_ENABLED", "true", "ROOMCAST_ORIGINS", SITE);
                Chromium chromium = Chromium.start();
                BrowserContext context = chromium.browser().newContext()) {
            String html = Files.readString(Path.of("docs", "examples", "page.html"))
                    .replace(
                            "localhost:3000",
                            "localhost:" + server.server().http().getPort());
            Page page = context.newPage();
            page.route(
                    SITE + "/**",
                    route -> route.fulfill(new Route.FulfillOptions()
                            .setContentType("text/html")
                            .setBody(html)));
            page.navigate(SITE + "/");
            Locator state = page.locator("#state");
            Locator messages = page.locator("#messages li");
            assertThat(state).hasText("open", PATIENT);
            say(page, "Before");
            assertThat(messages).hasText(new String[] {"Ada: Before"});

            server.kill9();
            assertThat(state).hasText("waiting", PATIENT);
            say(page, "Meanwhile");
            say(page, "And again");
            server.restart();

            // The rooms were in the memory of the server that is gone, and the page says so.
            assertThat(messages)
                    .hasText(
                            new String[] {"Ada: Before", "Some messages are lost.", "Ada: Meanwhile", "Ada: And again"},
                            new LocatorAssertions.HasTextOptions().setTimeout(60_000));
            assertThat(state).hasText("open", PATIENT);
        }
    }

    private static void say(Page page, String text) {
        page.getByLabel("Message").fill(text);
        page.getByLabel("Message").press("Enter");
    }
}
