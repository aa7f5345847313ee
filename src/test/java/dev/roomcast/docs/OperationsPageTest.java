package dev.roomcast.docs;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.regex.Pattern;
import java.util.stream.Stream;

import org.junit.jupiter.api.Test;

import dev.roomcast.RoomcastConfig;

/** Holds the settings that the pages name against those that there are. */
class OperationsPageTest {

    private static final Path OPERATIONS = Path.of("docs/operations.md");
    private static final Path PROTOCOL = Path.of("docs/protocol.md");

    private final SortedMap<String, String> settings = Settings.of(RoomcastConfig.class, "roomcast");

    @Test
    void everySettingIsListedWithItsDefaultAndNoOther() throws IOException {
        SortedMap<String, String> listed = new TreeMap<>();
        for (List<String> row : rows()) {
            assertThat(listed.put(row.get(0), row.get(2))).as(row.get(0)).isNull();
        }

        SortedMap<String, String> expected = new TreeMap<>();
        settings.forEach((name, byDefault) -> expected.put(name, byDefault.isEmpty() ? "none" : byDefault));
        assertThat(listed).containsExactlyInAnyOrderEntriesOf(expected);
    }

    @Test
    void environmentNamesAreThoseOfTheProperties() throws IOException {
        for (List<String> row : rows()) {
            assertThat(row.get(1)).isEqualTo(Settings.environmentName(row.get(0)));
        }
    }

    @Test
    void everySettingHasASentence() throws IOException {
        for (List<String> row : rows()) {
            assertThat(row.get(3)).as(row.get(0)).endsWith(".");
        }
    }

    @Test
    void settingsNamedAnywhereInThePagesAreThere() throws IOException {
        for (Path page : List.of(OPERATIONS, PROTOCOL, Path.of("README.md"), Path.of("k8s/README.md"))) {
            String text = Files.readString(page);
            Pattern.compile("\\bROOMCAST_[A-Z0-9_]*[A-Z0-9]")
                    .matcher(text)
                    .results()
                    .forEach(name -> assertThat(settings.keySet())
                            .as(page + ": " + name.group())
                            .anyMatch(property ->
                                    Settings.environmentName(property).equals(name.group())));
            Pattern.compile("`roomcast\\.([a-z0-9.\\[\\]-]+)`")
                    .matcher(text)
                    .results()
                    .map(name -> "roomcast." + name.group(1))
                    .forEach(name -> assertThat(isSetting(name) || isNamedInTheCode(name))
                            .as(page + ": " + name)
                            .isTrue());
        }
    }

    private boolean isSetting(String name) {
        return settings.keySet().stream()
                .anyMatch(property -> property.equals(name) || property.startsWith(name + "["));
    }

    /** Whether it is the name of a log event, which looks the same. */
    private static boolean isNamedInTheCode(String name) {
        try (Stream<Path> files = Files.walk(Path.of("src/main/java"))) {
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                if (Files.readString(file).contains('"' + name + '"')) {
                    return true;
                }
            }
            return false;
        } catch (IOException e) {
            throw new AssertionError(name, e);
        }
    }

    /** The rows that list a setting of Roomcast: name, environment, default, sentence. */
    private static List<List<String>> rows() throws IOException {
        return Files.readAllLines(OPERATIONS).stream()
                .filter(line -> line.startsWith("| `roomcast."))
                .filter(line -> line.split("\\|").length == 5)
                .map(line -> List.of(line.split("\\|")).stream()
                        .skip(1)
                        .map(String::strip)
                        .toList())
                .map(cells -> List.of(
                        cells.get(0).replace("`", ""),
                        cells.get(1).replace("`", ""),
                        cells.get(2).replace("`", ""),
                        cells.get(3)))
                .toList();
    }
}
