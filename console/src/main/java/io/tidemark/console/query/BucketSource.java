package io.tidemark.console.query;

import io.tidemark.query.MetricQuery;
import java.util.function.Consumer;

/** Where kept buckets come from. */
public interface BucketSource {

    /**
     * Tells every series that a metric query means and that has something in the frame, one at a time, in the order of their
     * texts. Its buckets are no wider than those of the frame, and each lies within one of them.
     */
    void read(MetricQuery metric, Frame frame, Consumer<SeriesBuckets> each);
}
