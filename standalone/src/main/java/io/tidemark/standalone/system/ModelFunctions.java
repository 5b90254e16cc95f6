package io.tidemark.standalone.system;

import io.tidemark.console.query.Band;
import io.tidemark.console.query.Functions;
import io.tidemark.detectors.model.Block;
import io.tidemark.detectors.model.Judgement;
import io.tidemark.detectors.model.Model;
import io.tidemark.detectors.model.ModelSettings;
import io.tidemark.detectors.model.Models;
import io.tidemark.detectors.model.Sensitivity;
import io.tidemark.query.AnomaliesQuery;
import io.tidemark.query.MetricKind;
import io.tidemark.query.Query;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * The detectors' models, run over history for graphs: the same code, one causal pass, so that a graph of
 * {@code anomalies(…)} is the band that a detector with these settings would have published.
 */
public final class ModelFunctions implements Functions {

    /** Scale of a median absolute deviation of normal values to their standard deviation. */
    private static final double MAD_TO_DEVIATION = 1.4826;

    /** Share of points outside that makes a member an outlier, where the query says none. */
    private static final double OUTSIDE_SHARE = 0.5;

    @Override
    public Band anomalies(AnomaliesQuery query, MetricKind kind, int stepSeconds, long startSeconds, double[] values) {
        boolean zeros = query.options().countDefaultZero() && kind == MetricKind.COUNT;
        ModelSettings settings = settings(query.model(), query.deviations(), kind, stepSeconds)
                .withDirection(ModelSettings.Direction.valueOf(
                        query.options().direction().name()))
                .withZone(query.options().zone())
                .withSeasonality(query.options()
                        .seasonality()
                        .map(s -> ModelSettings.Seasonality.valueOf(s.name()))
                        .orElse(ModelSettings.Seasonality.AUTO));
        return pass(settings, startSeconds, zeros ? zeroed(values) : values, 0);
    }

    /** A missing count is 0, but only once the metric has begun. */
    private static double[] zeroed(double[] values) {
        double[] out = values.clone();
        boolean begun = false;
        for (int i = 0; i < out.length; i++) {
            begun |= !Double.isNaN(out[i]);
            out[i] = begun && Double.isNaN(out[i]) ? 0 : out[i];
        }
        return out;
    }

    /**
     * {@code linear}: least squares through the values ({@code simple}), through their last half (default), or through their last
     * fifth ({@code reactive}); the edges are that many standard errors of a prediction. {@code seasonal}: the seasonal-trend
     * model, asked for buckets that have not come.
     */
    @Override
    public Band forecast(
            Query.Forecast query, MetricKind kind, int stepSeconds, long startSeconds, double[] values, int ahead) {
        if (query.algorithm() == Query.ForecastAlgorithm.LINEAR) {
            double share = switch (query.model()) {
                case SIMPLE -> 1;
                case REACTIVE -> 0.2;
                case DEFAULT -> 0.5;
            };
            return line(values, share, query.deviations(), ahead);
        }
        ModelSettings settings = settings("seasonal-trend", query.deviations(), kind, stepSeconds)
                .withSeasonality(query.seasonality()
                        .map(s -> ModelSettings.Seasonality.valueOf(s.name()))
                        .orElse(ModelSettings.Seasonality.AUTO));
        Band all = pass(settings, startSeconds, values, ahead);
        int from = values.length;
        int to = from + ahead;
        return new Band(
                Arrays.copyOfRange(all.expected(), from, to),
                Arrays.copyOfRange(all.lower(), from, to),
                Arrays.copyOfRange(all.upper(), from, to),
                new double[ahead],
                new boolean[ahead],
                Arrays.copyOfRange(all.warm(), from, to),
                all.model());
    }

    private static ModelSettings settings(String model, double deviations, MetricKind kind, int stepSeconds) {
        return ModelSettings.ofInterval(stepSeconds)
                .withModel(model)
                .withSensitivity(new Sensitivity.Bounds(deviations))
                .withZone(ZoneOffset.UTC)
                .withKind(
                        switch (kind) {
                            case COUNT -> ModelSettings.Kind.COUNT;
                            case RATE -> ModelSettings.Kind.RATE;
                            default -> ModelSettings.Kind.GAUGE;
                        });
    }

    /** One pass, then so many buckets without a value. */
    private static Band pass(ModelSettings settings, long startSeconds, double[] values, int ahead) {
        Model model = Models.create(settings);
        Block state = Block.allocate(model.stateBytes());
        model.reset(state);
        Judgement out = new Judgement();
        int size = values.length + ahead;
        double[] expected = new double[size];
        double[] lower = new double[size];
        double[] upper = new double[size];
        double[] score = new double[size];
        double[] warm = new double[size];
        boolean[] anomalous = new boolean[size];
        for (int i = 0; i < size; i++) {
            double value = i < values.length ? values[i] : Double.NaN;
            model.next(state, startSeconds + (long) i * settings.intervalSeconds(), value, out);
            expected[i] = out.expected;
            lower[i] = out.lower;
            upper[i] = out.upper;
            score[i] = out.score;
            warm[i] = out.warm;
            anomalous[i] = out.anomalous;
        }
        return new Band(expected, lower, upper, score, anomalous, warm, model.name());
    }

    private static Band line(double[] values, double share, double deviations, int ahead) {
        int from = (int) (values.length * (1 - share));
        double n = 0;
        double sumX = 0;
        double sumY = 0;
        for (int i = from; i < values.length; i++) {
            if (!Double.isNaN(values[i])) {
                n++;
                sumX += i;
                sumY += values[i];
            }
        }
        double meanX = sumX / n;
        double meanY = sumY / n;
        double sxx = 0;
        double sxy = 0;
        for (int i = from; i < values.length; i++) {
            if (!Double.isNaN(values[i])) {
                sxx += (i - meanX) * (i - meanX);
                sxy += (i - meanX) * (values[i] - meanY);
            }
        }
        double slope = sxx == 0 ? 0 : sxy / sxx;
        double squares = 0;
        for (int i = from; i < values.length; i++) {
            if (!Double.isNaN(values[i])) {
                double error = values[i] - meanY - slope * (i - meanX);
                squares += error * error;
            }
        }
        double deviation = n > 2 ? Math.sqrt(squares / (n - 2)) : Double.NaN;
        double[] expected = new double[ahead];
        double[] lower = new double[ahead];
        double[] upper = new double[ahead];
        double[] warm = new double[ahead];
        for (int i = 0; i < ahead; i++) {
            double x = values.length + i - meanX;
            double half = deviations * deviation * Math.sqrt(1 + 1 / n + (sxx == 0 ? 0 : x * x / sxx));
            expected[i] = meanY + slope * x;
            lower[i] = expected[i] - half;
            upper[i] = expected[i] + half;
            warm[i] = 1;
        }
        return new Band(expected, lower, upper, new double[ahead], new boolean[ahead], warm, "linear");
    }

    /**
     * DBSCAN simplified as in Datadog's: the distance of each member to the median series; one farther away than tolerance times
     * the median of those distances is an outlier. MAD: bucket by bucket, farther from the median of the members than tolerance
     * deviations, in so large a share of the buckets. The scaled forms first divide each member by its own scale.
     */
    @Override
    public List<boolean[]> outliers(Query.Outliers query, List<double[]> members) {
        boolean scaled = query.algorithm() == Query.OutlierAlgorithm.SCALED_DBSCAN
                || query.algorithm() == Query.OutlierAlgorithm.SCALED_MAD;
        List<double[]> compared =
                scaled ? members.stream().map(ModelFunctions::scaled).toList() : members;
        boolean mad = query.algorithm() == Query.OutlierAlgorithm.MAD
                || query.algorithm() == Query.OutlierAlgorithm.SCALED_MAD;
        return mad ? byDeviation(query, compared) : byDistance(query, compared);
    }

    private static List<boolean[]> byDistance(Query.Outliers query, List<double[]> members) {
        int size = members.get(0).length;
        double[] median = new double[size];
        for (int i = 0; i < size; i++) {
            median[i] = median(column(members, i));
        }
        double[] distances = members.stream()
                .mapToDouble(member -> {
                    double squares = 0;
                    int known = 0;
                    for (int i = 0; i < size; i++) {
                        double difference = member[i] - median[i];
                        if (!Double.isNaN(difference)) {
                            squares += difference * difference;
                            known++;
                        }
                    }
                    return known == 0 ? 0 : Math.sqrt(squares / known);
                })
                .toArray();
        double limit = query.tolerance() * median(distances);
        List<boolean[]> told = new ArrayList<>();
        for (double distance : distances) {
            boolean[] all = new boolean[size];
            Arrays.fill(all, distance > limit && distance > 0);
            told.add(all);
        }
        return told;
    }

    private static List<boolean[]> byDeviation(Query.Outliers query, List<double[]> members) {
        int size = members.get(0).length;
        List<boolean[]> outside = new ArrayList<>();
        members.forEach(member -> outside.add(new boolean[size]));
        for (int i = 0; i < size; i++) {
            double[] column = column(members, i);
            double centre = median(column);
            double deviation = MAD_TO_DEVIATION
                    * median(
                            Arrays.stream(column).map(v -> Math.abs(v - centre)).toArray());
            for (int m = 0; m < members.size(); m++) {
                outside.get(m)[i] = Math.abs(members.get(m)[i] - centre) > query.tolerance() * deviation;
            }
        }
        double share = query.percentage().map(p -> p / 100).orElse(OUTSIDE_SHARE);
        List<boolean[]> told = new ArrayList<>();
        for (int m = 0; m < members.size(); m++) {
            int known = 0;
            int out = 0;
            for (int i = 0; i < size; i++) {
                known += Double.isNaN(members.get(m)[i]) ? 0 : 1;
                out += outside.get(m)[i] ? 1 : 0;
            }
            told.add(known > 0 && (double) out / known >= share ? outside.get(m) : new boolean[size]);
        }
        return told;
    }

    private static double[] scaled(double[] member) {
        double[] known = Arrays.stream(member).filter(v -> !Double.isNaN(v)).toArray();
        double centre = median(known);
        double scale =
                median(Arrays.stream(known).map(v -> Math.abs(v - centre)).toArray());
        return Arrays.stream(member).map(v -> scale > 0 ? v / scale : v).toArray();
    }

    private static double[] column(List<double[]> members, int i) {
        return members.stream()
                .mapToDouble(member -> member[i])
                .filter(v -> !Double.isNaN(v))
                .toArray();
    }

    private static double median(double[] values) {
        if (values.length == 0) {
            return Double.NaN;
        }
        double[] sorted = values.clone();
        Arrays.sort(sorted);
        int half = sorted.length / 2;
        return sorted.length % 2 == 1 ? sorted[half] : (sorted[half - 1] + sorted[half]) / 2;
    }
}
