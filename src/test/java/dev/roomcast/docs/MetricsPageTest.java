package dev.roomcast.docs;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

import org.junit.jupiter.api.Test;

/**
 * Holds the table of metrics in {@code docs/operations.md} against the meters that the source registers. It reads the
 * source, so it sees only meters that are registered as all are: {@code Kind.builder("name")….register(…)}.
 */
class MetricsPageTest {

    private static final Path OPERATIONS = Path.of("docs/operations.md");
    private static final Pattern METER = Pattern.compile(
            "(Counter|FunctionCounter|Timer|Gauge|TimeGauge|DistributionSummary)\\s*\\.builder\\(\\s*"
                    + "\"(roomcast\\.[a-z0-9.]+)\"(.*?)\\.register\\(",
            Pattern.DOTALL);
    private static final Pattern DESCRIPTION = Pattern.compile("\\.description\\(((?:\\s*\\+?\\s*\"[^\"]*\")+)\\)");
    private static final Pattern UNIT = Pattern.compile("\\.baseUnit\\((?:\"|BaseUnits\\.)(\\w+)\"?\\)");

    @Test
    void everyMeterIsListedWithItsDescriptionAndNoOther() throws IOException {
        Set<String> listed = new TreeSet<>(Files.readAllLines(OPERATIONS).stream()
                .filter(line -> line.matches("\\| `roomcast_[a-z0-9_]+` \\| .*"))
                .toList());

        assertThat(listed).containsExactlyInAnyOrderElementsOf(rows());
    }

    @Test
    void noMeterIsRegisteredPastThisTest() throws IOException {
        Pattern name = Pattern.compile("\\.builder\\(\\s*\"roomcast\\.");
        for (Path source : sources()) {
            String text = Files.readString(source);
            assertThat(METER.matcher(text).results().count())
                    .as(source.toString())
                    .isEqualTo(name.matcher(text).results().count());
        }
    }

    /** The rows that the table should have. */
    private static Set<String> rows() throws IOException {
        Set<String> rows = new TreeSet<>();
        for (Path source : sources()) {
            Matcher meter = METER.matcher(Files.readString(source));
            while (meter.find()) {
                Matcher description = DESCRIPTION.matcher(meter.group(3));
                assertThat(description.find())
                        .as(meter.group(2) + " has a description")
                        .isTrue();
                String text = description.group(1).replaceAll("\"\\s*\\+\\s*\"", "");
                rows.add("| `%s` | %s |"
                        .formatted(
                                prometheusName(meter), text.substring(text.indexOf('"') + 1, text.lastIndexOf('"'))));
            }
        }
        return rows;
    }

    /** What Micrometer's naming for Prometheus makes of a meter's name. */
    private static String prometheusName(Matcher meter) {
        String name = meter.group(2).replace('.', '_');
        Matcher unit = UNIT.matcher(meter.group(3));
        if (unit.find()) {
            String word = unit.group(1).toLowerCase(Locale.ROOT);
            name = name.endsWith("_" + word) ? name : name + "_" + word;
        }
        return switch (meter.group(1)) {
            case "Counter", "FunctionCounter" -> name.endsWith("_total") ? name : name + "_total";
            case "Timer", "TimeGauge" -> name.endsWith("_seconds") ? name : name + "_seconds";
            default -> name;
        };
    }

    private static List<Path> sources() throws IOException {
        try (Stream<Path> files = Files.walk(Path.of("src/main/java"))) {
            return files.filter(file -> file.toString().endsWith(".java")).toList();
        }
    }
}
