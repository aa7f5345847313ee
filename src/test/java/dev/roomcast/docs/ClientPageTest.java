package dev.roomcast.docs;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** {@code docs/client.md} names all that the client library offers; that its lines work is tested with the package. */
class ClientPageTest {
    private static final Path PAGE = Path.of("docs", "client.md");
    private static final Path SOURCES = Path.of("src", "main", "resources", "web", "client");

    @ParameterizedTest
    @CsvSource({
        "options.ts, export interface Options {, '  readonly (\\w+)\\??:'",
        "events.ts, export interface Events {, '^  ''?([\\w-]+)''?:'",
        "events.ts, export interface RoomEvents<T, '^  (\\w+):'",
        "events.ts, export type ConnectionState =, 'name: ''([\\w-]+)'''",
        "errors.ts, export type LocalErrorCode =, '  \\| ''([\\w-]+)'''",
        "stay.ts, export interface JoinOptions {, '  readonly (\\w+)\\??:'"
    })
    void namesAll(String file, String from, String pattern) throws IOException {
        String source = Files.readString(SOURCES.resolve(file));
        int start = source.indexOf(from);
        assertThat(start).isNotNegative();
        int end = source.indexOf(from.endsWith("=") ? ";\n\n" : "\n}", start);
        List<String> names = Pattern.compile(pattern, Pattern.MULTILINE)
                .matcher(source.substring(start, end < 0 ? source.length() : end))
                .results()
                .map(match -> match.group(1))
                .distinct()
                .toList();
        assertThat(names).isNotEmpty();
        String page = Files.readString(PAGE);
        assertThat(names).allSatisfy(name -> assertThat(page).containsPattern("`" + name + "[`(]"));
    }
}
