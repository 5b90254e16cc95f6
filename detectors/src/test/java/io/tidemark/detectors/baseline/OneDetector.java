package io.tidemark.detectors.baseline;

import io.tidemark.detectors.assignment.ConfigurationLog;
import io.tidemark.detectors.assignment.Definitions;
import io.tidemark.detectors.assignment.InForce;
import io.tidemark.document.DetectorDocument;
import io.tidemark.document.DocumentKind;
import io.tidemark.document.Documents;
import java.nio.charset.StandardCharsets;
import java.util.List;

/** A configuration of one detector, {@code d}, that was there from the beginning. */
final class OneDetector {
    private OneDetector() {}

    static InForce inForce(String json) {
        ConfigurationLog log = new ConfigurationLog();
        log.add(new ConfigurationLog.Entry(
                "d",
                0,
                0,
                Documents.parse(DocumentKind.DETECTOR, "d", json.getBytes(StandardCharsets.UTF_8))
                        .fold(accepted -> Definitions.of((DetectorDocument) accepted.document()), refused -> {
                            throw new AssertionError(refused.faults());
                        })));
        InForce inForce = new InForce(List.of(log), 0);
        inForce.tick(0);
        return inForce;
    }
}
