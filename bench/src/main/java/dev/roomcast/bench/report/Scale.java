package dev.roomcast.bench.report;

import java.util.Locale;

/**
 * An axis from 0 to a round number, with marks at round steps.
 *
 * @param max its end
 * @param step from mark to mark
 */
record Scale(double max, double step) {

    private static final int MARKS = 5;

    /** One that reaches as far as a value. */
    static Scale upTo(double value) {
        double rough = Math.max(value, 1e-9) / MARKS;
        double magnitude = Math.pow(10, Math.floor(Math.log10(rough)));
        double step = magnitude * 10;
        for (int factor : new int[] {1, 2, 5}) {
            if (factor * magnitude >= rough) {
                step = factor * magnitude;
                break;
            }
        }
        return new Scale(Math.max(1, Math.ceil(value / step)) * step, step);
    }

    int marks() {
        return (int) Math.round(max / step);
    }

    String label(int mark) {
        double value = mark * step;
        return step >= 1
                ? String.format(Locale.ROOT, "%,.0f", value)
                : String.format(Locale.ROOT, "%." + (int) Math.ceil(-Math.log10(step)) + "f", value);
    }
}
