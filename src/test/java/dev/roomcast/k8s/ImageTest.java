package dev.roomcast.k8s;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.api.model.kustomize.v1beta1.Kustomization;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Holds the images against the manifests that run them, and the one that Jib makes against that of the Dockerfile. */
class ImageTest {

    private static final Path FOLDER = Path.of("src/main/docker");
    private static final String JVM = Manifests.text(FOLDER.resolve("Dockerfile.jvm"));

    private final Container container =
            Manifests.container(Manifests.read(Manifests.BASE.resolve("deployment.yaml"), Deployment.class));

    @ParameterizedTest
    @ValueSource(strings = {"Dockerfile.jvm", "Dockerfile.native-micro"})
    void imagesOfferThePortsRunAsAUserByNumberAndHandSignalsOn(String name) {
        assertThat(Manifests.text(FOLDER.resolve(name)).lines())
                .contains("EXPOSE " + container.getPorts().get(0).getContainerPort() + " "
                        + container.getPorts().get(1).getContainerPort())
                .anyMatch(line -> line.matches("USER [1-9][0-9]*"))
                .anyMatch(line -> line.matches("ENTRYPOINT \\[\".*\"]"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"Dockerfile.jvm", "Dockerfile.native-micro"})
    void imagesSayTheVersionThatTheManifestsAskFor(String name) {
        String version = Manifests.read(Manifests.BASE.resolve("kustomization.yaml"), Kustomization.class)
                .getImages()
                .get(0)
                .getNewTag();

        assertThat(Manifests.text(FOLDER.resolve(name)))
                .contains("\nARG VERSION=" + version + "\n")
                .contains("org.opencontainers.image.version=\"$VERSION\"\n");
    }

    @Test
    void jibMakesTheImageOfTheDockerfile() {
        assertThat(jib("base-jvm-image")).isEqualTo(instruction("FROM (.*)"));
        assertThat(jib("user")).isEqualTo(instruction("USER (.*)"));
        assertThat(jib("ports")).isEqualTo(instruction("EXPOSE (.*)").replace(' ', ','));
        assertThat(jib("working-directory")).isEqualTo(instruction("WORKDIR (.*)"));
        assertThat(jib("environment-variables.LANG")).isEqualTo(instruction("ENV LANG='(.*)'"));
        assertThat(jib("environment-variables.JDK_JAVA_OPTIONS")).isEqualTo(instruction("ENV JDK_JAVA_OPTIONS='(.*)'"));
        assertThat(jib("jvm-entrypoint"))
                .isEqualTo(instruction("ENTRYPOINT \\[(.*)]").replace("\"", "").replace(", ", ","));
    }

    private static String instruction(String pattern) {
        Matcher line = Pattern.compile("(?m)^" + pattern + "$").matcher(JVM);
        assertThat(line.find()).as(pattern).isTrue();
        return line.group(1);
    }

    private static String jib(String setting) {
        Matcher property = Pattern.compile("<quarkus\\.jib\\." + setting.replace(".", "\\.") + ">([^<]*)</")
                .matcher(Manifests.text(Path.of("pom.xml")));
        assertThat(property.find()).as(setting).isTrue();
        return property.group(1);
    }
}
