package io.tidemark.console.query;

import io.tidemark.query.AnomaliesQuery;
import io.tidemark.query.MetricKind;
import io.tidemark.query.Query;
import java.util.List;

/** Where nobody handed in models: plain queries are answered, functions refused. */
public final class NoFunctions implements Functions {

    @Override
    public Band anomalies(
            AnomaliesQuery query,
            MetricKind kind,
            int stepSeconds,
            long startSeconds,
            double[] values,
            boolean[] excluded) {
        throw refused();
    }

    @Override
    public long forecastHistorySeconds(Query.Forecast query) {
        throw refused();
    }

    @Override
    public Band forecast(Query.Forecast query, int stepSeconds, long startSeconds, double[] values, int ahead) {
        throw refused();
    }

    @Override
    public boolean[] outliers(Query.Outliers query, List<double[]> members) {
        throw refused();
    }

    private static QueryRefusedException refused() {
        return new QueryRefusedException(
                "This console runs without models (expected a plain query). Start it with tidemark console or standalone.",
                "no-models");
    }
}
