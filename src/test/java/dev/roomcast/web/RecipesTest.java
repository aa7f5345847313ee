package dev.roomcast.web;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

import com.microsoft.playwright.BrowserContext;
import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.Route;
import io.quarkus.test.junit.QuarkusTest;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import dev.roomcast.testing.Esbuild;
import dev.roomcast.testing.LossyProxy;
import dev.roomcast.testing.WebJar;

/**
 * The recipes of {@code docs/examples} for React and Vue, as they stand but for the server's address: bundled as an
 * application would, and used in a browser.
 */
@QuarkusTest
class RecipesTest extends PageTest {

    private static final Path EXAMPLES = Path.of("docs", "examples");
    private static final Path LIBRARY = Path.of("target", "classes", "META-INF", "resources", "client", "roomcast.js");
    private static final Path MODULES = Path.of("target", "node_modules");
    private static final String SERVER = "ws://localhost:3000/ws";

    @ParameterizedTest
    @CsvSource({"react, chat.jsx", "vue, chat.js"})
    void theRecipeIsAChatThatSurvivesALostConnection(String framework, String entry) throws Exception {
        Path bundle = bundle(framework, entry);
        try (LossyProxy proxy = LossyProxy.to(address.getPort());
                BrowserContext context = chromium.browser().newContext()) {
            List<String> complaints = new CopyOnWriteArrayList<>();
            Page ana = open(context, URI.create("http://localhost:" + proxy.port() + "/"), bundle, complaints);
            Page ben = open(context, address, bundle, complaints);
            assertThat(ana.locator("#state")).hasText("lobby: open, 2 here");

            say(ben, framework + " one");
            assertThat(shown(ana, framework + " one")).hasCount(1);
            proxy.shut();
            assertThat(ana.locator("#state")).not().containsText("open");
            say(ben, framework + " two");
            say(ana, framework + " three");
            assertThat(shown(ben, framework + " two")).hasCount(1);
            proxy.goOn();
            assertThat(shown(ana, framework + " three")).hasCount(1);
            assertThat(shown(ben, framework + " three")).hasCount(1);
            assertThat(shown(ana, framework + " ").allTextContents().stream()
                            .map(text -> text.replaceFirst("^Ada: ", "")))
                    .containsExactly(framework + " one", framework + " two", framework + " three");

            // Another room in place of this one, which is left.
            ana.locator("button", new Page.LocatorOptions().setHasText("To the kitchen"))
                    .click();
            assertThat(ana.locator("#state")).hasText("kitchen: open, 1 here");
            assertThat(ben.locator("#state")).hasText("lobby: open, 1 here");
            say(ana, framework + " four");
            assertThat(ana.locator("li").last()).hasText("Ada: " + framework + " four");
            assertThat(shown(ben, framework + " four")).hasCount(0);
            assertThat(complaints).isEmpty();
        }
    }

    private static Page open(BrowserContext context, URI server, Path bundle, List<String> complaints) {
        Page page = context.newPage();
        page.onPageError(complaints::add);
        page.onConsoleMessage(message -> {
            if (message.type().equals("error") && !message.text().contains("WebSocket connection to")) {
                complaints.add(message.text());
            }
        });
        page.route(
                "**/own/*",
                route -> route.fulfill(
                        route.request().url().endsWith(".js")
                                ? new Route.FulfillOptions().setPath(bundle)
                                : new Route.FulfillOptions()
                                        .setContentType("text/html")
                                        .setBody("<!DOCTYPE html><link rel=icon href=data:,><div id=app></div>"
                                                + "<script src=/own/chat.js></script>")));
        page.navigate(server.resolve("/own/page").toString());
        return page;
    }

    private static void say(Page page, String text) {
        page.getByLabel("Message").fill(text);
        page.getByLabel("Message").press("Enter");
    }

    private static Locator shown(Page page, String text) {
        return page.locator("li", new Page.LocatorOptions().setHasText(text));
    }

    private static Path bundle(String framework, String entry) throws IOException, InterruptedException {
        Path folder = Path.of("target", "recipes", framework);
        Files.createDirectories(folder);
        try (Stream<Path> files = Files.list(EXAMPLES.resolve(framework))) {
            for (Path file : files.toList()) {
                Files.writeString(
                        folder.resolve(file.getFileName()),
                        Files.readString(file).replace(SERVER, "/ws"));
            }
        }
        for (String module : List.of("react", "react-dom", "scheduler", "vue")) {
            WebJar.unpack(module);
        }
        Path bundle = folder.resolve("bundle.js").toAbsolutePath();
        ProcessBuilder esbuild = new ProcessBuilder(
                        Esbuild.executable().toString(),
                        folder.resolve(entry).toString(),
                        "--bundle",
                        "--format=iife",
                        "--jsx=automatic",
                        "--define:process.env.NODE_ENV=\"development\"",
                        "--alias:roomcast-client=" + LIBRARY.toAbsolutePath(),
                        "--alias:vue=vue/dist/vue.esm-browser.js",
                        "--log-level=warning",
                        "--outfile=" + bundle)
                .inheritIO();
        esbuild.environment().put("NODE_PATH", MODULES.toAbsolutePath().toString());
        Process process = esbuild.start();
        assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
        assertThat(process.exitValue()).isZero();
        return bundle;
    }
}
