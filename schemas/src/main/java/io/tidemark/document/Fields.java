package io.tidemark.document;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import io.tidemark.query.Durations;
import io.tidemark.query.NearestName;
import io.tidemark.query.QuerySyntaxException;
import io.tidemark.query.Zones;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.OffsetDateTime;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.function.Function;
import java.util.regex.Pattern;

/**
 * The fields of one object of a document. A value of the wrong type reads as absent: the schema has already said so; a
 * value that the schema cannot judge is judged here, and reads as absent after its fault was noted.
 */
final class Fields {

    private static final Pattern MIDNIGHT_AT_THE_END = Pattern.compile("\\d{4}-\\d\\d-\\d\\dT24:00(?::00)?\\S*");

    private static final String LOCAL_TIME = "a local time such as 2026-01-31T22:00:00, without an offset";

    private static final String INSTANT = "an instant such as 2026-01-31T22:00:00Z";

    private final JsonNode node;
    private final String path;
    private final FaultList faults;

    Fields(JsonNode node, String path, FaultList faults) {
        this.node = node;
        this.path = path;
        this.faults = faults;
    }

    /** The node at a path such as {@code a.b[0].c}; names with dots or brackets in them are looked up whole. */
    static JsonNode at(JsonNode root, String path) {
        JsonNode node = root;
        String rest = path;
        while (!rest.isEmpty()) {
            if (rest.startsWith("[")) {
                int close = rest.indexOf(']');
                node = node.path(Integer.parseInt(rest.substring(1, close)));
                rest = rest.substring(close + 1);
            } else {
                String name = longestName(node, rest);
                if (name == null) {
                    return MissingNode.getInstance();
                }
                node = node.get(name);
                rest = rest.substring(name.length());
            }
            rest = rest.startsWith(".") ? rest.substring(1) : rest;
        }
        return node;
    }

    private static String longestName(JsonNode node, String rest) {
        String best = null;
        for (var names = node.fieldNames(); names.hasNext(); ) {
            String name = names.next();
            boolean fits = rest.startsWith(name)
                    && (rest.length() == name.length() || ".[".indexOf(rest.charAt(name.length())) >= 0);
            if (fits && (best == null || name.length() > best.length())) {
                best = name;
            }
        }
        return best;
    }

    FaultList faults() {
        return faults;
    }

    String path(String name) {
        return Source.field(path, name);
    }

    JsonNode node(String name) {
        return node.path(name);
    }

    boolean has(String name) {
        return node.hasNonNull(name);
    }

    Fields object(String name) {
        return new Fields(node.path(name), path(name), faults);
    }

    List<Fields> objects(String name) {
        List<Fields> items = new ArrayList<>();
        for (int i = 0; node.path(name).isArray() && i < node.path(name).size(); i++) {
            items.add(new Fields(node.path(name).get(i), Source.item(path(name), i), faults));
        }
        return items;
    }

    Optional<String> text(String name) {
        JsonNode value = node.path(name);
        return value.isTextual() ? Optional.of(value.asText()) : Optional.empty();
    }

    String text(String name, String otherwise) {
        return text(name).orElse(otherwise);
    }

    /** A text, or a number as it was written: how ids come. */
    Optional<String> textOrNumber(String name) {
        JsonNode value = node.path(name);
        return value.isTextual() || value.isIntegralNumber() ? Optional.of(value.asText()) : Optional.empty();
    }

    boolean flag(String name, boolean otherwise) {
        return node.path(name).isBoolean() ? node.path(name).asBoolean() : otherwise;
    }

    OptionalDouble number(String name) {
        JsonNode value = node.path(name);
        if (!value.isNumber()) {
            return OptionalDouble.empty();
        }
        if (!Double.isFinite(value.asDouble())) {
            faults.value(path(name), "a number below 1.8e308", "", "not-finite");
            return OptionalDouble.empty();
        }
        return OptionalDouble.of(value.asDouble());
    }

    OptionalInt whole(String name) {
        JsonNode value = node.path(name);
        boolean whole = value.isNumber() && value.asDouble() == Math.rint(value.asDouble()) && value.canConvertToInt();
        return whole ? OptionalInt.of(value.asInt()) : OptionalInt.empty();
    }

    /** A list of texts, without doubles' order changed; numbers and flags are skipped (the schema refuses them). */
    List<String> texts(String name) {
        List<String> texts = new ArrayList<>();
        node.path(name).forEach(item -> {
            if (item.isTextual()) {
                texts.add(item.asText());
            }
        });
        return List.copyOf(texts);
    }

    /** Tags: trimmed and lower-case; a tag that cannot be part of a series text is a fault. */
    List<String> tags(String name) {
        List<String> tags = new ArrayList<>();
        List<String> texts = texts(name);
        for (int i = 0; i < texts.size(); i++) {
            String tag = texts.get(i);
            boolean good = !tag.isEmpty() && tag.length() <= 256;
            for (int c = 0; c < tag.length(); c++) {
                good &= tag.charAt(c) > ' ' && tag.charAt(c) != 127 && "{},".indexOf(tag.charAt(c)) < 0;
            }
            if (good) {
                tags.add(tag.toLowerCase(Locale.ROOT));
            } else {
                faults.value(
                        Source.item(path(name), i), "a tag such as env:prod, at most 256 characters", "", "bad-tag");
            }
        }
        return List.copyOf(tags);
    }

    <E extends Enum<E>> E oneOf(String name, Class<E> type, E otherwise) {
        String text = text(name, "").toUpperCase(Locale.ROOT).replace(' ', '_').replace('-', '_');
        for (E value : type.getEnumConstants()) {
            if (value.name().equals(text)) {
                return value;
            }
        }
        return otherwise;
    }

    /** A duration in seconds: a number of seconds, or {@code 5m} and the like. */
    OptionalInt duration(String name, int secondsMin, int secondsMax) {
        JsonNode value = node.path(name);
        if (!value.isTextual() && !value.isNumber()) {
            return OptionalInt.empty();
        }
        OptionalInt seconds = Durations.seconds(value.isTextual() ? value.asText() : value.toString());
        String range = "between " + Durations.text(secondsMin) + " and " + Durations.text(secondsMax);
        if (seconds.isEmpty()) {
            faults.value(path(name), Durations.FORM + ", " + range, "", "bad-duration");
        } else if (seconds.getAsInt() < secondsMin || seconds.getAsInt() > secondsMax) {
            faults.value(path(name), "a duration " + range, "", "duration-out-of-range");
            return OptionalInt.empty();
        }
        return seconds;
    }

    Optional<Instant> instant(String name) {
        Optional<String> text = text(name);
        if (text.isEmpty()) {
            return Optional.empty();
        }
        try {
            return Optional.of(OffsetDateTime.parse(text.get()).toInstant());
        } catch (DateTimeException notOne) {
            boolean noOffset = text.get().matches("\\d{4}-\\d\\d-\\d\\dT[\\d:.]+");
            faults.value(path(name), INSTANT, noOffset ? "Add Z for UTC, or an offset." : "", "bad-instant");
            return Optional.empty();
        }
    }

    /** As {@link #instant}, and 24:00 is the midnight at the end of the day, which an end may be. */
    Optional<Instant> endInstant(String name) {
        Optional<String> midnight =
                text(name).filter(text -> MIDNIGHT_AT_THE_END.matcher(text).matches());
        if (midnight.isEmpty()) {
            return instant(name);
        }
        try {
            return Optional.of(OffsetDateTime.parse(midnight.get().replace("T24", "T00"))
                    .plusDays(1)
                    .toInstant());
        } catch (DateTimeException notOne) {
            faults.value(path(name), INSTANT, "", "bad-instant");
            return Optional.empty();
        }
    }

    /** A time on the wall. @param zoneField where its zone stands, for the hint */
    Optional<LocalDateTime> localTime(String name, String zoneField) {
        Optional<String> text = text(name);
        if (text.isEmpty()) {
            return Optional.empty();
        }
        try {
            return Optional.of(LocalDateTime.parse(text.get()));
        } catch (DateTimeException notOne) {
            String hint = text.get().matches(".*(Z|[+-]\\d\\d:?\\d\\d)$")
                    ? "The zone stands in " + zoneField + "; remove the offset."
                    : text.get().contains("T24:") ? "Write 00:00 of the next day." : "";
            faults.value(path(name), LOCAL_TIME, hint, "bad-local-time");
            return Optional.empty();
        }
    }

    Optional<ZoneId> zone(String name) {
        Optional<String> text = text(name);
        Optional<ZoneId> zone = text.flatMap(Zones::named);
        if (text.isPresent() && zone.isEmpty()) {
            faults.value(path(name), Zones.FORM, Zones.hint(text.get()), "unknown-zone");
        }
        return zone;
    }

    /** A text in the query language. */
    <T> Optional<T> parsed(String name, Function<String, T> parser) {
        Optional<String> text = text(name);
        return text.isEmpty() ? Optional.empty() : parsed(name, text.get(), parser);
    }

    /** As {@link #parsed(String, Function)}, of a text that was put together from the field's parts. */
    <T> Optional<T> parsed(String name, String text, Function<String, T> parser) {
        try {
            return Optional.of(parser.apply(text));
        } catch (QuerySyntaxException fault) {
            faults.syntax(path(name), fault);
            return Optional.empty();
        }
    }

    /** A text out of a list of names, ignoring case. */
    Optional<String> named(String name, List<String> known, Function<String, Optional<String>> reader, String reason) {
        Optional<String> text = text(name);
        Optional<String> value = text.flatMap(reader);
        if (text.isPresent() && value.isEmpty()) {
            faults.value(path(name), String.join(", ", known), NearestName.hint(text.get(), known), reason);
        }
        return value;
    }
}
