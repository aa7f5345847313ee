package dev.roomcast.k8s;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

import com.fasterxml.jackson.databind.JsonNode;
import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.Service;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.openshift.api.model.monitoring.v1.Rule;
import io.fabric8.openshift.api.model.monitoring.v1.ServiceMonitor;
import io.smallrye.config.SmallRyeConfig;
import org.junit.jupiter.api.Test;

import dev.roomcast.RoomcastConfig;

/**
 * Holds alerts, dashboard and scraping against what the application has: its metrics, settings and runbook. Whether a
 * query is one is for promtool to say, in {@code k8s/check}.
 */
class MonitoringTest {

    private static final String OPERATIONS = "docs/operations.md";

    private final Container container =
            Manifests.container(Manifests.read(Manifests.BASE.resolve("deployment.yaml"), Deployment.class));
    private final RoomcastConfig settings = Manifests.settings(container);
    private final String operations = Manifests.text(Path.of(OPERATIONS));

    @Test
    void queriesAskForMetricsThatThereAre() {
        Set<String> listed = Pattern.compile("(?m)^\\| `(roomcast_[a-z0-9_]+)` \\|")
                .matcher(operations)
                .results()
                .map(row -> row.group(1))
                .collect(Collectors.toCollection(TreeSet::new));

        assertThat(Queries.selectors()).hasSizeGreaterThan(40);
        assertThat(Queries.selectors().stream()
                        .map(Queries.Selector::named)
                        .filter(name -> name.startsWith("roomcast_")))
                .isSubsetOf(listed);
    }

    @Test
    void everyAlertHasASeverityAndASummaryAndLeadsToItsPartOfTheRunbook() {
        Set<String> headings = Pattern.compile("(?m)^#+ (.*)$")
                .matcher(operations)
                .results()
                .map(heading -> OPERATIONS + "#" + anchor(heading.group(1)))
                .collect(Collectors.toSet());

        for (Rule alert : Queries.alerts()) {
            assertThat(alert.getLabels().get("severity")).as(alert.getAlert()).isIn("critical", "warning");
            assertThat(alert.getAnnotations().get("summary"))
                    .as(alert.getAlert())
                    .endsWith(".");
            assertThat(alert.getAnnotations().get("runbook_url"))
                    .as(alert.getAlert())
                    .isIn(headings);
        }
    }

    @Test
    void everyAlertIsNamedOnceAndHasAUnitTest() {
        String tests =
                Manifests.files("-alerts.yaml").stream().map(Manifests::text).collect(Collectors.joining());
        List<String> names = Queries.alerts().stream().map(Rule::getAlert).toList();

        assertThat(names).doesNotHaveDuplicates();
        assertThat(names).allSatisfy(name -> assertThat(tests).contains("alertname: " + name + "\n"));
    }

    @Test
    void connectionsNearTheLimitAreAlertedWhereHealthWarnsOfThem() {
        assertThat(expression("RoomcastConnectionsNearLimit"))
                .isEqualTo("roomcast_connections > " + settings.limits().maxConnections() * 8 / 10);
    }

    @Test
    void prometheusFindsTheMetricsOfInstancesThatAreNotReadyToo() {
        Service service = Manifests.read(Manifests.MONITORING.resolve("service.yaml"), Service.class);
        ServiceMonitor monitor =
                Manifests.read(Manifests.MONITORING.resolve("service-monitor.yaml"), ServiceMonitor.class);
        SmallRyeConfig config = Manifests.config(container);
        Map<String, String> labels = service.getMetadata().getLabels();

        assertThat(service.getSpec().getPublishNotReadyAddresses()).isTrue();
        assertThat(service.getSpec().getPorts()).singleElement().satisfies(port -> {
            assertThat(port.getPort()).isEqualTo(config.getValue("quarkus.management.port", Integer.class));
            assertThat(port.getTargetPort().getStrVal()).isEqualTo("management");
        });
        assertThat(labels).containsAllEntriesOf(monitor.getSpec().getSelector().getMatchLabels());
        // What the queries call job="roomcast".
        assertThat(labels).containsEntry(monitor.getSpec().getJobLabel(), "roomcast");
        assertThat(monitor.getSpec().getEndpoints()).singleElement().satisfies(endpoint -> {
            assertThat(endpoint.getPort())
                    .isEqualTo(service.getSpec().getPorts().get(0).getName());
            assertThat(endpoint.getPath()).isEqualTo(config.getRawValue("quarkus.micrometer.export.prometheus.path"));
        });
    }

    @Test
    void panelsSayWhatTheyShowAndAskForTheInstancesThatAreChosen() {
        for (JsonNode panel : Queries.dashboard().get("panels")) {
            if (!panel.get("type").asText().equals("row")) {
                assertThat(panel.path("description").asText())
                        .as(panel.get("title").asText())
                        .endsWith(".");
            }
        }
        assertThat(Queries.panels())
                .isNotEmpty()
                .allSatisfy(expression -> assertThat(expression)
                        .contains("{job=\"roomcast\",namespace=~\"$namespace\",instance=~\"$instance\""));
    }

    private static String expression(String alert) {
        return Queries.alerts().stream()
                .filter(rule -> rule.getAlert().equals(alert))
                .map(rule -> rule.getExpr().getStrVal())
                .findFirst()
                .orElseThrow();
    }

    /** A heading's anchor, as GitHub makes it. */
    private static String anchor(String heading) {
        return heading.toLowerCase(Locale.ROOT)
                .replaceAll("[^\\p{L}\\p{N} _-]", "")
                .replace(' ', '-');
    }
}
