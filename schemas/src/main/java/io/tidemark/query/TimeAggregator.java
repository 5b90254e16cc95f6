package io.tidemark.query;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** How the values of a window, or the points of a bucket, become one value. */
public enum TimeAggregator {
    AVG,
    SUM,
    MIN,
    MAX,
    COUNT,
    LAST;

    public String text() {
        return name().toLowerCase(Locale.ROOT);
    }

    static List<String> names() {
        return Arrays.stream(values()).map(TimeAggregator::text).toList();
    }

    static Optional<TimeAggregator> named(String name) {
        return Arrays.stream(values()).filter(a -> a.text().equals(name)).findFirst();
    }
}
