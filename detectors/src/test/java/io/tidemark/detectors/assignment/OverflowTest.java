package io.tidemark.detectors.assignment;

import static org.assertj.core.api.Assertions.assertThat;

import io.tidemark.avro.PointKind;
import io.tidemark.detectors.rollup.RolledSeries;
import io.tidemark.document.DetectorDocument;
import io.tidemark.document.DocumentKind;
import io.tidemark.document.Documents;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Goal: a series that collects what is over a limit (row O18 of the bad-input catalogue) wakes nobody by itself, for it stands for many
 * series and jumps when one more overflows; a total still counts it.
 */
class OverflowTest {

    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            value = {
                "sum:m{*}; true",
                "sum:m{*} by {*}; false",
                "sum:m{*} by {page}; false",
                "sum:m{*} by {service}; true",
                "sum:m{*} by {service,page}; false",
            })
    void itCountsInTotalsAndIsNoGroup(String query, boolean counts) {
        InForce inForce = new InForce(List.of(configuration(query)), 0);
        inForce.tick(0);

        assertThat(inForce.readersOf(series(0, "m{overflow:true,service:shop}")))
                .hasSize(counts ? 1 : 0);
        assertThat(inForce.readersOf(series(1, "m{page:home,service:shop}"))).hasSize(1);
        assertThat(inForce.readersOf(series(2, "m"))).hasSize(1);
    }

    private static RolledSeries series(int slot, String text) {
        return RolledSeries.of(slot, text, PointKind.COUNT, 10);
    }

    private static ConfigurationLog configuration(String query) {
        String json = "{\"query\":\"" + query + "\",\"interval\":60,\"model\":\"basic\",\"bounds\":4}";
        List<Definition> wanted = Documents.parse(DocumentKind.DETECTOR, "d", json.getBytes(StandardCharsets.UTF_8))
                .fold(accepted -> Definitions.of((DetectorDocument) accepted.document()), refused -> {
                    throw new AssertionError(refused.faults());
                });
        ConfigurationLog log = new ConfigurationLog();
        log.add(new ConfigurationLog.Entry("d", 0, 0, wanted));
        return log;
    }
}
