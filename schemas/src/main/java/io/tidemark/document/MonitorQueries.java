package io.tidemark.document;

import io.tidemark.query.AnomaliesQuery;
import io.tidemark.query.Formula;
import io.tidemark.query.MetricQuery;
import io.tidemark.query.MonitorQuery;
import io.tidemark.query.Query;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;

/**
 * What must be read or judged for a monitor: the same derivation for those who write bands and those who read them.
 *
 * <p>The id is a hash over the canonical text and the width of the buckets, so monitors that read the same share it:
 * {@code query:0123456789abcdef} for a plain query, {@code anomalies:…} for an inline detector, the detector's own id
 * for a reference.
 */
public final class MonitorQueries {

    private static final int HASH_BYTES = 8;

    private MonitorQueries() {}

    /**
     * One thing to read or judge.
     *
     * @param id id of its band rows
     * @param text canonical text of what is read; of a reference its call
     * @param query what is read; empty for a reference, whose document says it
     * @param intervalSeconds width of its buckets; 0 for a reference
     * @param detector how it is judged; empty for a plain query and for a reference
     */
    public record Derived(
            Kind kind,
            String id,
            String text,
            Optional<Query> query,
            int intervalSeconds,
            Optional<DetectorDocument> detector) {}

    /** Why it is needed. */
    public enum Kind {
        /** Values only. */
        PLAIN,
        /** Values and a band, by a detector that stands in the monitor itself. */
        ANOMALIES,
        /** The band of a detector that is a document of its own. */
        REFERENCE
    }

    /** Nothing for service checks and composites. */
    public static List<Derived> of(MonitorDocument monitor) {
        return monitor.metricQuery().map(q -> List.of(of(q, monitor))).orElse(List.of());
    }

    private static Derived of(MonitorQuery monitor, MonitorDocument document) {
        return monitor.query().accept(new Derivation(monitor, document));
    }

    /** Width of the buckets of a plain query over such a window, where the text names none. */
    public static int plainInterval(int windowSeconds) {
        if (windowSeconds < 86_400) {
            return 60;
        }
        return windowSeconds <= 2 * 86_400 ? 600 : 3_600;
    }

    /** The widest usual bucket of which five fit into the alert window. */
    static int intervalBelow(int alertWindowSeconds) {
        for (int seconds : List.of(3_600, 600, 60, 30, 20)) {
            if (seconds * 5L <= alertWindowSeconds && (seconds <= 60 || seconds * 12L <= alertWindowSeconds)) {
                return seconds;
            }
        }
        return MetricQuery.Rollup.STEP_SECONDS;
    }

    private static String hash(String text) {
        try {
            byte[] digest = MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
            return HexFormat.of().formatHex(digest, 0, HASH_BYTES);
        } catch (NoSuchAlgorithmException everyJdkHasIt) {
            throw new IllegalStateException(everyJdkHasIt);
        }
    }

    /** Java 17 has no switch over types: one method for each kind of query. */
    private record Derivation(MonitorQuery monitor, MonitorDocument document) implements Query.Visitor<Derived> {

        private Derived plain(Query query) {
            return plain(query, plainInterval(monitor.window().seconds()));
        }

        private Derived plain(Query query, int unstated) {
            int stated = Formula.of(query).rollupSeconds();
            int interval = stated == 0 ? unstated : stated;
            String text = query.text();
            return new Derived(
                    Kind.PLAIN,
                    "query:" + hash(text + "@" + interval),
                    text,
                    Optional.of(query),
                    interval,
                    Optional.empty());
        }

        @Override
        public Derived metric(MetricQuery query) {
            return plain(query);
        }

        @Override
        public Derived number(Query.Number query) {
            throw new IllegalStateException("The parser refuses a number alone: " + query.text());
        }

        @Override
        public Derived arithmetic(Query.Arithmetic query) {
            return plain(query);
        }

        @Override
        public Derived outliers(Query.Outliers query) {
            return plain(query.of());
        }

        @Override
        public Derived forecast(Query.Forecast query) {
            // The window lies ahead: its length says nothing about the buckets of the past.
            return plain(query.of(), query.intervalSeconds() == 0 ? 3_600 : query.intervalSeconds());
        }

        @Override
        public Derived anomalies(AnomaliesQuery query) {
            int rollup = Formula.of(query.of()).rollupSeconds();
            int stated =
                    query.options().intervalSeconds() != 0 ? query.options().intervalSeconds() : rollup;
            int interval = stated == 0
                    ? intervalBelow(AnomalyWindows.of(monitor, document.options())
                            .trigger()
                            .seconds())
                    : stated;
            String text = query.bandText();
            String id = "anomalies:" + hash(text + "@" + interval);
            return new Derived(
                    Kind.ANOMALIES,
                    id,
                    text,
                    Optional.of(query.of()),
                    interval,
                    Optional.of(detector(id, query, interval)));
        }

        private static DetectorDocument detector(String id, AnomaliesQuery query, int interval) {
            AnomaliesQuery.Options options = query.options();
            return new DetectorDocument(
                    id,
                    query.bandText(),
                    query.of(),
                    interval,
                    query.model(),
                    new DetectorDocument.Bounds(query.deviations()),
                    options.direction(),
                    options.zone(),
                    options.seasonality(),
                    0,
                    0,
                    Double.NaN,
                    Double.NaN,
                    options.countDefaultZero(),
                    Optional.empty(),
                    true,
                    List.of());
        }

        @Override
        public Derived detectorAnomalies(Query.DetectorAnomalies query) {
            return new Derived(Kind.REFERENCE, query.detector(), query.text(), Optional.empty(), 0, Optional.empty());
        }
    }
}
