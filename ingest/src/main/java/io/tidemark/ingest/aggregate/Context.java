package io.tidemark.ingest.aggregate;

import io.tidemark.series.Series;
import java.util.HashMap;
import java.util.Map;

/** One series as a client names it, with what is being collected for it. Belongs to one aggregator. */
public final class Context {

    private final Series series;
    private final String text;
    private final Map<String, String> derivedTexts = new HashMap<>(8);
    final Slot[] slots = new Slot[Kind.values().length];
    private boolean expired;

    /** What a context may collect; several at once, since types of one name may differ. */
    public enum Kind {
        COUNT,
        GAUGE,
        HISTOGRAM,
        DISTRIBUTION,
        SET
    }

    Context(Series series) {
        this.series = series;
        this.text = series.text();
    }

    /** Canonical text of the series. */
    public String text() {
        return text;
    }

    /** True once the aggregator has forgotten it: ask for a new one. */
    public boolean isExpired() {
        return expired;
    }

    /** Text of the series whose metric name carries this suffix, such as {@code .95percentile}. */
    String textWith(String suffix) {
        return derivedTexts.computeIfAbsent(suffix, s -> new Series(series.metric() + s, series.tags()).text());
    }

    /** Forgets itself where nothing is collected any more. */
    boolean expireIfIdle() {
        for (Slot slot : slots) {
            if (slot != null) {
                return false;
            }
        }
        expired = true;
        return true;
    }
}
