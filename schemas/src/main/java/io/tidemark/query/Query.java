package io.tidemark.query;

import java.util.Optional;

/**
 * What to read and how to combine it: a metric, arithmetic over metrics, or a function such as {@code anomalies(…)}.
 *
 * <p>Java 17 has no switch over types: callers pass a {@link Visitor}, so that a new kind of query fails to compile
 * where it is forgotten.
 */
public sealed interface Query
        permits MetricQuery,
                Query.Number,
                Query.Arithmetic,
                AnomaliesQuery,
                Query.DetectorAnomalies,
                Query.Outliers,
                Query.Forecast {

    static Query parse(String text) {
        return QueryParser.parseAll(text);
    }

    <R> R accept(Visitor<R> visitor);

    /** Canonical text; parsing it gives an equal query. */
    String text();

    /** One answer for each kind of query. */
    interface Visitor<R> {
        R metric(MetricQuery query);

        R number(Number query);

        R arithmetic(Arithmetic query);

        R anomalies(AnomaliesQuery query);

        R detectorAnomalies(DetectorAnomalies query);

        R outliers(Outliers query);

        R forecast(Forecast query);
    }

    /** A constant. */
    record Number(double value) implements Query {
        public Number {
            if (!Double.isFinite(value)) {
                throw new IllegalArgumentException("A constant must be finite, not " + value);
            }
        }

        @Override
        public <R> R accept(Visitor<R> visitor) {
            return visitor.number(this);
        }

        @Override
        public String text() {
            return format(value);
        }
    }

    /** Two queries combined, bucket by bucket and group by group. */
    record Arithmetic(Operator operator, Query left, Query right) implements Query {
        @Override
        public <R> R accept(Visitor<R> visitor) {
            return visitor.arithmetic(this);
        }

        @Override
        public String text() {
            return side(left, operator.precedence) + " " + operator.symbol + " " + side(right, operator.precedence + 1);
        }

        private static String side(Query part, int precedenceMin) {
            return part instanceof Arithmetic inner && inner.operator.precedence < precedenceMin
                    ? "(" + part.text() + ")"
                    : part.text();
        }
    }

    /** The four operations. */
    enum Operator {
        PLUS('+', 1),
        MINUS('-', 1),
        TIMES('*', 2),
        DIVIDE('/', 2);

        private final char symbol;
        private final int precedence;

        Operator(char symbol, int precedence) {
            this.symbol = symbol;
            this.precedence = precedence;
        }

        /** NaN where a side has no value, and for a division by zero. */
        public double apply(double left, double right) {
            double result = switch (this) {
                case PLUS -> left + right;
                case MINUS -> left - right;
                case TIMES -> left * right;
                case DIVIDE -> left / right;
            };
            return Double.isFinite(result) ? result : Double.NaN;
        }
    }

    /** The band of a detector that is a document of its own: {@code anomalies(detector('ID'), …)}. */
    record DetectorAnomalies(String detector, Optional<Direction> direction, Optional<Window> alertWindow)
            implements Query {
        @Override
        public <R> R accept(Visitor<R> visitor) {
            return visitor.detectorAnomalies(this);
        }

        @Override
        public String text() {
            return "anomalies(detector('" + detector + "')"
                    + direction.map(d -> ", direction='" + d.text() + "'").orElse("")
                    + alertWindow.map(w -> ", alert_window='" + w.text() + "'").orElse("") + ")";
        }
    }

    /** Which members of a group are unlike the others. {@code percentage} speaks of points, for the MAD forms. */
    record Outliers(Query of, OutlierAlgorithm algorithm, double tolerance, Optional<Double> percentage)
            implements Query {
        @Override
        public <R> R accept(Visitor<R> visitor) {
            return visitor.outliers(this);
        }

        @Override
        public String text() {
            return "outliers(" + of.text() + ", '" + algorithm.text() + "', " + format(tolerance)
                    + percentage.map(p -> ", " + format(p)).orElse("") + ")";
        }
    }

    /** How outliers are told. */
    enum OutlierAlgorithm {
        DBSCAN("DBSCAN"),
        SCALED_DBSCAN("scaledDBSCAN"),
        MAD("MAD"),
        SCALED_MAD("scaledMAD");

        private final String text;

        OutlierAlgorithm(String text) {
            this.text = text;
        }

        public String text() {
            return text;
        }
    }

    /**
     * Where a metric is heading.
     *
     * @param intervalSeconds width of the buckets it is fitted on; 0 where the text leaves it open
     */
    record Forecast(
            Query of,
            ForecastAlgorithm algorithm,
            double deviations,
            int intervalSeconds,
            Optional<Window> history,
            ForecastModel model,
            Optional<Seasonality> seasonality)
            implements Query {
        @Override
        public <R> R accept(Visitor<R> visitor) {
            return visitor.forecast(this);
        }

        @Override
        public String text() {
            return "forecast(" + of.text() + ", '" + algorithm.text() + "', " + format(deviations)
                    + (intervalSeconds == 0 ? "" : ", interval='" + Durations.text(intervalSeconds) + "'")
                    + history.map(h -> ", history='" + h.lengthText() + "'").orElse("")
                    + (model == ForecastModel.DEFAULT ? "" : ", model='" + model.text() + "'")
                    + seasonality.map(s -> ", seasonality='" + s.text() + "'").orElse("") + ")";
        }
    }

    /** A straight line, or a line with a season. */
    enum ForecastAlgorithm {
        LINEAR,
        SEASONAL;

        public String text() {
            return name().toLowerCase(java.util.Locale.ROOT);
        }
    }

    /** How quickly a linear forecast follows a change of direction. */
    enum ForecastModel {
        DEFAULT,
        SIMPLE,
        REACTIVE;

        public String text() {
            return name().toLowerCase(java.util.Locale.ROOT);
        }
    }

    /** A number as people write it: {@code 5}, {@code 0.25}, {@code 1.0E-9}. */
    static String format(double value) {
        return value == Math.rint(value) && Math.abs(value) < 1e15
                ? Long.toString((long) value)
                : Double.toString(value);
    }
}
