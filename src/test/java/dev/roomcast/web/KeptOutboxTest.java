package dev.roomcast.web;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

import com.microsoft.playwright.BrowserContext;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.Route;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.http.ContentType;
import org.junit.jupiter.api.Test;

/** What an application has to send, kept in the browser: pages that go while it waits, and who sends it then. */
@QuarkusTest
class KeptOutboxTest extends PageTest {
    private static final Path SERVED = Path.of("target", "classes", "META-INF", "resources", "client");
    private static final Map<String, String> TOKENS = new ConcurrentHashMap<>();
    private static final String HTML = """
            <!DOCTYPE html>
            <script type="module">
            import { connect } from '/client/roomcast.js';
            import { keepOutbox } from '/client/outbox.js';
            window.heard = [];
            window.begin = ({ user, token, roomId }) => {
              window.client = connect({ url: '/chat', token });
              keepOutbox(client, { userId: user }).on('restored', () => heard.push('restored'));
              window.room = client.room(roomId);
              room.on('message', ({ user, content }) => heard.push(`${user.username}: ${content}`));
              room.join().catch(() => undefined);
            };
            window.kept = () => new Promise((resolve) => {
              indexedDB.open('roomcast-outbox', 1).onsuccess = ({ target: { result } }) => {
                result.transaction('messages').objectStore('messages').count().onsuccess = ({ target }) => {
                  result.close();
                  resolve(target.result);
                };
              };
            });
            </script>
            """;

    @Test
    void whatAPageLeavesUnsentTheNextOneSendsInOrder() {
        try (BrowserContext context = chromium.browser().newContext()) {
            Page page = openPage(context);
            begin(page, "Ana", "kept-reload");
            page.waitForFunction("client.state.name === 'open'");
            context.setOffline(true);
            publish(page, "one");
            publish(page, "two");
            page.waitForFunction("kept().then((count) => count === 2)");
            page.reload();
            begin(page, "Ana", "kept-reload");
            context.setOffline(false);
            page.waitForFunction("heard.includes('Ana: two')");
            page.waitForFunction("kept().then((count) => count === 0)");
            assertThat(page.evaluate("room.history().then(({ messages }) => messages.map(({ content }) => content))"))
                    .isEqualTo(List.of("one", "two"));
        }
    }

    @Test
    void whatATabLeavesUnsentAnotherTabOfTheSameUserSends() {
        try (BrowserContext context = chromium.browser().newContext()) {
            Page stranger = openPage(context);
            begin(stranger, "Ben", "kept-tabs");
            Page other = openPage(context);
            begin(other, "Ana", "kept-tabs");
            Page page = context.newPage();
            // Opens, and nobody ever says a word. Before the page is there: a later one may come too late.
            page.routeWebSocket("**/chat*", socket -> {});
            open(page);
            begin(page, "Ana", "kept-tabs");
            publish(page, "from the tab that goes");
            page.waitForFunction("kept().then((count) => count === 1)");
            assertThat(other.evaluate("heard")).isEqualTo(List.of());
            page.close();
            other.waitForFunction("heard.includes('restored') && heard.includes('Ana: from the tab that goes')");
            stranger.waitForFunction("heard.length > 0");
            assertThat(stranger.evaluate("heard")).isEqualTo(List.of("Ana: from the tab that goes"));
            other.waitForFunction("kept().then((count) => count === 0)");
        }
    }

    /** The page and the library come from here, so that both are there without a network too. */
    private Page openPage(BrowserContext context) {
        Page page = context.newPage();
        open(page);
        return page;
    }

    private void open(Page page) {
        page.route(
                "**/own-page",
                route -> route.fulfill(
                        new Route.FulfillOptions().setContentType("text/html").setBody(HTML)));
        page.route("**/client/*.js", KeptOutboxTest::fromBuild);
        page.navigate(address.resolve("own-page").toString());
    }

    private static void fromBuild(Route route) {
        String url = route.request().url();
        try {
            route.fulfill(new Route.FulfillOptions()
                    .setContentType("text/javascript")
                    .setBody(Files.readString(SERVED.resolve(url.substring(url.lastIndexOf('/') + 1)))));
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    private static void begin(Page page, String user, String roomId) {
        String token = TOKENS.computeIfAbsent(user, KeptOutboxTest::token);
        page.waitForFunction("typeof begin === 'function'");
        page.evaluate("about => void begin(about)", Map.of("user", user, "token", token, "roomId", roomId));
    }

    /** By the demo sign-in. */
    private static String token(String user) {
        return given().contentType(ContentType.JSON)
                .body(Map.of("username", user, "password", "any"))
                .post("/api/auth")
                .path("token");
    }

    private static void publish(Page page, String text) {
        page.evaluate("text => void room.publish(text).catch(() => undefined)", text);
    }
}
