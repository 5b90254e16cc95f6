package io.tidemark.query;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;

/**
 * A query taken apart for evaluation: the metrics to read, and how their values of one bucket and group become one.
 *
 * <p>The same metric written twice is read once. Time: one step a node; nothing is allocated.
 */
public final class Formula {

    /** Most different metrics in one query. */
    public static final int METRICS_MAX = 16;

    private final Query query;
    private final List<MetricQuery> metrics;

    private Formula(Query query, List<MetricQuery> metrics) {
        this.query = query;
        this.metrics = metrics;
    }

    /**
     * @param query a metric or arithmetic over metrics: what stands inside a function, not the function itself
     */
    public static Formula of(Query query) {
        if (QueryRules.hasFunction(query)) {
            throw new IllegalArgumentException("No arithmetic can be done with " + query.text());
        }
        return new Formula(query, List.copyOf(new ArrayList<>(new LinkedHashSet<>(QueryRules.metrics(query)))));
    }

    /** The metrics to read, each once, in the order of the text. */
    public List<MetricQuery> metrics() {
        return metrics;
    }

    /** All metrics of a formula are grouped alike. */
    public Grouping grouping() {
        return metrics.get(0).grouping();
    }

    /** Width of the buckets that the text asks for, seconds; 0 where it leaves it open. */
    public int rollupSeconds() {
        return metrics.get(0).rollupSeconds();
    }

    /**
     * Value of the query in one bucket of one group.
     *
     * @param values one for each of {@link #metrics()}; NaN where the metric has none
     * @return NaN where a value is missing (and not filled with zero) or a division is by zero
     */
    public double evaluate(double[] values) {
        return evaluate(query, values);
    }

    private double evaluate(Query part, double[] values) {
        if (part instanceof MetricQuery metric) {
            double value = values[metrics.indexOf(metric)];
            boolean zero = metric.fill().method() == MetricQuery.FillMethod.ZERO;
            return Double.isNaN(value) && zero ? 0 : value;
        }
        if (part instanceof Query.Number number) {
            return number.value();
        }
        Query.Arithmetic arithmetic = (Query.Arithmetic) part;
        return arithmetic.operator().apply(evaluate(arithmetic.left(), values), evaluate(arithmetic.right(), values));
    }
}
