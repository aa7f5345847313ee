package dev.roomcast.web;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;

import java.net.URI;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

import com.microsoft.playwright.Browser;
import com.microsoft.playwright.BrowserContext;
import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.AriaRole;

/** The admin page as an administrator uses it: one browser of one's own. */
final class AdminPage implements AutoCloseable {
    private final BrowserContext context;
    private final Page page;
    private final List<String> failures = new CopyOnWriteArrayList<>();

    private AdminPage(BrowserContext context) {
        this.context = context;
        this.page = context.newPage();
        page.onPageError(failures::add);
        page.onConsoleMessage(message -> {
            if (message.text().contains("Content Security Policy")) {
                failures.add(message.text());
            }
        });
    }

    static AdminPage open(Browser browser, URI address, Browser.NewContextOptions options) {
        AdminPage admin = new AdminPage(browser.newContext(options));
        admin.page.navigate(address.resolve("/admin").toString());
        return admin;
    }

    Page page() {
        return page;
    }

    /** Pastes a token and sends it. */
    AdminPage signIn(String token) {
        page.locator("#token").fill(token);
        page.locator("button[type=submit]").click();
        return this;
    }

    /** Goes to a section by the navigation, in English. */
    AdminPage section(String name) {
        page.getByRole(AriaRole.LINK, new Page.GetByRoleOptions().setName(name).setExact(true))
                .click();
        assertThat(page.getByRole(AriaRole.HEADING, new Page.GetByRoleOptions().setLevel(1)))
                .hasText(name);
        return this;
    }

    Locator button(String name) {
        return page.getByRole(
                AriaRole.BUTTON, new Page.GetByRoleOptions().setName(name).setExact(true));
    }

    /** The answer to the question that is asked before something is done. */
    Locator answer(String name) {
        return page.locator("dialog")
                .getByRole(
                        AriaRole.BUTTON,
                        new Locator.GetByRoleOptions().setName(name).setExact(true));
    }

    /** What the page says of what was done last. */
    Locator said() {
        return page.locator(".said");
    }

    Locator row(String text) {
        return page.locator("tbody tr", new Page.LocatorOptions().setHasText(text));
    }

    /** What a tile of the overview has as its value. */
    Locator tile(String label) {
        return page.locator(".tile", new Page.LocatorOptions().setHasText(label))
                .locator(".tile-value");
    }

    /** Ends the browser, and fails where the page had an error of its own or broke its security policy. */
    @Override
    public void close() {
        context.close();
        if (!failures.isEmpty()) {
            throw new AssertionError("The page had errors: " + failures);
        }
    }
}
