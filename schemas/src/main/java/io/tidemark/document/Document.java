package io.tidemark.document;

import java.time.Instant;
import java.util.Optional;

/** A configuration document that was read and found good. */
public sealed interface Document
        permits DetectorDocument,
                MonitorDocument,
                DowntimeDocument,
                ExclusionDocument,
                DashboardDocument,
                AnnotationDocument,
                HostTagsDocument,
                AcknowledgementDocument,
                MetricDocument {

    /** Unique among the documents of its kind; the key of its records. */
    String id();

    DocumentKind kind();

    /** From when on it judges, in event time; empty: from when it is known. */
    default Optional<Instant> effectiveFrom() {
        return Optional.empty();
    }
}
