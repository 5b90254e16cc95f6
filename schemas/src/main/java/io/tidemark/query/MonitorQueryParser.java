package io.tidemark.query;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Reads the query of a monitor: a fold over a window, a query, a comparison, a threshold. */
final class MonitorQueryParser {

    private static final List<String> FOLDS = List.of("avg", "sum", "min", "max", "last");

    private static final List<String> CURRENT = List.of("1h", "1d", "1mo");

    private final Scanner in;

    private MonitorQueryParser(Scanner in) {
        this.in = in;
    }

    static MonitorQuery parseAll(String text) {
        return new MonitorQueryParser(new Scanner(text)).parse();
    }

    private MonitorQuery parse() {
        in.skipSpace();
        int start = in.position();
        String head = in.word();
        Optional<Boolean> relative = switch (head) {
            case "change" -> Optional.of(false);
            case "pct_change" -> Optional.of(true);
            default -> Optional.empty();
        };
        if (relative.isPresent()) {
            in.expect("(", "after " + head);
            in.skipSpace();
            start = in.position();
            head = in.word();
        }
        TimeAggregator over = fold(head, start, relative.isPresent());
        if (!in.take("(")) {
            throw in.faultAt(
                    start,
                    "\"(\" and the window after " + head,
                    "A monitor's query begins like avg(last_5m):avg:metric{*} > 5.",
                    "no-window");
        }
        in.skipSpace();
        int windowAt = in.position();
        Window window = Window.read(in, false);
        in.expect(")", "after the window");
        Optional<MonitorQuery.Change> change = Optional.empty();
        if (relative.isPresent()) {
            in.expect(",", "and against when, such as last_1h");
            Window shift = Window.read(in, true);
            in.expect(")", "to close the change");
            change = Optional.of(new MonitorQuery.Change(relative.get(), shift));
        }
        in.expect(":", "before the query");
        in.skipSpace();
        int queryAt = in.position();
        Query query = new QueryParser(in).parse();
        checkWindow(window, windowAt, query);
        MonitorQuery.Comparison comparison = comparison();
        in.skipSpace();
        int thresholdAt = in.position();
        double threshold = in.number("the threshold, a number");
        checkThreshold(query, queryAt, change, threshold, thresholdAt);
        in.skipSpace();
        if (!in.atEnd()) {
            throw in.fault("the end of the query", "", "unexpected");
        }
        return new MonitorQuery(over, window, change, query, comparison, threshold);
    }

    private TimeAggregator fold(String name, int start, boolean inChange) {
        if (FOLDS.contains(name)) {
            return TimeAggregator.named(name).orElseThrow();
        }
        List<String> known = new ArrayList<>(FOLDS);
        if (!inChange) {
            known.addAll(List.of("change", "pct_change"));
        }
        throw in.faultAt(
                start,
                "how to fold the window: " + String.join(", ", known),
                name.equals("percentile")
                        ? "Write avg(last_5m):p99:metric{*} > 1."
                        : NearestName.to(name, known)
                                .map(n -> "Did you mean " + n + "?")
                                .orElse("A monitor's query begins like avg(last_5m):"),
                "unknown-fold");
    }

    private void checkWindow(Window window, int at, Query query) {
        boolean forecast = query instanceof Query.Forecast;
        if (forecast != (window.kind() == Window.Kind.NEXT)) {
            throw in.faultAt(
                    at,
                    forecast ? "a window ahead, such as next_1w" : "a window that ends now, such as last_5m",
                    "",
                    "bad-window");
        }
        if (window.kind() == Window.Kind.CURRENT && !CURRENT.contains(window.lengthText())) {
            throw in.faultAt(
                    at, "the current hour, day or month: current_1h, current_1d, current_1mo", "", "bad-window");
        }
        if (window.seconds() < 60) {
            throw in.faultAt(at, "a window of at least 1 minute", "", "window-out-of-range");
        }
    }

    private MonitorQuery.Comparison comparison() {
        for (MonitorQuery.Comparison comparison : MonitorQuery.Comparison.values()) {
            // Longer symbols come first, so that ">=" is not read as ">".
            if (in.take(comparison.symbol())) {
                return comparison;
            }
        }
        throw in.fault("a comparison: > >= < <=", "", "no-comparison");
    }

    private void checkThreshold(
            Query query, int queryAt, Optional<MonitorQuery.Change> change, double threshold, int thresholdAt) {
        boolean anomalies = query instanceof AnomaliesQuery || query instanceof Query.DetectorAnomalies;
        if (anomalies && change.isPresent()) {
            throw in.faultAt(queryAt, "a plain query inside a change", "", "function-inside-change");
        }
        if (anomalies && (threshold < 0 || threshold > 1)) {
            throw in.faultAt(
                    thresholdAt,
                    "the share of the alert window that is out of band, 0 to 1",
                    "Write 0.5 for half of it.",
                    "bad-share");
        }
    }
}
