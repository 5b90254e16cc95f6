package io.tidemark.ingest.statsd;

import io.tidemark.ingest.refusal.Reason;

/**
 * Reads one line of DogStatsD.
 *
 * <pre>
 * metric = name ":" value *( ":" value ) "|" type *( "|" field )
 * type   = "c" | "g" | "ms" | "h" | "d" | "s"
 * field  = "@" rate | "#" tag *( "," tag ) | "c:" container | "T" unixseconds | anything else, which is left out
 * </pre>
 *
 * Example: {@code page.views:1:2:32|d|#sport:soccer|@0.5} gives three values at rate 0.5. Fields stand in any order; each may
 * stand once. One instance a thread. Source: Datadog, "Datagram format and shell usage", protocol 1.0 to 1.6.
 */
final class LineParser {

    /** A sample may stand for at most this many events; a smaller rate is a fault or an attack on the sums. */
    private static final double WEIGHT_MAX = 1_000_000;

    /** 2100-01-01: anything later is not seconds. */
    private static final long SECONDS_MAX = 4_102_444_800L;

    private static final int SEEN_RATE = 1;
    private static final int SEEN_TAGS = 2;
    private static final int SEEN_TIME = 4;
    private static final int SEEN_CONTAINER = 8;

    private final Decimal decimal = new Decimal();
    private final EventParser events = new EventParser();
    private final CheckParser checks = new CheckParser();

    /** Reads the bytes from {@code from} to {@code to}, which hold no line feed, into {@code line}. */
    Line.Kind parse(byte[] bytes, int from, int to, Line line) {
        line.begin(bytes, from, to);
        if (!Ascii.isUtf8(bytes, from, to)) {
            return line.refuse(Reason.BAD_ENCODING, "line", "expected well-formed UTF-8", from, to);
        }
        if (Ascii.startsWith(bytes, from, to, "_e{")) {
            return events.parse(line);
        }
        if (Ascii.startsWith(bytes, from, to, "_sc|")) {
            return checks.parse(line);
        }
        return metric(line);
    }

    private Line.Kind metric(Line line) {
        byte[] bytes = line.bytes;
        int bar = Ascii.indexOf(bytes, '|', line.from, line.to);
        int head = bar < 0 ? line.to : bar;
        int colon = Ascii.indexOf(bytes, ':', line.from, head);
        if (colon < 0) {
            String missing = bar < 0 ? "no ':' or '|' found" : "no ':' found before the first '|'";
            return line.refuse(Reason.MALFORMED_LINE, "line", missing, line.from, line.to);
        }
        if (!name(line, colon)) {
            return line.kind;
        }
        int typeEnd = bar < 0 ? -1 : endOfField(bytes, bar + 1, line.to);
        if (bar < 0 || typeEnd == bar + 1) {
            return line.refuse(Reason.MISSING_TYPE, "type", "expected |g, |c, |h, |d, |s or |ms", line.from, line.to);
        }
        line.type = MetricType.of(bytes, bar + 1, typeEnd);
        if (line.type == null) {
            return line.refuse(Reason.UNSUPPORTED_TYPE, "type", "expected g, c, h, d, s or ms", bar + 1, typeEnd);
        }
        if (!values(line, colon + 1, bar) || !fields(line, typeEnd)) {
            return line.kind;
        }
        if (line.timestampSeconds != 0 && line.type != MetricType.COUNT && line.type != MetricType.GAUGE) {
            line.refuse(
                    Reason.BAD_TIMESTAMP,
                    "timestamp",
                    "expected none: a time goes with g and c only",
                    line.from,
                    line.to);
        }
        return line.kind;
    }

    private static boolean name(Line line, int colon) {
        byte[] bytes = line.bytes;
        int from = line.from;
        int to = colon;
        while (from < to && bytes[from] == ' ') {
            from++;
        }
        while (to > from && bytes[to - 1] == ' ') {
            to--;
        }
        if (from == to) {
            line.refuse(Reason.MISSING_NAME, "name", "expected a name before ':'", line.from, line.to);
            return false;
        }
        for (int i = from; i < to; i++) {
            if (bytes[i] >= 0 && bytes[i] < ' ' || bytes[i] == 0x7f) {
                line.refuse(Reason.BAD_NAME, "name", "expected no control characters", from, to);
                return false;
            }
        }
        line.nameFrom = from;
        line.nameTo = to;
        return true;
    }

    private boolean values(Line line, int from, int to) {
        if (line.type == MetricType.SET) {
            if (from == to) {
                line.refuse(Reason.MISSING_VALUE, "value", "expected a text between ':' and '|'", line.from, line.to);
                return false;
            }
            line.setFrom = from;
            line.setTo = to;
            return true;
        }
        int start = from;
        while (start <= to) {
            int end = Ascii.indexOf(line.bytes, ':', start, to);
            end = end < 0 ? to : end;
            if (end == start) {
                line.note(Reason.EMPTY_VALUE);
            } else if (!value(line, start, end)) {
                return false;
            }
            start = end + 1;
        }
        if (line.valueCount == 0) {
            line.refuse(Reason.MISSING_VALUE, "value", "expected a number between ':' and '|'", line.from, line.to);
            return false;
        }
        return true;
    }

    private boolean value(Line line, int from, int to) {
        switch (decimal.read(line.bytes, from, to)) {
            case MALFORMED -> {
                line.refuse(Reason.BAD_VALUE, "value", "expected a decimal number in ASCII digits", from, to);
                return false;
            }
            case NOT_FINITE -> {
                line.refuse(Reason.BAD_VALUE, "value", "not finite: expected a number a double can hold", from, to);
                return false;
            }
            case UNDERFLOW -> line.note(Reason.UNDERFLOW);
            case FINE -> {
                // nothing to notice
            }
        }
        if (line.type == MetricType.GAUGE && decimal.signed()) {
            line.note(Reason.SIGNED_GAUGE);
        }
        line.addValue(decimal.value());
        return true;
    }

    private boolean fields(Line line, int typeEnd) {
        int seen = 0;
        int start = typeEnd + 1;
        while (start <= line.to) {
            int end = endOfField(line.bytes, start, line.to);
            if (end > start) {
                int kind = kindOf(line.bytes, start, end);
                if ((seen & kind) != 0) {
                    line.refuse(Reason.DUPLICATE_FIELD, "field", "expected each field once", start, end);
                    return false;
                }
                seen |= kind;
                if (!field(line, kind, start, end)) {
                    return false;
                }
            }
            start = end + 1;
        }
        return true;
    }

    private static int kindOf(byte[] bytes, int from, int to) {
        return switch (bytes[from]) {
            case '@' -> SEEN_RATE;
            case '#' -> SEEN_TAGS;
            case 'T' -> SEEN_TIME;
            case 'c' -> to - from > 1 && bytes[from + 1] == ':' ? SEEN_CONTAINER : 0;
            default -> 0;
        };
    }

    private boolean field(Line line, int kind, int from, int to) {
        switch (kind) {
            case SEEN_RATE:
                return rate(line, from, to);
            case SEEN_TAGS:
                line.tagsFrom = from + 1;
                line.tagsTo = to;
                return true;
            case SEEN_TIME:
                return timestamp(line, from, to);
            case SEEN_CONTAINER:
                container(line, from + 2, to);
                return true;
            default:
                line.note(Reason.UNKNOWN_FIELD);
                return true;
        }
    }

    /** Protocol 1.2 {@code c:ID}; 1.4 {@code c:ci-ID} or {@code c:in-INODE}, also several with commas: the first id counts. */
    private static void container(Line line, int from, int to) {
        int start = from;
        while (start < to) {
            int end = Ascii.indexOf(line.bytes, ',', start, to);
            end = end < 0 ? to : end;
            if (!Ascii.startsWith(line.bytes, start, end, "in-")) {
                int prefix = Ascii.startsWith(line.bytes, start, end, "ci-")
                        ? 3
                        : Ascii.startsWith(line.bytes, start, end, "cid-") ? 4 : 0;
                line.containerFrom = start + prefix;
                line.containerTo = end;
                return;
            }
            start = end + 1;
        }
    }

    private boolean rate(Line line, int from, int to) {
        Decimal.Outcome outcome = decimal.read(line.bytes, from + 1, to);
        double rate = decimal.value();
        if (outcome != Decimal.Outcome.FINE || !(rate > 0 && rate <= 1)) {
            line.refuse(Reason.BAD_SAMPLE_RATE, "sample rate", "expected > 0 and ≤ 1", from, to);
            return false;
        }
        if (1 / rate > WEIGHT_MAX) {
            line.refuse(Reason.BAD_SAMPLE_RATE, "sample rate", "expected at least 0.000001", from, to);
            return false;
        }
        if (line.type == MetricType.GAUGE || line.type == MetricType.SET) {
            line.note(Reason.RATE_IGNORED);
        } else {
            line.rate = rate;
        }
        return true;
    }

    private static boolean timestamp(Line line, int from, int to) {
        long seconds = Ascii.digits(line.bytes, from + 1, to);
        if (seconds > SECONDS_MAX) {
            line.refuse(Reason.BAD_TIMESTAMP, "timestamp", hintOfUnit(seconds), from, to);
            return false;
        }
        if (seconds <= 0) {
            line.refuse(Reason.BAD_TIMESTAMP, "timestamp", "expected T and whole seconds since 1970", from, to);
            return false;
        }
        line.timestampSeconds = seconds;
        return true;
    }

    private static String hintOfUnit(long number) {
        String unit = number > SECONDS_MAX * 1_000_000
                ? "nanoseconds"
                : number > SECONDS_MAX * 1_000 ? "microseconds" : "milliseconds";
        return "looks like " + unit + "; send seconds";
    }

    private static int endOfField(byte[] bytes, int from, int to) {
        int end = Ascii.indexOf(bytes, '|', from, to);
        return end < 0 ? to : end;
    }
}
