package io.tidemark.query;

import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

/** Reads the calls: {@code anomalies(…)}, {@code outliers(…)}, {@code forecast(…)}. */
final class FunctionParser {

    private static final List<String> NAMES = List.of("anomalies", "outliers", "forecast");

    private static final List<String> ANOMALY_ARGUMENTS =
            List.of("direction", "alert_window", "interval", "count_default_zero", "seasonality", "timezone");

    private static final List<String> FORECAST_ARGUMENTS = List.of("interval", "history", "model", "seasonality");

    private final Scanner in;
    private final QueryParser queries;

    FunctionParser(Scanner in, QueryParser queries) {
        this.in = in;
        this.queries = queries;
    }

    Query call(String name, int start) {
        if (!NAMES.contains(name)) {
            throw in.faultAt(
                    start,
                    "one of the functions " + String.join(", ", NAMES),
                    NearestName.hint(name, NAMES),
                    "unknown-function");
        }
        in.expect("(", "after " + name);
        in.descend();
        Query query = switch (name) {
            case "anomalies" -> in.looksAtWord("detector") ? ofDetector() : anomalies();
            case "outliers" -> outliers();
            default -> forecast();
        };
        in.ascend();
        return query;
    }

    private Query ofDetector() {
        in.takeWord("detector");
        in.expect("(", "after detector");
        int start = in.position();
        String id = in.quoted("the id of a detector");
        if (!id.matches("[A-Za-z0-9][A-Za-z0-9._-]{0,99}")) {
            throw in.faultAt(start, "the id of a detector: letters, digits, and . _ -", "", "bad-id");
        }
        in.expect(")", "after the id");
        NamedArguments named = NamedArguments.read(in, List.of("direction", "alert_window"));
        return new Query.DetectorAnomalies(
                id, named.value("direction", this::direction), named.value("alert_window", this::alertWindow));
    }

    private Query anomalies() {
        Query of = inner("anomalies");
        in.expect(",", "and the model, such as 'agile'");
        in.skipSpace();
        int start = in.position();
        String written = in.quoted("a model (" + String.join(", ", ModelNames.known()) + ")");
        String model = ModelNames.canonical(written)
                .orElseThrow(() -> in.faultAt(
                        start,
                        "a model: " + String.join(", ", ModelNames.known()),
                        ModelNames.hint(written),
                        written.equalsIgnoreCase(ModelNames.RETIRED) ? "retired-model" : "unknown-model"));
        in.expect(",", "and the deviations, such as 3");
        in.skipSpace();
        int deviationsAt = in.position();
        double deviations = in.number("the width of the band in deviations, usually 2 or 3");
        if (deviations <= 0 || deviations > 100) {
            throw in.faultAt(deviationsAt, "deviations above 0 and up to 100", "", "bad-deviations");
        }
        NamedArguments named = NamedArguments.read(in, ANOMALY_ARGUMENTS);
        return new AnomaliesQuery(of, model, deviations, options(named));
    }

    private AnomaliesQuery.Options options(NamedArguments named) {
        AnomaliesQuery.Options unsaid = AnomaliesQuery.Options.DEFAULT;
        return new AnomaliesQuery.Options(
                named.value("direction", this::direction).orElse(unsaid.direction()),
                named.value("alert_window", this::alertWindow),
                named.value("interval", a -> interval()).orElse(0),
                named.value("count_default_zero", this::flag).orElse(unsaid.countDefaultZero()),
                named.value("seasonality", this::seasonality),
                named.value("timezone", a -> {
                            String text = a.text(in);
                            return Zones.named(text)
                                    .orElseThrow(
                                            () -> in.faultAt(a.at(), Zones.FORM, Zones.hint(text), "unknown-zone"));
                        })
                        .orElse(unsaid.zone()));
    }

    private Query inner(String function) {
        in.skipSpace();
        int start = in.position();
        Query query = queries.parse();
        if (QueryRules.hasFunction(query)) {
            throw in.faultAt(
                    start,
                    "a metric or arithmetic over metrics inside " + function,
                    "A function cannot stand inside another.",
                    "nested-function");
        }
        return query;
    }

    private Query outliers() {
        Query of = inner("outliers");
        in.expect(",", "and the algorithm, such as 'DBSCAN'");
        in.skipSpace();
        int start = in.position();
        String written = in.quoted("an algorithm (DBSCAN, scaledDBSCAN, MAD, scaledMAD)");
        List<Query.OutlierAlgorithm> all = List.of(Query.OutlierAlgorithm.values());
        List<String> names = all.stream().map(Query.OutlierAlgorithm::text).toList();
        Query.OutlierAlgorithm algorithm = all.stream()
                .filter(a -> a.text().equalsIgnoreCase(written))
                .findFirst()
                .orElseThrow(() -> in.faultAt(
                        start,
                        "an algorithm: " + String.join(", ", names),
                        NearestName.hint(written, names),
                        "unknown-algorithm"));
        in.expect(",", "and the tolerance, such as 3");
        in.skipSpace();
        int toleranceAt = in.position();
        double tolerance = in.number("the tolerance, usually 3");
        if (tolerance <= 0 || tolerance > 100) {
            throw in.faultAt(toleranceAt, "a tolerance above 0 and up to 100", "", "bad-tolerance");
        }
        Optional<Double> percentage = Optional.empty();
        if (in.take(",")) {
            in.skipSpace();
            int at = in.position();
            double share = in.number("a percentage");
            boolean mad = algorithm.text().endsWith("MAD");
            if (!mad || share <= 0 || share > 100) {
                throw in.faultAt(
                        at, "a percentage above 0 and up to 100, for MAD and scaledMAD only", "", "bad-percentage");
            }
            percentage = Optional.of(share);
        }
        in.expect(")", "to close outliers");
        return new Query.Outliers(of, algorithm, tolerance, percentage);
    }

    private Query forecast() {
        Query of = inner("forecast");
        in.expect(",", "and the algorithm, 'linear' or 'seasonal'");
        in.skipSpace();
        Query.ForecastAlgorithm algorithm = new NamedArguments.Argument(in.position())
                .oneOf(in, Query.ForecastAlgorithm.values(), Query.ForecastAlgorithm::text, "unknown-algorithm");
        in.expect(",", "and the deviations, such as 1");
        in.skipSpace();
        int at = in.position();
        double deviations = in.number("the width of the bounds in deviations");
        if (deviations <= 0 || deviations > 100) {
            throw in.faultAt(at, "deviations above 0 and up to 100", "", "bad-deviations");
        }
        NamedArguments named = NamedArguments.read(in, FORECAST_ARGUMENTS);
        return new Query.Forecast(
                of,
                algorithm,
                deviations,
                named.value("interval", a -> interval()).orElse(0),
                named.value("history", a -> windowOf(a, true)),
                named.value(
                                "model",
                                a -> a.oneOf(
                                        in, Query.ForecastModel.values(), Query.ForecastModel::text, "unknown-model"))
                        .orElse(Query.ForecastModel.DEFAULT),
                named.value("seasonality", this::seasonality));
    }

    private int interval() {
        return queries.bucketSeconds("a number of seconds, a multiple of 10 up to 604800");
    }

    private Direction direction(NamedArguments.Argument argument) {
        return argument.oneOf(in, Direction.values(), Direction::text, "unknown-direction");
    }

    private Seasonality seasonality(NamedArguments.Argument argument) {
        return argument.oneOf(in, Seasonality.values(), Seasonality::text, "unknown-seasonality");
    }

    private boolean flag(NamedArguments.Argument argument) {
        String text = argument.text(in).toLowerCase(Locale.ROOT);
        if (!text.equals("true") && !text.equals("false")) {
            throw in.faultAt(argument.at(), "'true' or 'false'", "", "bad-flag");
        }
        return text.equals("true");
    }

    private Window alertWindow(NamedArguments.Argument argument) {
        return windowOf(argument, false);
    }

    private Window windowOf(NamedArguments.Argument argument, boolean bare) {
        String text = argument.text(in);
        Window window;
        try {
            window = Window.read(new Scanner(text), bare);
        } catch (QuerySyntaxException inner) {
            throw in.faultAt(argument.at(), inner.expected(), inner.hint(), inner.reason());
        }
        boolean whole =
                window.text().equals(text) || bare && window.lengthText().equals(text);
        if (!whole || window.kind() != Window.Kind.LAST) {
            throw in.faultAt(argument.at(), Window.FORM, "", "bad-window");
        }
        return window;
    }

    /** The named arguments of one call: each is kept as the place of its value and read when it is asked for. */
    private record NamedArguments(Scanner in, Map<String, Argument> byName, int end) {

        static NamedArguments read(Scanner in, List<String> known) {
            Map<String, Argument> byName = new java.util.LinkedHashMap<>();
            while (in.take(",")) {
                in.skipSpace();
                int start = in.position();
                String name = in.word();
                if (!known.contains(name)) {
                    throw in.faultAt(
                            start,
                            "one of the arguments " + String.join(", ", known),
                            NearestName.hint(name, known),
                            "unknown-argument");
                }
                in.expect("=", "after " + name);
                in.skipSpace();
                if (byName.put(name, new Argument(in.position())) != null) {
                    throw in.faultAt(start, "each argument once", "Remove this one.", "repeated-argument");
                }
                skipValue(in);
            }
            in.expect(")", "to close the call");
            return new NamedArguments(in, byName, in.position());
        }

        private static void skipValue(Scanner in) {
            if (in.peek() == '\'' || in.peek() == '"') {
                in.quoted("a value");
            } else if (in.run(c -> Scanner.isWordPart((char) c) || c == '.' || c == '-' || c == '/')
                    .isEmpty()) {
                throw in.fault("a value", "", "unexpected");
            }
        }

        <T> Optional<T> value(String name, Function<Argument, T> reader) {
            Argument argument = byName.get(name);
            if (argument == null) {
                return Optional.empty();
            }
            in.moveTo(argument.at);
            T value = reader.apply(argument);
            in.moveTo(end);
            return Optional.of(value);
        }

        /** A value that stands at a place in the text. */
        record Argument(int at) {

            /** The value as text; quotes may be left out around a word. */
            String text(Scanner in) {
                in.moveTo(at);
                return in.peek() == '\'' || in.peek() == '"'
                        ? in.quoted("a value")
                        : in.run(c -> Scanner.isWordPart((char) c) || c == '/');
            }

            <T> T oneOf(Scanner in, T[] values, Function<T, String> name, String reason) {
                String text = text(in);
                List<String> names = List.of(values).stream().map(name).toList();
                int index = names.indexOf(text.toLowerCase(Locale.ROOT));
                if (index < 0) {
                    throw in.faultAt(at, String.join(", ", names), NearestName.hint(text, names), reason);
                }
                return values[index];
            }
        }
    }
}
