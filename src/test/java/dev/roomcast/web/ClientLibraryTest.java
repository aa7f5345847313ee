package dev.roomcast.web;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

import org.junit.jupiter.api.Test;

import dev.roomcast.testing.Node;
import dev.roomcast.testing.WebJar;

/** Runs the client library's own tests, {@code src/test/client}, on Node.js, which reads TypeScript as it stands. */
class ClientLibraryTest {
    private static final Path TESTS = Path.of("src", "test", "client");

    @Test
    void clientLibraryPassesItsTests() throws IOException, InterruptedException {
        WebJar.unpack("ws");
        List<String> arguments =
                new ArrayList<>(List.of("--test", "--test-reporter=spec", "--test-timeout=10000", "--test-force-exit"));
        try (Stream<Path> files = Files.list(TESTS)) {
            files.filter(file -> file.toString().endsWith(".test.ts"))
                    .sorted()
                    .map(Path::toString)
                    .forEach(arguments::add);
        }

        Node.Result result = Node.run(120, arguments);

        assertThat(result.exitCode()).as(result.output()).isZero();
        assertThat(result.output()).contains("fail 0").doesNotContain("pass 0\n");
    }
}
