package io.tidemark.console.query;

import io.tidemark.query.Query;
import java.util.List;

/** What people said is not normal: a model judges such buckets and does not learn them. */
@FunctionalInterface
public interface Excluded {

    /** Nothing is. */
    Excluded NOTHING = (of, tags, frame) -> new boolean[frame.size()];

    /**
     * For each bucket whether any part of it lies in such a span.
     *
     * @param of the query whose values are judged
     * @param tags of the group
     */
    boolean[] buckets(Query of, List<String> tags, Frame frame);
}
