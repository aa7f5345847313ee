package dev.roomcast.bench.report;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import dev.roomcast.bench.load.Workloads;
import dev.roomcast.bench.result.Metric;
import dev.roomcast.bench.result.Results;
import dev.roomcast.bench.result.Sample;

class ReportTest {

    private static final String LONGEST = "centrifuge-history + deflate";

    @TempDir
    Path directory;

    private String report(Results... all) throws IOException {
        Store store = new Store(directory);
        for (Results results : all) {
            store.save(results);
        }
        new Report(store, new Workloads(Optional.empty()).all()).write();
        return Files.readString(directory.resolve("report.md"));
    }

    private static Results results(String workload, Map<String, List<Double>> cpuPerDelivery) {
        Results results = new Results(workload);
        cpuPerDelivery.forEach((contender, values) -> values.forEach(value ->
                results.add(contender, new Sample(Map.of(Metric.CPU_PER_DELIVERY, value), List.of()))));
        return results;
    }

    private String plot(String workload) throws IOException {
        return Files.readString(directory.resolve(workload + ".svg"));
    }

    @Test
    void aRowHasMedianAndRangeAndARatioComparesMedians() throws IOException {
        Results results = results("inflight-16", Map.of("roomcast", List.of(3.0, 1.0, 2.0)));
        for (double value : new double[] {4, 9, 5}) {
            results.add("ws", new Sample(Map.of(Metric.CPU_PER_DELIVERY, value), List.of()));
        }
        String report = report(results);
        assertThat(report).contains("| roomcast | **2.00** (1.00–3.00) |", "| roomcast : ws | 0.40 |");
    }

    @Test
    void aRunWithAFaultCountsForNothingAndIsTold() throws IOException {
        Results results = results("inflight-16", Map.of("roomcast", List.of(1.0)));
        results.add("roomcast", new Sample(Map.of(Metric.CPU_PER_DELIVERY, 100.0), List.of("a message was lost")));
        assertThat(report(results)).contains("| roomcast | **1.00** |", "- **Wrong**, roomcast: a message was lost");
    }

    @Test
    void theLongestNameFitsIntoAPicture() throws IOException {
        report(results("compression", Map.of(LONGEST, List.of(1.0))));
        double end = Pattern.compile("<text x=\"([\\d.]+)\"[^>]*text-anchor=\"end\"[^>]*>" + Pattern.quote(LONGEST))
                .matcher(plot("compression"))
                .results()
                .mapToDouble(name -> Double.parseDouble(name.group(1)))
                .findFirst()
                .orElseThrow();
        double widthOfALetter = 6.5; // at 12 pixels, on the average
        assertThat(end - LONGEST.length() * widthOfALetter).isPositive();
    }

    @Test
    void aServerHasTheSameColorInEveryPicture() throws IOException {
        report(
                results("inflight-1", Map.of("ws", List.of(1.0))),
                results("inflight-4", Map.of("roomcast", List.of(1.0))),
                results("inflight-16", Map.of("ws + deflate", List.of(1.0))));
        assertThat(bar("inflight-1")).isEqualTo(bar("inflight-16")).isNotEqualTo(bar("inflight-4"));
    }

    /** The color of the first bar: the first rectangle is the paper. */
    private String bar(String workload) throws IOException {
        return Pattern.compile("<rect[^>]*fill=\"([^\"]+)\"")
                .matcher(plot(workload))
                .results()
                .skip(1)
                .findFirst()
                .orElseThrow()
                .group(1);
    }
}
