package io.tidemark.console.query;

import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * {@code top(q, 10, 'mean', 'desc')}: so many groups, by one number of each.
 *
 * @param groups how many, 1 to 100
 * @param descending the largest first
 */
record Top(int groups, By by, boolean descending) {

    static final int GROUPS_MAX = 100;

    /** How a group's buckets become one number. */
    enum By {
        MEAN,
        MAX,
        MIN,
        SUM,
        LAST,
        AREA,
        L2NORM,
        NORM;

        static Optional<By> named(String name) {
            return Arrays.stream(values())
                    .filter(by -> by.text().equals(name.toLowerCase(Locale.ROOT)))
                    .findFirst();
        }

        String text() {
            return name().toLowerCase(Locale.ROOT);
        }

        static List<String> names() {
            return Arrays.stream(values()).map(By::text).toList();
        }

        double of(double[] values) {
            double[] known = Arrays.stream(values).filter(v -> !Double.isNaN(v)).toArray();
            if (known.length == 0) {
                return Double.NaN;
            }
            return switch (this) {
                case MEAN -> Arrays.stream(known).average().orElseThrow();
                case MAX -> Arrays.stream(known).max().orElseThrow();
                case MIN -> Arrays.stream(known).min().orElseThrow();
                case SUM -> Arrays.stream(known).sum();
                case LAST -> known[known.length - 1];
                case AREA -> Arrays.stream(known).map(Math::abs).sum();
                default -> Math.sqrt(Arrays.stream(known).map(v -> v * v).sum());
            };
        }
    }

    /** The chosen groups, best first; equal ones by name; those without a value last. */
    List<Line> of(List<Line> lines) {
        Comparator<Line> byNumber = Comparator.comparingDouble(line -> {
            double number = by.of(line.values());
            return Double.isNaN(number) ? Double.POSITIVE_INFINITY : descending ? -number : number;
        });
        return lines.stream()
                .sorted(byNumber.thenComparing(Line::group))
                .limit(groups)
                .toList();
    }
}
