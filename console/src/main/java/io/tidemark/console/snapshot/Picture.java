package io.tidemark.console.snapshot;

import io.tidemark.console.query.Answer;
import io.tidemark.console.query.Band;
import io.tidemark.console.query.Frame;
import io.tidemark.console.query.Line;
import java.awt.BasicStroke;
import java.awt.Color;
import java.awt.Font;
import java.awt.Graphics2D;
import java.awt.RenderingHints;
import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Date;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TimeZone;
import javax.imageio.ImageIO;
import org.knowm.xchart.XYChart;
import org.knowm.xchart.XYChartBuilder;
import org.knowm.xchart.XYSeries;
import org.knowm.xchart.style.Styler;
import org.knowm.xchart.style.XYStyler;
import org.knowm.xchart.style.lines.SeriesLines;
import org.knowm.xchart.style.markers.SeriesMarkers;

/**
 * Draws answers: every group a line, what is normal a grey area behind, what is not a red diamond, events dashed uprights. Colours
 * differ in lightness as well, so they can be told apart in grey.
 */
public final class Picture {

    /** Width and height, pixels. */
    public record Size(int width, int height) {
        public static final Size USUAL = new Size(800, 360);
    }

    private static final Color BAND = new Color(0xD5DAE1);
    private static final Color MARK = new Color(0xD1242F);
    private static final Color INK = new Color(0x1F2328);
    private static final Color FAINT = new Color(0x59636E);
    private static final Color GRID = new Color(0xE6E9ED);
    private static final Color[] LINES = {
        new Color(0x1F5FBF), new Color(0xB35C00), new Color(0x1A7F37), new Color(0x7A3E9D), new Color(0x0B7285),
        new Color(0x9A2A5A), new Color(0x5C6B00), new Color(0x3B3B98), new Color(0x8A5A44), new Color(0x444C56)
    };

    /** Groups that a picture shows; a legend of more cannot be read. */
    private static final int LINES_MAX = 30;

    private static final int LEGEND_MAX = 10;
    private static final int NAME_MAX = 60;

    private Picture() {}

    /** PNG bytes. @param events instants to mark */
    public static byte[] draw(
            String title, List<Answer> answers, List<Instant> events, Instant from, Instant to, Size size) {
        // There is no screen to draw on, and none is asked for.
        System.setProperty("java.awt.headless", "true");
        XYChart chart = new XYChartBuilder()
                .width(size.width())
                .height(size.height())
                .title(cut(title, 100))
                .theme(Styler.ChartTheme.XChart)
                .build();
        style(chart.getStyler(), from, to);
        Set<String> names = new HashSet<>();
        int drawn = 0;
        for (Answer answer : answers) {
            for (Line line : answer.lines()) {
                if (drawn < LINES_MAX) {
                    add(chart, names, answer.frame(), line, name(answer, line), drawn++);
                }
            }
        }
        chart.getStyler().setLegendVisible(drawn > 0 && drawn <= LEGEND_MAX);
        if (drawn == 0) {
            nothing(chart, from, to);
        }
        return png(chart, events, size);
    }

    private static void style(XYStyler styler, Instant from, Instant to) {
        styler.setLocale(Locale.ROOT);
        styler.setTimezone(TimeZone.getTimeZone("UTC"));
        styler.setBaseFont(new Font(Font.SANS_SERIF, Font.PLAIN, 11));
        styler.setChartBackgroundColor(Color.WHITE);
        styler.setPlotBackgroundColor(Color.WHITE);
        styler.setPlotBorderVisible(false);
        styler.setChartTitleFont(new Font(Font.SANS_SERIF, Font.BOLD, 13));
        styler.setChartTitleBoxVisible(false);
        styler.setChartFontColor(INK);
        styler.setAxisTickLabelsColor(FAINT);
        styler.setAxisTickLabelsFont(new Font(Font.SANS_SERIF, Font.PLAIN, 11));
        styler.setPlotGridLinesColor(GRID);
        styler.setPlotGridLinesStroke(new BasicStroke(1f));
        styler.setPlotGridVerticalLinesVisible(false);
        styler.setLegendPosition(Styler.LegendPosition.OutsideS);
        styler.setLegendLayout(Styler.LegendLayout.Horizontal);
        styler.setLegendBorderColor(Color.WHITE);
        styler.setXAxisMin((double) from.toEpochMilli());
        styler.setXAxisMax((double) to.toEpochMilli());
        styler.setMarkerSize(7);
    }

    private static void add(XYChart chart, Set<String> names, Frame frame, Line line, String name, int index) {
        line.band().ifPresent(band -> band(chart, frame, band, index));
        List<Date> times = new ArrayList<>();
        List<Double> values = new ArrayList<>();
        for (int i = 0; i < line.values().length; i++) {
            times.add(new Date(frame.start(i) * 1000));
            values.add(Double.isNaN(line.values()[i]) ? null : line.values()[i]);
        }
        XYSeries series = chart.addSeries(unique(names, name), times, values);
        series.setMarker(SeriesMarkers.NONE);
        series.setLineColor(LINES[index % LINES.length]);
        series.setLineWidth(1.6f);
        line.band().ifPresent(band -> marks(chart, frame, line, band.anomalous(), index));
        line.outlier().ifPresent(outlier -> marks(chart, frame, line, outlier, index));
    }

    /** One polygon for each unbroken stretch. */
    private static void band(XYChart chart, Frame frame, Band band, int index) {
        int start = -1;
        for (int i = 0; i <= band.size(); i++) {
            boolean inside = i < band.size() && Double.isFinite(band.lower()[i]) && Double.isFinite(band.upper()[i]);
            if (inside && start < 0) {
                start = i;
            } else if (!inside && start >= 0) {
                if (i - start > 1) {
                    area(chart, frame, band, start, i, index);
                }
                start = -1;
            }
        }
    }

    private static void area(XYChart chart, Frame frame, Band band, int start, int end, int index) {
        List<Date> times = new ArrayList<>();
        List<Double> values = new ArrayList<>();
        for (int i = start; i < end; i++) {
            times.add(new Date(frame.start(i) * 1000));
            values.add(band.upper()[i]);
        }
        for (int i = end - 1; i >= start; i--) {
            times.add(new Date(frame.start(i) * 1000));
            values.add(band.lower()[i]);
        }
        XYSeries area = chart.addSeries("band " + index + " " + start, times, values);
        area.setXYSeriesRenderStyle(XYSeries.XYSeriesRenderStyle.PolygonArea);
        area.setFillColor(BAND);
        area.setLineColor(BAND);
        area.setMarker(SeriesMarkers.NONE);
        area.setShowInLegend(false);
    }

    private static void marks(XYChart chart, Frame frame, Line line, boolean[] marked, int index) {
        List<Date> times = new ArrayList<>();
        List<Double> values = new ArrayList<>();
        for (int i = 0; i < marked.length; i++) {
            if (marked[i] && !Double.isNaN(line.values()[i])) {
                times.add(new Date(frame.start(i) * 1000));
                values.add(line.values()[i]);
            }
        }
        if (!times.isEmpty()) {
            XYSeries marks = chart.addSeries("marks " + index, times, values);
            marks.setLineStyle(SeriesLines.NONE);
            marks.setMarker(SeriesMarkers.DIAMOND);
            marks.setMarkerColor(MARK);
            marks.setShowInLegend(false);
        }
    }

    /** An empty picture with its axes, which says so. */
    private static void nothing(XYChart chart, Instant from, Instant to) {
        chart.setTitle(chart.getTitle() + " (no data)");
        XYSeries empty = chart.addSeries(
                "no data", List.of(new Date(from.toEpochMilli()), new Date(to.toEpochMilli())), List.of(0.0, 0.0));
        empty.setMarker(SeriesMarkers.NONE);
        empty.setLineColor(GRID);
    }

    private static byte[] png(XYChart chart, List<Instant> events, Size size) {
        BufferedImage image = new BufferedImage(size.width(), size.height(), BufferedImage.TYPE_INT_RGB);
        Graphics2D graphics = image.createGraphics();
        try {
            graphics.setRenderingHint(RenderingHints.KEY_ANTIALIASING, RenderingHints.VALUE_ANTIALIAS_ON);
            chart.paint(graphics, size.width(), size.height());
            graphics.setColor(FAINT);
            graphics.setStroke(
                    new BasicStroke(1f, BasicStroke.CAP_BUTT, BasicStroke.JOIN_ROUND, 1f, new float[] {4f, 4f}, 0f));
            for (Instant event : events) {
                int x = (int) Math.round(chart.getScreenXFromChart(event.toEpochMilli()));
                graphics.drawLine(x, 30, x, size.height() - 60);
            }
        } finally {
            graphics.dispose();
        }
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try {
            ImageIO.write(image, "png", out);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return out.toByteArray();
    }

    private static String name(Answer answer, Line line) {
        return cut(line.tags().isEmpty() ? answer.of().text() : String.join(",", line.tags()), NAME_MAX);
    }

    private static String unique(Set<String> names, String name) {
        String unique = name;
        for (int i = 2; !names.add(unique); i++) {
            unique = name + " (" + i + ")";
        }
        return unique;
    }

    private static String cut(String text, int max) {
        String printable = text.replaceAll("[\\p{Cntrl}\\p{Cf}]", " ");
        return printable.length() <= max ? printable : printable.substring(0, max - 1) + "…";
    }
}
