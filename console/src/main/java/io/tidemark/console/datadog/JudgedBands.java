package io.tidemark.console.datadog;

import io.tidemark.console.documents.Documents;
import io.tidemark.console.documents.Documents.Document;
import io.tidemark.console.documents.Documents.Kind;
import io.tidemark.console.history.History;
import io.tidemark.console.history.HistoryBands;
import io.tidemark.console.query.Frame;
import io.tidemark.console.query.Line;
import io.tidemark.console.query.RecordedBands;
import io.tidemark.document.DocumentKind;
import io.tidemark.document.MonitorDocument;
import io.tidemark.document.MonitorQueries;
import io.tidemark.query.AnomaliesQuery;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;

/** Bands as the detectors published them: of a detector by its id, and of a monitor that asks the same as a graph. */
final class JudgedBands implements RecordedBands {

    private final History history;
    private final Documents documents;

    JudgedBands(History history, Documents documents) {
        this.history = history;
        this.documents = documents;
    }

    @Override
    public Optional<List<Line>> of(String detector, Frame frame) {
        return documents.behindBands(detector).map(known -> new HistoryBands(history).of(detector, frame));
    }

    @Override
    public Optional<List<Line>> like(AnomaliesQuery query, Frame frame) {
        return documents.all(Kind.MONITORS).stream()
                .filter(monitor -> monitor.query().contains("anomalies"))
                .flatMap(monitor -> derived(monitor, query).stream())
                .filter(derived -> frame.stepSeconds() % derived.intervalSeconds() == 0)
                .map(derived -> new HistoryBands(history).of(derived.id(), frame))
                .filter(lines -> lines.stream().anyMatch(JudgedBands::holdsSomething))
                .findFirst();
    }

    /** What is judged for a monitor, where its band is decided by the same text. */
    private static Optional<MonitorQueries.Derived> derived(Document monitor, AnomaliesQuery query) {
        byte[] bytes = monitor.body().toString().getBytes(StandardCharsets.UTF_8);
        Optional<MonitorDocument> document = io.tidemark.document.Documents.parse(
                        DocumentKind.MONITOR, monitor.id(), bytes)
                .fold(accepted -> Optional.of((MonitorDocument) accepted.document()), refused -> Optional.empty());
        return document.filter(known -> known.metricQuery()
                        .filter(asked -> asked.query() instanceof AnomaliesQuery judged
                                && judged.bandText().equals(query.bandText()))
                        .isPresent())
                .flatMap(known -> MonitorQueries.of(known).stream().findFirst());
    }

    private static boolean holdsSomething(Line line) {
        for (double value : line.values()) {
            if (!Double.isNaN(value)) {
                return true;
            }
        }
        return false;
    }
}
