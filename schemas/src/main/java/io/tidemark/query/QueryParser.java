package io.tidemark.query;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;

/** Reads a query: sums of products of atoms; an atom is a number, a parenthesis, a function, or a metric. */
final class QueryParser {

    private final Scanner in;
    private final FunctionParser functions;

    QueryParser(Scanner in) {
        this.in = in;
        this.functions = new FunctionParser(in, this);
    }

    static Query parseAll(String text) {
        Scanner in = new Scanner(text);
        Query query = new QueryParser(in).parse();
        in.skipSpace();
        if (!in.atEnd()) {
            throw in.fault("an operator (+ - * /) or the end of the query", "", "unexpected");
        }
        return query;
    }

    Query parse() {
        in.skipSpace();
        int start = in.position();
        Query query = sum();
        QueryRules.check(query, in, start);
        return query;
    }

    private Query sum() {
        Query left = product();
        while (true) {
            if (in.take("+")) {
                left = new Query.Arithmetic(Query.Operator.PLUS, left, product());
            } else if (in.take("-")) {
                left = new Query.Arithmetic(Query.Operator.MINUS, left, product());
            } else {
                return left;
            }
        }
    }

    private Query product() {
        Query left = atom();
        while (true) {
            if (in.take("*")) {
                left = new Query.Arithmetic(Query.Operator.TIMES, left, atom());
            } else if (in.take("/")) {
                left = new Query.Arithmetic(Query.Operator.DIVIDE, left, atom());
            } else {
                return left;
            }
        }
    }

    private Query atom() {
        in.skipSpace();
        if (in.looksAtNumber()) {
            return new Query.Number(in.number("a number"));
        }
        in.descend();
        Query atom;
        if (in.take("(")) {
            atom = sum();
            in.expect(")", "to close the parenthesis");
        } else if (in.take("-")) {
            // A leading minus is the product with -1, so that the tree needs no node of its own for it.
            atom = new Query.Arithmetic(Query.Operator.TIMES, new Query.Number(-1), atom());
        } else {
            atom = named();
        }
        in.ascend();
        return atom;
    }

    private Query named() {
        int start = in.position();
        String name = in.run(QueryParser::isNamePart);
        if (name.isEmpty()) {
            throw in.fault("a metric, a number, a function, or \"(\"", "", "unexpected");
        }
        char next = in.peek();
        if (next == '(') {
            return functions.call(name, start);
        }
        if (next == ':') {
            Aggregator aggregator = Aggregator.named(name).orElseThrow(() -> {
                boolean percentile = name.matches("p[0-9.]{1,6}") || name.equals("percentile");
                return in.faultAt(
                        start,
                        "an aggregator: " + String.join(", ", Aggregator.names()),
                        percentile
                                ? "The percentiles kept are p50, p75, p90, p95 and p99."
                                : NearestName.hint(name, Aggregator.names()),
                        "unknown-aggregator");
            });
            in.take(":");
            in.skipSpace();
            return metric(aggregator, in.run(QueryParser::isMetricPart));
        }
        // Only a name in front of braces may hold '-' and '/', which are operators elsewhere.
        in.moveTo(start);
        return metric(Aggregator.AVG, in.run(QueryParser::isMetricPart));
    }

    private Query metric(Aggregator aggregator, String metric) {
        if (metric.isEmpty() || !Character.isLetter(metric.charAt(0))) {
            throw in.faultAt(
                    in.position() - metric.length(),
                    "the name of a metric, which begins with a letter",
                    "",
                    "bad-metric-name");
        }
        if (!in.take("{")) {
            throw in.fault(
                    "the scope of " + metric + " in braces", "Write " + metric + "{*} for all of it.", "no-scope");
        }
        Scope scope = new ScopeParser(in, '}').parse();
        in.expect("}", "to close the scope");
        Grouping grouping = in.takeWord("by") ? grouping() : Grouping.NONE;
        return modifiers(aggregator, metric, scope, grouping);
    }

    private Grouping grouping() {
        in.expect("{", "before the keys to group by");
        if (in.take("*")) {
            in.expect("}", "to close the keys");
            return Grouping.EVERY_SERIES;
        }
        List<String> keys = new ArrayList<>();
        do {
            in.skipSpace();
            int start = in.position();
            String key = in.run(ScopeParser::isTagPart).toLowerCase(java.util.Locale.ROOT);
            if (key.isEmpty() || key.indexOf(':') >= 0 || key.indexOf('*') >= 0) {
                throw in.faultAt(start, "the key of a tag, such as host", "Give keys without values.", "bad-group-key");
            }
            keys.add(key);
        } while (in.take(","));
        if (keys.size() > Grouping.KEYS_MAX) {
            throw in.fault("at most " + Grouping.KEYS_MAX + " keys", "", "too-many-group-keys");
        }
        in.expect("}", "to close the keys");
        return Grouping.by(keys);
    }

    private MetricQuery modifiers(Aggregator aggregator, String metric, Scope scope, Grouping grouping) {
        MetricQuery.Reading reading = MetricQuery.Reading.AS_SENT;
        Optional<MetricQuery.Rollup> rollup = Optional.empty();
        MetricQuery.Fill fill = MetricQuery.Fill.UNSAID;
        while (in.take(".")) {
            int start = in.position();
            String name = in.word();
            boolean twice;
            switch (name) {
                case "as_count", "as_rate" -> {
                    twice = reading != MetricQuery.Reading.AS_SENT;
                    in.expect("(", "after " + name);
                    in.expect(")", "after " + name + "(");
                    reading = name.equals("as_count") ? MetricQuery.Reading.AS_COUNT : MetricQuery.Reading.AS_RATE;
                }
                case "rollup" -> {
                    twice = rollup.isPresent();
                    rollup = Optional.of(rollup());
                }
                case "fill" -> {
                    twice = fill.method() != MetricQuery.FillMethod.UNSAID;
                    fill = fill();
                }
                default ->
                    throw in.faultAt(
                            start,
                            "as_count(), as_rate(), rollup(…) or fill(…)",
                            NearestName.hint(name, List.of("as_count", "as_rate", "rollup", "fill")),
                            "unknown-modifier");
            }
            if (twice) {
                throw in.faultAt(start, "each modifier once", "Remove this one.", "repeated-modifier");
            }
        }
        return new MetricQuery(aggregator, metric, scope, grouping, reading, rollup, fill);
    }

    private MetricQuery.Rollup rollup() {
        in.expect("(", "after rollup");
        Optional<TimeAggregator> method = Optional.empty();
        int seconds = 0;
        if (!in.looksAtNumber()) {
            int start = in.position();
            String name = in.peek() == '\'' || in.peek() == '"' ? in.quoted("a method") : in.word();
            method = Optional.of(TimeAggregator.named(name)
                    .orElseThrow(() -> in.faultAt(
                            start,
                            "a method (" + String.join(", ", TimeAggregator.names()) + ") or seconds",
                            NearestName.hint(name, TimeAggregator.names()),
                            "unknown-rollup")));
            if (!in.take(",")) {
                in.expect(")", "after the method");
                return new MetricQuery.Rollup(method, 0);
            }
        }
        in.skipSpace();
        seconds = bucketSeconds("a number of seconds, a multiple of 10 up to 604800");
        in.expect(")", "after the seconds");
        return new MetricQuery.Rollup(method, seconds);
    }

    /** The width of a bucket: seconds, bare or quoted, or a duration in quotes. */
    int bucketSeconds(String what) {
        in.skipSpace();
        int start = in.position();
        OptionalInt seconds;
        if (in.peek() == '\'' || in.peek() == '"') {
            seconds = Durations.seconds(in.quoted(what));
        } else {
            double number = in.number(what);
            seconds = number == Math.rint(number) && number > 0 && number <= Integer.MAX_VALUE
                    ? OptionalInt.of((int) number)
                    : OptionalInt.empty();
        }
        if (seconds.isEmpty()
                || seconds.getAsInt() > MetricQuery.Rollup.SECONDS_MAX
                || seconds.getAsInt() % MetricQuery.Rollup.STEP_SECONDS != 0) {
            throw in.faultAt(start, what, "Points are kept in buckets of 10 s.", "bad-interval");
        }
        return seconds.getAsInt();
    }

    private MetricQuery.Fill fill() {
        in.expect("(", "after fill");
        in.skipSpace();
        int start = in.position();
        String name = in.word();
        MetricQuery.FillMethod method = switch (name) {
            case "null" -> MetricQuery.FillMethod.NULL;
            case "zero" -> MetricQuery.FillMethod.ZERO;
            case "last" -> MetricQuery.FillMethod.LAST;
            case "linear" -> MetricQuery.FillMethod.LINEAR;
            default ->
                throw in.faultAt(
                        start,
                        "null, zero, last or linear",
                        NearestName.hint(name, List.of("null", "zero", "last", "linear")),
                        "unknown-fill");
        };
        int limit = 0;
        if (in.take(",")) {
            int at = in.position();
            double seconds = in.number("a number of seconds");
            if (seconds < 1 || seconds > MetricQuery.Rollup.SECONDS_MAX || seconds != Math.rint(seconds)) {
                throw in.faultAt(at, "whole seconds from 1 to 604800", "", "bad-interval");
            }
            limit = (int) seconds;
        }
        in.expect(")", "after the fill");
        return new MetricQuery.Fill(method, limit);
    }

    private static boolean isNamePart(int c) {
        return Character.isLetterOrDigit(c) || c == '_' || c == '.';
    }

    private static boolean isMetricPart(int c) {
        return isNamePart(c) || c == '-' || c == '/';
    }
}
