package io.tidemark.standalone.system;

import io.tidemark.alerting.monitor.Forecast;
import io.tidemark.alerting.monitor.Outliers;
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
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * The detectors' models and alerting's conditions, run over history for graphs: the same code, so that a graph of
 * {@code anomalies(…)} is the band that a detector with these settings would have published, and those of {@code forecast(…)} and
 * {@code outliers(…)} show what a monitor over the same values decides by.
 */
public final class ModelFunctions implements Functions {

    @Override
    public Band anomalies(
            AnomaliesQuery query,
            MetricKind kind,
            int stepSeconds,
            long startSeconds,
            double[] values,
            boolean[] excluded) {
        boolean zeros = query.options().countDefaultZero() && kind == MetricKind.COUNT;
        ModelSettings settings = settings(query.model(), query.deviations(), kind, stepSeconds)
                .withDirection(ModelSettings.Direction.valueOf(
                        query.options().direction().name()))
                .withZone(query.options().zone())
                .withSeasonality(query.options()
                        .seasonality()
                        .map(s -> ModelSettings.Seasonality.valueOf(s.name()))
                        .orElse(ModelSettings.Seasonality.AUTO));
        return pass(settings, startSeconds, zeros ? zeroed(values) : values, excluded);
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

    @Override
    public long forecastHistorySeconds(Query.Forecast query) {
        return Forecast.of(query).historySeconds();
    }

    /** The line, and its season, by which alerting judges; NaN where the past is too short for it. */
    @Override
    public Band forecast(Query.Forecast query, int stepSeconds, long startSeconds, double[] values, int ahead) {
        Forecast forecast = Forecast.of(query);
        Optional<Forecast.Fit> fit = forecast.fit(startSeconds, stepSeconds, values);
        double[] expected = new double[ahead];
        double[] lower = new double[ahead];
        double[] upper = new double[ahead];
        double[] warm = new double[ahead];
        double half = forecast.deviations() * fit.map(Forecast.Fit::scale).orElse(Double.NaN);
        for (int i = 0; i < ahead; i++) {
            long at = startSeconds + (long) (values.length + i) * stepSeconds;
            expected[i] = fit.map(line -> line.at(at)).orElse(Double.NaN);
            lower[i] = expected[i] - half;
            upper[i] = expected[i] + half;
            warm[i] = fit.isPresent() ? 1 : 0;
        }
        String name = "forecast/" + forecast.algorithm().name().toLowerCase(Locale.ROOT);
        return new Band(expected, lower, upper, new double[ahead], new boolean[ahead], warm, name);
    }

    @Override
    public boolean[] outliers(Query.Outliers query, List<double[]> members) {
        SortedMap<String, double[]> windows = new TreeMap<>();
        for (int i = 0; i < members.size(); i++) {
            windows.put(name(i), members.get(i));
        }
        SortedMap<String, Outliers.Verdict> verdicts = Outliers.of(query).judge(windows);
        boolean[] told = new boolean[members.size()];
        for (int i = 0; i < told.length; i++) {
            Outliers.Verdict verdict = verdicts.get(name(i));
            told[i] = verdict != null && verdict.outlier();
        }
        return told;
    }

    private static String name(int member) {
        return String.format(Locale.ROOT, "%05d", member);
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

    private static Band pass(ModelSettings settings, long startSeconds, double[] values, boolean[] excluded) {
        Model model = Models.create(settings);
        Block state = Block.allocate(model.stateBytes());
        Block unchanged = Block.allocate(model.stateBytes());
        model.reset(state);
        Judgement out = new Judgement();
        int size = values.length;
        double[] expected = new double[size];
        double[] lower = new double[size];
        double[] upper = new double[size];
        double[] score = new double[size];
        double[] warm = new double[size];
        boolean[] anomalous = new boolean[size];
        for (int i = 0; i < size; i++) {
            long start = startSeconds + (long) i * settings.intervalSeconds();
            if (excluded[i]) {
                model.judgeOnly(state, unchanged, start, values[i], out);
            } else {
                model.next(state, start, values[i], out);
            }
            expected[i] = out.expected;
            lower[i] = out.lower;
            upper[i] = out.upper;
            score[i] = out.score;
            warm[i] = out.warm;
            anomalous[i] = out.anomalous;
        }
        return new Band(expected, lower, upper, score, anomalous, warm, model.name());
    }
}
