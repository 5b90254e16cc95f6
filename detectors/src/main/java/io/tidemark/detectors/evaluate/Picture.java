package io.tidemark.detectors.evaluate;

import java.awt.BasicStroke;
import java.awt.Color;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.Date;
import java.util.List;
import org.knowm.xchart.BitmapEncoder;
import org.knowm.xchart.XYChart;
import org.knowm.xchart.XYChartBuilder;
import org.knowm.xchart.XYSeries;
import org.knowm.xchart.XYSeries.XYSeriesRenderStyle;
import org.knowm.xchart.style.Styler;
import org.knowm.xchart.style.markers.SeriesMarkers;

/**
 * One series as a PNG: values in their grey band, anomalies as red dots, labelled spans as an orange bar below. Of more rows than
 * columns, a column shows the smallest and largest value and the widest band.
 */
final class Picture {
    private static final int WIDTH = 1_600;
    private static final int HEIGHT = 400;
    private static final int COLUMNS = 1_400;
    private static final Color BAND = new Color(0xd9, 0xdd, 0xe3);
    private static final Color LINE = new Color(0x1f, 0x4e, 0x79);
    private static final Color ALARM = new Color(0xd6, 0x27, 0x28);
    private static final Color LABEL = new Color(0xff, 0x9f, 0x40);

    private final JudgedSeries judged;
    private final List<Date> times = new ArrayList<>();
    private final List<Double> line = new ArrayList<>();
    private final List<Date> bandTimes = new ArrayList<>();
    private final List<Double> lower = new ArrayList<>();
    private final List<Double> upper = new ArrayList<>();
    private final List<Date> alarmTimes = new ArrayList<>();
    private final List<Double> alarms = new ArrayList<>();
    private final List<long[]> labels = new ArrayList<>();
    private double low = Double.POSITIVE_INFINITY;
    private double high = Double.NEGATIVE_INFINITY;

    private Picture(JudgedSeries judged) {
        this.judged = judged;
        int n = judged.scores().length;
        for (double value : judged.series().values()) {
            low = value < low ? value : low;
            high = value > high ? value : high;
        }
        if (!(high > low)) {
            low = Double.isFinite(low) ? low - 1 : 0;
            high = low + 2;
        }
        int columns = Math.min(COLUMNS, n);
        for (int c = 0; c < columns; c++) {
            column((int) ((long) c * n / columns), (int) ((long) (c + 1) * n / columns));
        }
    }

    static void write(JudgedSeries judged, Path file) throws IOException {
        XYChart chart = new Picture(judged).chart();
        Path part = Files.createTempFile(file.toAbsolutePath().getParent(), "picture", ".png");
        BitmapEncoder.saveBitmap(chart, part.toString(), BitmapEncoder.BitmapFormat.PNG);
        Files.move(part, file, StandardCopyOption.REPLACE_EXISTING);
    }

    private void column(int from, int to) {
        double min = Double.POSITIVE_INFINITY;
        double max = Double.NEGATIVE_INFINITY;
        double bandLow = Double.POSITIVE_INFINITY;
        double bandHigh = Double.NEGATIVE_INFINITY;
        int alarm = -1;
        for (int i = from; i < to; i++) {
            double value = judged.series().values()[i];
            min = value < min ? value : min;
            max = value > max ? value : max;
            bandLow = judged.lower()[i] < bandLow ? judged.lower()[i] : bandLow;
            bandHigh = judged.upper()[i] > bandHigh ? judged.upper()[i] : bandHigh;
            if (judged.anomalous()[i] && (alarm < 0 || judged.scores()[i] > judged.scores()[alarm])) {
                alarm = i;
            }
            label(i);
        }
        Date time = new Date(judged.series().times()[from] * 1_000);
        if (max >= min) {
            times.add(time);
            line.add(min);
            if (max > min) {
                times.add(time);
                line.add(max);
            }
        }
        if (bandHigh >= bandLow) {
            bandTimes.add(time);
            lower.add(within(bandLow));
            upper.add(within(bandHigh));
        }
        if (alarm >= 0) {
            alarmTimes.add(new Date(judged.series().times()[alarm] * 1_000));
            alarms.add(judged.series().values()[alarm]);
        }
    }

    private void label(int row) {
        boolean[] labelled = judged.series().labels();
        if (labelled != null && labelled[row]) {
            long time = judged.series().times()[row];
            if (row > 0 && labelled[row - 1] && !labels.isEmpty()) {
                labels.get(labels.size() - 1)[1] = time;
            } else {
                labels.add(new long[] {time, time});
            }
        }
    }

    /** A band that is still wide does not press the values flat. */
    private double within(double edge) {
        double room = high - low;
        return Math.max(low - room / 2, Math.min(high + room / 2, edge));
    }

    private XYChart chart() {
        XYChart chart = new XYChartBuilder()
                .width(WIDTH)
                .height(HEIGHT)
                .title(judged.series().name())
                .build();
        chart.getStyler()
                .setLegendPosition(Styler.LegendPosition.InsideNW)
                .setChartBackgroundColor(Color.WHITE)
                .setPlotBorderVisible(false);
        chart.getStyler().setDatePattern("MM-dd HH:mm").setPlotGridLinesColor(new Color(0xee, 0xee, 0xee));
        addBand(chart);
        if (!times.isEmpty()) {
            XYSeries values = chart.addSeries("value", times, line);
            values.setMarker(SeriesMarkers.NONE);
            values.setLineColor(LINE).setLineStyle(new BasicStroke(1));
        }
        for (int i = 0; i < labels.size(); i++) {
            double y = low - (high - low) * 0.06;
            XYSeries span = chart.addSeries(
                    i == 0 ? "labelled" : "labelled " + i,
                    List.of(new Date(labels.get(i)[0] * 1_000), new Date(labels.get(i)[1] * 1_000 + 1)),
                    List.of(y, y));
            span.setMarker(SeriesMarkers.NONE);
            span.setLineColor(LABEL).setLineStyle(new BasicStroke(6));
            span.setShowInLegend(i == 0);
        }
        if (!alarmTimes.isEmpty()) {
            XYSeries marks = chart.addSeries("anomaly", alarmTimes, alarms);
            marks.setXYSeriesRenderStyle(XYSeriesRenderStyle.Scatter);
            marks.setMarker(SeriesMarkers.CIRCLE);
            marks.setMarkerColor(ALARM);
        }
        return chart;
    }

    private void addBand(XYChart chart) {
        if (bandTimes.isEmpty()) {
            return;
        }
        List<Date> around = new ArrayList<>(bandTimes);
        List<Double> edge = new ArrayList<>(upper);
        for (int i = bandTimes.size() - 1; i >= 0; i--) {
            around.add(bandTimes.get(i));
            edge.add(lower.get(i));
        }
        XYSeries band = chart.addSeries("expected", around, edge);
        band.setXYSeriesRenderStyle(XYSeriesRenderStyle.PolygonArea);
        band.setMarker(SeriesMarkers.NONE);
        band.setFillColor(BAND);
        band.setLineColor(BAND);
    }
}
