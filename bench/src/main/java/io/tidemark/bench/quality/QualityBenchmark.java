package io.tidemark.bench.quality;

import io.tidemark.bench.Benchmark;
import io.tidemark.bench.Figures;
import io.tidemark.detectors.evaluate.Evaluate;
import io.tidemark.detectors.evaluate.Peer;
import io.tidemark.detectors.evaluate.Report;
import io.tidemark.detectors.evaluate.Request;
import io.tidemark.detectors.model.ModelSettings;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.IntFunction;

/** Our models and their peers over labelled corpora, with the same scorer in the same run. */
public final class QualityBenchmark implements Benchmark {
    private static final List<String> CORPORA = List.of("nab", "kpi", "asd", "smd");
    private static final List<String> MODELS = List.of("auto", "sarima", "seasonal-trend", "robust-zscore");
    private static final Map<String, IntFunction<Peer>> PEERS = peers();
    /** What is shown: the name in the report, and the heading. */
    private static final Map<String, String> SHOWN = shown();

    private final Path corpora;
    private final int every;

    /**
     * @param corpora folder of corpora, each as {@code tidemark evaluate} takes them
     * @param every of each corpus the first and then every n-th series by name; 1: all
     */
    public QualityBenchmark(Path corpora, int every) {
        this.corpora = corpora;
        this.every = every;
    }

    @Override
    public String name() {
        return "quality";
    }

    @Override
    public String describe() {
        return """
                Our models and their peers over labelled corpora, one causal pass each, the same scorer. Thresholds of NAB and of
                the F1 are one for a corpus, the best there, for all alike. alarms/wk: alarms a series-week on stretches without a
                label, at each one's own default sensitivity (ours: one a week). us/row: processor time of a row.
                rcf: Random Cut Forest (AWS). holt-winters, median-mad, z-score: see their classes for constants and sources.
                Not included: tuning of any of them to a corpus.""";
    }

    @Override
    public Figures run(Progress progress) throws Exception {
        Figures figures = new Figures();
        List<String> table = new ArrayList<>();
        for (String corpus : CORPORA) {
            Path folder = corpora.resolve(corpus);
            if (!Files.isDirectory(folder)) {
                progress.say(corpus + ": not there (" + folder + "), left out");
                continue;
            }
            table.add(heading(corpus));
            for (String model : MODELS) {
                Request request = request(folder)
                        .withSettings(ModelSettings.ofInterval(60).withModel(model), false);
                table.add(row(corpus, model, request, figures, progress));
            }
            for (Map.Entry<String, IntFunction<Peer>> peer : PEERS.entrySet()) {
                Request request = request(folder).withPeer(peer.getKey(), peer.getValue());
                table.add(row(corpus, peer.getKey(), request, figures, progress));
            }
        }
        if (table.isEmpty()) {
            throw new IllegalArgumentException("no corpus in \"" + corpora + "\" (expected folders " + CORPORA
                    + "). Name their folder with --corpora. [no-corpora]");
        }
        figures.add("every_nth_series", every, "");
        table.forEach(System.out::println);
        System.out.println();
        return figures;
    }

    private Request request(Path folder) {
        return Request.of(folder, folder).withoutResults().withEvery(every);
    }

    private String row(String corpus, String detector, Request request, Figures figures, Progress progress) {
        progress.say(corpus + ": " + detector + " …");
        Report report = Evaluate.run(request);
        StringBuilder row = new StringBuilder(String.format(Locale.ROOT, "%-15s", detector));
        String key = corpus + "_" + detector.replace('-', '_') + "_";
        for (String figure : SHOWN.keySet()) {
            Double value = report.figures().get(figure);
            if (value != null) {
                figures.add(key + figure, value, "");
                row.append(String.format(Locale.ROOT, "%11.3f", value));
            } else if (!figure.startsWith("nab") || corpus.equals("nab")) {
                row.append(String.format("%11s", "-"));
            }
        }
        double micros = 1e6 * report.judgingSeconds() / Math.max(1, report.rows());
        figures.add(key + "micros_per_row", micros, "us");
        return row.append(String.format(Locale.ROOT, "%11.2f", micros)).toString();
    }

    private String heading(String corpus) {
        StringBuilder heading = new StringBuilder(String.format("%n%-15s", corpus + (every > 1 ? " 1/" + every : "")));
        SHOWN.forEach((figure, text) -> {
            if (!figure.startsWith("nab") || corpus.equals("nab")) {
                heading.append(String.format("%11s", text));
            }
        });
        return heading.append(String.format("%11s", "us/row")).toString();
    }

    private static Map<String, IntFunction<Peer>> peers() {
        Map<String, IntFunction<Peer>> peers = new LinkedHashMap<>();
        peers.put("rcf", interval -> new Forest());
        peers.put("holt-winters", HoltWinters::new);
        peers.put("median-mad", interval -> new RollingMedian());
        peers.put("z-score", interval -> new RollingZScore());
        return peers;
    }

    private static Map<String, String> shown() {
        Map<String, String> shown = new LinkedHashMap<>();
        shown.put("nab_standard", "standard");
        shown.put("nab_reward_low_fp", "low FP");
        shown.put("nab_reward_low_fn", "low FN");
        shown.put("point_f1", "point F1");
        shown.put("delay_f1", "delay F1");
        shown.put("event_recall_1_per_week", "recall@1wk");
        shown.put("auc_pr_mean", "AUC-PR");
        shown.put("alarms_per_clean_week", "alarms/wk");
        return shown;
    }
}
