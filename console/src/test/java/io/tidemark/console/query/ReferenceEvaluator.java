package io.tidemark.console.query;

import io.tidemark.query.Aggregator;
import io.tidemark.query.MetricKind;
import io.tidemark.query.MetricQuery;
import io.tidemark.query.Query;
import io.tidemark.query.TimeAggregator;
import io.tidemark.series.Series;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * The meaning of a query, written down as slowly and plainly as it can be: for each bucket and group all kept rows are looked
 * through again. Shares nothing with the engine but the parser.
 */
final class ReferenceEvaluator {

    private final Kept kept;

    ReferenceEvaluator(Kept kept) {
        this.kept = kept;
    }

    /** Values by group; groups without any value are left out. */
    Map<String, List<Double>> evaluate(Query query, Frame frame) {
        TreeSet<String> groups = new TreeSet<>();
        metrics(query)
                .forEach(metric -> kept.kinds().keySet().stream()
                        .filter(metric::matches)
                        .forEach(series -> groups.addAll(metric.grouping().groupsOf(series))));
        Map<String, List<Double>> answer = new TreeMap<>();
        for (String group : groups) {
            List<Double> values = new ArrayList<>();
            for (int i = 0; i < frame.size(); i++) {
                values.add(value(query, group, frame.start(i), frame.stepSeconds()));
            }
            if (values.stream().anyMatch(value -> !value.isNaN())) {
                answer.put(group, values);
            }
        }
        return answer;
    }

    private static List<MetricQuery> metrics(Query query) {
        if (query instanceof MetricQuery metric) {
            return List.of(metric);
        }
        List<MetricQuery> found = new ArrayList<>();
        if (query instanceof Query.Arithmetic both) {
            found.addAll(metrics(both.left()));
            found.addAll(metrics(both.right()));
        }
        return found;
    }

    private double value(Query query, String group, long start, int step) {
        if (query instanceof Query.Number number) {
            return number.value();
        }
        if (query instanceof Query.Arithmetic both) {
            double left = value(both.left(), group, start, step);
            double right = value(both.right(), group, start, step);
            double result = switch (both.operator()) {
                case PLUS -> left + right;
                case MINUS -> left - right;
                case TIMES -> left * right;
                case DIVIDE -> left / right;
            };
            return Double.isInfinite(result) ? Double.NaN : result;
        }
        return space((MetricQuery) query, group, start, step);
    }

    private double space(MetricQuery metric, String group, long start, int step) {
        List<Double> members = new ArrayList<>();
        for (Map.Entry<Series, MetricKind> each : kept.kinds().entrySet()) {
            boolean inGroup = metric.matches(each.getKey())
                    && metric.grouping().groupsOf(each.getKey()).contains(group);
            double member = inGroup ? time(metric, each.getValue(), each.getKey(), start, step) : Double.NaN;
            if (!Double.isNaN(member)) {
                members.add(member);
            }
        }
        if (members.isEmpty()) {
            return Double.NaN;
        }
        double sum = members.stream().mapToDouble(v -> v).sum();
        return switch (metric.aggregator()) {
            case SUM, COUNT -> sum;
            case MIN -> members.stream().mapToDouble(v -> v).min().orElseThrow();
            case MAX -> members.stream().mapToDouble(v -> v).max().orElseThrow();
            default -> sum / members.size();
        };
    }

    private double time(MetricQuery metric, MetricKind kind, Series series, long start, int step) {
        List<Kept.Row> rows = kept.rows(series).stream()
                .filter(row -> row.start() >= start && row.start() < start + step)
                .sorted((a, b) -> Long.compare(a.start(), b.start()))
                .toList();
        if (rows.isEmpty()) {
            return Double.NaN;
        }
        TimeAggregator method =
                metric.rollup().flatMap(MetricQuery.Rollup::method).orElse(usual(metric, kind));
        double count = rows.stream().mapToLong(Kept.Row::count).sum();
        double sum = rows.stream().mapToDouble(Kept.Row::sum).sum();
        double folded = switch (method) {
            case AVG -> sum / count;
            case SUM -> sum;
            case MIN -> rows.stream().mapToDouble(Kept.Row::min).min().orElseThrow();
            case MAX -> rows.stream().mapToDouble(Kept.Row::max).max().orElseThrow();
            case LAST -> rows.get(rows.size() - 1).last();
            case COUNT -> count;
        };
        if (method != TimeAggregator.COUNT
                && kind == MetricKind.COUNT
                && metric.reading() == MetricQuery.Reading.AS_RATE) {
            return folded / step;
        }
        if (kind == MetricKind.RATE
                && metric.reading() == MetricQuery.Reading.AS_COUNT
                && method != TimeAggregator.COUNT) {
            return (method == TimeAggregator.SUM ? sum / count : folded) * step;
        }
        return folded;
    }

    private static TimeAggregator usual(MetricQuery metric, MetricKind kind) {
        boolean counts =
                kind == MetricKind.COUNT || kind == MetricKind.RATE && metric.reading() == MetricQuery.Reading.AS_COUNT;
        if (metric.aggregator() == Aggregator.LAST) {
            return TimeAggregator.LAST;
        }
        if (metric.aggregator() == Aggregator.COUNT) {
            return TimeAggregator.COUNT;
        }
        if (counts) {
            return TimeAggregator.SUM;
        }
        return metric.aggregator() == Aggregator.MIN
                ? TimeAggregator.MIN
                : metric.aggregator() == Aggregator.MAX ? TimeAggregator.MAX : TimeAggregator.AVG;
    }
}
