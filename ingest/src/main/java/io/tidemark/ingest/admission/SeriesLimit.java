package io.tidemark.ingest.admission;

import io.tidemark.ingest.refusal.Reason;
import io.tidemark.ingest.refusal.Tally;
import io.tidemark.series.Series;
import java.util.HashMap;
import java.util.Iterator;
import java.util.Map;

/**
 * Bounds how many series there are. A series that is known stays; a new one over the limit (of the metric or in all) goes to
 * the metric's one overflow series, {@code metric{overflow:true}}, so that its values are not lost and its tags are.
 * Series that have been silent for the set time are forgotten. Thread-safe; memory: about 150 bytes a known series.
 */
final class SeriesLimit {

    private static final long SWEEP_EVERY_MILLIS = 60_000;

    private final AdmissionLimits limits;
    private final Tally tally;
    private final Map<String, Map<String, Long>> lastSeenMillis = new HashMap<>();
    private int known;
    private long sweptAtMillis = Long.MIN_VALUE;

    SeriesLimit(AdmissionLimits limits, Tally tally) {
        this.limits = limits;
        this.tally = tally;
    }

    synchronized Series admit(Series series, long nowMillis) {
        Map<String, Long> ofMetric = lastSeenMillis.get(series.metric());
        String text = series.text();
        if (ofMetric != null && ofMetric.replace(text, nowMillis) != null) {
            return series;
        }
        if (isFull(ofMetric) && sweepIsDue(nowMillis)) {
            sweep(nowMillis);
            ofMetric = lastSeenMillis.get(series.metric());
        }
        if (isFull(ofMetric)) {
            tally.count(Reason.SERIES_LIMIT);
            return Series.of(series.metric(), "overflow:true");
        }
        lastSeenMillis
                .computeIfAbsent(series.metric(), metric -> new HashMap<>())
                .put(text, nowMillis);
        known++;
        return series;
    }

    synchronized int known() {
        return known;
    }

    private boolean isFull(Map<String, Long> ofMetric) {
        return known >= limits.seriesMax() || ofMetric != null && ofMetric.size() >= limits.seriesPerMetricMax();
    }

    private boolean sweepIsDue(long nowMillis) {
        return sweptAtMillis == Long.MIN_VALUE || nowMillis - sweptAtMillis >= SWEEP_EVERY_MILLIS;
    }

    private void sweep(long nowMillis) {
        sweptAtMillis = nowMillis;
        long forgottenBefore = nowMillis - limits.seriesForgottenAfter().toMillis();
        known = 0;
        Iterator<Map<String, Long>> metrics = lastSeenMillis.values().iterator();
        while (metrics.hasNext()) {
            Map<String, Long> ofMetric = metrics.next();
            ofMetric.values().removeIf(seen -> seen < forgottenBefore);
            known += ofMetric.size();
            if (ofMetric.isEmpty()) {
                metrics.remove();
            }
        }
    }
}
