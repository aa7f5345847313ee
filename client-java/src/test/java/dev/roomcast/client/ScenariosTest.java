package dev.roomcast.client;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

import com.fasterxml.jackson.databind.ObjectMapper;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What every client of Roomcast does, whatever it is written in: the files of {@code client-scenarios}. */
class ScenariosTest {

    private static final ObjectMapper JSON = new ObjectMapper();

    /** From the repository, or from the folder of this client. */
    private static final Path FOLDER = Stream.of("client-scenarios", "../client-scenarios")
            .map(Path::of)
            .filter(Files::isDirectory)
            .findFirst()
            .orElseThrow();

    static List<String> scenarios() throws IOException {
        try (Stream<Path> files = Files.list(FOLDER)) {
            return files.map(file -> file.getFileName().toString())
                    .filter(name -> name.endsWith(".json"))
                    .sorted()
                    .toList();
        }
    }

    @ParameterizedTest
    @MethodSource("scenarios")
    void plays(String file) throws IOException {
        ScenarioPlayer.play(JSON.readTree(FOLDER.resolve(file).toFile()));
    }

    @Test
    void areThere() throws IOException {
        assertThat(scenarios()).hasSizeGreaterThan(12);
    }
}
