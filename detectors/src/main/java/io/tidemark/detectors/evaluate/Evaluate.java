package io.tidemark.detectors.evaluate;

import io.tidemark.detectors.model.ModelSettings;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/** Runs one detector over a corpus, series by series on a few threads, writes what it said, and scores it. */
public final class Evaluate {
    /** Rows after the start of a labelled segment within which it must be found for the delay-limited F1. */
    public static final int DELAY_ROWS = 7;

    private static final int UNREADABLE_SHOWN = 10;
    private static final ThreadMXBean PROCESSOR = ManagementFactory.getThreadMXBean();

    private final Request request;
    private final Corpus corpus;
    private int done;
    private long rowsDone;
    private long judgingNanos;
    private long unreadableRows;
    private final List<String> unreadable = new ArrayList<>();

    private Evaluate(Request request) {
        this.request = request;
        this.corpus = Corpus.open(request.corpus());
    }

    /**
     * Evaluates.
     *
     * @throws EvaluationException if the corpus cannot be read or the results cannot be written
     */
    public static Report run(Request request) {
        return new Evaluate(request).run();
    }

    private Report run() {
        long start = System.nanoTime();
        request.out().ifPresent(Evaluate::create);
        List<JudgedSeries> judged = judgeAll();
        Map<String, Double> figures = new LinkedHashMap<>();
        nab(judged, figures);
        points(judged, figures);
        double onClean = CleanStretches.alarmsPerWeek(judged);
        if (!Double.isNaN(onClean)) {
            figures.put("alarms_per_clean_week", onClean);
            figures.put("alarms_per_week", CleanStretches.allAlarmsPerWeek(judged));
        }
        long rows = 0;
        long anomalous = 0;
        int labelled = 0;
        for (JudgedSeries series : judged) {
            rows += series.scores().length;
            labelled += series.series().labels() == null ? 0 : 1;
            for (boolean flag : series.anomalous()) {
                anomalous += flag ? 1 : 0;
            }
        }
        String name =
                request.corpus().toAbsolutePath().normalize().getFileName().toString();
        double seconds = (System.nanoTime() - start) / 1e9;
        return new Report(
                name,
                request.detectorName(),
                judged.size(),
                labelled,
                rows,
                anomalous,
                seconds,
                judgingNanos / 1e9,
                unreadable,
                unreadableRows,
                figures);
    }

    private static void create(Path folder) {
        try {
            Files.createDirectories(folder);
        } catch (IOException e) {
            throw new EvaluationException("unwritable-out", "cannot create \"" + folder + "\"", e);
        }
    }

    private List<JudgedSeries> judgeAll() {
        List<String> names = new ArrayList<>();
        for (int i = 0; i < corpus.names().size(); i += request.every()) {
            names.add(corpus.names().get(i));
        }
        ExecutorService workers = Executors.newFixedThreadPool(request.threads(), task -> {
            Thread thread = new Thread(task, "evaluate");
            thread.setDaemon(true);
            return thread;
        });
        try {
            List<Future<JudgedSeries>> futures = new ArrayList<>();
            for (String name : names) {
                futures.add(workers.submit(() -> judge(name, names.size())));
            }
            List<JudgedSeries> judged = new ArrayList<>();
            for (Future<JudgedSeries> future : futures) {
                judged.add(future.get());
            }
            return judged;
        } catch (ExecutionException e) {
            if (e.getCause() instanceof EvaluationException cause) {
                throw cause;
            }
            throw new IllegalStateException("a model failed: " + e.getCause(), e.getCause());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new EvaluationException("interrupted", "evaluation was interrupted", e);
        } finally {
            workers.shutdownNow();
        }
    }

    private JudgedSeries judge(String name, int total) {
        LabelledSeries series = corpus.read(name);
        ModelSettings settings = request.intervalConfigured()
                ? request.settings()
                : request.settings().withInterval(series.statedInterval());
        long began = PROCESSOR.getCurrentThreadCpuTime();
        JudgedSeries judged = request.peer()
                .map(peer -> CausalPass.over(
                        series, settings.intervalSeconds(), peer.make().apply(settings.intervalSeconds())))
                .orElseGet(() -> CausalPass.over(series, settings));
        long took = PROCESSOR.getCurrentThreadCpuTime() - began;
        request.out().ifPresent(out -> write(judged, out));
        synchronized (this) {
            rowsDone += series.rows();
            judgingNanos += took;
            unreadableRows += series.unreadable().rows();
            series.unreadable().shown().stream()
                    .limit(UNREADABLE_SHOWN - unreadable.size())
                    .forEach(unreadable::add);
            request.progress().done(name, ++done, total, rowsDone);
        }
        return judged;
    }

    private void write(JudgedSeries judged, Path out) {
        String name = judged.series().name();
        try {
            ResultCsv.write(judged, out.resolve(name + ".csv"));
            if (request.pictures()) {
                Picture.write(judged, out.resolve(name + ".png"));
            }
        } catch (IOException e) {
            throw new EvaluationException(
                    "unwritable-out", "cannot write results of \"" + name + "\" to \"" + out + "\"", e);
        }
    }

    private void nab(List<JudgedSeries> judged, Map<String, Double> figures) {
        Map<String, List<Corpus.Window>> windows = corpus.nabWindows();
        List<NabScore.Part> parts = new ArrayList<>();
        for (JudgedSeries series : judged) {
            List<Corpus.Window> own = windows.get(series.series().name());
            if (own != null) {
                parts.add(new NabScore.Part(series.scores(), series.series().times(), own));
            }
        }
        if (parts.isEmpty()) {
            return;
        }
        NabScore score = new NabScore(parts);
        figures.put("nab_standard", score.best(NabScore.Profile.STANDARD).score());
        figures.put(
                "nab_reward_low_fp",
                score.best(NabScore.Profile.LOW_FALSE_ALARMS).score());
        figures.put("nab_reward_low_fn", score.best(NabScore.Profile.LOW_MISSES).score());
        figures.put(
                "nab_standard_threshold", score.best(NabScore.Profile.STANDARD).threshold());
    }

    private static void points(List<JudgedSeries> judged, Map<String, Double> figures) {
        List<PointScore.Part> parts = judged.stream()
                .filter(series -> series.series().labels() != null)
                .map(PointScore.Part::of)
                .toList();
        if (parts.isEmpty()) {
            return;
        }
        PointScore score = new PointScore(parts);
        PointScore.F1 delay = score.delayF1(DELAY_ROWS);
        PointScore.Recall recall = score.recallAt(1);
        figures.put("point_f1", score.pointF1().f1());
        figures.put("delay_f1", delay.f1());
        figures.put("delay_f1_precision", delay.precision());
        figures.put("delay_f1_recall", delay.recall());
        figures.put("delay_f1_threshold", delay.threshold());
        figures.put("event_recall_1_per_week", recall.recall());
        figures.put("event_recall_threshold", recall.threshold());
        figures.put("auc_pr_mean", score.meanAveragePrecision());
        figures.put("false_alarms_per_series_week", recall.falseAlarms() / Math.max(1e-9, recall.seriesWeeks()));
    }
}
