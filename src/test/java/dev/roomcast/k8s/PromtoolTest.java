package dev.roomcast.k8s;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import dev.roomcast.docs.Yaml;
import dev.roomcast.testing.DebianPackages;
import dev.roomcast.testing.Json;

/** The alerts pass their unit tests, and the dashboard's queries are queries: Prometheus' own promtool says so. */
class PromtoolTest {

    private static final Path UNPACKED = Path.of(System.getProperty("java.io.tmpdir"), "roomcast-prometheus");

    private static Path promtool;

    @TempDir
    private Path folder;

    @BeforeAll
    static void findPromtool() {
        Path own = UNPACKED.resolve("usr/bin/promtool");
        promtool = Stream.concat(
                        Stream.of(System.getenv("PATH").split(":"))
                                .map(path -> Path.of(path).resolve("promtool")),
                        Stream.of(own))
                .filter(Files::isExecutable)
                .findFirst()
                .orElseGet(() -> DebianPackages.unpack("prometheus", UNPACKED) ? own : null);
        assumeTrue(promtool != null, "promtool is not installed: it comes with Prometheus");
    }

    @Test
    void alertsPassTheirUnitTests() throws IOException, InterruptedException {
        Map<?, ?> rule = (Map<?, ?>) Yaml.documents(Manifests.MONITORING.resolve("prometheus-rule.yaml"))
                .get(0);
        // JSON is YAML too.
        Files.writeString(
                folder.resolve("roomcast-rules.yaml"),
                Json.tree(rule.get("spec")).toString());
        List<String> command = new ArrayList<>(List.of("test", "rules"));
        for (Path tests : Manifests.files("-alerts.yaml")) {
            Files.copy(tests, folder.resolve(tests.getFileName()));
            command.add(tests.getFileName().toString());
        }

        assertThat(command).hasSizeGreaterThan(2);
        assertPasses(List.of("check", "rules", "roomcast-rules.yaml"));
        assertPasses(command);
    }

    /** It reads queries as part of rules only. */
    @Test
    void panelsAskWhatPrometheusUnderstands() throws IOException, InterruptedException {
        List<Map<String, String>> rules = Queries.panels().stream()
                .map(query -> Map.of("record", "dashboard:query", "expr", query.replace("$__rate_interval", "1m")))
                .toList();
        Files.writeString(
                folder.resolve("dashboard.yaml"),
                Json.tree(Map.of("groups", List.of(Map.of("name", "dashboard", "rules", rules))))
                        .toString());

        assertPasses(List.of("check", "rules", "--lint=none", "dashboard.yaml"));
    }

    private void assertPasses(List<String> arguments) throws IOException, InterruptedException {
        Path output = folder.resolve("output");
        List<String> command = new ArrayList<>(List.of(promtool.toString()));
        command.addAll(arguments);
        int exit = new ProcessBuilder(command)
                .directory(folder.toFile())
                .redirectErrorStream(true)
                .redirectOutput(output.toFile())
                .start()
                .waitFor();

        assertThat(exit).as(Files.readString(output)).isZero();
    }
}
