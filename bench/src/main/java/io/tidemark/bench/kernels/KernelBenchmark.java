package io.tidemark.bench.kernels;

import com.amazon.randomcutforest.RandomCutForest;
import io.tidemark.bench.Benchmark;
import io.tidemark.bench.Figures;
import io.tidemark.bench.Forests;
import io.tidemark.detectors.model.ModelSettings;
import io.tidemark.detectors.model.Models;
import java.util.Collection;
import java.util.List;
import org.openjdk.jmh.results.RunResult;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.options.OptionsBuilder;
import org.openjdk.jmh.runner.options.VerboseMode;

/** Nanoseconds a point and bytes a series of each model, beside AWS's Random Cut Forest on the same points. */
public final class KernelBenchmark implements Benchmark {

    private static final List<String> MODELS = List.of("robust-zscore", "sarima", "seasonal-trend", "auto");
    private static final int FORESTS_WEIGHED = 20;

    @Override
    public String name() {
        return "kernels";
    }

    @Override
    public String describe() {
        return """
                kernels: one point into one model, in nanoseconds (JMH, one JVM each), hot (one series) and over 100,000
                series in random order; bytes of state a series; the same points into AWS's Random Cut Forest (50 trees of
                256, shingle 8), bare (a score) and with its own threshold (a decision, as ours). Left out: everything around the
                model (decoding, rollups, Kafka).
                """;
    }

    @Override
    public Figures run(Progress progress) throws Exception {
        Figures figures = new Figures();
        progress.say("JMH: models and forest, about three minutes");
        Collection<RunResult> results = new Runner(new OptionsBuilder()
                        .include(ModelKernels.class.getName())
                        .include(ForestKernel.class.getName())
                        .verbosity(VerboseMode.SILENT)
                        .shouldFailOnError(true)
                        .build())
                .run();
        double forestNanos = 0;
        double thresholdedNanos = 0;
        for (RunResult result : results) {
            double nanos = result.getPrimaryResult().getScore();
            String model = result.getParams().getParam("model");
            if (model == null) {
                if (result.getParams().getBenchmark().endsWith("WithThreshold")) {
                    thresholdedNanos = nanos;
                    figures.add("random_cut_forest_with_threshold_hot", nanos, "ns/point");
                } else {
                    forestNanos = nanos;
                    figures.add("random_cut_forest_hot", nanos, "ns/point");
                }
            } else {
                boolean hot = result.getParams().getParam("series").equals("1");
                figures.add(key(model) + (hot ? "_hot" : "_100k_series"), nanos, "ns/point");
            }
        }
        double forestBytes = forestBytes(progress);
        figures.add("random_cut_forest_bytes", forestBytes, "bytes/series");
        for (String model : MODELS) {
            int bytes = Models.create(ModelSettings.ofInterval(SyntheticMetric.INTERVAL_SECONDS)
                            .withModel(model))
                    .stateBytes();
            figures.add(key(model) + "_bytes", bytes, "bytes/series");
            figures.add(
                    key(model) + "_times_faster_than_forest", forestNanos / figures.get(key(model) + "_hot"), "ratio");
            figures.add(
                    key(model) + "_times_faster_than_forest_with_threshold",
                    thresholdedNanos / figures.get(key(model) + "_hot"),
                    "ratio");
            figures.add(key(model) + "_times_smaller_than_forest", forestBytes / bytes, "ratio");
        }
        return figures;
    }

    /** Heap that one more warm forest takes: the difference over many, after a collection. */
    private static double forestBytes(Progress progress) {
        progress.say("weighing " + FORESTS_WEIGHED + " warm forests");
        double[] values = SyntheticMetric.weeks(1, 2);
        RandomCutForest[] kept = new RandomCutForest[FORESTS_WEIGHED];
        long before = usedAfterCollection();
        for (int i = 0; i < kept.length; i++) {
            kept[i] = Forests.bare();
            for (double value : values) {
                kept[i].update(new double[] {value});
            }
        }
        double bytes = (usedAfterCollection() - before) / (double) FORESTS_WEIGHED;
        if (kept[0].getTotalUpdates() == 0) {
            throw new IllegalStateException("the forests were not fed");
        }
        return bytes;
    }

    private static long usedAfterCollection() {
        for (int i = 0; i < 3; i++) {
            System.gc();
        }
        return Runtime.getRuntime().totalMemory() - Runtime.getRuntime().freeMemory();
    }

    private static String key(String model) {
        return model.replace('-', '_');
    }
}
