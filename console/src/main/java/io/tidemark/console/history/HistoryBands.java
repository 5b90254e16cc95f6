package io.tidemark.console.history;

import io.tidemark.console.query.Band;
import io.tidemark.console.query.Frame;
import io.tidemark.console.query.Line;
import io.tidemark.query.Grouping;
import io.tidemark.query.MetricKind;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * Recorded bands in the buckets of a frame: value, expected and edges are averages of the judged buckets within, the score is the
 * largest, and a bucket is anomalous where one of them was.
 */
public final class HistoryBands {

    private final History history;

    public HistoryBands(History history) {
        this.history = history;
    }

    /** One line a group. */
    public List<Line> of(String detector, Frame frame) {
        return history.groupsOf(detector).stream()
                .map(group -> line(new BandKey(detector, group), frame))
                .toList();
    }

    private Line line(BandKey key, Frame frame) {
        Span span = new Span(Instant.ofEpochSecond(frame.startSeconds()), Instant.ofEpochSecond(frame.endSeconds()));
        double[][] sums = new double[4][frame.size()];
        int[][] counts = new int[4][frame.size()];
        double[] score = nothing(frame.size());
        double[] warm = nothing(frame.size());
        boolean[] anomalous = new boolean[frame.size()];
        String model = "";
        for (BandRow row : history.bandRows(key, span)) {
            int at = frame.bucketOf(row.startSeconds());
            double[] values = {row.value(), row.expected(), row.lower(), row.upper()};
            for (int i = 0; i < values.length; i++) {
                if (!Double.isNaN(values[i])) {
                    sums[i][at] += values[i];
                    counts[i][at]++;
                }
            }
            score[at] = Double.isNaN(score[at]) ? row.score() : Math.max(score[at], row.score());
            warm[at] = row.warm();
            anomalous[at] |= row.anomalous();
            model = row.model();
        }
        for (int i = 0; i < sums.length; i++) {
            for (int at = 0; at < frame.size(); at++) {
                sums[i][at] = counts[i][at] == 0 ? Double.NaN : sums[i][at] / counts[i][at];
            }
        }
        Band band = new Band(sums[1], sums[2], sums[3], score, anomalous, warm, model);
        return new Line(
                key.group(),
                Grouping.tagsOfGroup(key.group()),
                MetricKind.GAUGE,
                sums[0],
                Optional.of(band),
                Optional.empty());
    }

    private static double[] nothing(int size) {
        double[] values = new double[size];
        Arrays.fill(values, Double.NaN);
        return values;
    }
}
