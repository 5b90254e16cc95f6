package io.tidemark.query;

import java.util.ArrayList;
import java.util.List;

/** What must hold across the parts of a query, checked where its text is read so that faults have a place. */
final class QueryRules {

    private QueryRules() {}

    static void check(Query query, Scanner in, int start) {
        if (query instanceof Query.Number) {
            throw in.faultAt(start, "a query that reads a metric", "A number alone never changes.", "no-metric");
        }
        if (!(query instanceof Query.Arithmetic)) {
            return;
        }
        if (hasFunction(query)) {
            throw in.faultAt(
                    start,
                    "a function around the whole query",
                    "Put the arithmetic inside: anomalies(a / b, …).",
                    "function-inside-arithmetic");
        }
        List<MetricQuery> metrics = new ArrayList<>(new java.util.LinkedHashSet<>(metrics(query)));
        if (metrics.isEmpty()) {
            throw in.faultAt(start, "a query that reads a metric", "A number alone never changes.", "no-metric");
        }
        if (metrics.size() > Formula.METRICS_MAX) {
            throw in.faultAt(start, "at most " + Formula.METRICS_MAX + " metrics", "", "too-many-metrics");
        }
        Grouping grouping = metrics.get(0).grouping();
        for (MetricQuery metric : metrics) {
            if (!metric.grouping().equals(grouping)) {
                throw in.faultAt(
                        start,
                        "the same grouping in all parts, not \"" + grouping.text() + "\" and \""
                                + metric.grouping().text() + "\"",
                        "Repeat the same by {…} behind each metric.",
                        "mixed-grouping");
            }
            if (metric.rollupSeconds() != metrics.get(0).rollupSeconds()) {
                throw in.faultAt(start, "the same rollup seconds in all parts", "", "mixed-rollup");
            }
        }
        if (grouping.kind() == Grouping.Kind.EVERY_SERIES && metrics.size() > 1) {
            throw in.faultAt(
                    start,
                    "named keys behind by, because series of different metrics cannot be paired",
                    "Write by {host} or the like instead of by {*}.",
                    "unpaired-series");
        }
    }

    static List<MetricQuery> metrics(Query query) {
        List<MetricQuery> found = new ArrayList<>();
        collect(query, found);
        return found;
    }

    private static void collect(Query query, List<MetricQuery> found) {
        if (query instanceof MetricQuery metric) {
            found.add(metric);
        } else if (query instanceof Query.Arithmetic arithmetic) {
            collect(arithmetic.left(), found);
            collect(arithmetic.right(), found);
        }
    }

    static boolean hasFunction(Query query) {
        if (query instanceof Query.Arithmetic arithmetic) {
            return hasFunction(arithmetic.left()) || hasFunction(arithmetic.right());
        }
        return !(query instanceof MetricQuery || query instanceof Query.Number);
    }
}
