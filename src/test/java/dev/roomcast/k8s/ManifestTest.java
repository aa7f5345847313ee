package dev.roomcast.k8s;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.MapperFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.cfg.CoercionAction;
import com.fasterxml.jackson.databind.cfg.CoercionInputShape;
import com.fasterxml.jackson.databind.introspect.Annotated;
import com.fasterxml.jackson.databind.introspect.JacksonAnnotationIntrospector;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.type.LogicalType;
import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.ContainerPort;
import io.fabric8.kubernetes.api.model.EnvVar;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.Namespaced;
import io.fabric8.kubernetes.api.model.PodSpec;
import io.fabric8.kubernetes.api.model.Probe;
import io.fabric8.kubernetes.api.model.SecretKeySelector;
import io.fabric8.kubernetes.api.model.Service;
import io.fabric8.kubernetes.api.model.ServicePort;
import io.fabric8.kubernetes.api.model.Volume;
import io.fabric8.kubernetes.api.model.VolumeMount;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.api.model.apps.DeploymentSpec;
import io.fabric8.kubernetes.api.model.kustomize.v1beta1.Image;
import io.fabric8.kubernetes.api.model.kustomize.v1beta1.Kustomization;
import io.fabric8.kubernetes.api.model.kustomize.v1beta1.Patch;
import io.fabric8.kubernetes.api.model.policy.v1.PodDisruptionBudget;
import io.smallrye.config.EnvConfigSource;
import io.smallrye.config.PropertiesConfigSource;
import io.smallrye.config.SmallRyeConfig;
import io.smallrye.config.SmallRyeConfigBuilder;
import org.junit.jupiter.api.Test;

import dev.roomcast.RoomcastConfig;
import dev.roomcast.RoomcastConfig.BrokerKind;
import dev.roomcast.docs.Settings;
import dev.roomcast.docs.Yaml;

/**
 * Holds the manifests of {@code k8s/} against Kubernetes' own model, field by field, and against the application's ports,
 * probes, settings and drain. Applying them to a cluster is not tried here.
 */
class ManifestTest {

    private static final Path FOLDER = Path.of("k8s");
    private static final Path REDIS = FOLDER.resolve("redis");
    private static final Path APPLICATION_PROPERTIES = Path.of("src/main/resources/application.properties");

    /** What the pod needs beyond the drain: to start it, to end the JVM, and a slow node. */
    private static final Duration GRACE_RESERVE = Duration.ofSeconds(10);

    /** An environment variable that {@code application.properties} reads. */
    private static final Pattern EXPRESSION = Pattern.compile("\\$\\{([A-Z][A-Z0-9_]*)[:}]");

    private final ObjectMapper strict = strictMapper();
    private final Deployment deployment = read("deployment.yaml", Deployment.class);
    private final Service service = read("service.yaml", Service.class);
    private final PodSpec pod = deployment.getSpec().getTemplate().getSpec();
    private final Container container = pod.getContainers().get(0);
    private final SmallRyeConfig config = configOf(container);

    /** The component's patch, not the whole that kustomize makes of it and the base. */
    private final Deployment redis = read("redis/deployment.yaml", Deployment.class);

    private final Container redisContainer =
            redis.getSpec().getTemplate().getSpec().getContainers().get(0);

    @Test
    void everyFileIsListedAndEveryListedFileIsThere() throws IOException {
        Kustomization kustomization = read("kustomization.yaml", Kustomization.class);

        assertThat(kustomization.getApiVersion()).isEqualTo("kustomize.config.k8s.io/v1beta1");
        try (Stream<Path> files = Files.list(FOLDER)) {
            assertThat(files.map(file -> file.getFileName().toString())
                            .filter(name -> name.endsWith(".yaml") && !name.equals("kustomization.yaml"))
                            .toList())
                    .containsExactlyInAnyOrderElementsOf(kustomization.getResources());
        }
        assertThat(kustomization.getImages()).extracting(Image::getName).containsExactly(container.getImage());
    }

    @Test
    void theReaderRefusesUnknownFieldsWrongKindsAndDoubleKeys() throws IOException {
        String manifest = Files.readString(FOLDER.resolve("deployment.yaml"));

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

        assertThat(grace).isGreaterThanOrEqualTo(settings().drain().timeout().plus(GRACE_RESERVE));
    }

    @Test
    void memoryBrokerRunsAloneAndEndsBeforeTheNextOneStarts() {
        DeploymentSpec spec = deployment.getSpec();

        assertThat(settings().broker()).isEqualTo(BrokerKind.MEMORY);
        assertThat(spec.getReplicas()).isEqualTo(1);
        assertThat(spec.getStrategy().getType()).isEqualTo("Recreate");
        assertThat(spec.getStrategy().getRollingUpdate()).isNull();
    }

    @Test
    void redisComponentListsItsFilesAndPatchesTheBase() throws IOException {
        Kustomization component = read(REDIS.resolve("kustomization.yaml"), Kustomization.class);

        assertThat(component.getKind()).isEqualTo("Component");
        assertThat(component.getApiVersion()).isEqualTo("kustomize.config.k8s.io/v1alpha1");
        try (Stream<Path> files = Files.list(REDIS)) {
            assertThat(files.map(file -> file.getFileName().toString())
                            .filter(name -> !name.equals("kustomization.yaml"))
                            .toList())
                    .containsExactlyInAnyOrderElementsOf(Stream.concat(
                                    component.getResources().stream(),
                                    component.getPatches().stream().map(Patch::getPath))
                            .toList());
        }
        assertThat(redis.getMetadata().getName())
                .isEqualTo(deployment.getMetadata().getName());
        assertThat(redisContainer.getName()).isEqualTo(container.getName());
        assertThat(Files.readString(FOLDER.resolve("README.md"))).contains("components:\n  - ../roomcast/k8s/redis\n");
    }

    @Test
    void redisComponentRunsManyAndReplacesThemOneByOne() throws IOException {
        DeploymentSpec spec = redis.getSpec();

        assertThat(spec.getReplicas()).isGreaterThan(1);
        assertThat(spec.getStrategy().getType()).isEqualTo("RollingUpdate");
        assertThat(spec.getStrategy().getRollingUpdate().getMaxUnavailable().getIntVal())
                .isZero();
        // The base's: the drain is the same.
        assertThat(spec.getTemplate().getSpec().getTerminationGracePeriodSeconds())
                .isNull();
        assertThat(redisContainer.getLifecycle()).isNull();

        PodDisruptionBudget budget = read(REDIS.resolve("pod-disruption-budget.yaml"), PodDisruptionBudget.class);
        assertThat(budget.getApiVersion()).isEqualTo("policy/v1");
        assertThat(budget.getSpec().getSelector())
                .isEqualTo(deployment.getSpec().getSelector());
        assertThat(budget.getSpec().getMaxUnavailable().getIntVal()).isEqualTo(1);
        assertThat(spec.getTemplate()
                        .getSpec()
                        .getTopologySpreadConstraints()
                        .get(0)
                        .getLabelSelector())
                .isEqualTo(deployment.getSpec().getSelector());
    }

    @Test
    void redisComponentAsksForTheRedisBrokerAndFindsRedisInTheSecret() throws IOException {
        assertThat(redisContainer.getEnv())
                .extracting(EnvVar::getName)
                .containsExactlyInAnyOrder("ROOMCAST_BROKER", "QUARKUS_REDIS_HOSTS");
        assertThat(configOf(redisContainer)
                        .getConfigMapping(RoomcastConfig.class)
                        .broker())
                .isEqualTo(BrokerKind.REDIS);
        // The application sets a default of it, which this takes the place of.
        assertThat(config.getRawValue("quarkus.redis.hosts")).isNotNull();

        EnvVar hosts = variable(redisContainer, "QUARKUS_REDIS_HOSTS");
        SecretKeySelector reference = hosts.getValueFrom().getSecretKeyRef();
        assertThat(hosts.getValue()).isNull();
        assertThat(reference.getName())
                .isEqualTo(variable(container, "JWT_SECRET")
                        .getValueFrom()
                        .getSecretKeyRef()
                        .getName());
        assertThat(Files.readString(FOLDER.resolve("README.md")))
                .contains("--from-literal=" + reference.getKey() + "=");
    }

    @Test
    void heapHoldsWhatTheMemoryBrokerMayKeep() throws IOException {
        long memory = container
                .getResources()
                .getLimits()
                .get("memory")
                .getNumericalAmount()
                .longValueExact();
        Matcher percent = Pattern.compile("-XX:MaxRAMPercentage=(\\d+)")
                .matcher(Files.readString(Path.of("src/main/docker/Dockerfile.jvm")));

        assertThat(percent.find()).isTrue();
        assertThat(memory * Long.parseLong(percent.group(1)) / 100)
                .isGreaterThan(
                        settings().memory().maxBytes() + settings().limits().replayBytes());
        assertThat(container.getResources().getRequests().get("memory"))
                .isEqualTo(container.getResources().getLimits().get("memory"));
    }

    @Test
    void environmentNamesOnlySettingsThatThereAre() throws IOException {
        List<String> known = Stream.of(
                        Settings.of(RoomcastConfig.class, "roomcast").keySet().stream()
                                .map(Settings::environmentName),
                        EXPRESSION
                                .matcher(Files.readString(APPLICATION_PROPERTIES))
                                .results()
                                .map(match -> match.group(1)),
                        propertiesNamedInTheCode().map(Settings::environmentName),
                        Stream.of("QUARKUS_MANAGEMENT_PORT"))
                .flatMap(names -> names)
                .toList();

        assertThat(container.getEnv()).extracting(EnvVar::getName).isSubsetOf(known);
    }

    @Test
    void keyComesFromASecretAndIsNowhereInTheManifests() throws IOException {
        EnvVar key = variable(container, "JWT_SECRET");
        SecretKeySelector reference = key.getValueFrom().getSecretKeyRef();

        assertThat(key.getValue()).isNull();
        assertThat(reference.getOptional()).isNull();
        assertThat(Files.readString(FOLDER.resolve("README.md")))
                .contains("kubectl create secret generic " + reference.getName() + " --from-literal="
                        + reference.getKey() + "=");
        try (Stream<Path> files = Files.walk(FOLDER)) {
            for (Path file :
                    files.filter(name -> name.toString().endsWith(".yaml")).toList()) {
                assertThat(Files.readString(file)).as(file.toString()).doesNotContain("kind: Secret");
            }
        }
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
    void tmpIsTheOnlyPlaceToWrite() {
        VolumeMount mount = container.getVolumeMounts().get(0);
        Volume volume = pod.getVolumes().get(0);

        assertThat(container.getVolumeMounts()).hasSize(1);
        assertThat(pod.getVolumes()).hasSize(1);
        assertThat(mount.getMountPath()).isEqualTo("/tmp");
        assertThat(mount.getName()).isEqualTo(volume.getName());
        assertThat(volume.getEmptyDir()).isNotNull();
    }

    @Test
    void imagesOfferThePortsRunAsAUserByNumberAndHandSignalsOn() throws IOException {
        for (String name : List.of("Dockerfile.jvm", "Dockerfile.native-micro")) {
            List<String> lines = Files.readAllLines(Path.of("src/main/docker", name));

            assertThat(lines)
                    .as(name)
                    .contains("EXPOSE " + ports().get("http") + " " + ports().get("management"))
                    .anyMatch(line -> line.matches("USER [1-9][0-9]*"))
                    .anyMatch(line -> line.matches("ENTRYPOINT \\[\".*\"]"));
        }
    }

    /** String constants of the code that could be property names; {@code jwt.secret} is one. */
    private static Stream<String> propertiesNamedInTheCode() throws IOException {
        Pattern constant = Pattern.compile("static final String \\w+ = \"([a-z]+(?:[.-][a-z]+)+)\";");
        try (Stream<Path> files = Files.walk(Path.of("src/main/java"))) {
            StringBuilder code = new StringBuilder();
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                code.append(Files.readString(file));
            }
            return constant.matcher(code).results().map(match -> match.group(1)).toList().stream();
        }
    }

    private static EnvVar variable(Container container, String name) {
        return container.getEnv().stream()
                .filter(variable -> variable.getName().equals(name))
                .findFirst()
                .orElseThrow();
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
            assertThatThrownBy(() -> read(file, Deployment.class)).hasMessageContaining(says);
        } finally {
            Files.delete(file);
        }
    }

    private SortedMap<String, Integer> ports() {
        return container.getPorts().stream()
                .collect(Collectors.toMap(
                        ContainerPort::getName, ContainerPort::getContainerPort, (a, b) -> a, TreeMap::new));
    }

    private RoomcastConfig settings() {
        return config.getConfigMapping(RoomcastConfig.class);
    }

    private <T> T read(String name, Class<T> kind) {
        try {
            return read(FOLDER.resolve(name), kind);
        } catch (IOException e) {
            throw new AssertionError(name, e);
        }
    }

    private <T> T read(Path file, Class<T> kind) throws IOException {
        List<Object> documents = Yaml.documents(file);
        assertThat(documents).hasSize(1);
        return strict.readValue(strict.writeValueAsBytes(documents.get(0)), kind);
    }

    /** As the application in the pod would see its settings, in production. */
    private static SmallRyeConfig configOf(Container container) {
        Map<String, String> environment = new HashMap<>();
        for (EnvVar variable : container.getEnv()) {
            environment.put(variable.getName(), variable.getValue() == null ? "from a secret" : variable.getValue());
        }
        try {
            return new SmallRyeConfigBuilder()
                    .addDiscoveredConverters()
                    .addDefaultInterceptors()
                    .withProfile("prod")
                    .withSources(
                            new PropertiesConfigSource(
                                    APPLICATION_PROPERTIES.toUri().toURL(), 250),
                            new EnvConfigSource(environment, 300))
                    .withMapping(RoomcastConfig.class)
                    .withValidateUnknown(false)
                    .build();
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    /** Kubernetes' model takes any unknown field in; here it is told not to, nor to make strings of numbers. */
    private static ObjectMapper strictMapper() {
        JsonMapper mapper = JsonMapper.builder()
                .annotationIntrospector(new JacksonAnnotationIntrospector() {
                    private static final long serialVersionUID = 1L;

                    @Override
                    public Boolean hasAnySetter(Annotated annotated) {
                        return false;
                    }
                })
                .enable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
                .disable(MapperFeature.ALLOW_COERCION_OF_SCALARS)
                .build();
        mapper.coercionConfigFor(LogicalType.Textual)
                .setCoercion(CoercionInputShape.Integer, CoercionAction.Fail)
                .setCoercion(CoercionInputShape.Float, CoercionAction.Fail)
                .setCoercion(CoercionInputShape.Boolean, CoercionAction.Fail);
        return mapper;
    }
}
