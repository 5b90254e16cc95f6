package io.tidemark.query;

import java.time.Duration;
import java.util.List;
import java.util.Locale;

/** A span of time that moves with the evaluation: {@code last_5m}, {@code next_1w}, {@code current_1d}. */
public record Window(Kind kind, int amount, Unit unit) {

    /** Where the span lies. */
    public enum Kind {
        /** Ends now. */
        LAST,
        /** Begins now. */
        NEXT,
        /** Begins with the current hour, day, or month, and ends now. */
        CURRENT;

        String text() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    /** Units; a month is 30 days. */
    public enum Unit {
        SECONDS("s", 1),
        MINUTES("m", 60),
        HOURS("h", 3_600),
        DAYS("d", 86_400),
        WEEKS("w", 604_800),
        MONTHS("mo", 2_592_000);

        private final String text;
        private final int seconds;

        Unit(String text, int seconds) {
            this.text = text;
            this.seconds = seconds;
        }
    }

    /** Longest window: two months. */
    public static final int SECONDS_MAX = 2 * 2_592_000;

    static final String FORM = "a window such as last_5m, last_4h, last_1d or last_1w";

    public Window {
        if (amount < 1 || (long) amount * unit.seconds > SECONDS_MAX) {
            throw new IllegalArgumentException("Window of " + amount + " " + unit);
        }
    }

    public static Window last(Duration length) {
        return ofSeconds(Kind.LAST, (int) Math.min(length.toSeconds(), SECONDS_MAX));
    }

    private static Window ofSeconds(Kind kind, int seconds) {
        for (Unit unit : List.of(Unit.WEEKS, Unit.DAYS, Unit.HOURS, Unit.MINUTES)) {
            if (seconds % unit.seconds == 0) {
                return new Window(kind, seconds / unit.seconds, unit);
            }
        }
        return new Window(kind, seconds, Unit.SECONDS);
    }

    public static Window parse(String text) {
        Scanner in = new Scanner(text);
        Window window = read(in, false);
        if (!in.atEnd()) {
            throw in.faultAt(0, FORM, "", "bad-window");
        }
        return window;
    }

    /** Reads {@code last_5m}; with {@code bare} also {@code 5m}, {@code 5m_ago} (how a shift and a history are written). */
    static Window read(Scanner in, boolean bare) {
        in.skipSpace();
        int start = in.position();
        String word = in.word();
        int underscore = word.indexOf('_');
        String head = underscore < 0 ? word : word.substring(0, underscore);
        String length = underscore < 0 ? word : word.substring(underscore + 1);
        Kind kind = switch (head) {
            case "last" -> Kind.LAST;
            case "next" -> Kind.NEXT;
            case "current" -> Kind.CURRENT;
            default -> null;
        };
        if (kind == null && bare && (underscore < 0 || length.equals("ago"))) {
            kind = Kind.LAST;
            length = head;
        }
        if (kind == null || underscore < 0 && !bare) {
            throw in.faultAt(start, FORM, hint(head, length, underscore < 0), "bad-window");
        }
        return length(in, start, kind, length);
    }

    private static String hint(String head, String length, boolean lengthAlone) {
        if (lengthAlone) {
            return head.isEmpty() || !Character.isDigit(head.charAt(0)) ? "" : "Write last_" + length + ".";
        }
        return NearestName.to(head, List.of("last", "next", "current"))
                .map(name -> "Did you mean " + name + "_" + length + "?")
                .orElse("");
    }

    private static Window length(Scanner in, int start, Kind kind, String text) {
        int digits = 0;
        while (digits < text.length() && text.charAt(digits) >= '0' && text.charAt(digits) <= '9') {
            digits++;
        }
        String unitText = text.substring(digits);
        for (Unit unit : Unit.values()) {
            boolean fits = digits > 0 && digits < 8 && unit.text.equals(unitText);
            long amount = fits ? Long.parseLong(text.substring(0, digits)) : 0;
            if (amount >= 1 && amount * unit.seconds <= SECONDS_MAX) {
                return new Window(kind, (int) amount, unit);
            }
            if (fits) {
                throw in.faultAt(start, "a window between last_1s and last_2mo", "", "window-out-of-range");
            }
        }
        throw in.faultAt(start, FORM, "", "bad-window");
    }

    /** Length; for a CURRENT window the longest it gets. */
    public int seconds() {
        return amount * unit.seconds;
    }

    public Duration length() {
        return Duration.ofSeconds(seconds());
    }

    String lengthText() {
        return amount + unit.text;
    }

    public String text() {
        return kind.text() + "_" + lengthText();
    }
}
