package io.tidemark.console.api;

import com.linecorp.armeria.common.QueryParams;
import io.tidemark.console.history.Span;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * The parameters of one request, read strictly: unknown names, doubled names and values out of their limits are refused.
 *
 * <p>Instants are milliseconds since the Unix epoch, as in links to the page.
 */
final class Ask {

    /** Longest text of a search. */
    static final int SEARCH_LENGTH_MAX = 256;

    /** Longest id, group or series. */
    static final int NAME_LENGTH_MAX = 8_192;

    private static final Duration SPAN_DEFAULT = Duration.ofHours(4);
    private static final Duration SPAN_MAX = Duration.ofDays(3_650);
    private static final long MILLIS_MIN = 946_684_800_000L; // 2000-01-01
    private static final long MILLIS_MAX = 4_102_444_800_000L; // 2100-01-01

    private final QueryParams parameters;
    private final Clock clock;

    /** @param known names that the answer understands */
    Ask(QueryParams parameters, Set<String> known, Clock clock) {
        this.parameters = parameters;
        this.clock = clock;
        for (String name : parameters.names()) {
            if (!known.contains(name)) {
                throw Problem.badRequest(
                        "unknown-parameter",
                        "Parameter " + Problem.quote(name) + " is not known here (expected "
                                + known.stream().sorted().toList() + "). Leave it out or correct it.");
            }
            List<String> values = parameters.getAll(name);
            if (values.size() > 1) {
                throw Problem.badRequest(
                        "doubled-parameter", name + " stands " + values.size() + " times. Give it once.");
            }
        }
    }

    Instant now() {
        return clock.instant();
    }

    Optional<String> text(String name, int lengthMax) {
        String value = parameters.get(name);
        if (value == null || value.isEmpty()) {
            return Optional.empty();
        }
        if (value.length() > lengthMax) {
            throw Problem.parameter(
                    name, value, "at most " + lengthMax + " characters", "Shorten it.", "long-parameter");
        }
        return Optional.of(value);
    }

    String required(String name) {
        return text(name, NAME_LENGTH_MAX)
                .orElseThrow(() -> Problem.badRequest("missing-parameter", name + " is missing. Add ?" + name + "=…"));
    }

    String search() {
        return text("search", SEARCH_LENGTH_MAX).orElse("");
    }

    int integer(String name, int byDefault, int min, int max) {
        Optional<String> value = text(name, 32);
        if (value.isEmpty()) {
            return byDefault;
        }
        String digits = value.get();
        if (!isNumber(digits)
                || digits.length() > 9
                || Integer.parseInt(digits) < min
                || Integer.parseInt(digits) > max) {
            throw Problem.parameter(
                    name, digits, "a whole number from " + min + " to " + max, "Correct it.", "bad-number");
        }
        return Integer.parseInt(digits);
    }

    /** From "from" to "to"; the last four hours where they are missing. */
    Span span() {
        Instant to = instant("to").orElseGet(this::now);
        Instant from = instant("from").orElseGet(() -> to.minus(SPAN_DEFAULT));
        if (!from.isBefore(to)) {
            throw Problem.badRequest(
                    "empty-span", "from (" + from + ") is not before to (" + to + "). Swap or widen them.");
        }
        if (Duration.between(from, to).compareTo(SPAN_MAX) > 0) {
            throw Problem.badRequest("long-span", "from and to are more than 3650 days apart. Bring them together.");
        }
        return new Span(from, to);
    }

    private Optional<Instant> instant(String name) {
        Optional<String> value = text(name, 32);
        if (value.isEmpty()) {
            return Optional.empty();
        }
        String digits = value.get();
        String expected = "milliseconds since the Unix epoch between 2000 and 2100, such as 1767225600000";
        if (!isNumber(digits) || digits.length() > 15) {
            throw Problem.parameter(name, digits, expected, "Correct it.", "bad-time");
        }
        long millis = Long.parseLong(digits);
        if (millis < MILLIS_MIN || millis > MILLIS_MAX) {
            String fix = millis * 1000 >= MILLIS_MIN && millis * 1000 <= MILLIS_MAX
                    ? "It looks like seconds: multiply by 1000."
                    : "Correct it.";
            throw Problem.parameter(name, digits, expected, fix, "bad-time");
        }
        return Optional.of(Instant.ofEpochMilli(millis));
    }

    private static boolean isNumber(String text) {
        return text.chars().allMatch(c -> c >= '0' && c <= '9');
    }
}
