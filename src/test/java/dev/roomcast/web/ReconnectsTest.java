package dev.roomcast.web;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.stream.LongStream;

import com.fasterxml.jackson.databind.JsonNode;
import com.microsoft.playwright.BrowserContext;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.Route;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import org.junit.jupiter.api.Test;

import dev.roomcast.testing.Api;
import dev.roomcast.testing.Json;
import dev.roomcast.testing.LossyProxy;
import dev.roomcast.testing.Node;
import dev.roomcast.testing.Profiles;
import dev.roomcast.testing.Server;
import dev.roomcast.testing.Tokens;

/**
 * The client library while its connection is cut at random moments and others write: it hears everything once and in
 * order, and each of its own messages is stored once and acknowledged once. {@code bench/reconnects} runs it for longer.
 */
@QuarkusTest
@TestProfile(Profiles.Standard.class)
class ReconnectsTest extends PageTest {

    private static final int RECONNECTS = Integer.getInteger("roomcast.test.reconnects", 12);
    private static final long SEED = Long.getLong("roomcast.test.seed", new Random().nextLong());

    /** After so long at most one that is connected is cut again, in milliseconds; often it has not read on by then. */
    private static final int UP_MS = 400;

    /** One that is about to connect is cut within so long, in milliseconds. */
    private static final int CONNECTING_MS = 40;

    private static final int PATIENCE_SECONDS = 60;
    private static final int OTHERS_BATCH = 5;
    private static final int PAGE = 1_000;
    private static final Path LIBRARY = Path.of("target", "classes", "META-INF", "resources", "client", "roomcast.js");

    /** A client under test: permits for each time that it was signed in, and its end. */
    private interface Reconnecting {
        Semaphore opened();

        /** What it had, once it has heard everything up to that offset. */
        JsonNode finish(long upTo) throws Exception;
    }

    @Test
    void aBrowserThatIsCutAgainAndAgainMissesNothing() throws Exception {
        try (LossyProxy proxy = LossyProxy.to(address.getPort());
                BrowserContext context = chromium.browser().newContext()) {
            String room = "reconnects-browser";
            Page page = context.newPage();
            Semaphore opened = new Semaphore(0);
            page.exposeFunction("opened", arguments -> {
                opened.release();
                return null;
            });
            page.route(
                    "**/own/*",
                    route -> route.fulfill(
                            route.request().url().endsWith(".js")
                                    ? new Route.FulfillOptions().setPath(Path.of("src/test/client/reconnecting.js"))
                                    : new Route.FulfillOptions()
                                            .setContentType("text/html")
                                            .setBody("<!DOCTYPE html><title>Reconnecting</title>")));
            page.navigate("http://localhost:" + proxy.port() + "/own/page");
            page.evaluate("""
                    async ({ token, roomId }) => {
                      const { connect } = await import('/client/roomcast.js');
                      const { begin } = await import('/own/reconnecting.js');
                      window.run = begin(connect, { url: '/chat', token, roomId, opened: () => window.opened() });
                    }
                    """, Map.of("token", Tokens.user("Ana"), "roomId", room));
            reconnect("Chromium", proxy, room, new Reconnecting() {
                @Override
                public Semaphore opened() {
                    page.evaluate("0"); // bindings are called while something is asked of the page
                    return opened;
                }

                @Override
                public JsonNode finish(long upTo) {
                    return Json.tree(page.evaluate("upTo => run.finish(upTo)", (double) upTo));
                }
            });
        }
    }

    @Test
    void aNodeProcessThatIsCutAgainAndAgainMissesNothing() throws Exception {
        try (LossyProxy proxy = LossyProxy.to(address.getPort())) {
            String room = "reconnects-node";
            Process node = Node.start(List.of(
                    "src/test/client/reconnecting-node.mjs",
                    LIBRARY.toString(),
                    "ws://localhost:" + proxy.port() + "/chat",
                    Tokens.user("Ana"),
                    room));
            Semaphore opened = new Semaphore(0);
            CompletableFuture<String> said = CompletableFuture.supplyAsync(() -> listen(node, opened));
            try {
                reconnect("Node.js", proxy, room, new Reconnecting() {
                    @Override
                    public Semaphore opened() {
                        return opened;
                    }

                    @Override
                    public JsonNode finish(long upTo) throws Exception {
                        try (PrintWriter input = new PrintWriter(node.outputWriter(StandardCharsets.UTF_8))) {
                            input.println(upTo);
                            input.flush();
                            return Json.parse(said.get(PATIENCE_SECONDS, TimeUnit.SECONDS));
                        }
                    }
                });
            } finally {
                node.destroyForcibly();
            }
        }
    }

    /** The last line that is not about a connection. */
    private static String listen(Process node, Semaphore opened) {
        try (BufferedReader output = node.inputReader(StandardCharsets.UTF_8)) {
            String last = "";
            for (String line = output.readLine(); line != null; line = output.readLine()) {
                if (line.equals("open")) {
                    opened.release();
                } else {
                    last = line;
                }
            }
            return last;
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    private void reconnect(String name, LossyProxy proxy, String room, Reconnecting client) throws Exception {
        Random random = new Random(SEED);
        Api service = Server.underTest().api(Tokens.service("others"));
        Writer others = new Writer(service, room);
        long cuts = 0;
        try {
            awaitOpened(client);
            for (int reconnects = 0; reconnects < RECONNECTS; reconnects++) {
                Thread.sleep(random.nextInt(UP_MS)); // the random moment
                proxy.cut();
                cuts++;
                if (random.nextInt(3) == 0) {
                    Thread.sleep(random.nextInt(CONNECTING_MS));
                    proxy.cut();
                    cuts++;
                }
                awaitOpened(client);
            }
        } finally {
            others.stop();
        }
        JsonNode had = client.finish(others.last());
        List<JsonNode> log = log(service, room);
        long end = log.get(log.size() - 1).get("offset").asLong();
        Set<String> own = new HashSet<>();
        List<String> twice = new ArrayList<>();
        for (JsonNode entry : log) {
            String messageId = entry.get("messageId").asText();
            if (entry.at("/user/id").asText().equals("Ana") && !own.add(messageId)) {
                twice.add(messageId);
            }
        }
        System.out.println(name + ": " + cuts + " cuts (seed " + SEED + "), "
                + had.get("connections").asInt()
                + " connections, " + had.get("published").asInt() + " published, "
                + had.get("offsets").size() + " of "
                + end + " heard");
        assertThat(had.get("faults")).as(name + ", seed " + SEED).isEmpty();
        assertThat(had.get("connections").asInt()).isGreaterThan(RECONNECTS);
        assertThat(twice).isEmpty();
        assertThat(own).hasSize(had.get("published").asInt());
        // From the first that came after it joined to the last, each once and in order.
        List<Long> offsets = new ArrayList<>();
        had.get("offsets").forEach(offset -> offsets.add(offset.asLong()));
        assertThat(offsets)
                .as("seed " + SEED)
                .isEqualTo(LongStream.rangeClosed(offsets.get(0), end).boxed().toList());
    }

    private static void awaitOpened(Reconnecting client) throws InterruptedException {
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(PATIENCE_SECONDS);
        while (!client.opened().tryAcquire(50, TimeUnit.MILLISECONDS)) {
            assertThat(System.nanoTime()).as("Connected in time, seed " + SEED).isLessThan(end);
        }
        client.opened().drainPermits();
    }

    /** The whole log of the room, oldest first. */
    private static List<JsonNode> log(Api service, String room) {
        List<JsonNode> entries = new ArrayList<>();
        String before = "";
        JsonNode page;
        do {
            page = service.get("/api/rooms/" + room + "/messages?limit=" + PAGE + before)
                    .json();
            List<JsonNode> older = new ArrayList<>();
            page.get("messages").forEach(older::add);
            Collections.reverse(older);
            entries.addAll(older);
            before = "&before=" + entries.get(entries.size() - 1).get("offset").asLong();
        } while (page.get("hasMore").asBoolean());
        Collections.reverse(entries);
        return entries;
    }

    /** Others who write into the room, as fast as each batch is stored. */
    private static final class Writer {
        private final Thread thread;
        private volatile boolean stopping;
        private volatile long last;

        Writer(Api service, String room) {
            List<Map<String, String>> batch =
                    Collections.nCopies(OTHERS_BATCH, Map.of("roomId", room, "content", "of others"));
            thread = new Thread(() -> {
                while (!stopping) {
                    JsonNode results = service.post("/api/messages", Map.of("messages", batch))
                            .at("/results");
                    last = results.get(OTHERS_BATCH - 1).get("offset").asLong();
                }
            });
            thread.start();
        }

        void stop() throws InterruptedException {
            stopping = true;
            thread.join();
        }

        long last() {
            return last;
        }
    }
}
