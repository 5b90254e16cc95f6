package io.tidemark.console.query;

import io.tidemark.query.AnomaliesQuery;
import io.tidemark.query.Formula;
import io.tidemark.query.Grouping;
import io.tidemark.query.MetricQuery;
import io.tidemark.query.Query;
import io.tidemark.query.Scope;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Queries as texts: what is read, and the text that gives one group alone. */
public final class Expressions {

    private Expressions() {}

    /** The first metric that a query reads; none for the band of a detector. */
    public static Optional<MetricQuery> firstMetric(Query query) {
        Query inner = inner(query);
        return inner instanceof Query.DetectorAnomalies
                ? Optional.empty()
                : Optional.of(Formula.of(inner).metrics().get(0));
    }

    /** The metric where a query is one, else the text without scopes' detail: what a legend calls it. */
    public static String name(Query query) {
        return query instanceof MetricQuery metric ? metric.metric() : query.text();
    }

    /** A query that means one group of another: its tags in each scope, and no grouping. */
    public static String of(Query query, String group, List<String> tags) {
        if (group.equals(Grouping.ALL_KEY) || query instanceof Query.DetectorAnomalies) {
            return query.text();
        }
        if (query instanceof AnomaliesQuery anomalies) {
            return new AnomaliesQuery(
                            narrowed(anomalies.of(), tags),
                            anomalies.model(),
                            anomalies.deviations(),
                            anomalies.options())
                    .text();
        }
        if (query instanceof Query.Forecast forecast) {
            return new Query.Forecast(
                            narrowed(forecast.of(), tags),
                            forecast.algorithm(),
                            forecast.deviations(),
                            forecast.intervalSeconds(),
                            forecast.history(),
                            forecast.model(),
                            forecast.seasonality())
                    .text();
        }
        return query instanceof Query.Outliers outliers
                ? narrowed(outliers.of(), tags).text()
                : narrowed(query, tags).text();
    }

    private static Query inner(Query query) {
        if (query instanceof AnomaliesQuery anomalies) {
            return anomalies.of();
        }
        if (query instanceof Query.Forecast forecast) {
            return forecast.of();
        }
        return query instanceof Query.Outliers outliers ? outliers.of() : query;
    }

    private static Query narrowed(Query query, List<String> tags) {
        if (query instanceof Query.Arithmetic both) {
            return new Query.Arithmetic(both.operator(), narrowed(both.left(), tags), narrowed(both.right(), tags));
        }
        if (!(query instanceof MetricQuery metric)) {
            return query;
        }
        List<Scope> scopes = new ArrayList<>();
        scopes.add(metric.scope());
        for (String tag : tags) {
            // A group of those without the tag: that they have no such tag.
            boolean missing = tag.endsWith(":" + Grouping.MISSING);
            scopes.add(Scope.parse(
                    missing ? "!" + tag.substring(0, tag.length() - Grouping.MISSING.length()) + "*" : tag));
        }
        return new MetricQuery(
                metric.aggregator(),
                metric.metric(),
                Scope.and(scopes),
                Grouping.NONE,
                metric.reading(),
                metric.rollup(),
                metric.fill());
    }
}
