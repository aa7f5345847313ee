package dev.roomcast.docs;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import org.junit.jupiter.api.Test;

/** What the image runs with is what the page recommends and the bench measures. */
class JvmFlagsTest {

    private static final Path IMAGE = Path.of("src/main/docker/Dockerfile.jvm");

    @Test
    void thePageRecommendsTheFlagsOfTheImage() throws IOException {
        String page = Files.readString(Path.of("docs/operations.md"));
        assertThat(page).contains("java " + String.join(" ", imageFlags()) + " -jar ");
        for (String flag : imageFlags()) {
            assertThat(page).contains("| `" + flag + "` |");
        }
    }

    @Test
    void theBenchMeasuresWithTheFlagsOfTheImage() throws IOException {
        String options = Files.readString(Path.of("bench/src/main/java/dev/roomcast/bench/Options.java"));
        List<String> other = List.of("-XX:MaxRAMPercentage=60", "-XX:+ExitOnOutOfMemoryError");
        assertThat(imageFlags()).containsAll(other);
        for (String flag : imageFlags()) {
            if (!other.contains(flag)) {
                assertThat(options).contains('"' + flag + '"');
            }
        }
    }

    private static List<String> imageFlags() throws IOException {
        Matcher flags = Pattern.compile("ENV JDK_JAVA_OPTIONS='([^']+)'").matcher(Files.readString(IMAGE));
        assertThat(flags.find()).as(IMAGE.toString()).isTrue();
        return List.of(flags.group(1).split(" "));
    }
}
