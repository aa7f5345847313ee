package dev.roomcast.docs;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Stream;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What the pages point to is there: files, headings, and the tests that they name. */
class LinksTest {

    private static final Pattern LINK = Pattern.compile("]\\(([^)\\s]+)\\)");
    private static final Pattern TEST = Pattern.compile("-D(?:it\\.)?test=(\\w+)");

    static List<Path> pages() throws IOException {
        try (Stream<Path> root = Files.list(Path.of("."));
                Stream<Path> docs = Files.walk(Path.of("docs"));
                Stream<Path> scenarios = Files.walk(Path.of("client-scenarios"));
                Stream<Path> k8s = Files.walk(Path.of("k8s"))) {
            return Stream.of(root, docs, scenarios, k8s)
                    .flatMap(files -> files)
                    .filter(file -> file.toString().endsWith(".md"))
                    .map(Path::normalize)
                    .toList();
        }
    }

    @ParameterizedTest
    @MethodSource("pages")
    void linksWithinTheProjectLeadSomewhere(Path page) throws IOException {
        LINK.matcher(prose(page)).results().map(link -> link.group(1)).forEach(link -> {
            if (link.startsWith("http")) {
                return;
            }
            String[] parts = link.split("#", 2);
            Path target =
                    parts[0].isEmpty() ? page : page.resolveSibling(parts[0]).normalize();
            assertThat(target).as(link).exists();
            if (parts.length == 2) {
                assertThat(headings(target)).as(link).contains(parts[1]);
            }
        });
    }

    @ParameterizedTest
    @MethodSource("pages")
    void testsThatAPageNamesAreThere(Path page) throws IOException {
        Set<String> there = new TreeSet<>();
        try (Stream<Path> files = Files.walk(Path.of("src/test/java"))) {
            files.map(file -> file.getFileName().toString())
                    .filter(name -> name.endsWith("Test.java") || name.endsWith("IT.java"))
                    .map(name -> name.replace(".java", ""))
                    .forEach(there::add);
        }
        assertThat(TEST.matcher(Files.readString(page))
                        .results()
                        .map(name -> name.group(1))
                        .toList())
                .isSubsetOf(there);
    }

    /** The page without its code blocks, in which brackets are no links. */
    private static String prose(Path page) throws IOException {
        return Files.readString(page).replaceAll("(?s)```.*?```", "");
    }

    /** The anchors of a page's headings, as GitHub makes them. */
    private static Set<String> headings(Path page) {
        try {
            Set<String> anchors = new TreeSet<>();
            prose(page)
                    .lines()
                    .filter(line -> line.startsWith("#"))
                    .map(line -> line.replaceFirst("^#+ ", "").toLowerCase(Locale.ROOT))
                    .map(title -> title.replaceAll("[^\\p{L}\\p{N} _-]", "").replace(' ', '-'))
                    .forEach(anchors::add);
            return anchors;
        } catch (IOException e) {
            throw new AssertionError(page.toString(), e);
        }
    }
}
