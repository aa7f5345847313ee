package dev.roomcast.k8s;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.ContainerPort;
import io.fabric8.kubernetes.api.model.EnvVar;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.Namespaced;
import io.fabric8.kubernetes.api.model.PodSpec;
import io.fabric8.kubernetes.api.model.Probe;
import io.fabric8.kubernetes.api.model.Quantity;
import io.fabric8.kubernetes.api.model.SecretKeySelector;
import io.fabric8.kubernetes.api.model.Service;
import io.fabric8.kubernetes.api.model.ServicePort;
import io.fabric8.kubernetes.api.model.Volume;
import io.fabric8.kubernetes.api.model.VolumeMount;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.api.model.apps.DeploymentSpec;
import io.fabric8.kubernetes.api.model.kustomize.v1beta1.Image;
import io.fabric8.kubernetes.api.model.kustomize.v1beta1.Kustomization;
import io.smallrye.config.SmallRyeConfig;
import org.junit.jupiter.api.Test;

import dev.roomcast.RoomcastConfig;
import dev.roomcast.RoomcastConfig.BrokerKind;

/**
 * Holds the base of {@code k8s/} against Kubernetes' own model, field by field, and against the application's ports,
 * probes, settings and drain. Applying it to a cluster is not tried here.
 */
class ManifestTest {

    /** What the pod needs beyond the drain: to start it, to end the JVM, and a slow node. */
    private static final Duration GRACE_RESERVE = Duration.ofSeconds(10);

    private final Deployment deployment = Manifests.read(Manifests.BASE.resolve("deployment.yaml"), Deployment.class);
    private final Service service = Manifests.read(Manifests.BASE.resolve("service.yaml"), Service.class);
    private final PodSpec pod = deployment.getSpec().getTemplate().getSpec();
    private final Container container = pod.getContainers().get(0);
    private final SmallRyeConfig config = Manifests.config(container);
    private final RoomcastConfig settings = Manifests.settings(container);

    @Test
    void imageIsTheOneThatTheKustomizationNames() {
        Kustomization kustomization = Manifests.read(Manifests.BASE.resolve("kustomization.yaml"), Kustomization.class);

        assertThat(kustomization.getImages()).extracting(Image::getName).containsExactly(container.getImage());
    }

    @Test
    void theReaderRefusesUnknownFieldsWrongKindsAndDoubleKeys() throws IOException {
        String manifest = Manifests.text(Manifests.BASE.resolve("deployment.yaml"));

        assertRefused(manifest.replace("replicas: 1", "replicaz: 1"), "replicaz");
        assertRefused(manifest.replace("readOnlyRootFilesystem: true", "readonlyRootFilesystem: true"), "readonly");
        assertRefused(manifest.replace("replicas: 1", "replicas: one"), "one");
        assertRefused(manifest.replace("port: '3001'", "port: 3001"), "String");
        assertRefused(manifest.replace("replicas: 1", "replicas: 1\n  replicas: 2"), "duplicate key replicas");
    }

    @Test
    void objectsAreNamedAlikeAndFindEachOther() {
        for (HasMetadata object : List.of(deployment, service)) {
            assertThat(object.getMetadata().getName()).isEqualTo("roomcast");
            assertThat(object).isInstanceOf(Namespaced.class);
            assertThat(object.getMetadata().getNamespace()).isNull();
        }
        Map<String, String> podLabels =
                deployment.getSpec().getTemplate().getMetadata().getLabels();
        assertThat(podLabels)
                .containsAllEntriesOf(deployment.getSpec().getSelector().getMatchLabels());
        assertThat(podLabels).containsAllEntriesOf(service.getSpec().getSelector());
    }

    @Test
    void containerPortsAreTheApplications() {
        assertThat(ports())
                .containsEntry("http", config.getValue("quarkus.http.port", Integer.class))
                .containsEntry("management", config.getValue("quarkus.management.port", Integer.class))
                .hasSize(2);
        assertThat(config.getValue("quarkus.management.enabled", Boolean.class)).isTrue();
    }

    @Test
    void serviceOffersThePublicPortAndNothingElse() {
        List<ServicePort> offered = service.getSpec().getPorts();

        assertThat(offered).hasSize(1);
        assertThat(offered.get(0).getPort()).isEqualTo(config.getValue("quarkus.http.port", Integer.class));
        assertThat(offered.get(0).getTargetPort().getStrVal()).isEqualTo("http");
    }

    @Test
    void probesAskTheManagementPortForTheHealthThatTheyAreAbout() {
        assertProbe(container.getStartupProbe(), "started");
        assertProbe(container.getLivenessProbe(), "live");
        assertProbe(container.getReadinessProbe(), "ready");
    }

    @Test
    void prometheusFindsTheMetrics() {
        Map<String, String> annotations =
                deployment.getSpec().getTemplate().getMetadata().getAnnotations();

        assertThat(annotations)
                .containsEntry("prometheus.io/scrape", "true")
                .containsEntry("prometheus.io/port", config.getRawValue("quarkus.management.port"))
                .containsEntry(
                        "prometheus.io/path", managementPath("quarkus.micrometer.export.prometheus.path", "metrics"));
    }

    @Test
    void podHasTheTimeThatTheDrainTakesAndAReserve() {
        Duration grace = Duration.ofSeconds(pod.getTerminationGracePeriodSeconds());

        assertThat(grace).isGreaterThanOrEqualTo(settings.drain().timeout().plus(GRACE_RESERVE));
    }

    @Test
    void memoryBrokerRunsAloneAndEndsBeforeTheNextOneStarts() {
        DeploymentSpec spec = deployment.getSpec();

        assertThat(settings.broker()).isEqualTo(BrokerKind.MEMORY);
        assertThat(spec.getReplicas()).isEqualTo(1);
        assertThat(spec.getStrategy().getType()).isEqualTo("Recreate");
        assertThat(spec.getStrategy().getRollingUpdate()).isNull();
    }

    @Test
    void heapHoldsWhatTheMemoryBrokerMayKeep() {
        long memory = bytes(container.getResources().getLimits().get("memory"));
        Matcher percent = Pattern.compile("-XX:MaxRAMPercentage=(\\d+)")
                .matcher(Manifests.text(Path.of("src/main/docker/Dockerfile.jvm")));

        assertThat(percent.find()).isTrue();
        assertThat(memory * Long.parseLong(percent.group(1)) / 100)
                .isGreaterThan(settings.memory().maxBytes() + settings.limits().replayBytes());
        assertThat(container.getResources().getRequests().get("memory"))
                .isEqualTo(container.getResources().getLimits().get("memory"));
    }

    @Test
    void environmentNamesOnlySettingsThatThereAre() {
        assertThat(container.getEnv()).extracting(EnvVar::getName).isSubsetOf(Manifests.knownVariables());
    }

    @Test
    void keyComesFromASecretAndIsNowhereInTheManifests() {
        EnvVar key = Manifests.variable(container, "JWT_SECRET");
        SecretKeySelector reference = key.getValueFrom().getSecretKeyRef();

        assertThat(key.getValue()).isNull();
        assertThat(reference.getOptional()).isNull();
        assertThat(Manifests.text(Manifests.FOLDER.resolve("README.md")))
                .contains("kubectl create secret generic " + reference.getName() + " --from-literal="
                        + reference.getKey() + "=");
        assertThat(Manifests.files(".yaml"))
                .allSatisfy(file -> assertThat(Manifests.text(file)).doesNotContain("kind: Secret"));
    }

    @Test
    void podMayDoNothingThatItNeedNot() {
        assertThat(pod.getAutomountServiceAccountToken()).isFalse();
        assertThat(pod.getEnableServiceLinks()).isFalse();
        assertThat(pod.getSecurityContext().getRunAsNonRoot()).isTrue();
        assertThat(pod.getSecurityContext().getSeccompProfile().getType()).isEqualTo("RuntimeDefault");
        assertThat(pod.getHostNetwork()).isNull();
        assertThat(pod.getContainers()).hasSize(1);
        assertThat(container.getSecurityContext().getAllowPrivilegeEscalation()).isFalse();
        assertThat(container.getSecurityContext().getReadOnlyRootFilesystem()).isTrue();
        assertThat(container.getSecurityContext().getPrivileged()).isNull();
        assertThat(container.getSecurityContext().getCapabilities().getDrop()).containsExactly("ALL");
        assertThat(container.getSecurityContext().getCapabilities().getAdd()).isNullOrEmpty();
    }

    @Test
    void tmpAndDumpsAreTheOnlyPlacesToWriteAndBounded() {
        assertThat(container.getVolumeMounts())
                .extracting(VolumeMount::getMountPath)
                .containsExactly("/tmp", "/dumps");
        assertThat(pod.getVolumes())
                .extracting(Volume::getName)
                .containsExactlyElementsOf(container.getVolumeMounts().stream()
                        .map(VolumeMount::getName)
                        .toList());
        assertThat(pod.getVolumes())
                .allSatisfy(volume ->
                        assertThat(volume.getEmptyDir().getSizeLimit()).isNotNull());
    }

    /** A dump has all references in full, so it can be larger than the heap; past the volume's limit the pod is evicted. */
    @Test
    void heapDumpGoesWhereThereIsRoomForIt() {
        VolumeMount dumps = container.getVolumeMounts().get(1);

        assertThat(Manifests.variable(container, "JAVA_TOOL_OPTIONS").getValue())
                .isEqualTo("-XX:+HeapDumpOnOutOfMemoryError -XX:HeapDumpPath=" + dumps.getMountPath() + "/heap.hprof");
        assertThat(bytes(pod.getVolumes().get(1).getEmptyDir().getSizeLimit()))
                .isGreaterThanOrEqualTo(
                        2 * bytes(container.getResources().getLimits().get("memory")));
    }

    private void assertProbe(Probe probe, String health) {
        assertThat(probe.getHttpGet().getPath())
                .isEqualTo(managementPath("quarkus.smallrye-health.root-path", "health") + "/" + health);
        assertThat(probe.getHttpGet().getPort().getStrVal()).isEqualTo("management");
    }

    /** A path of the management port as Quarkus resolves it: relative ones are below {@code /q}. */
    private String managementPath(String property, String byDefault) {
        String path = config.getOptionalValue(property, String.class).orElse(byDefault);
        String root = config.getOptionalValue("quarkus.management.root-path", String.class)
                .orElse("/q");
        return path.startsWith("/") ? path : root + "/" + path;
    }

    private void assertRefused(String manifest, String says) throws IOException {
        Path file = Files.createTempFile("deployment", ".yaml");
        try {
            Files.writeString(file, manifest);
            assertThatThrownBy(() -> Manifests.read(file, Deployment.class)).hasMessageContaining(says);
        } finally {
            Files.delete(file);
        }
    }

    private static long bytes(Quantity quantity) {
        return quantity.getNumericalAmount().longValueExact();
    }

    private SortedMap<String, Integer> ports() {
        return container.getPorts().stream()
                .collect(Collectors.toMap(
                        ContainerPort::getName, ContainerPort::getContainerPort, (a, b) -> a, TreeMap::new));
    }
}
