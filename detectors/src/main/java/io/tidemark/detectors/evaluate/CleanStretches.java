package io.tidemark.detectors.evaluate;

import java.util.List;

/**
 * How often a detector cried out where nothing is labelled, at its own sensitivity: alarms a series-week on rows without a
 * label, after a warm-up of {@value #WARM_DAYS} days (or from where the manifest says that scoring begins). Alarms within ten
 * rows of each other are one; one that reaches into a label is none, nor is one within ten rows after it.
 */
final class CleanStretches {
    private static final int WARM_DAYS = 3;
    private static final int MERGE_ROWS = 10;
    private static final double WEEK_SECONDS = 7 * 86_400;

    private CleanStretches() {}

    static double alarmsPerWeek(List<JudgedSeries> judged) {
        long alarms = 0;
        double weeks = 0;
        for (JudgedSeries series : judged) {
            int from = firstCounted(series);
            boolean[] labels = series.series().labels();
            int clean = 0;
            int open = -1;
            int unlabelledFrom = from;
            boolean counts = false;
            for (int i = from; i < series.scores().length; i++) {
                boolean labelled = labels != null && labels[i];
                if (labelled) {
                    counts = false;
                    unlabelledFrom = i + 1 + MERGE_ROWS;
                } else {
                    clean++;
                }
                if (open >= 0 && i - open > MERGE_ROWS) {
                    alarms += counts ? 1 : 0;
                    open = -1;
                }
                if (series.anomalous()[i]) {
                    if (open < 0) {
                        counts = i >= unlabelledFrom && !labelled;
                    }
                    open = i;
                }
            }
            alarms += open >= 0 && counts ? 1 : 0;
            weeks += clean * (double) series.intervalSeconds() / WEEK_SECONDS;
        }
        return weeks == 0 ? Double.NaN : alarms / weeks;
    }

    /** The same on all rows after the warm-up, labelled or not: what a budget is about, for a detector cannot know which are false. */
    static double allAlarmsPerWeek(List<JudgedSeries> judged) {
        long alarms = 0;
        double weeks = 0;
        for (JudgedSeries series : judged) {
            int from = firstCounted(series);
            int rows = series.scores().length;
            int last = Integer.MIN_VALUE / 2;
            for (int i = from; i < rows; i++) {
                if (series.anomalous()[i]) {
                    alarms += i - last > MERGE_ROWS ? 1 : 0;
                    last = i;
                }
            }
            weeks += Math.max(0, rows - from) * (double) series.intervalSeconds() / WEEK_SECONDS;
        }
        return weeks == 0 ? Double.NaN : alarms / weeks;
    }

    private static int firstCounted(JudgedSeries series) {
        LabelledSeries own = series.series();
        if (own.evalFrom() > Long.MIN_VALUE) {
            int i = 0;
            while (i < own.rows() && own.times()[i] < own.evalFrom()) {
                i++;
            }
            return i;
        }
        return (int) Math.min(own.rows(), WARM_DAYS * 86_400L / series.intervalSeconds());
    }
}
