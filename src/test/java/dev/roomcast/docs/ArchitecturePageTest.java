package dev.roomcast.docs;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;

import org.junit.jupiter.api.Test;

/** Holds the packages that {@code docs/architecture.md} lists, and the classes that it names, against the source. */
class ArchitecturePageTest {

    private static final Path SOURCES = Path.of("src/main/java/dev/roomcast");
    private static final Path PAGE = Path.of("docs/architecture.md");

    @Test
    void everyPackageIsListedAndNoOther() throws IOException {
        List<String> listed = Pattern.compile("(?m)^\\| `([a-z]+)` \\|")
                .matcher(Files.readString(PAGE))
                .results()
                .map(row -> row.group(1))
                .toList();

        try (Stream<Path> files = Files.list(SOURCES)) {
            assertThat(listed)
                    .containsExactlyInAnyOrderElementsOf(files.filter(Files::isDirectory)
                            .map(folder -> folder.getFileName().toString())
                            .toList());
        }
    }

    @Test
    void everyPackageSaysWhatItIsFor() throws IOException {
        try (Stream<Path> files = Files.walk(SOURCES)) {
            assertThat(files.filter(Files::isDirectory).filter(folder -> !folder.equals(SOURCES)))
                    .allSatisfy(folder ->
                            assertThat(folder.resolve("package-info.java")).exists());
        }
    }

    @Test
    void classesThatThePageNamesAreThere() throws IOException {
        try (Stream<Path> files = Files.walk(SOURCES)) {
            List<String> classes = files.map(file -> file.getFileName().toString())
                    .filter(name -> name.endsWith(".java"))
                    .map(name -> name.replace(".java", ""))
                    .toList();
            assertThat(Pattern.compile("`((?:[A-Z][a-z]+){2,})`")
                            .matcher(Files.readString(PAGE))
                            .results()
                            .map(name -> name.group(1)))
                    .isSubsetOf(classes);
        }
    }
}
