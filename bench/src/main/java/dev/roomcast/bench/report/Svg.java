package dev.roomcast.bench.report;

import java.util.Locale;

/** Writes a picture, element by element; lengths in pixels from the upper left. */
final class Svg {

    static final String INK = "#1f2933";
    static final String FAINT = "#d5dbe1";
    private static final String PAPER = "#ffffff";

    private final StringBuilder text = new StringBuilder();

    Svg(int width, int height, String title) {
        text.append(String.format(
                Locale.ROOT,
                "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 %d %d\" width=\"%d\" height=\"%d\" role=\"img\""
                        + " font-family=\"Helvetica, Arial, sans-serif\">%n<title>%s</title>%n",
                width,
                height,
                width,
                height,
                escape(title)));
        rectangle(0, 0, width, height, PAPER);
    }

    void rectangle(double x, double y, double width, double height, String color) {
        text.append(String.format(
                Locale.ROOT,
                "<rect x=\"%.1f\" y=\"%.1f\" width=\"%.1f\" height=\"%.1f\" fill=\"%s\"/>%n",
                x,
                y,
                width,
                height,
                color));
    }

    void line(double x1, double y1, double x2, double y2, String color, double thickness) {
        text.append(String.format(
                Locale.ROOT,
                "<line x1=\"%.1f\" y1=\"%.1f\" x2=\"%.1f\" y2=\"%.1f\" stroke=\"%s\" stroke-width=\"%.1f\"/>%n",
                x1,
                y1,
                x2,
                y2,
                color,
                thickness));
    }

    void dot(double x, double y, String color) {
        text.append(
                String.format(Locale.ROOT, "<circle cx=\"%.1f\" cy=\"%.1f\" r=\"3.5\" fill=\"%s\"/>%n", x, y, color));
    }

    /**
     * Writes words.
     *
     * @param anchor {@code start}, {@code middle} or {@code end}: what of them is at {@code x}
     */
    void words(double x, double y, String anchor, int size, boolean bold, String words) {
        text.append(String.format(
                Locale.ROOT,
                "<text x=\"%.1f\" y=\"%.1f\" text-anchor=\"%s\" font-size=\"%d\" fill=\"%s\"%s>%s</text>%n",
                x,
                y,
                anchor,
                size,
                INK,
                bold ? " font-weight=\"bold\"" : "",
                escape(words)));
    }

    /** Writes words from below to above. */
    void upright(double x, double y, int size, String words) {
        text.append(String.format(
                Locale.ROOT,
                "<text transform=\"translate(%.1f %.1f) rotate(-90)\" text-anchor=\"middle\" font-size=\"%d\""
                        + " fill=\"%s\">%s</text>%n",
                x,
                y,
                size,
                INK,
                escape(words)));
    }

    private static String escape(String words) {
        return words.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;");
    }

    @Override
    public String toString() {
        return text + "</svg>\n";
    }
}
