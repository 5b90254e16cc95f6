package io.tidemark.ingest.admission;

import io.tidemark.ingest.refusal.Reason;
import io.tidemark.ingest.refusal.Refusal;
import io.tidemark.ingest.refusal.Tally;
import io.tidemark.series.Series;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Iterator;
import java.util.Map;
import java.util.Set;

/**
 * Bounds how many series there are, client by client, so that one client's explosion costs no other anything. A series that is
 * known stays; a new one over a limit (of the client's metric, of the client, of all) goes to the metric's one overflow series,
 * {@code metric{overflow:true}}, so that its values are not lost and its tags are. A client that also makes up metrics without
 * end is refused new ones once it has {@value #OVERFLOWING_MAX} that overflow. A client's first {@value #GUARANTEED} series are
 * taken even where all clients together are at the limit.
 *
 * <p>Series that have been silent for the set time are forgotten. Thread-safe; memory: about 150 bytes a known series.
 */
final class SeriesLimit {

    static final int GUARANTEED = 1_000;
    static final int OVERFLOWING_MAX = 1_000;

    /** Clients with a share of their own; more of them share one. */
    static final int CLIENTS_MAX = 256;

    private static final String OTHERS = "";
    private static final long SWEEP_EVERY_MILLIS = 60_000;

    private final AdmissionLimits limits;
    private final Tally tally;
    private final Map<String, Share> shares = new HashMap<>();
    private int known;
    private long sweptAtMillis = Long.MIN_VALUE;

    SeriesLimit(AdmissionLimits limits, Tally tally) {
        this.limits = limits;
        this.tally = tally;
    }

    /** What one client has. */
    private static final class Share {

        private final Map<String, Map<String, Long>> lastSeenMillis = new HashMap<>();
        private final Set<String> overflowing = new HashSet<>();
        private int known;
    }

    synchronized Verdict<Series> admit(Series series, String client, long nowMillis) {
        Share share = shareOf(client);
        Map<String, Long> ofMetric = share.lastSeenMillis.get(series.metric());
        String text = series.text();
        if (ofMetric != null && ofMetric.replace(text, nowMillis) != null) {
            return Verdict.admitted(series);
        }
        if (isFull(share, ofMetric) && sweepIsDue(nowMillis)) {
            sweep(nowMillis);
            share = shareOf(client);
            ofMetric = share.lastSeenMillis.get(series.metric());
        }
        if (isFull(share, ofMetric)) {
            return overflow(series, share);
        }
        share.lastSeenMillis
                .computeIfAbsent(series.metric(), metric -> new HashMap<>())
                .put(text, nowMillis);
        share.known++;
        known++;
        return Verdict.admitted(series);
    }

    synchronized int known() {
        return known;
    }

    private Verdict<Series> overflow(Series series, Share share) {
        if (share.overflowing.size() >= OVERFLOWING_MAX && !share.overflowing.contains(series.metric())) {
            return Verdict.refused(new Refusal(
                    Reason.TOO_MANY_METRICS,
                    "name",
                    series.metric(),
                    "expected one of the metrics this client sends already: it has " + share.known + " series"));
        }
        share.overflowing.add(series.metric());
        tally.count(Reason.SERIES_LIMIT);
        return Verdict.admitted(Series.of(series.metric(), Series.OVERFLOW_TAG));
    }

    private Share shareOf(String client) {
        Share share = shares.get(client);
        if (share == null) {
            String owner = shares.size() < CLIENTS_MAX ? client : OTHERS;
            share = shares.computeIfAbsent(owner, key -> new Share());
        }
        return share;
    }

    private boolean isFull(Share share, Map<String, Long> ofMetric) {
        return share.known >= limits.seriesPerClientMax()
                || known >= limits.seriesMax() && share.known >= GUARANTEED
                || ofMetric != null && ofMetric.size() >= limits.seriesPerMetricMax();
    }

    private boolean sweepIsDue(long nowMillis) {
        return sweptAtMillis == Long.MIN_VALUE || nowMillis - sweptAtMillis >= SWEEP_EVERY_MILLIS;
    }

    private void sweep(long nowMillis) {
        sweptAtMillis = nowMillis;
        long forgottenBefore = nowMillis - limits.seriesForgottenAfter().toMillis();
        known = 0;
        shares.values().removeIf(share -> {
            sweep(share, forgottenBefore);
            known += share.known;
            return share.known == 0;
        });
    }

    private static void sweep(Share share, long forgottenBefore) {
        share.known = 0;
        share.overflowing.clear();
        Iterator<Map<String, Long>> metrics = share.lastSeenMillis.values().iterator();
        while (metrics.hasNext()) {
            Map<String, Long> ofMetric = metrics.next();
            ofMetric.values().removeIf(seen -> seen < forgottenBefore);
            share.known += ofMetric.size();
            if (ofMetric.isEmpty()) {
                metrics.remove();
            }
        }
    }
}
