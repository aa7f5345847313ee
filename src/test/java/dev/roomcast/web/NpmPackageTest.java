package dev.roomcast.web;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import java.util.zip.GZIPOutputStream;

import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import dev.roomcast.testing.Esbuild;
import dev.roomcast.testing.Node;
import dev.roomcast.testing.Npm;
import dev.roomcast.testing.WebJar;

/** The client library as those have it who install it: packed, installed into an empty project, and used from there. */
@QuarkusTest
class NpmPackageTest {
    private static final Path SOURCES = Path.of("src", "main", "resources", "web", "client");
    private static final Path SERVED = Path.of("target", "classes", "META-INF", "resources", "client");
    private static final Path PACKAGE = Path.of("target", "client-package");
    private static final Path PROJECT = Path.of("target", "client-project");
    private static final Path INSTALLED = PROJECT.resolve(Path.of("node_modules", "roomcast-client"));
    private static final int MAX_BYTES = 9 * 1024;

    /** What an application does: joins, writes, reads its own message. Without imports. */
    private static final String USE = """
            const client = connect({ url: process.argv[2], displayName: 'Ada' });
            const room = client.room(process.argv[3]);
            const reading = (async () => {
              for await (const { content, offset } of room) return `read ${content} at ${offset}`;
            })();
            await room.join({ members: true });
            const { offset } = await room.publish('Hello');
            console.log(`stored at ${offset},`, await reading);
            client.close();
            await client.ready().catch((error) => console.log(error instanceof RoomcastError, error.code));
            """;

    private static Path compiler;

    @TestHTTPResource("/ws")
    URI address;

    @BeforeAll
    static void packAndInstall() throws IOException, InterruptedException {
        assumeTrue(Npm.isThere(), "npm is not on the PATH");
        compiler = WebJar.unpack("typescript").resolve(Path.of("lib", "tsc.js")).toAbsolutePath();
        delete(PACKAGE);
        delete(PROJECT);
        Files.createDirectories(PACKAGE);
        Files.createDirectories(PROJECT);
        try (Stream<Path> files = Files.list(SOURCES)) {
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                Files.copy(file, PACKAGE.resolve(file.getFileName()), StandardCopyOption.REPLACE_EXISTING);
            }
        }
        Npm.run(PACKAGE, Map.of("ESBUILD", Esbuild.executable().toString(), "TSC", compiler.toString()), "pack");
        Files.writeString(PROJECT.resolve("package.json"), "{\"private\": true}");
        Npm.run(PROJECT, Map.of(), "install", "../client-package/" + tarball());
    }

    @Test
    void holdsWhatItNeedsAndNoSources() throws IOException {
        assertThat(INSTALLED.resolve("README.md")).exists();
        assertThat(INSTALLED.resolve("LICENSE")).hasSameTextualContentAs(Path.of("LICENSE"));
        assertThat(INSTALLED.resolve(Path.of("dist", "roomcast.js.map"))).exists();
        try (Stream<Path> files = Files.walk(INSTALLED)) {
            assertThat(files.map(Path::toString).filter(file -> file.endsWith(".ts") && !file.endsWith(".d.ts")))
                    .isEmpty();
        }
        assertThat(Files.readString(INSTALLED.resolve("package.json"))).doesNotContain("\"dependencies\"");
    }

    /** The server serves the same files, so that both are tested by either. */
    @ParameterizedTest
    @ValueSource(strings = {"roomcast.js", "roomcast.global.js", "outbox.js"})
    void isWhatTheServerServes(String file) {
        assertThat(INSTALLED.resolve("dist").resolve(file)).hasSameBinaryContentAs(SERVED.resolve(file));
    }

    @Test
    void isSmall() throws IOException {
        ByteArrayOutputStream packed = new ByteArrayOutputStream();
        try (GZIPOutputStream gzip = new GZIPOutputStream(packed)) {
            gzip.write(Files.readAllBytes(INSTALLED.resolve(Path.of("dist", "roomcast.js"))));
        }
        assertThat(packed.size()).isLessThan(MAX_BYTES);
    }

    /** Names that the build shortens must not be names that an application or the server says. */
    @Test
    void shortensNoNameThatTravelsOrIsPublic() throws IOException {
        Matcher shortened = Pattern.compile("--mangle-props=\\^\\(([^)]*)\\)")
                .matcher(Files.readString(SOURCES.resolve("bundles.txt")));
        assertThat(shortened.find()).isTrue();
        String types = Files.readString(INSTALLED.resolve(Path.of("dist", "types", "protocol.d.ts")))
                + Files.readString(INSTALLED.resolve(Path.of("dist", "types", "events.d.ts")))
                + Files.readString(INSTALLED.resolve(Path.of("dist", "types", "options.d.ts")))
                + Files.readString(INSTALLED.resolve(Path.of("dist", "types", "client.d.ts")))
                + Files.readString(INSTALLED.resolve(Path.of("dist", "types", "room.d.ts")));
        for (String name : Arrays.asList(shortened.group(1).split("\\|"))) {
            assertThat(types).doesNotContainPattern("(readonly |get |^ *)" + name + "[?]?[:(<]");
        }
    }

    @Test
    void isUsedFromAnEsModule() throws IOException, InterruptedException {
        use("used.mjs", "import { connect, RoomcastError } from 'roomcast-client';\n" + USE);
    }

    @Test
    void isUsedFromCommonJs() throws IOException, InterruptedException {
        use("used.cjs", "import('roomcast-client').then(async ({ connect, RoomcastError }) => {\n" + USE + "});\n");
    }

    /** As on a Node.js that has no WebSocket of its own. */
    @Test
    void isUsedWithTheSocketsOfWs() throws IOException, InterruptedException {
        String webSocket = WebJar.unpack("ws").resolve("wrapper.mjs").toUri().toString();
        use(
                "used-with-ws.mjs",
                "import { connect as connectWith, RoomcastError } from 'roomcast-client';\n"
                        + "import webSocket from '" + webSocket + "';\n"
                        + "delete globalThis.WebSocket;\n"
                        + "const connect = (options) => connectWith({ ...options, webSocket });\n" + USE);
    }

    @ParameterizedTest
    @ValueSource(strings = {"nodenext", "bundler"})
    void hasTypesThatResolve(String resolution) throws IOException, InterruptedException {
        Path file = PROJECT.resolve("typed-" + resolution + ".mts");
        Files.writeString(file, """
                import { connect, RoomcastError, type ConnectionState, type MessageOf } from 'roomcast-client';
                import { keepOutbox } from 'roomcast-client/outbox';
                interface Order { readonly [key: string]: string | number; readonly id: number }
                const client = connect({ url: 'ws://localhost/ws', token: async (why, signal) => why + signal.aborted });
                client.on('state', (state: ConnectionState) => state.name === 'waiting' && state.retryAt.toFixed());
                const room = client.room<Order>('orders');
                room.on('message', (message: MessageOf<Order>) => message.content?.id.toFixed());
                for await (const { content } of room) console.log(content?.id);
                keepOutbox(client, { userId: 'ada' }).on('restored', ({ roomId }) => roomId.trim());
                // @ts-expect-error: an order has an id
                await room.publish({ state: 'shipped' });
                // @ts-expect-error: of no one's concern but the library's
                client.emit('state', client.state);
                await room.publish({ id: 1 }).catch((error) => error instanceof RoomcastError && error.code);
                """);
        Node.Result result = Node.run(
                120,
                List.of(
                        compiler.toString(),
                        "--noEmit",
                        "--strict",
                        "--target",
                        "es2022",
                        "--lib",
                        "es2022,dom",
                        "--module",
                        resolution.equals("bundler") ? "esnext" : resolution,
                        "--moduleResolution",
                        resolution,
                        file.toString()));
        assertThat(result.output()).isEmpty();
    }

    /** The lines of the documents, as they stand, but for the server's address and an end. */
    @ParameterizedTest
    @ValueSource(strings = {"README.md", "docs/client.md"})
    void doesWhatTheDocumentsShow(String page) throws IOException, InterruptedException {
        Matcher lines =
                Pattern.compile("```js\n(import .*?)```", Pattern.DOTALL).matcher(Files.readString(Path.of(page)));
        assertThat(lines.find()).isTrue();
        Path file = PROJECT.resolve(page.replace('/', '-') + ".mjs");
        String room = page.replaceAll("\\W", "-");
        Files.writeString(
                file,
                lines.group(1)
                                .replace("'ws://localhost:3000/ws'", "process.argv[2]")
                                .replace("'lobby'", "'" + room + "'")
                        + "client.close();\n");
        Node.Result result = Node.run(30, List.of(file.toString(), url()));
        assertThat(result.output())
                .startsWith("open\n")
                .contains("Ada Hello\n")
                .contains("stored at 1")
                .endsWith("closed\n");
    }

    private String url() {
        return address.toString().replaceFirst("^http", "ws");
    }

    private void use(String name, String script) throws IOException, InterruptedException {
        Path file = PROJECT.resolve(name);
        Files.writeString(file, script);
        Node.Result result = Node.run(30, List.of(file.toString(), url(), "npm-" + name));
        assertThat(result.output()).isEqualTo("stored at 1, read Hello at 1\ntrue closed\n");
    }

    private static String tarball() throws IOException {
        try (Stream<Path> files = Files.list(PACKAGE)) {
            return files.map(file -> file.getFileName().toString())
                    .filter(name -> name.endsWith(".tgz"))
                    .findFirst()
                    .orElseThrow();
        }
    }

    private static void delete(Path folder) throws IOException {
        if (Files.exists(folder)) {
            try (Stream<Path> files = Files.walk(folder)) {
                for (Path file : files.sorted((a, b) -> b.compareTo(a)).toList()) {
                    Files.delete(file);
                }
            }
        }
    }
}
