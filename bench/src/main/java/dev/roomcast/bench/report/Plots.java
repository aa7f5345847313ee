package dev.roomcast.bench.report;

import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;

import dev.roomcast.bench.load.Contender;
import dev.roomcast.bench.load.Workload;
import dev.roomcast.bench.result.Metric;
import dev.roomcast.bench.result.Results;

/** Pictures of results. */
final class Plots {

    private static final int WIDTH = 760;
    /** Around the names of contenders, which differ in length. */
    private static final int MARGIN = 24;

    /** Width of a letter of theirs at most, on the average of a name. */
    private static final double LETTER = 6.6;

    private static final int RIGHT = 90;
    private static final int TOP = 44;
    private static final int TITLE_LENGTH = 92;
    private static final int BAR = 18;
    private static final int GAP = 8;
    private static final int PANEL_HEAD = 26;
    private static final int PANEL_FOOT = 34;

    private static final int GROWTH_HEIGHT = 420;
    private static final int GROWTH_LEFT = 70;
    private static final int GROWTH_RIGHT = 170;
    private static final int GROWTH_BOTTOM = 60;
    private static final int LEGEND_LINE = 20;

    /** A server has the same one in all pictures. Told apart by people who see colors otherwise, too. */
    private static final Map<String, String> COLORS = Map.of(
            "roomcast", "#0b6e99",
            "baseline", "#00856f",
            "ws", "#e07b00",
            "socketio", "#7a9a01",
            "centrifuge", "#b0448c",
            "centrifuge-history", "#6b7280");

    private Plots() {}

    /** The metric that matters most, and p99 where there is one: a bar a contender, with the range of its runs. */
    static String bars(Workload workload, Results results) {
        List<Metric> shown = Stream.concat(
                        Stream.of(workload.metrics().get(0)),
                        workload.metrics().stream()
                                .skip(1)
                                .filter(metric -> metric == Metric.P99
                                        || metric == Metric.GROWTH
                                        || metric == Metric.IDLE_CPU
                                        || metric == Metric.WIRE))
                .toList();
        List<String> contenders = results.contenders();
        int left = left(contenders);
        int panel = PANEL_HEAD + contenders.size() * (BAR + GAP) + PANEL_FOOT;
        Svg svg = new Svg(WIDTH, TOP + shown.size() * panel, workload.title());
        title(svg, workload.title());
        for (int i = 0; i < shown.size(); i++) {
            panel(svg, left, TOP + i * panel, shown.get(i), contenders, results);
        }
        return svg.toString();
    }

    /** Where bars begin: right of the longest name. */
    private static int left(List<String> contenders) {
        int letters = contenders.stream().mapToInt(String::length).max().orElse(0);
        return MARGIN + (int) (letters * LETTER);
    }

    /** Its server's; a variant of that has the same, and stands beside it by name. */
    private static String color(String contender) {
        int variant = contender.indexOf(Contender.VARIANT);
        return COLORS.get(variant < 0 ? contender : contender.substring(0, variant));
    }

    /** On one line, or on two where it is long. */
    private static void title(Svg svg, String title) {
        if (title.length() <= TITLE_LENGTH) {
            svg.words(12, 24, "start", 14, true, title);
        } else {
            int end = title.lastIndexOf(' ', TITLE_LENGTH);
            svg.words(12, 18, "start", 13, true, title.substring(0, end));
            svg.words(12, 35, "start", 13, true, title.substring(end + 1));
        }
    }

    private static void panel(Svg svg, int left, int top, Metric metric, List<String> contenders, Results results) {
        svg.words(left, top + 14, "start", 12, true, metric.title() + ", " + metric.unit());
        Scale scale = Scale.upTo(contenders.stream()
                .flatMapToDouble(contender -> Arrays.stream(results.values(contender, metric)))
                .max()
                .orElse(1));
        int from = top + PANEL_HEAD;
        int to = from + contenders.size() * (BAR + GAP);
        double width = WIDTH - left - RIGHT;
        for (int mark = 0; mark <= scale.marks(); mark++) {
            double x = left + width * mark / scale.marks();
            svg.line(x, from - 4, x, to, Svg.FAINT, 1);
            svg.words(x, to + 14, "middle", 11, false, scale.label(mark));
        }
        for (int i = 0; i < contenders.size(); i++) {
            String contender = contenders.get(i);
            int y = from + i * (BAR + GAP);
            svg.words(left - 8, y + 13, "end", 12, false, contender);
            double[] values = results.values(contender, metric);
            if (values.length == 0) {
                svg.words(left + 6, y + 13, "start", 11, false, "no run that counts");
                continue;
            }
            double median = results.median(contender, metric);
            svg.rectangle(left, y, width * Math.max(median, 0) / scale.max(), BAR, color(contender));
            double least = left + width * Math.max(values[0], 0) / scale.max();
            double most = left + width * Math.max(values[values.length - 1], 0) / scale.max();
            svg.line(least, y + BAR / 2.0, most, y + BAR / 2.0, Svg.INK, 1.5);
            svg.line(least, y + 5, least, y + BAR - 5, Svg.INK, 1.5);
            svg.line(most, y + 5, most, y + BAR - 5, Svg.INK, 1.5);
            svg.words(most + 8, y + 13, "start", 11, true, metric.show(median));
        }
    }

    /** CPU for each delivery over the size: a line a contender, sizes on a logarithmic axis. */
    static String growth(String title, String axis, List<Results> sizes) {
        Metric metric = Metric.CPU_PER_DELIVERY;
        Set<String> contenders = new LinkedHashSet<>();
        sizes.forEach(results -> contenders.addAll(results.contenders()));
        Scale scale = Scale.upTo(sizes.stream()
                .flatMapToDouble(results ->
                        results.contenders().stream().mapToDouble(contender -> results.median(contender, metric)))
                .filter(Double::isFinite)
                .max()
                .orElse(1));
        Svg svg = new Svg(WIDTH, GROWTH_HEIGHT, title);
        title(svg, title);
        double bottom = GROWTH_HEIGHT - GROWTH_BOTTOM;
        double right = WIDTH - GROWTH_RIGHT;
        for (int mark = 0; mark <= scale.marks(); mark++) {
            double y = bottom - (bottom - TOP) * mark / scale.marks();
            svg.line(GROWTH_LEFT, y, right, y, Svg.FAINT, 1);
            svg.words(GROWTH_LEFT - 8, y + 4, "end", 11, false, scale.label(mark));
        }
        svg.upright(20, (TOP + bottom) / 2, 12, metric.title() + ", " + metric.unit());
        svg.words((GROWTH_LEFT + right) / 2, GROWTH_HEIGHT - 14, "middle", 12, false, axis);
        for (Results results : sizes) {
            double x = x(results, sizes, right);
            svg.line(x, bottom, x, bottom + 5, Svg.INK, 1);
            svg.words(x, bottom + 20, "middle", 11, false, String.format(Locale.ROOT, "%,d", size(results)));
        }
        int index = 0;
        for (String contender : contenders) {
            String color = color(contender);
            double lastX = Double.NaN;
            double lastY = Double.NaN;
            for (Results results : sizes) {
                double median = results.median(contender, metric);
                if (!Double.isFinite(median)) {
                    lastX = Double.NaN;
                    continue;
                }
                double x = x(results, sizes, right);
                double y = bottom - (bottom - TOP) * median / scale.max();
                if (!Double.isNaN(lastX)) {
                    svg.line(lastX, lastY, x, y, color, 2);
                }
                svg.dot(x, y, color);
                lastX = x;
                lastY = y;
            }
            double legend = TOP + 10.0 + index * LEGEND_LINE;
            svg.line(right + 20, legend, right + 42, legend, color, 3);
            svg.words(right + 48, legend + 4, "start", 12, false, contender);
            index++;
        }
        return svg.toString();
    }

    private static double x(Results results, List<Results> sizes, double right) {
        double least = Math.log(size(sizes.get(0)));
        double most = Math.log(size(sizes.get(sizes.size() - 1)));
        return GROWTH_LEFT + 24 + (right - GROWTH_LEFT - 48) * (Math.log(size(results)) - least) / (most - least);
    }

    private static long size(Results results) {
        return Long.parseLong(results.workload().replaceAll(".*-", ""));
    }
}
