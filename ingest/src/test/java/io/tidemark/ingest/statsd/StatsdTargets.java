package io.tidemark.ingest.statsd;

import static org.assertj.core.api.Assertions.assertThat;

import io.tidemark.ingest.Books;
import io.tidemark.series.Series;

/**
 * What holds for whatever bytes: the parser says what the grammar says, and the intake keeps its books. Run on stored inputs by
 * {@link FuzzInputsTest}, on new ones by {@link StatsdFuzzTest}.
 */
final class StatsdTargets {

    private final ParserComparison comparison = new ParserComparison();

    void line(byte[] bytes) {
        for (byte b : bytes) {
            if (b == '\n') {
                return;
            }
        }
        comparison.requireAgreement(bytes);
    }

    void datagram(byte[] bytes) {
        StatsdDoor door = new StatsdDoor();
        door.send(bytes).pass(10);

        Books.requireBalanceOfSamples(door.ledger, door.refusals);
        for (String point : door.outlet.points()) {
            String series = point.substring(0, point.indexOf(' '));
            assertThat(Series.parse(series).text()).isEqualTo(series);
            assertThat(Double.parseDouble(point.substring(point.lastIndexOf(' ') + 1)))
                    .isFinite();
        }
    }
}
