package dev.roomcast.k8s;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.EnvVar;
import io.fabric8.kubernetes.api.model.PodSpec;
import io.fabric8.kubernetes.api.model.SecretKeySelector;
import io.fabric8.kubernetes.api.model.SecurityContext;
import io.fabric8.kubernetes.api.model.Service;
import io.fabric8.kubernetes.api.model.TopologySpreadConstraint;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.api.model.apps.DeploymentSpec;
import io.fabric8.kubernetes.api.model.apps.StatefulSet;
import io.fabric8.kubernetes.api.model.autoscaling.v2.HorizontalPodAutoscaler;
import io.fabric8.kubernetes.api.model.gatewayapi.v1.HTTPRoute;
import io.fabric8.kubernetes.api.model.kustomize.v1beta1.Kustomization;
import io.fabric8.kubernetes.api.model.kustomize.v1beta1.Patch;
import io.fabric8.kubernetes.api.model.networking.v1.Ingress;
import io.fabric8.kubernetes.api.model.networking.v1.IngressServiceBackend;
import io.fabric8.kubernetes.api.model.networking.v1.NetworkPolicy;
import io.fabric8.kubernetes.api.model.networking.v1.NetworkPolicyIngressRule;
import io.fabric8.kubernetes.api.model.policy.v1.PodDisruptionBudget;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

import dev.roomcast.RoomcastConfig;
import dev.roomcast.RoomcastConfig.BrokerKind;

/** Holds the components and overlays of {@code k8s/} against the base, the application's settings and each other. */
class ComponentsTest {

    /** What a pod needs beyond {@code preStop} and the drain: to end the JVM, on a slow node. */
    private static final Duration GRACE_RESERVE = Duration.ofSeconds(10);

    private final Deployment base = Manifests.read(Manifests.BASE.resolve("deployment.yaml"), Deployment.class);
    private final Container baseContainer = Manifests.container(base);
    private final RoomcastConfig settings = Manifests.settings(baseContainer);
    private final Map<String, String> selector = base.getSpec().getSelector().getMatchLabels();

    static Stream<Path> kustomizations() {
        return Manifests.files("kustomization.yaml").stream();
    }

    static Stream<Path> patches() {
        return Manifests.files("/deployment.yaml").stream().filter(file -> file.startsWith(Manifests.COMPONENTS));
    }

    @ParameterizedTest
    @MethodSource("kustomizations")
    void everyFileIsListedAndEveryListedFileIsThere(Path file) throws IOException {
        Kustomization kustomization = Manifests.read(file, Kustomization.class);
        boolean component = file.startsWith(Manifests.COMPONENTS);

        assertThat(kustomization.getKind()).isEqualTo(component ? "Component" : "Kustomization");
        assertThat(kustomization.getApiVersion())
                .isEqualTo("kustomize.config.k8s.io/" + (component ? "v1alpha1" : "v1beta1"));
        List<String> listed = Stream.of(
                        kustomization.getResources().stream(),
                        kustomization.getComponents().stream(),
                        kustomization.getPatches().stream().map(Patch::getPath).filter(path -> path != null))
                .flatMap(paths -> paths)
                .toList();
        assertThat(listed)
                .allSatisfy(path -> assertThat(file.resolveSibling(path)).exists());
        try (Stream<Path> files = Files.list(file.getParent())) {
            assertThat(files.map(found -> found.getFileName().toString())
                            .filter(name -> name.endsWith(".yaml") && !name.equals("kustomization.yaml"))
                            .toList())
                    .isSubsetOf(listed);
        }
    }

    @ParameterizedTest
    @MethodSource("patches")
    void patchesAreOfTheBaseAndNameOnlySettingsThatThereAre(Path file) {
        Deployment patch = Manifests.read(file, Deployment.class);

        assertThat(patch.getMetadata().getName()).isEqualTo(base.getMetadata().getName());
        assertThat(Manifests.container(patch).getName()).isEqualTo(baseContainer.getName());
        assertThat(Manifests.container(patch).getEnv())
                .extracting(EnvVar::getName)
                .isSubsetOf(Manifests.knownVariables());
    }

    @Test
    void redisRunsManyAndReplacesThemOneByOne() {
        DeploymentSpec spec = patch("redis").getSpec();
        PodDisruptionBudget budget = component("redis", "pod-disruption-budget.yaml", PodDisruptionBudget.class);

        assertThat(spec.getReplicas()).isGreaterThan(1);
        assertThat(spec.getStrategy().getType()).isEqualTo("RollingUpdate");
        assertThat(spec.getStrategy().getRollingUpdate().getMaxUnavailable().getIntVal())
                .isZero();
        assertThat(spec.getMinReadySeconds())
                .isGreaterThanOrEqualTo((int) settings.drain().timeout().toSeconds());
        assertThat(budget.getSpec().getSelector().getMatchLabels()).isEqualTo(selector);
        assertThat(budget.getSpec().getMaxUnavailable().getIntVal()).isEqualTo(1);
        assertThat(spec.getTemplate().getSpec().getTopologySpreadConstraints())
                .extracting(TopologySpreadConstraint::getTopologyKey)
                .containsExactly("topology.kubernetes.io/zone", "kubernetes.io/hostname");
        assertThat(spec.getTemplate().getSpec().getTopologySpreadConstraints())
                .allSatisfy(spread ->
                        assertThat(spread.getLabelSelector().getMatchLabels()).isEqualTo(selector));
    }

    @Test
    void podHasTheTimeThatPreStopAndTheDrainTakeAndAReserve() {
        Duration preStop = Duration.ofSeconds(Manifests.container(patch("redis"))
                .getLifecycle()
                .getPreStop()
                .getSleep()
                .getSeconds());

        assertThat(preStop).isPositive();
        assertThat(patch("redis").getSpec().getTemplate().getSpec().getTerminationGracePeriodSeconds())
                .isNull();
        assertThat(Duration.ofSeconds(base.getSpec().getTemplate().getSpec().getTerminationGracePeriodSeconds()))
                .isGreaterThanOrEqualTo(preStop.plus(settings.drain().timeout()).plus(GRACE_RESERVE));
    }

    @Test
    void redisAsksForTheRedisBrokerAndFindsRedisInTheSecret() {
        Container redis = Manifests.container(patch("redis"));
        EnvVar hosts = Manifests.variable(redis, "QUARKUS_REDIS_HOSTS");
        SecretKeySelector reference = hosts.getValueFrom().getSecretKeyRef();

        assertThat(Manifests.settings(redis).broker()).isEqualTo(BrokerKind.REDIS);
        assertThat(hosts.getValue()).isNull();
        assertThat(reference.getName())
                .isEqualTo(Manifests.variable(baseContainer, "JWT_SECRET")
                        .getValueFrom()
                        .getSecretKeyRef()
                        .getName());
        assertThat(Manifests.text(Manifests.FOLDER.resolve("README.md")))
                .contains("--from-literal=" + reference.getKey() + "=");
    }

    @Test
    void demoLetsEverybodyInAndNothingElseDoes() {
        RoomcastConfig demo = Manifests.settings(Manifests.container(patch("demo")));

        assertThat(demo.guests().enabled()).isTrue();
        assertThat(demo.demoLogin().enabled()).isTrue();
        assertThat(settings.guests().enabled()).isFalse();
        assertThat(settings.demoLogin().enabled()).isFalse();
        assertThat(overlay("dev").getComponents()).containsExactly("../../components/demo");
        assertThat(overlay("production").getComponents()).doesNotContain("../../components/demo");
    }

    @Test
    void clientsOfAnInstanceThatDiesFindRoomOnTheOthers() {
        HorizontalPodAutoscaler autoscaler =
                component("autoscaling", "horizontal-pod-autoscaler.yaml", HorizontalPodAutoscaler.class);
        int instances = autoscaler.getSpec().getMinReplicas();
        long connections = autoscaler
                .getSpec()
                .getMetrics()
                .get(0)
                .getPods()
                .getTarget()
                .getAverageValue()
                .getNumericalAmount()
                .longValueExact();

        assertThat(autoscaler.getSpec().getScaleTargetRef().getName())
                .isEqualTo(base.getMetadata().getName());
        assertThat(autoscaler
                        .getSpec()
                        .getMetrics()
                        .get(0)
                        .getPods()
                        .getMetric()
                        .getName())
                .isEqualTo("roomcast_connections");
        // Below the share at which /health warns.
        assertThat(connections * instances / (instances - 1))
                .isLessThan(settings.limits().maxConnections() * 8L / 10);
        assertThat(autoscaler.getSpec().getBehavior().getScaleDown().getStabilizationWindowSeconds())
                .isGreaterThan(autoscaler.getSpec().getBehavior().getScaleUp().getStabilizationWindowSeconds());
    }

    @Test
    void onlyPrometheusReachesTheManagementPort() {
        NetworkPolicy policy = component("network-policy", "network-policy.yaml", NetworkPolicy.class);
        List<NetworkPolicyIngressRule> rules = policy.getSpec().getIngress();

        assertThat(policy.getSpec().getPodSelector().getMatchLabels()).isEqualTo(selector);
        assertThat(policy.getSpec().getPolicyTypes()).containsExactly("Ingress");
        assertThat(rules).hasSize(2);
        assertThat(rules).allSatisfy(rule -> assertThat(rule.getPorts()).hasSize(1));
        assertThat(rules.get(0).getPorts().get(0).getPort().getStrVal()).isEqualTo("http");
        assertThat(rules.get(0).getFrom()).isEmpty();
        assertThat(rules.get(1).getPorts().get(0).getPort().getStrVal()).isEqualTo("management");
        assertThat(rules.get(1).getFrom()).hasSize(1);
        assertThat(rules.get(1).getFrom().get(0).getNamespaceSelector().getMatchLabels())
                .isNotEmpty();
    }

    @Test
    void waysInLeadToTheServiceAndOutliveTheHeartbeat() {
        Service service = Manifests.read(Manifests.BASE.resolve("service.yaml"), Service.class);
        Ingress ingress = component("ingress", "ingress.yaml", Ingress.class);
        HTTPRoute route = component("gateway", "http-route.yaml", HTTPRoute.class);
        IngressServiceBackend backend = ingress.getSpec()
                .getRules()
                .get(0)
                .getHttp()
                .getPaths()
                .get(0)
                .getBackend()
                .getService();

        assertThat(backend.getName()).isEqualTo(service.getMetadata().getName());
        assertThat(backend.getPort().getName())
                .isEqualTo(service.getSpec().getPorts().get(0).getName());
        assertThat(route.getSpec().getRules().get(0).getBackendRefs())
                .singleElement()
                .satisfies(to -> {
                    assertThat(to.getName()).isEqualTo(service.getMetadata().getName());
                    assertThat(to.getPort())
                            .isEqualTo(service.getSpec().getPorts().get(0).getPort());
                });
        assertThat(Duration.ofSeconds(Long.parseLong(
                        ingress.getMetadata().getAnnotations().get("nginx.ingress.kubernetes.io/proxy-read-timeout"))))
                .isGreaterThan(settings.heartbeat().interval().multipliedBy(2));
        assertThat(route.getSpec().getRules().get(0).getTimeouts().getRequest()).isEqualTo("0s");
        for (String way : List.of("ingress", "gateway")) {
            assertThat(Manifests.read(
                                    Manifests.COMPONENTS.resolve(way).resolve("kustomization.yaml"),
                                    Kustomization.class)
                            .getComponents())
                    .containsExactly("../behind-proxy");
        }
    }

    @Test
    void redisForTryingOutKeepsWhatWasAckedAndIsFoundByItsName() {
        Path file = Manifests.OVERLAYS.resolve("redis/redis.yaml");
        StatefulSet redis = Manifests.read(file, StatefulSet.class, "StatefulSet");
        Service service = Manifests.read(file, Service.class, "Service");
        String address = "redis://" + service.getMetadata().getName() + ":"
                + service.getSpec().getPorts().get(0).getPort();

        assertThat(overlay("redis").getPatches().get(0).getPatch()).contains("value: " + address + "\n");
        assertThat(redis.getSpec()
                        .getTemplate()
                        .getSpec()
                        .getContainers()
                        .get(0)
                        .getArgs())
                .containsSequence("--appendonly", "yes")
                .containsSequence("--appendfsync", "always")
                .containsSequence("--maxmemory-policy", "noeviction");
        assertThat(redis.getSpec().getTemplate().getMetadata().getLabels())
                .containsAllEntriesOf(service.getSpec().getSelector());
        assertThat(redis.getSpec().getServiceName())
                .isEqualTo(service.getMetadata().getName());
    }

    @Test
    void redisForTryingOutMayDoNothingThatItNeedNot() {
        PodSpec pod = Manifests.read(Manifests.OVERLAYS.resolve("redis/redis.yaml"), StatefulSet.class, "StatefulSet")
                .getSpec()
                .getTemplate()
                .getSpec();
        SecurityContext context = pod.getContainers().get(0).getSecurityContext();

        assertThat(pod.getAutomountServiceAccountToken()).isFalse();
        assertThat(pod.getSecurityContext().getRunAsNonRoot()).isTrue();
        assertThat(pod.getSecurityContext().getSeccompProfile().getType()).isEqualTo("RuntimeDefault");
        assertThat(context.getAllowPrivilegeEscalation()).isFalse();
        assertThat(context.getReadOnlyRootFilesystem()).isTrue();
        assertThat(context.getCapabilities().getDrop()).containsExactly("ALL");
    }

    private static Kustomization overlay(String name) {
        return Manifests.read(Manifests.OVERLAYS.resolve(name).resolve("kustomization.yaml"), Kustomization.class);
    }

    private static Deployment patch(String component) {
        return component(component, "deployment.yaml", Deployment.class);
    }

    private static <T> T component(String name, String file, Class<T> kind) {
        return Manifests.read(Manifests.COMPONENTS.resolve(name).resolve(file), kind);
    }
}
