package io.tidemark.standalone.demo;

import static org.assertj.core.api.Assertions.assertThat;

import io.tidemark.document.Document;
import io.tidemark.document.DocumentKind;
import io.tidemark.document.Documents;
import io.tidemark.document.MonitorDocument;
import io.tidemark.document.Parsed;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class DemoDocumentsTest {
    private static final Instant NOW = Instant.parse("2026-03-14T15:09:26Z");

    private final List<ShiftedSeries> series = DemoSeries.all().stream()
            .map(recording -> ShiftedSeries.endingBefore(NOW, recording))
            .toList();

    @Test
    void everyDocumentOfTheDemoIsAccepted() {
        assertThat(parsed())
                .allSatisfy(p -> p.fold(accepted -> accepted, refused -> {
                    throw new AssertionError(refused.faults().toString());
                }));
    }

    @Test
    void everySeriesHasADetectorAndEveryMonitorBeginsWithItsRowsThatArriveWhileOneLooks() {
        List<Document> documents =
                parsed().stream().map(p -> ((Parsed.Accepted) p).document()).toList();

        assertThat(series)
                .allSatisfy(s -> assertThat(documents)
                        .anyMatch(d -> d.kind() == DocumentKind.DETECTOR
                                && d.id().equals(s.recording().id())));
        assertThat(documents)
                .filteredOn(MonitorDocument.class::isInstance)
                .isNotEmpty()
                .allSatisfy(m -> assertThat(series.stream().map(ShiftedSeries::liveFrom))
                        .contains(m.effectiveFrom().orElseThrow()));
    }

    private List<Parsed> parsed() {
        return Documents.parseFile(Optional.empty(), DemoDocuments.of(series));
    }
}
