package io.tidemark.document;

import io.tidemark.query.Scope;
import java.time.Instant;
import java.util.Optional;

/** Reads what speaks of a span of time: exclusions and annotations. */
final class SpanReader {

    private SpanReader() {}

    /** Null where its scope or times cannot be read; the faults are noted then. */
    static ExclusionDocument exclusion(Fields in, String id) {
        Optional<Scope> scope = scope(in);
        Optional<Instant> start = in.instant("start");
        Optional<Instant> end = in.instant("end");
        Optional<Instant> from = in.instant("effective_from");
        ordered(in, start, end);
        if (scope.isEmpty() || start.isEmpty() || end.isEmpty()) {
            return null;
        }
        if (!in.has("detector") && !in.has("metric")) {
            in.faults()
                    .said(
                            in.path("metric"),
                            "",
                            "a metric or a detector",
                            "Write metric: name, detector: id, or both.",
                            "what-is-excluded");
        }
        return new ExclusionDocument(
                id,
                in.text("detector"),
                in.text("metric"),
                scope.get(),
                start.get(),
                end.get(),
                in.text("message", ""),
                from);
    }

    /** Null where its scope or times cannot be read; the faults are noted then. */
    static AnnotationDocument annotation(Fields in, String id) {
        Optional<Scope> scope = scope(in);
        Optional<Instant> start = in.instant("start");
        Optional<Instant> end = in.instant("end");
        ordered(in, start, end);
        if (scope.isEmpty() || start.isEmpty()) {
            return null;
        }
        return new AnnotationDocument(
                id, in.text("text", ""), start.get(), end, in.text("metric"), scope.get(), in.tags("tags"));
    }

    private static Optional<Scope> scope(Fields in) {
        return in.has("scope") ? in.parsed("scope", Scope::parse) : Optional.of(Scope.EVERYTHING);
    }

    private static void ordered(Fields in, Optional<Instant> start, Optional<Instant> end) {
        if (start.isPresent() && end.isPresent() && !end.get().isAfter(start.get())) {
            in.faults()
                    .said(
                            in.path("end"),
                            in.node("end") + ", and start is " + in.node("start"),
                            "an end after the start",
                            "",
                            "end-before-start");
        }
    }
}
