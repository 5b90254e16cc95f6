package io.tidemark.ingest.statsd;

import java.nio.charset.StandardCharsets;

/**
 * Reads decimal numbers as bytes, by a grammar of its own: {@code [+-] digits [. digits] [e [+-] digits]} in ASCII, with a
 * digit before or after the point. Java's parser would also take {@code 1f}, {@code 0x1p4}, blanks and {@code NaN}.
 *
 * <p>Numbers of up to 15 digits with a power of ten up to 22 are exact in two double operations (Clinger 1990); the others go
 * through Java's parser once their form has been checked. Reused by one thread; the result stands in {@link #value}.
 */
final class Decimal {

    enum Outcome {
        FINE,
        /** Not by the grammar, or longer than 64 bytes. */
        MALFORMED,
        /** By the grammar, but over the range of a double; also NaN and the words for infinity. */
        NOT_FINITE,
        /** Not zero as written, zero as a double. */
        UNDERFLOW
    }

    private static final int LENGTH_MAX = 64;
    private static final double[] TENS = {
        1e0, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8, 1e9, 1e10, 1e11, 1e12, 1e13, 1e14, 1e15, 1e16, 1e17, 1e18, 1e19,
        1e20, 1e21, 1e22
    };

    private double value;
    private boolean signed;

    double value() {
        return value;
    }

    /** True where the number was written with a sign. */
    boolean signed() {
        return signed;
    }

    Outcome read(byte[] bytes, int from, int to) {
        value = 0;
        signed = false;
        if (to - from > LENGTH_MAX) {
            return Outcome.MALFORMED;
        }
        int i = from;
        boolean negative = false;
        if (i < to && (bytes[i] == '+' || bytes[i] == '-')) {
            signed = true;
            negative = bytes[i] == '-';
            i++;
        }
        long mantissa = 0;
        int digits = 0;
        int significant = 0;
        int decimals = 0;
        boolean point = false;
        for (; i < to; i++) {
            byte b = bytes[i];
            if (b == '.' && !point) {
                point = true;
            } else if (Ascii.isDigit(b)) {
                digits++;
                if (significant < 18) {
                    mantissa = mantissa * 10 + (b - '0');
                }
                if (mantissa != 0) {
                    significant++;
                }
                if (point) {
                    decimals++;
                }
            } else {
                break;
            }
        }
        if (digits == 0) {
            return isWordForNotFinite(bytes, i, to) ? Outcome.NOT_FINITE : Outcome.MALFORMED;
        }
        int exponent = 0;
        if (i < to) {
            exponent = exponent(bytes, i, to);
            if (exponent == Integer.MIN_VALUE) {
                return Outcome.MALFORMED;
            }
        }
        int power = exponent - decimals;
        if (significant <= 15 && power >= -22 && power <= 22) {
            double exact = power < 0 ? mantissa / TENS[-power] : mantissa * TENS[power];
            value = negative ? -exact : exact;
            return Outcome.FINE;
        }
        value = Double.parseDouble(new String(bytes, from, to - from, StandardCharsets.US_ASCII));
        if (Double.isInfinite(value)) {
            return Outcome.NOT_FINITE;
        }
        return value == 0 && mantissa != 0 ? Outcome.UNDERFLOW : Outcome.FINE;
    }

    /** The exponent after {@code e}, held within ±9,999; {@code MIN_VALUE} where it is malformed. */
    private static int exponent(byte[] bytes, int from, int to) {
        if (bytes[from] != 'e' && bytes[from] != 'E') {
            return Integer.MIN_VALUE;
        }
        int i = from + 1;
        boolean negative = false;
        if (i < to && (bytes[i] == '+' || bytes[i] == '-')) {
            negative = bytes[i] == '-';
            i++;
        }
        if (i == to) {
            return Integer.MIN_VALUE;
        }
        int exponent = 0;
        for (; i < to; i++) {
            if (!Ascii.isDigit(bytes[i])) {
                return Integer.MIN_VALUE;
            }
            exponent = Math.min(9_999, exponent * 10 + (bytes[i] - '0'));
        }
        return negative ? -exponent : exponent;
    }

    private static boolean isWordForNotFinite(byte[] bytes, int from, int to) {
        if (to - from < 3 || to - from > 8) {
            return false;
        }
        String word = new String(bytes, from, to - from, StandardCharsets.ISO_8859_1);
        return word.equalsIgnoreCase("nan") || word.equalsIgnoreCase("inf") || word.equalsIgnoreCase("infinity");
    }
}
