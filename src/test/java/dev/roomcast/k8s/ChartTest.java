package dev.roomcast.k8s;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Stream;

import io.fabric8.kubernetes.api.model.kustomize.v1beta1.Image;
import io.fabric8.kubernetes.api.model.kustomize.v1beta1.Kustomization;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import dev.roomcast.docs.Yaml;

/**
 * Holds the chart against the application and the Kustomize manifests, as far as that is possible without Helm. That it
 * makes the same objects is for {@code k8s/check} to say.
 */
class ChartTest {

    @Test
    void templatesAndValuesNameOnlySettingsThatThereAre() {
        Pattern name = Pattern.compile("(?:name: |\\()((?:ROOMCAST|QUARKUS|JWT|JAVA)_[A-Z0-9_]+)");

        for (Path file : Manifests.files(".yaml")) {
            if (file.startsWith(Manifests.CHART)) {
                assertThat(name.matcher(Manifests.text(file)).results().map(found -> found.group(1)))
                        .as(file.toString())
                        .isSubsetOf(Manifests.knownVariables());
            }
        }
    }

    @Test
    void versionsAreThoseOfTheImageInTheManifests() throws IOException {
        Map<?, ?> chart = (Map<?, ?>)
                Yaml.documents(Manifests.CHART.resolve("Chart.yaml")).get(0);

        assertThat(Manifests.read(Manifests.BASE.resolve("kustomization.yaml"), Kustomization.class)
                        .getImages())
                .extracting(Image::getNewTag)
                .containsExactly((String) chart.get("appVersion"));
        assertThat(chart.get("version")).isEqualTo(chart.get("appVersion"));
        assertThat(Manifests.text(Path.of("pom.xml")))
                .containsPattern("<artifactId>roomcast</artifactId>\\s*<version>" + chart.get("version")
                        + "(-SNAPSHOT)?</version>");
    }

    /** Links, so that there is one of each; {@code helm package} puts in what they lead to. */
    @ParameterizedTest
    @ValueSource(strings = {"dashboard.json", "prometheus-rule.yaml"})
    void filesAreTheOnesOfTheMonitoringComponent(String name) throws IOException {
        assertThat(Manifests.CHART.resolve("files").resolve(name).toRealPath())
                .isEqualTo(Manifests.MONITORING.resolve(name).toRealPath());
    }

    @Test
    void everyValueHasAPlaceInTheSchema() throws IOException {
        String schema = Manifests.text(Manifests.CHART.resolve("values.schema.json"));
        try (Stream<Path> files = Files.list(Manifests.CHART)) {
            for (Path file : files.filter(name -> name.getFileName().toString().startsWith("values")
                            && name.toString().endsWith(".yaml"))
                    .toList()) {
                Map<?, ?> values = (Map<?, ?>) Yaml.documents(file).get(0);
                assertThat(values.keySet())
                        .as(file.toString())
                        .allSatisfy(key -> assertThat(schema).contains("\"" + key + "\": {"));
            }
        }
    }
}
