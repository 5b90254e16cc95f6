package io.tidemark.query;

import java.util.OptionalInt;

/** Lengths of time as people write them: {@code 90s}, {@code 5m}, {@code 1h}, {@code 2d}, {@code 1w}, or bare seconds. */
public final class Durations {

    /** What to write, for messages. */
    public static final String FORM = "a duration such as 90s, 5m, 1h, 2d or 1w";

    private Durations() {}

    /** Whole seconds, positive; empty where the text is no duration or is longer than 68 years. */
    public static OptionalInt seconds(String text) {
        int digits = 0;
        while (digits < text.length() && text.charAt(digits) >= '0' && text.charAt(digits) <= '9') {
            digits++;
        }
        if (digits == 0 || digits > 10) {
            return OptionalInt.empty();
        }
        long unit = switch (text.substring(digits)) {
            case "", "s" -> 1;
            case "m" -> 60;
            case "h" -> 3_600;
            case "d" -> 86_400;
            case "w" -> 604_800;
            default -> 0;
        };
        long seconds = Long.parseLong(text.substring(0, digits)) * unit;
        return seconds < 1 || seconds > Integer.MAX_VALUE ? OptionalInt.empty() : OptionalInt.of((int) seconds);
    }

    /** The largest unit that divides: 3600 is {@code 1h}, 90 is {@code 90s}. */
    public static String text(int seconds) {
        if (seconds % 604_800 == 0) {
            return seconds / 604_800 + "w";
        }
        if (seconds % 86_400 == 0) {
            return seconds / 86_400 + "d";
        }
        if (seconds % 3_600 == 0) {
            return seconds / 3_600 + "h";
        }
        return seconds % 60 == 0 ? seconds / 60 + "m" : seconds + "s";
    }
}
