package io.tidemark.console.query;

import io.tidemark.query.AnomaliesQuery;
import io.tidemark.query.MetricKind;
import io.tidemark.query.Query;
import java.util.List;

/**
 * The models behind {@code anomalies(…)}, {@code forecast(…)} and {@code outliers(…)}: those of the detectors and of alerting, handed
 * in by whoever puts the services together, so that a graph and a decision never differ.
 */
public interface Functions {

    /**
     * One causal pass of the model over the values; each bucket is judged before it is learnt.
     *
     * @param startSeconds start of the first bucket
     * @param values NaN where there is none
     * @param excluded buckets that are judged and not learnt
     */
    Band anomalies(
            AnomaliesQuery query,
            MetricKind kind,
            int stepSeconds,
            long startSeconds,
            double[] values,
            boolean[] excluded);

    /** How far back a forecast looks, seconds. */
    long forecastHistorySeconds(Query.Forecast query);

    /**
     * Where the values are heading.
     *
     * @param ahead buckets after the last value
     * @return {@code ahead} buckets: expected and the edges; score 0
     */
    Band forecast(Query.Forecast query, int stepSeconds, long startSeconds, double[] values, int ahead);

    /**
     * For each member whether it is unlike the others over the frame.
     *
     * @param members columns of equal length, at least three
     */
    boolean[] outliers(Query.Outliers query, List<double[]> members);
}
