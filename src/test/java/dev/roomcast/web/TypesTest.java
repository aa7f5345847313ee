package dev.roomcast.web;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import dev.roomcast.testing.Node;
import dev.roomcast.testing.WebJar;

/** The bundler only strips types; here the compiler checks them. */
class TypesTest {
    private static final Path SOURCES = Path.of("src", "main", "resources", "web");

    @ParameterizedTest
    @ValueSource(strings = {"client", "chat", "admin"})
    void typesHold(String folder) throws IOException, InterruptedException {
        Path compiler = WebJar.unpack("typescript").resolve(Path.of("lib", "tsc.js"));

        Node.Result result = Node.run(
                180,
                List.of(
                        compiler.toString(),
                        "--project",
                        SOURCES.resolve(folder).toString(),
                        "--noEmit",
                        "--strict",
                        "--pretty",
                        "false"));

        assertThat(result.output()).isEmpty();
        assertThat(result.exitCode()).isZero();
    }
}
