package io.tidemark.ingest.track;

import java.util.Optional;

/** A running total as a sender reports it: a counter, or the counts of a histogram. A value. */
public interface Total {

    /** True where the two can be subtracted: the same kind, over the same buckets. */
    boolean isLike(Total earlier);

    /**
     * What came since an earlier total that this {@linkplain #isLike is like}; empty where any part of it fell, for
     * then it began
     * anew.
     */
    Optional<? extends Total> since(Total earlier);

    /** True where nothing differs, compared bit by bit. */
    boolean isSameAs(Total other);

    /** Numbers held. */
    int weight();

    /** One number: a counter's total, or a gauge's last value. @param value finite */
    record Number(double value) implements Total {

        @Override
        public boolean isLike(Total earlier) {
            return earlier instanceof Number;
        }

        @Override
        public Optional<Number> since(Total earlier) {
            double before = ((Number) earlier).value;
            return value < before ? Optional.empty() : Optional.of(new Number(value - before));
        }

        @Override
        public boolean isSameAs(Total other) {
            return other instanceof Number number && Double.compare(value, number.value) == 0;
        }

        @Override
        public int weight() {
            return 1;
        }
    }
}
