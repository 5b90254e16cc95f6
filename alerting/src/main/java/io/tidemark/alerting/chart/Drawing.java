package io.tidemark.alerting.chart;

import io.tidemark.avro.Graph;
import java.awt.BasicStroke;
import java.awt.Color;
import java.awt.Font;
import java.awt.FontMetrics;
import java.awt.Graphics2D;
import java.awt.RenderingHints;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.knowm.xchart.XYChart;
import org.knowm.xchart.XYChartBuilder;
import org.knowm.xchart.XYSeries;
import org.knowm.xchart.XYSeries.XYSeriesRenderStyle;
import org.knowm.xchart.style.AxesChartStyler;
import org.knowm.xchart.style.Styler;
import org.knowm.xchart.style.XYStyler;
import org.knowm.xchart.style.lines.SeriesLines;
import org.knowm.xchart.style.markers.SeriesMarkers;

/**
 * One picture: XChart draws the plot (band, line, markers, thresholds, value axis); title, time axis in civil time, and key are drawn
 * around it, because XChart's own date axis puts its marks on round UTC times.
 */
final class Drawing {

    static final Color BAND = new Color(0xD5DAE1);
    static final Color LINE = new Color(0x1F5FBF);
    static final Color MARK = new Color(0xD1242F);
    static final Color THRESHOLD = new Color(0x9A4A00);
    private static final Color INK = new Color(0x1F2328);
    private static final Color FAINT_INK = new Color(0x59636E);
    private static final Color GRID = new Color(0xE6E9ED);
    private static final Color PAPER = Color.WHITE;

    private static final Font TITLE = new Font(Font.SANS_SERIF, Font.BOLD, 13);
    private static final Font SMALL = new Font(Font.SANS_SERIF, Font.PLAIN, 11);
    private static final BasicStroke DASHED =
            new BasicStroke(1.3f, BasicStroke.CAP_BUTT, BasicStroke.JOIN_ROUND, 1f, new float[] {6f, 4f}, 0f);

    private static final int TITLE_ROW = 24;
    private static final int AXIS_ROW = 14;
    private static final int KEY_ROW = 22;
    private static final int TICKS_MAX = 8;
    private static final int TITLE_CHARACTERS_MAX = 300;

    private final GraphPoints points;
    private final String title;
    /** This part of the span of time is left free for the thresholds' numbers, some 40 of 640 pixels. */
    private static final int THRESHOLD_NAMES_SHARE = 15;

    private final List<Double> thresholds;
    private final ZoneId zone;
    private final ValueAxis axis;
    private final long from;
    private final long to;

    Drawing(GraphPoints points, Graph graph) {
        this.points = points;
        this.title = printable(graph.getTitle());
        this.thresholds = graph.getThresholds().stream()
                .filter(t -> Double.isFinite(t))
                .distinct()
                .toList();
        this.zone = TimeAxis.zone(graph.getZone());
        this.axis = ValueAxis.of(points, thresholds);
        long first = points.millis()[0];
        long last = points.millis()[points.size() - 1];
        long pad = last > first ? Math.max(1, (last - first) / 100) : 60_000;
        this.from = first - pad;
        // The newest values matter most: thresholds' numbers stand beside them, not on them.
        this.to = last + (thresholds.isEmpty() ? pad : Math.max(pad, (last - first) / THRESHOLD_NAMES_SHARE));
    }

    void paint(Graphics2D g, int width, int height) {
        g.setRenderingHint(RenderingHints.KEY_ANTIALIASING, RenderingHints.VALUE_ANTIALIAS_ON);
        g.setRenderingHint(RenderingHints.KEY_TEXT_ANTIALIASING, RenderingHints.VALUE_TEXT_ANTIALIAS_ON);
        g.setRenderingHint(RenderingHints.KEY_STROKE_CONTROL, RenderingHints.VALUE_STROKE_PURE);
        g.setColor(PAPER);
        g.fillRect(0, 0, width, height);
        XYChart chart = chart(width, height - TITLE_ROW - AXIS_ROW - KEY_ROW);
        g.translate(0, TITLE_ROW);
        chart.paint(g, chart.getWidth(), chart.getHeight());
        g.setRenderingHint(RenderingHints.KEY_TEXT_ANTIALIASING, RenderingHints.VALUE_TEXT_ANTIALIAS_ON);
        int left = (int) Math.round(chart.getScreenXFromChart(seconds(from)));
        int right = (int) Math.round(chart.getScreenXFromChart(seconds(to)));
        int top = (int) Math.round(chart.getScreenYFromChart(axis.max()));
        int bottom = (int) Math.round(chart.getScreenYFromChart(axis.min()));
        paintThresholdNames(g, chart, right, top);
        paintTimeAxis(g, chart, left, right, bottom);
        g.translate(0, -TITLE_ROW);
        paintTitle(g, left, right);
        paintKey(g, left, right, height - 9);
    }

    private XYChart chart(int width, int height) {
        XYChart chart = new XYChartBuilder()
                .width(width)
                .height(height)
                .theme(Styler.ChartTheme.XChart)
                .build();
        style(chart.getStyler());
        chart.setCustomYAxisTickLabelsFormatter(ValueAxis::label);
        addBand(chart);
        addThresholds(chart);
        addLine(chart);
        addMarks(chart);
        return chart;
    }

    private void style(XYStyler styler) {
        styler.setLocale(Locale.ROOT);
        styler.setBaseFont(SMALL);
        styler.setChartBackgroundColor(PAPER);
        styler.setPlotBackgroundColor(PAPER);
        styler.setPlotBorderVisible(false);
        styler.setChartPadding(8);
        styler.setLegendVisible(false);
        styler.setChartTitleVisible(false);
        styler.setAxisTitlesVisible(false);
        styler.setXAxisTicksVisible(false);
        styler.setYAxisLabelAlignment(AxesChartStyler.TextAlignment.Right);
        styler.setAxisTickLabelsFont(SMALL);
        styler.setAxisTickLabelsColor(FAINT_INK);
        styler.setAxisTicksLineVisible(false);
        styler.setAxisTicksMarksVisible(false);
        styler.setAxisTickPadding(5);
        styler.setPlotMargin(0);
        styler.setPlotContentSize(1.0);
        styler.setPlotGridVerticalLinesVisible(false);
        styler.setPlotGridHorizontalLinesVisible(true);
        styler.setPlotGridLinesColor(GRID);
        styler.setPlotGridLinesStroke(new BasicStroke(1f));
        styler.setYAxisTickMarkSpacingHint(36);
        styler.setXAxisMin(seconds(from));
        styler.setXAxisMax(seconds(to));
        styler.setYAxisMin(axis.min());
        styler.setYAxisMax(axis.max());
        styler.setMarkerSize(9);
        styler.setDefaultSeriesRenderStyle(XYSeriesRenderStyle.Line);
    }

    /** One polygon for each unbroken stretch of the band; an edge that is missing lies outside the picture. */
    private void addBand(XYChart chart) {
        int start = -1;
        for (int i = 0; i <= points.size(); i++) {
            boolean inside = i < points.size() && points.banded(i);
            if (inside && start < 0) {
                start = i;
            } else if (!inside && start >= 0) {
                addBand(chart, start, i);
                start = -1;
            }
        }
    }

    private void addBand(XYChart chart, int start, int end) {
        int n = end - start;
        // A band of a single bucket would have no width: give it half a percent of the picture.
        double half = n == 1 ? (seconds(to) - seconds(from)) / 400 : 0;
        int m = n == 1 ? 2 : n;
        double[] x = new double[2 * m];
        double[] y = new double[2 * m];
        for (int k = 0; k < m; k++) {
            int i = n == 1 ? start : start + k;
            double at = seconds(points.millis()[i]) + (n == 1 ? (k == 0 ? -half : half) : 0);
            x[k] = at;
            y[k] = clipped(Double.isNaN(points.upper()[i]) ? axis.max() : points.upper()[i]);
            x[2 * m - 1 - k] = at;
            y[2 * m - 1 - k] = clipped(Double.isNaN(points.lower()[i]) ? axis.min() : points.lower()[i]);
        }
        XYSeries series = chart.addSeries("band " + start, x, y);
        series.setXYSeriesRenderStyle(XYSeriesRenderStyle.PolygonArea);
        series.setFillColor(BAND);
        series.setLineColor(BAND);
        series.setLineWidth(0.5f);
        series.setMarker(SeriesMarkers.NONE);
    }

    private void addThresholds(XYChart chart) {
        for (double threshold : thresholds) {
            XYSeries series =
                    chart.addSeries("threshold " + threshold, new double[] {seconds(from), seconds(to)}, new double[] {
                        threshold, threshold
                    });
            series.setMarker(SeriesMarkers.NONE);
            series.setLineColor(THRESHOLD);
            series.setLineStyle(DASHED);
        }
    }

    private void addLine(XYChart chart) {
        double[] x = new double[points.size()];
        for (int i = 0; i < x.length; i++) {
            x[i] = seconds(points.millis()[i]);
        }
        XYSeries series = chart.addSeries("value", x, points.value());
        series.setMarker(SeriesMarkers.NONE);
        series.setLineColor(LINE);
        series.setLineStyle(new BasicStroke(1.8f, BasicStroke.CAP_ROUND, BasicStroke.JOIN_ROUND));
        addLonelyValues(chart);
    }

    /** A value between two gaps has no line: a short stroke shows it all the same. */
    private void addLonelyValues(XYChart chart) {
        double half = (seconds(to) - seconds(from)) / 600;
        for (int i = 0; i < points.size(); i++) {
            boolean before = i > 0 && !Double.isNaN(points.value()[i - 1]);
            boolean after = i + 1 < points.size() && !Double.isNaN(points.value()[i + 1]);
            if (!Double.isNaN(points.value()[i]) && !before && !after) {
                double at = seconds(points.millis()[i]);
                double v = points.value()[i];
                XYSeries dot = chart.addSeries("value " + i, new double[] {at - half, at + half}, new double[] {v, v});
                dot.setMarker(SeriesMarkers.NONE);
                dot.setLineColor(LINE);
                dot.setLineStyle(new BasicStroke(3.5f, BasicStroke.CAP_ROUND, BasicStroke.JOIN_ROUND));
            }
        }
    }

    private void addMarks(XYChart chart) {
        List<Double> x = new ArrayList<>();
        List<Double> y = new ArrayList<>();
        for (int i = 0; i < points.size(); i++) {
            if (points.anomalous()[i] && !Double.isNaN(points.value()[i])) {
                x.add(seconds(points.millis()[i]));
                y.add(points.value()[i]);
            }
        }
        if (!x.isEmpty()) {
            XYSeries series = chart.addSeries("out of range", x, y);
            series.setLineStyle(SeriesLines.NONE);
            series.setMarker(SeriesMarkers.DIAMOND);
            series.setMarkerColor(MARK);
        }
    }

    private void paintTitle(Graphics2D g, int left, int right) {
        g.setFont(TITLE);
        g.setColor(INK);
        g.drawString(
                cut(title, g.getFontMetrics(), right - left),
                left,
                10 + g.getFontMetrics().getAscent());
    }

    private void paintTimeAxis(Graphics2D g, XYChart chart, int left, int right, int bottom) {
        g.setStroke(new BasicStroke(1f));
        g.setColor(FAINT_INK);
        g.drawLine(left, bottom, right, bottom);
        FontMetrics metrics = g.getFontMetrics(SMALL);
        int free = Integer.MIN_VALUE;
        for (TimeAxis.Tick tick : TimeAxis.ticks(from, to, zone, TICKS_MAX)) {
            int x = (int) Math.round(chart.getScreenXFromChart(seconds(tick.millis())));
            g.setColor(FAINT_INK);
            g.drawLine(x, bottom, x, bottom + 4);
            g.setFont(tick.startsDay() ? SMALL.deriveFont(Font.BOLD) : SMALL);
            int labelWidth = g.getFontMetrics().stringWidth(tick.label());
            int at = Math.min(x - labelWidth / 2, right + 4 - labelWidth);
            if (at > free) {
                g.setColor(tick.startsDay() ? INK : FAINT_INK);
                g.drawString(tick.label(), at, bottom + 6 + metrics.getAscent());
                free = at + labelWidth + 6;
            }
        }
    }

    /** The threshold's number stands on its line, at the right, on a little paper so that it reads over the data. */
    private void paintThresholdNames(Graphics2D g, XYChart chart, int right, int top) {
        g.setFont(SMALL);
        FontMetrics metrics = g.getFontMetrics();
        for (double threshold : thresholds) {
            String name = ValueAxis.label(threshold);
            int nameWidth = metrics.stringWidth(name);
            int y = (int) Math.round(chart.getScreenYFromChart(threshold));
            int baseline = Math.max(top + metrics.getAscent(), y - 4);
            g.setColor(new Color(255, 255, 255, 215));
            g.fillRoundRect(right - nameWidth - 6, baseline - metrics.getAscent(), nameWidth + 6, 13, 4, 4);
            g.setColor(THRESHOLD);
            g.drawString(name, right - nameWidth - 3, baseline);
        }
    }

    private void paintKey(Graphics2D g, int left, int right, int baseline) {
        g.setFont(SMALL);
        FontMetrics metrics = g.getFontMetrics();
        int middle = baseline - metrics.getAscent() / 2 + 1;
        int x = left;
        g.setColor(LINE);
        g.setStroke(new BasicStroke(1.8f, BasicStroke.CAP_ROUND, BasicStroke.JOIN_ROUND));
        g.drawLine(x, middle, x + 16, middle);
        x = keyText(g, "value", x + 21, baseline);
        if (points.hasBand()) {
            g.setColor(BAND);
            g.fillRect(x, middle - 5, 16, 10);
            x = keyText(g, "expected", x + 21, baseline);
        }
        g.setColor(MARK);
        g.fillPolygon(new int[] {x, x + 5, x + 10, x + 5}, new int[] {middle, middle - 5, middle, middle + 5}, 4);
        x = keyText(g, points.hasBand() ? "out of range" : "beyond threshold", x + 15, baseline);
        if (!thresholds.isEmpty()) {
            g.setColor(THRESHOLD);
            g.setStroke(DASHED);
            g.drawLine(x, middle, x + 16, middle);
            x = keyText(g, thresholds.size() == 1 ? "threshold" : "thresholds", x + 21, baseline);
        }
        String caption = cut(caption(), metrics, right - x - 4);
        g.setColor(FAINT_INK);
        g.drawString(caption, right - metrics.stringWidth(caption), baseline);
    }

    private String caption() {
        return TimeAxis.caption(points.millis()[0], points.millis()[points.size() - 1], zone);
    }

    private static int keyText(Graphics2D g, String text, int x, int baseline) {
        g.setColor(FAINT_INK);
        g.drawString(text, x, baseline);
        return x + g.getFontMetrics().stringWidth(text) + 16;
    }

    private double clipped(double v) {
        return Math.max(axis.min(), Math.min(axis.max(), v));
    }

    private static double seconds(long millis) {
        return millis / 1000.0;
    }

    private static String cut(String text, FontMetrics metrics, int width) {
        if (metrics.stringWidth(text) <= width) {
            return text;
        }
        int end = text.length();
        while (end > 0 && metrics.stringWidth(text.substring(0, end) + "…") > width) {
            end = text.offsetByCodePoints(end, -1);
        }
        return text.substring(0, end).stripTrailing() + "…";
    }

    /** Control and direction-changing characters have no place in a title. */
    private static String printable(String text) {
        StringBuilder out = new StringBuilder();
        text.codePoints().limit(TITLE_CHARACTERS_MAX).forEach(c -> {
            int type = Character.getType(c);
            boolean invisible = type == Character.CONTROL || type == Character.FORMAT || type == Character.SURROGATE;
            out.appendCodePoint(invisible || Character.isWhitespace(c) ? ' ' : c);
        });
        return out.toString().strip();
    }
}
