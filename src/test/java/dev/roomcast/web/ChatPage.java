package dev.roomcast.web;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;

import java.net.URI;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.regex.Pattern;

import com.microsoft.playwright.Browser;
import com.microsoft.playwright.BrowserContext;
import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.AriaRole;

/** The chat as a person uses it: one browser of one's own, and what is to be seen and done in it. */
final class ChatPage implements AutoCloseable {
    private final BrowserContext context;
    private final Page page;
    private final List<String> failures = new CopyOnWriteArrayList<>();

    private ChatPage(BrowserContext context) {
        this.context = context;
        this.page = context.newPage();
        page.onPageError(failures::add);
        page.onConsoleMessage(message -> {
            if (message.text().contains("Content Security Policy")) {
                failures.add(message.text());
            }
        });
    }

    static ChatPage open(Browser browser, URI address, String room) {
        return open(browser, address, room, new Browser.NewContextOptions().setLocale("en-GB"));
    }

    static ChatPage open(Browser browser, URI address, String room, Browser.NewContextOptions options) {
        ChatPage chat = new ChatPage(browser.newContext(options));
        chat.page.navigate(address.resolve("/#/room/" + room).toString());
        return chat;
    }

    Page page() {
        return page;
    }

    BrowserContext context() {
        return context;
    }

    /** By the demo sign-in. */
    ChatPage signIn(String name) {
        page.getByLabel("Your name").fill(name);
        button("Sign in").click();
        return connected();
    }

    ChatPage signInWithToken(String token) {
        page.getByText("I have an access token").click();
        page.getByLabel("Access token", new Page.GetByLabelOptions().setExact(true))
                .fill(token);
        button("Sign in with the token").click();
        return connected();
    }

    ChatPage joinAsGuest(String name) {
        page.getByLabel("Your name").fill(name);
        button("Continue as guest").click();
        return connected();
    }

    /** Waits until the connection is there, or there again. */
    ChatPage connected() {
        assertThat(page.locator(".status")).hasText(Pattern.compile("Connected|已连接"));
        return this;
    }

    /** Waits until the page would open without its server. */
    ChatPage controlled() {
        page.waitForFunction("() => navigator.serviceWorker.controller?.state === 'activated'");
        return this;
    }

    /** Writes and sends; does not wait for the ack. */
    void write(String text) {
        Locator input = page.locator("#message");
        input.fill(text);
        input.press("Enter");
    }

    /** Writes, sends, and waits until the server has it. */
    void say(String text) {
        write(text);
        assertThat(page.locator(".message.own:not(.pending)").last()).containsText(text);
    }

    /** The bubble with this text. */
    Locator message(String text) {
        return page.locator(".message", new Page.LocatorOptions().setHasText(text));
    }

    Locator messages() {
        return page.locator(".message .text");
    }

    /** What is to be read, from the top, of those that begin so. */
    List<String> textsThatBeginWith(String start) {
        return messages().allTextContents().stream()
                .filter(text -> text.startsWith(start))
                .toList();
    }

    Locator button(String name) {
        return page.getByRole(
                AriaRole.BUTTON, new Page.GetByRoleOptions().setName(name).setExact(true));
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
