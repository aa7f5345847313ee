package dev.roomcast.k8s;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;

import com.fasterxml.jackson.databind.JsonNode;
import io.fabric8.openshift.api.model.monitoring.v1.PrometheusRule;
import io.fabric8.openshift.api.model.monitoring.v1.Rule;

import dev.roomcast.testing.Json;

/** The queries of the alerts and of the dashboard, as far as tests need them: which series they ask for. */
final class Queries {

    private static final Path RULE = Manifests.MONITORING.resolve("prometheus-rule.yaml");
    private static final Path DASHBOARD = Manifests.MONITORING.resolve("dashboard.json");

    /** Labels that a scrape adds: they are not the server's. */
    private static final List<String> OF_THE_SCRAPE = List.of("job", "namespace", "instance");

    /** A metric of the server or of its JVM, with its matchers where it has some; {@code up} is Prometheus' own. */
    private static final Pattern SELECTOR =
            Pattern.compile("\\b((?:roomcast|jvm|process|system)_[a-z0-9_]+)(?:\\{([^}]*)})?");

    private static final Pattern MATCHER = Pattern.compile("(\\w+)(=~|=|!=|!~)\"([^\"]*)\"");

    private Queries() {}

    /** What a query asks for: a metric, and for each of its labels the values of which one has to be there. */
    record Selector(String metric, Map<String, List<String>> labels) {

        private static Selector of(MatchResult match) {
            Map<String, List<String>> labels = new LinkedHashMap<>();
            if (match.group(2) != null) {
                MATCHER.matcher(match.group(2))
                        .results()
                        .filter(label -> !OF_THE_SCRAPE.contains(label.group(1)))
                        .forEach(label -> labels.put(
                                label.group(1), List.of(label.group(3).split("\\|"))));
            }
            return new Selector(match.group(1), labels);
        }

        /** The metric of the page: a histogram's parts have an ending of their own. */
        String named() {
            return metric.replaceAll("_seconds_(bucket|count|sum)$", "_seconds");
        }
    }

    static List<Rule> alerts() {
        return Manifests.read(RULE, PrometheusRule.class).getSpec().getGroups().stream()
                .flatMap(group -> group.getRules().stream())
                .toList();
    }

    static JsonNode dashboard() {
        return Json.parse(Manifests.text(DASHBOARD));
    }

    /** Of the dashboard's panels. */
    static List<String> panels() {
        List<String> expressions = new ArrayList<>();
        for (JsonNode panel : dashboard().get("panels")) {
            panel.path("targets")
                    .forEach(target -> expressions.add(target.get("expr").asText()));
        }
        return expressions;
    }

    static List<Selector> selectors(String expression) {
        return SELECTOR.matcher(expression).results().map(Selector::of).toList();
    }

    /** Of all alerts and panels. */
    static List<Selector> selectors() {
        return Stream.concat(alerts().stream().map(rule -> rule.getExpr().getStrVal()), panels().stream())
                .flatMap(expression -> selectors(expression).stream())
                .distinct()
                .toList();
    }
}
