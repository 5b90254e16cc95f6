package io.tidemark.alerting.configuration;

import io.tidemark.alerting.monitor.Outliers;
import io.tidemark.query.CompositeQuery;
import io.tidemark.query.EventQuery;
import io.tidemark.query.ServiceCheckQuery;

/** What a monitor judges, by where it can be judged. */
public sealed interface Subject {

    /** Rows of one group, each group for itself, where the rows are. */
    record Alone() implements Subject {}

    /** Rows of all its groups, held against each other. */
    record Members(Outliers outliers) implements Subject {}

    /** States of other monitors. */
    record States(CompositeQuery query) implements Subject {}

    /** Answers of a check. */
    record Answers(ServiceCheckQuery query) implements Subject {}

    /** Events, counted. */
    record Happenings(EventQuery query) implements Subject {}

    Subject ALONE = new Alone();

    /** Whether its inputs come from several partitions, so that one task has to see them all. */
    default boolean isTogether() {
        return !(this instanceof Alone);
    }
}
