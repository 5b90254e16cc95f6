package io.tidemark.detectors.evaluate;

import java.util.Locale;

/** One series as an SVG picture: values in their band, labelled spans shaded, anomalies marked; columns of rows are merged. */
final class Picture {
    private static final int WIDTH = 1_600;
    private static final int HEIGHT = 360;

    private Picture() {}

    static String of(JudgedSeries judged) {
        double[] values = judged.series().values();
        int n = values.length;
        double low = Double.POSITIVE_INFINITY;
        double high = Double.NEGATIVE_INFINITY;
        for (double v : values) {
            if (!Double.isNaN(v)) {
                low = Math.min(low, v);
                high = Math.max(high, v);
            }
        }
        if (!(high > low)) {
            low = low > Double.NEGATIVE_INFINITY && low < Double.POSITIVE_INFINITY ? low - 1 : 0;
            high = low + 2;
        }
        StringBuilder svg = new StringBuilder();
        svg.append("<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"" + WIDTH + "\" height=\"" + HEIGHT + "\">\n");
        svg.append(
                "<rect width=\"100%\" height=\"100%\" fill=\"white\"/>\n<text x=\"8\" y=\"14\" font-size=\"12\" font-family=\"sans-serif\">");
        svg.append(judged.series().name().replace("&", "&amp;").replace("<", "&lt;"))
                .append("</text>\n");
        int columns = Math.max(1, Math.min(WIDTH, n));
        for (int c = 0; c < columns && n > 0; c++) {
            column(
                    svg,
                    judged,
                    c,
                    (int) ((long) c * n / columns),
                    (int) ((long) (c + 1) * n / columns),
                    columns,
                    low,
                    high);
        }
        return svg.append("</svg>\n").toString();
    }

    private static void column(
            StringBuilder svg, JudgedSeries judged, int c, int from, int to, int columns, double low, double high) {
        boolean labelled = false;
        boolean anomalous = false;
        double min = Double.POSITIVE_INFINITY;
        double max = Double.NEGATIVE_INFINITY;
        double bandLow = Double.POSITIVE_INFINITY;
        double bandHigh = Double.NEGATIVE_INFINITY;
        for (int i = from; i < to; i++) {
            labelled |= judged.series().labels() != null && judged.series().labels()[i];
            anomalous |= judged.anomalous()[i];
            double v = judged.series().values()[i];
            min = v < min ? v : min;
            max = v > max ? v : max;
            bandLow = judged.lower()[i] < bandLow ? judged.lower()[i] : bandLow;
            bandHigh = judged.upper()[i] > bandHigh ? judged.upper()[i] : bandHigh;
        }
        double x = (c + 0.5) * WIDTH / columns;
        if (labelled) {
            line(svg, x, 20, HEIGHT, "#ffd9b3", (double) WIDTH / columns + 0.5);
        }
        if (bandHigh >= bandLow) {
            line(svg, x, y(bandHigh, low, high), y(bandLow, low, high), "#cfe3f5", (double) WIDTH / columns + 0.3);
        }
        if (max >= min) {
            line(svg, x, y(max, low, high) - 0.6, y(min, low, high) + 0.6, anomalous ? "#d62728" : "#1f4e79", 1.2);
        }
        if (anomalous) {
            line(svg, x, 20, 28, "#d62728", 2);
        }
    }

    private static double y(double value, double low, double high) {
        double y = 30 + (HEIGHT - 40) * (1 - (value - low) / (high - low));
        return Math.max(20, Math.min(HEIGHT, y));
    }

    private static void line(StringBuilder svg, double x, double y1, double y2, String colour, double width) {
        svg.append(String.format(
                Locale.ROOT,
                "<line x1=\"%.1f\" x2=\"%.1f\" y1=\"%.1f\" y2=\"%.1f\" stroke=\"%s\" stroke-width=\"%.1f\"/>%n",
                x,
                x,
                y1,
                y2,
                colour,
                width));
    }
}
