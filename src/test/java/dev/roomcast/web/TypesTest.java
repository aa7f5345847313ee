package dev.roomcast.web;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.net.JarURLConnection;
import java.net.URL;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Collections;
import java.util.List;
import java.util.jar.JarEntry;
import java.util.jar.JarFile;

import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import dev.roomcast.testing.Node;

/** The bundler only strips types; here the compiler checks them. */
class TypesTest {
    private static final Path COMPILER = Path.of("target", "typescript");
    private static final Path SOURCES = Path.of("src", "main", "resources", "web");

    /** Takes the compiler out of its WebJar, whose folder has the version in its name. */
    @BeforeAll
    static void unpackCompiler() throws IOException {
        URL pom = TypesTest.class.getResource("/META-INF/maven/org.webjars.npm/typescript/pom.xml");
        assertThat(pom).as("the WebJar of TypeScript on the class path").isNotNull();
        JarFile jar = ((JarURLConnection) pom.openConnection()).getJarFile();
        for (JarEntry entry : Collections.list(jar.entries())) {
            int lib = entry.getName().indexOf("/lib/");
            if (!entry.isDirectory() && lib >= 0) {
                Path file = COMPILER.resolve(entry.getName().substring(lib + 1));
                Files.createDirectories(file.getParent());
                try (InputStream in = jar.getInputStream(entry)) {
                    Files.copy(in, file, StandardCopyOption.REPLACE_EXISTING);
                }
            }
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"client", "chat"})
    void typesHold(String folder) throws IOException, InterruptedException {
        Node.Result result = Node.run(
                180,
                List.of(
                        COMPILER.resolve(Path.of("lib", "tsc.js")).toString(),
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
