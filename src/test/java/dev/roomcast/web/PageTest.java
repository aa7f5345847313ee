package dev.roomcast.web;

import java.net.URI;

import com.microsoft.playwright.assertions.PlaywrightAssertions;
import io.quarkus.test.common.http.TestHTTPResource;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;

import dev.roomcast.testing.Chromium;

/** What tests of the page share: a browser for each class, and the page's address. */
abstract class PageTest {

    /** A browser that has just been started, on a machine that is busy, takes longer than Playwright's 5 s. */
    private static final double PATIENCE_MS = 30_000;

    protected static Chromium chromium;

    @TestHTTPResource("/")
    URI address;

    @BeforeAll
    static void startBrowser() {
        PlaywrightAssertions.setDefaultAssertionTimeout(PATIENCE_MS);
        chromium = Chromium.start();
    }

    @AfterAll
    static void stopBrowser() {
        chromium.close();
    }

    /** The page with that room open, before anybody signed in. */
    protected ChatPage open(String room) {
        return ChatPage.open(chromium.browser(), address, room);
    }
}
