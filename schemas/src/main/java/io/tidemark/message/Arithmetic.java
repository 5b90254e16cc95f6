package io.tidemark.message;

import java.util.Locale;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.function.Function;

/**
 * The sums of <code>{{eval "…"}}</code>: numbers, names, {@code + - * / %}, brackets, and int, round, floor, ceil, abs.
 *
 * <p>Grammar: {@code sum = product {(+|-) product}}, {@code product = sign {(*|/|%) sign}}, {@code sign = [-] atom},
 * {@code atom = number | name | function(sum) | (sum)}. At most {@value #LENGTH_MAX} characters and {@value #DEPTH_MAX} brackets
 * deep; cost O(length). A name without value, or a division by zero, makes the whole sum not a number.
 */
public final class Arithmetic {

    static final int LENGTH_MAX = 500;
    static final int DEPTH_MAX = 50;

    private final String text;
    private final Function<String, OptionalDouble> names;
    private int at;
    private int depth;

    private Arithmetic(String text, Function<String, OptionalDouble> names) {
        this.text = text;
        this.names = names;
    }

    /** What is wrong with the sum, or nothing. */
    static Optional<String> check(String text) {
        try {
            new Arithmetic(text, name -> {
                        if (!Vocabulary.isVariable(name)) {
                            throw new SumRefusedException("\"" + name + "\" in a sum is not a variable."
                                    + Vocabulary.suggestion(name, Vocabulary.VARIABLES));
                        }
                        return OptionalDouble.of(1);
                    })
                    .whole();
            return Optional.empty();
        } catch (SumRefusedException wrong) {
            return Optional.of(wrong.getMessage());
        }
    }

    /** The result; NaN where it has none. The sum has passed {@link #check}. */
    public static double evaluate(String text, Function<String, OptionalDouble> names) {
        return new Arithmetic(text, names).whole();
    }

    private double whole() {
        if (text.length() > LENGTH_MAX) {
            throw new SumRefusedException(
                    "a sum is " + text.length() + " characters long (expected at most " + LENGTH_MAX + ").");
        }
        double result = sum();
        if (at < text.length()) {
            throw new SumRefusedException("\"" + text.charAt(at) + "\" is not expected at character " + (at + 1)
                    + " of the sum. Write numbers, variables, + - * / % and brackets.");
        }
        return Double.isInfinite(result) ? Double.NaN : result;
    }

    private double sum() {
        if (++depth > DEPTH_MAX) {
            throw new SumRefusedException("brackets are nested more than " + DEPTH_MAX + " deep in a sum.");
        }
        double left = product();
        while (true) {
            if (takes('+')) {
                left += product();
            } else if (takes('-')) {
                left -= product();
            } else {
                depth--;
                return left;
            }
        }
    }

    private double product() {
        double left = sign();
        while (true) {
            if (takes('*')) {
                left *= sign();
            } else if (takes('/')) {
                left /= sign();
            } else if (takes('%')) {
                left %= sign();
            } else {
                return left;
            }
        }
    }

    private double sign() {
        boolean negative = false;
        while (takes('-')) {
            negative = !negative;
        }
        double atom = atom();
        return negative ? -atom : atom;
    }

    private double atom() {
        if (takes('(')) {
            return closed(sum());
        }
        int start = at;
        while (at < text.length() && (isNamePart(text.charAt(at)))) {
            boolean bracket = text.charAt(at) == '[';
            at = bracket && text.indexOf(']', at) > 0 ? text.indexOf(']', at) + 1 : at + 1;
        }
        String word = text.substring(start, at);
        if (word.isEmpty()) {
            throw new SumRefusedException("a sum ends or breaks off at character " + (start + 1)
                    + " (expected a number or a variable there).");
        }
        if (Character.isDigit(word.charAt(0)) || word.charAt(0) == '.') {
            return number(word);
        }
        return takes('(') ? applied(word, closed(sum())) : names.apply(word).orElse(Double.NaN);
    }

    private static double number(String word) {
        try {
            return Double.parseDouble(word);
        } catch (NumberFormatException wrong) {
            throw new SumRefusedException("\"" + word + "\" in a sum is not a number.");
        }
    }

    private static double applied(String function, double argument) {
        return switch (function.toLowerCase(Locale.ROOT)) {
            case "int" -> argument < 0 ? Math.ceil(argument) : Math.floor(argument);
            case "round" -> Math.rint(argument);
            case "floor" -> Math.floor(argument);
            case "ceil" -> Math.ceil(argument);
            case "abs" -> Math.abs(argument);
            default ->
                throw new SumRefusedException(
                        "\"" + function + "\" in a sum is not a function (expected int, round, floor, ceil or abs).");
        };
    }

    private double closed(double inside) {
        if (!takes(')')) {
            throw new SumRefusedException("a bracket is not closed in a sum. Add \")\".");
        }
        return inside;
    }

    private boolean takes(char sign) {
        while (at < text.length() && Character.isWhitespace(text.charAt(at))) {
            at++;
        }
        if (at < text.length() && text.charAt(at) == sign) {
            at++;
            while (at < text.length() && Character.isWhitespace(text.charAt(at))) {
                at++;
            }
            return true;
        }
        return false;
    }

    private static boolean isNamePart(char c) {
        return Character.isLetterOrDigit(c) || c == '_' || c == '.' || c == '[' || c == ']';
    }

    /** A sum that cannot be read; the message is for the author of the template. */
    private static final class SumRefusedException extends RuntimeException {
        private static final long serialVersionUID = 1L;

        SumRefusedException(String message) {
            super(message, null, false, false);
        }
    }
}
