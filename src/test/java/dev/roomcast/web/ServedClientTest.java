package dev.roomcast.web;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

import com.microsoft.playwright.BrowserContext;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.Route;
import com.microsoft.playwright.assertions.PlaywrightAssertions;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.Response;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The client library at its address on the server, for pages without a build. */
@QuarkusTest
class ServedClientTest extends PageTest {

    /** Where the page of an application might be; the browser gets it from the test. */
    private static final String OWN_PAGE = "own-page";

    @ParameterizedTest
    @ValueSource(strings = {"/client/roomcast.js", "/client/roomcast.global.js"})
    void isServedToPagesOfAnyOriginAndNeverStale(String path) {
        Response response = given().get(path);
        assertThat(response.statusCode()).isEqualTo(200);
        assertThat(response.contentType()).startsWith("text/javascript");
        assertThat(response.header("Access-Control-Allow-Origin")).isEqualTo("*");
        assertThat(response.header("Cache-Control")).isEqualTo("no-cache");
        given().header("If-Modified-Since", response.header("Last-Modified"))
                .get(path)
                .then()
                .statusCode(304);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "<script type=module>import { connect } from '/client/roomcast.js';",
                "<script src='/client/roomcast.global.js'></script><script type=module>const { connect } = Roomcast;"
            })
    void tenLinesMakeAPage(String library) {
        String html = """
                <!DOCTYPE html>
                <title>Ten lines</title>
                <ul></ul>
                %s
                const room = connect({ url: '/ws' }).room('ten-lines');
                room.on('message', ({ content }) => document.querySelector('ul').append(content));
                await room.join({ history: 0 });
                await room.publish('Said and heard');
                </script>
                """.formatted(library);
        try (BrowserContext context = chromium.browser().newContext()) {
            Page page = context.newPage();
            List<String> said = new CopyOnWriteArrayList<>();
            page.onConsoleMessage(message -> said.add(message.text()));
            page.onPageError(said::add);
            page.route(
                    "**/" + OWN_PAGE,
                    route -> route.fulfill(new Route.FulfillOptions()
                            .setContentType("text/html")
                            .setBody(html)));
            page.navigate(address.resolve(OWN_PAGE).toString());
            PlaywrightAssertions.assertThat(page.locator("ul")).hasText("Said and heard");
            assertThat(said).isEmpty();
        }
    }
}
