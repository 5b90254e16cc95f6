package io.tidemark.console.route;

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
public final class Ask {

    /** Longest text of a search. */
    public static final int SEARCH_LENGTH_MAX = 256;

    /** Longest id, group or series. */
    public static final int NAME_LENGTH_MAX = 8_192;

    /** Old scripts give their keys in the address. */
    private static final Set<String> KEYS = Set.of("api_key", "application_key");

    /** Datadog's clients repeat these. */
    private static final Set<String> LISTS = Set.of("monitor_ids", "filter[scopes]");

    private static final Duration SPAN_DEFAULT = Duration.ofHours(4);
    private static final Duration SPAN_MAX = Duration.ofDays(3_650);
    private static final long MILLIS_MIN = 946_684_800_000L; // 2000-01-01
    private static final long MILLIS_MAX = 4_102_444_800_000L; // 2100-01-01

    private final QueryParams parameters;
    private final Clock clock;
    private final Request request;

    /**
     * Everything of a request but its query.
     *
     * @param path values of the path's parameters
     * @param body text of the body; empty where there is none
     * @param who who asks
     * @param expectedVersion of If-Match: the version that a change replaces
     * @param address where the server is reached, such as http://127.0.0.1:8080
     * @param cookies by name
     */
    public record Request(
            java.util.Map<String, String> path,
            String body,
            Who who,
            Optional<String> expectedVersion,
            String address,
            String remote,
            Optional<String> session,
            java.util.Map<String, String> cookies) {

        /** Nothing but a query, by somebody on this machine. */
        public static Request bare() {
            return new Request(
                    java.util.Map.of(),
                    "",
                    Who.LOCAL,
                    Optional.empty(),
                    "http://127.0.0.1",
                    "127.0.0.1",
                    Optional.empty(),
                    java.util.Map.of());
        }
    }

    /** Stands among the known names where the query is not the server's business: the page reads its own address. */
    public static final String ANY = "*";

    /** A query alone. @param known names that the answer understands */
    public Ask(QueryParams parameters, Set<String> known, Clock clock) {
        this(parameters, known, clock, Request.bare());
    }

    /** @param known names that the answer understands */
    public Ask(QueryParams parameters, Set<String> known, Clock clock, Request request) {
        this.parameters = parameters;
        this.clock = clock;
        this.request = request;
        for (String name : parameters.names()) {
            if (KEYS.contains(name)) {
                continue;
            }
            if (!known.contains(name) && !known.contains(ANY)) {
                throw Problem.badRequest(
                        "unknown-parameter",
                        "Parameter " + Problem.quote(name) + " is not known here (expected "
                                + known.stream().sorted().toList() + "). Leave it out or correct it.");
            }
            List<String> values = parameters.getAll(name);
            if (values.size() > 1 && !LISTS.contains(name) && !known.contains(ANY)) {
                throw Problem.badRequest(
                        "doubled-parameter", name + " stands " + values.size() + " times. Give it once.");
            }
        }
    }

    public Instant now() {
        return clock.instant();
    }

    public Optional<String> text(String name, int lengthMax) {
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

    public String required(String name) {
        return text(name, NAME_LENGTH_MAX)
                .orElseThrow(() -> Problem.badRequest("missing-parameter", name + " is missing. Add ?" + name + "=…"));
    }

    public String search() {
        return text("search", SEARCH_LENGTH_MAX).orElse("");
    }

    public int integer(String name, int byDefault, int min, int max) {
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

    /** A value of the path. */
    public String path(String name) {
        return request.path().getOrDefault(name, "");
    }

    public Request request() {
        return request;
    }

    public Who who() {
        return request.who();
    }

    /** All values of a parameter that may be repeated, or stands once with commas. */
    public List<String> list(String name) {
        return parameters.getAll(name).stream()
                .flatMap(value -> java.util.Arrays.stream(value.split(",")))
                .map(String::strip)
                .filter(value -> !value.isEmpty())
                .toList();
    }

    public boolean flag(String name, boolean byDefault) {
        return text(name, 8)
                .map(value -> switch (value.toLowerCase(java.util.Locale.ROOT)) {
                    case "true", "1" -> true;
                    case "false", "0" -> false;
                    default -> throw Problem.parameter(name, value, "true or false", "Correct it.", "bad-flag");
                })
                .orElse(byDefault);
    }

    /** An instant in seconds since the Unix epoch. */
    public Optional<Instant> seconds(String name) {
        return text(name, 32).map(digits -> {
            String expected = "seconds since the Unix epoch between 2000 and 2100, such as 1767225600";
            if (!digits.matches("-?\\d{1,15}(\\.\\d{1,9})?")) {
                throw Problem.parameter(name, digits, expected, "Correct it.", "bad-time");
            }
            long seconds = (long) Double.parseDouble(digits);
            if (seconds < MILLIS_MIN / 1000 || seconds > MILLIS_MAX / 1000) {
                boolean millis = seconds >= MILLIS_MIN && seconds <= MILLIS_MAX;
                String fix = millis ? "It looks like milliseconds: divide by 1000." : "Correct it.";
                throw Problem.parameter(name, digits, expected, fix, "bad-time");
            }
            return Instant.ofEpochSecond(seconds);
        });
    }

    public Instant requiredSeconds(String name) {
        return seconds(name)
                .orElseThrow(() -> Problem.badRequest("missing-parameter", name + " is missing. Add ?" + name + "=…"));
    }

    /** The body as a JSON object. */
    public com.fasterxml.jackson.databind.node.ObjectNode body() {
        try {
            com.fasterxml.jackson.databind.JsonNode node = Json.read(request.body());
            if (node instanceof com.fasterxml.jackson.databind.node.ObjectNode object) {
                return object;
            }
            throw Problem.badRequest(
                    "not-an-object",
                    "body is " + Problem.quote(request.body()) + " (expected a JSON object). Send {…}.");
        } catch (com.fasterxml.jackson.core.JsonProcessingException e) {
            var at = e.getLocation();
            throw Problem.badRequest(
                    "not-json",
                    "body is no JSON at line " + (at == null ? 1 : at.getLineNr()) + ", column "
                            + (at == null ? 1 : at.getColumnNr()) + " (expected a JSON object). Correct it there.");
        }
    }

    /** From "from" to "to"; the last four hours where they are missing. */
    public Span span() {
        Instant to = instant("to").orElseGet(this::now);
        Instant from = instant("from").orElseGet(() -> to.minus(SPAN_DEFAULT));
        return span(from, to);
    }

    /** A span of two instants that are said. */
    public static Span span(Instant from, Instant to) {
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
