package io.tidemark.document;

import io.tidemark.query.CompositeQuery;
import io.tidemark.query.EventQuery;
import io.tidemark.query.MonitorQuery;
import io.tidemark.query.ServiceCheckQuery;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.function.Function;

/**
 * When to tell whom.
 *
 * @param query exactly as it was posted
 * @param condition what the query says
 * @param priority 1 (highest) to 5
 */
public record MonitorDocument(
        String id,
        String name,
        MonitorType type,
        String query,
        Condition condition,
        String message,
        List<String> tags,
        OptionalInt priority,
        MonitorOptions options,
        Optional<Instant> effectiveFrom)
        implements Document {

    /** What the query of a monitor says, by its type. */
    public sealed interface Condition {
        <R> R fold(
                Function<MonitorQuery, R> metric,
                Function<ServiceCheckQuery, R> serviceCheck,
                Function<EventQuery, R> event,
                Function<CompositeQuery, R> composite);
    }

    /** A metric and a threshold. */
    public record MetricCondition(MonitorQuery query) implements Condition {
        @Override
        public <R> R fold(
                Function<MonitorQuery, R> metric,
                Function<ServiceCheckQuery, R> serviceCheck,
                Function<EventQuery, R> event,
                Function<CompositeQuery, R> composite) {
            return metric.apply(query);
        }
    }

    /** Answers of a check, so many in a row. */
    public record ServiceCheckCondition(ServiceCheckQuery query) implements Condition {
        @Override
        public <R> R fold(
                Function<MonitorQuery, R> metric,
                Function<ServiceCheckQuery, R> serviceCheck,
                Function<EventQuery, R> event,
                Function<CompositeQuery, R> composite) {
            return serviceCheck.apply(query);
        }
    }

    /** So many events in a window. */
    public record EventCondition(EventQuery query) implements Condition {
        @Override
        public <R> R fold(
                Function<MonitorQuery, R> metric,
                Function<ServiceCheckQuery, R> serviceCheck,
                Function<EventQuery, R> event,
                Function<CompositeQuery, R> composite) {
            return event.apply(query);
        }
    }

    /** Other monitors. */
    public record CompositeCondition(CompositeQuery query) implements Condition {
        @Override
        public <R> R fold(
                Function<MonitorQuery, R> metric,
                Function<ServiceCheckQuery, R> serviceCheck,
                Function<EventQuery, R> event,
                Function<CompositeQuery, R> composite) {
            return composite.apply(query);
        }
    }

    public MonitorDocument {
        Objects.requireNonNull(condition, "condition");
        tags = List.copyOf(tags);
    }

    /** The condition on a metric; empty for a check, events and a composite. */
    public Optional<MonitorQuery> metricQuery() {
        return condition.fold(
                Optional::of, check -> Optional.empty(), event -> Optional.empty(), composite -> Optional.empty());
    }

    @Override
    public DocumentKind kind() {
        return DocumentKind.MONITOR;
    }
}
