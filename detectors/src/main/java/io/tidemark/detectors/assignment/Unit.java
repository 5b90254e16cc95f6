package io.tidemark.detectors.assignment;

import io.tidemark.detectors.model.Model;
import io.tidemark.detectors.model.Models;
import io.tidemark.query.Formula;
import io.tidemark.query.Grouping;
import io.tidemark.query.MetricQuery;
import java.util.List;

/** One version of a definition at work in one task, with its model and the span of buckets that it judges. */
public final class Unit {
    private final Definition definition;
    private final long version;
    private final long knownFromMillis;
    private final long fingerprint;
    private final Formula formula;
    private final boolean direct;
    private final Model model;
    final long fromSeconds;
    long untilSeconds = Long.MAX_VALUE;

    /** @throws IllegalArgumentException where the definition asks for what there is not, such as an unknown model */
    Unit(Definition definition, long version, long knownFromMillis) {
        this.definition = definition;
        this.version = version;
        this.knownFromMillis = knownFromMillis;
        this.fingerprint = definition.fingerprint();
        this.formula = Formula.of(definition.query());
        this.direct = definition.query() instanceof MetricQuery metric
                && metric.grouping().equals(Grouping.EVERY_SERIES);
        this.model = definition.model().map(Models::create).orElse(null);
        this.fromSeconds = definition.effectiveFromSeconds().orElse(Long.MIN_VALUE);
    }

    public String id() {
        return definition.id();
    }

    public Definition definition() {
        return definition;
    }

    /** Offset of the configuration record. */
    public long version() {
        return version;
    }

    /** From which tick on it is known. */
    public long knownFromMillis() {
        return knownFromMillis;
    }

    public long fingerprint() {
        return fingerprint;
    }

    /** The metrics that it reads, each once, in the order of the text. */
    public List<MetricQuery> metrics() {
        return formula.metrics();
    }

    /** Judged beside the rollups: one metric, every series apart. */
    public boolean isDirect() {
        return direct;
    }

    /** Null for a plain query. */
    public Model model() {
        return model;
    }

    public int intervalSeconds() {
        return definition.intervalSeconds();
    }

    /** Whether this version speaks about a bucket with this start. */
    public boolean covers(long startSeconds) {
        return startSeconds >= fromSeconds && startSeconds < untilSeconds;
    }

    /** The query's value from the values of its metrics. */
    public double value(double[] metricValues) {
        return formula.evaluate(metricValues);
    }
}
