package dev.roomcast.web;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.IntStream;

import com.microsoft.playwright.Locator;
import com.microsoft.playwright.assertions.LocatorAssertions;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import org.junit.jupiter.api.Test;

import dev.roomcast.testing.Api;
import dev.roomcast.testing.Profiles;
import dev.roomcast.testing.Server;
import dev.roomcast.testing.Tokens;

/** A room with 10,000 messages: all can be scrolled to, and few of them are in the document at a time. */
@QuarkusTest
@TestProfile(Profiles.Standard.class)
class LongHistoryTest extends PageTest {

    private static final int MESSAGES = 10_000;
    private static final int BATCH = 1_000;
    private static final int MAX_ROWS = 400;

    /** For all of them to come and be shown, on a machine that is busy. */
    private static final double ALL_SHOWN_MS = 120_000;

    /** Scrolls up by so many pixels a frame, as a quick finger would, and says which messages were in view, and how many rows there were. */
    private static final String SCROLL_TO_TOP = """
            async (step) => {
              const log = document.querySelector('.log');
              const frame = () => new Promise((done) => requestAnimationFrame(done));
              const inView = new Set();
              const times = [];
              let rows = 0;
              let still = 0;
              let before = performance.now();
              while (still < 5) {
                const { top, bottom } = log.getBoundingClientRect();
                for (const line of log.querySelectorAll('li[data-offset]')) {
                  const at = line.getBoundingClientRect();
                  if (at.bottom > top && at.top < bottom) inView.add(Number(line.dataset.offset));
                }
                rows = Math.max(rows, log.querySelectorAll('.lines > *').length);
                still = log.scrollTop === 0 ? still + 1 : 0;
                log.scrollTop -= step;
                await frame();
                times.push(performance.now() - before);
                before = performance.now();
              }
              times.sort((a, b) => a - b);
              return { inView: [...inView], rows, frames: times.length, p50: times[times.length >> 1],
                p95: times[Math.floor(times.length * 0.95)], p99: times[Math.floor(times.length * 0.99)], max: times.at(-1),
                long: times.filter((time) => time > 34).length };
            }
            """;

    @Test
    void tenThousandMessagesAreScrolledThroughWithAFewInTheDocument() {
        Api service = Server.underTest().api(Tokens.service("writer"));
        try (ChatPage ana = open("long").signInWithToken(Tokens.user("Ana"))) {
            for (int from = 1; from <= MESSAGES; from += BATCH) {
                List<Map<String, String>> batch = IntStream.range(from, from + BATCH)
                        .mapToObj(number -> Map.of("roomId", "long", "content", textOf(number)))
                        .toList();
                assertThat(service.post("/api/messages", Map.of("messages", batch))
                                .status())
                        .isEqualTo(200);
            }
            Locator last = ana.message("Message " + MESSAGES + " ");
            assertThat(last).isInViewport(new LocatorAssertions.IsInViewportOptions().setTimeout(ALL_SHOWN_MS));
            @SuppressWarnings("unchecked")
            Map<String, Object> seen = (Map<String, Object>) ana.page().evaluate(SCROLL_TO_TOP, 500);
            System.out.println("Scrolled through " + MESSAGES + " messages: " + withoutOffsets(seen));
            assertThat((int) seen.get("rows")).isLessThan(MAX_ROWS);
            assertThat(new TreeSet<>((List<?>) seen.get("inView")))
                    .isEqualTo(new TreeSet<>(
                            IntStream.rangeClosed(1, MESSAGES).boxed().toList()));
            assertThat(ana.message("Message 1 ").first()).isInViewport();

            // What comes while one reads elsewhere does not move what is read.
            service.post("/api/rooms/long/messages", Map.of("content", "The newest"));
            assertThat(ana.page().locator("[data-room=long] .badge")).containsText("1 unread");
            assertThat(ana.message("Message 1 ").first()).isInViewport();
            ana.button("To the newest messages").click();
            assertThat(ana.message("The newest")).isInViewport();
            assertThat(ana.page().locator(".lines > *").count()).isLessThan(MAX_ROWS);
        }
    }

    /** Of different heights. */
    private static String textOf(int number) {
        return "Message " + number + " says:" + " something".repeat(number % 17);
    }

    private static Map<String, Object> withoutOffsets(Map<String, Object> seen) {
        Map<String, Object> rest = new TreeMap<>(seen);
        rest.remove("inView");
        return rest;
    }
}
