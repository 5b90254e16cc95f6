package io.tidemark.document;

import io.tidemark.query.AnomaliesQuery;
import io.tidemark.query.Direction;
import io.tidemark.query.Formula;
import io.tidemark.query.MetricQuery;
import io.tidemark.query.ModelNames;
import io.tidemark.query.Query;
import io.tidemark.query.Seasonality;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Reads a detector. */
final class DetectorReader {

    static final int INTERVAL_SECONDS_DEFAULT = 60;

    private static final Pattern BUDGET =
            Pattern.compile("(\\d{1,6}(?:\\.\\d{1,6})?) (?:per|an?) (hour|day|week|month)");

    private final Fields in;

    private DetectorReader(Fields in) {
        this.in = in;
    }

    static DetectorDocument read(Fields in, String id) {
        return new DetectorReader(in).read(id);
    }

    /** Null where the query cannot be read; its fault is noted then. */
    private DetectorDocument read(String id) {
        Optional<Query> query = in.parsed("query", Query::parse).filter(this::isPlain);
        int interval = interval(query);
        String model = in.named("model", ModelNames.known(), ModelNames::canonical, "unknown-model")
                .orElse(ModelNames.AUTO);
        DetectorDocument.Sensitivity sensitivity = sensitivity();
        OptionalDouble lowest = in.object("data_range").number("min");
        OptionalDouble highest = in.object("data_range").number("max");
        if (lowest.isPresent() && highest.isPresent() && lowest.getAsDouble() >= highest.getAsDouble()) {
            in.faults()
                    .said(
                            in.path("data_range"),
                            "min " + in.object("data_range").node("min") + " and max "
                                    + in.object("data_range").node("max"),
                            "min below max",
                            "Swap them, or leave one out.",
                            "range-reversed");
        }
        ZoneId zone = in.zone("timezone").orElse(ZoneOffset.UTC);
        Optional<Seasonality> seasonality =
                in.has("seasonality") && !in.text("seasonality", "").equals("auto")
                        ? Optional.of(in.oneOf("seasonality", Seasonality.class, Seasonality.NONE))
                        : Optional.empty();
        Optional<Instant> from = in.instant("effective_from");
        if (query.isEmpty()) {
            return null;
        }
        return new DetectorDocument(
                id,
                in.text("name", id),
                query.get(),
                interval,
                model,
                sensitivity,
                in.oneOf("direction", Direction.class, Direction.BOTH),
                zone,
                seasonality,
                in.number("min_dev").orElse(0),
                in.number("min_rel_dev").orElse(0),
                lowest.orElse(Double.NaN),
                highest.orElse(Double.NaN),
                in.flag("count_default_zero", true),
                from,
                in.flag("enabled", true),
                in.tags("tags"));
    }

    private boolean isPlain(Query query) {
        if (query instanceof MetricQuery || query instanceof Query.Arithmetic) {
            return true;
        }
        String hint = query instanceof AnomaliesQuery anomalies
                ? "Write the inner query here, and model: " + anomalies.model() + " beside it."
                : "";
        in.faults().value(in.path("query"), "a metric or arithmetic over metrics", hint, "function-in-detector");
        return false;
    }

    private int interval(Optional<Query> query) {
        OptionalInt stated = in.duration("interval", MetricQuery.Rollup.STEP_SECONDS, MetricQuery.Rollup.SECONDS_MAX);
        int rollup = query.map(q -> Formula.of(q).rollupSeconds()).orElse(0);
        if (stated.isPresent() && stated.getAsInt() % MetricQuery.Rollup.STEP_SECONDS != 0) {
            in.faults().value(in.path("interval"), "a multiple of 10 s", "", "bad-interval");
        } else if (stated.isPresent() && rollup != 0 && rollup != stated.getAsInt()) {
            in.faults()
                    .said(
                            in.path("interval"),
                            stated.getAsInt() + " s, and the query's rollup is " + rollup + " s",
                            "the same width in both",
                            "Leave one of them out.",
                            "interval-conflict");
        }
        return stated.orElse(rollup == 0 ? INTERVAL_SECONDS_DEFAULT : rollup);
    }

    private DetectorDocument.Sensitivity sensitivity() {
        OptionalDouble bounds = in.number("bounds");
        Optional<String> budget = in.text("false_alarms");
        if (bounds.isPresent() && budget.isPresent()) {
            in.faults()
                    .value(
                            in.path("false_alarms"),
                            "bounds or false_alarms, not both",
                            "Remove one of them.",
                            "two-sensitivities");
        }
        if (budget.isPresent()) {
            return budget(budget.get());
        }
        return bounds.isPresent()
                ? new DetectorDocument.Bounds(bounds.getAsDouble())
                : DetectorDocument.Sensitivity.DEFAULT;
    }

    private DetectorDocument.Sensitivity budget(String text) {
        Matcher matcher = BUDGET.matcher(text.toLowerCase(Locale.ROOT).trim());
        double count = matcher.matches() ? Double.parseDouble(matcher.group(1)) : 0;
        if (count <= 0) {
            in.faults()
                    .value(
                            in.path("false_alarms"),
                            "a budget such as \"1 per week\" or \"3 per day\"",
                            "",
                            "bad-false-alarms");
            return DetectorDocument.Sensitivity.DEFAULT;
        }
        Duration per = switch (matcher.group(2)) {
            case "hour" -> Duration.ofHours(1);
            case "day" -> Duration.ofDays(1);
            case "week" -> Duration.ofDays(7);
            default -> Duration.ofDays(30);
        };
        DetectorDocument.FalseAlarms budget = new DetectorDocument.FalseAlarms(count, per);
        if (budget.perDay() > 240) {
            in.faults().value(in.path("false_alarms"), "at most 10 per hour", "", "out-of-range");
        }
        return budget;
    }
}
