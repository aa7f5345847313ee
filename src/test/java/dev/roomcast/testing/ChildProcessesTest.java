package dev.roomcast.testing;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;

import org.junit.jupiter.api.Test;

/** The processes that tests start. */
class ChildProcessesTest {

    private static final Pattern SHARED_OUTPUT = Pattern.compile("\\.inheritIO\\(|redirectOutput\\([^)]*INHERIT");

    /** A test's process speaks to Maven on its standard output; another's lines in between corrupt that. */
    @Test
    void noneWritesToTheOutputOfTheTestsOwnProcess() throws IOException {
        try (Stream<Path> files = Files.walk(Path.of("src/test/java"))) {
            List<Path> sources = files.filter(file -> file.toString().endsWith(".java"))
                    .filter(file -> !file.endsWith("ChildProcessesTest.java"))
                    .toList();
            assertThat(sources).hasSizeGreaterThan(100).noneMatch(ChildProcessesTest::sharesOutput);
        }
    }

    private static boolean sharesOutput(Path source) {
        try {
            return SHARED_OUTPUT.matcher(Files.readString(source)).find();
        } catch (IOException e) {
            throw new AssertionError(source.toString(), e);
        }
    }
}
