package io.tidemark.console.datadog;

import io.tidemark.console.documents.Documents;
import io.tidemark.console.documents.Documents.Document;
import io.tidemark.console.documents.Documents.Kind;
import io.tidemark.console.query.Excluded;
import io.tidemark.console.query.Frame;
import io.tidemark.document.DocumentKind;
import io.tidemark.document.ExclusionDocument;
import io.tidemark.query.Formula;
import io.tidemark.query.MetricQuery;
import io.tidemark.query.Query;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** The exclusions that are in force, for bands that are computed as they are looked at. Those of one detector are not meant. */
final class DocumentExclusions implements Excluded {

    private final Documents documents;

    DocumentExclusions(Documents documents) {
        this.documents = documents;
    }

    @Override
    public boolean[] buckets(Query of, List<String> tags, Frame frame) {
        List<MetricQuery> metrics = Formula.of(of).metrics();
        boolean[] excluded = new boolean[frame.size()];
        documents.all(Kind.EXCLUSIONS).stream()
                .flatMap(document -> parsed(document).stream())
                .filter(span -> span.detector().isEmpty())
                .filter(span ->
                        metrics.stream().anyMatch(metric -> span.excludes("", metric.metric(), tags, span.start())))
                .forEach(span -> mark(span, frame, excluded));
        return excluded;
    }

    private static void mark(ExclusionDocument span, Frame frame, boolean[] excluded) {
        long from = span.effectiveFrom().map(Instant::getEpochSecond).orElse(Long.MIN_VALUE);
        for (int i = 0; i < excluded.length; i++) {
            excluded[i] |= frame.start(i) < span.end().getEpochSecond()
                    && frame.start(i) + frame.stepSeconds() > span.start().getEpochSecond()
                    && frame.start(i) >= from;
        }
    }

    private static Optional<ExclusionDocument> parsed(Document document) {
        byte[] bytes = document.body().toString().getBytes(StandardCharsets.UTF_8);
        return io.tidemark.document.Documents.parse(DocumentKind.EXCLUSION, document.id(), bytes)
                .fold(accepted -> Optional.of((ExclusionDocument) accepted.document()), refused -> Optional.empty());
    }
}
