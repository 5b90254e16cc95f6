package io.tidemark.ingest.statsd;

import static org.assertj.core.api.Assertions.assertThat;

import io.tidemark.document.HostTagsDocument;
import io.tidemark.ingest.BadInput;
import io.tidemark.ingest.Books;
import io.tidemark.series.Series;
import java.util.Arrays;
import java.util.List;

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
        requireThatTheShortWaySaysTheSame(bytes);
    }

    /**
     * Lines that are known go a shorter way ({@link KnownLines}): three times the packet gives what its lines give that are each
     * parsed, because whatever was known is forgotten before each.
     */
    void requireThatTheShortWaySaysTheSame(byte[] packet) {
        if (packet.length > StatsdIntake.PACKET_MAX) {
            return;
        }
        StatsdDoor usual = new StatsdDoor();
        StatsdDoor forgetful = new StatsdDoor();
        for (int round = 0; round < 3; round++) {
            usual.send(packet);
            int from = 0;
            for (int to = 0; to <= packet.length; to++) {
                if (to == packet.length || packet[to] == '\n') {
                    if (to > from) {
                        forgetful.places.put(
                                new HostTagsDocument("nobody", "", "", List.of("at:" + round + "-" + from), ""));
                        forgetful.send(Arrays.copyOfRange(packet, from, to));
                    }
                    from = to + 1;
                }
            }
        }
        usual.pass(10);
        forgetful.pass(10);
        assertThat(usual.outlet.pointsInFull()).isEqualTo(forgetful.outlet.pointsInFull());
        assertThat(usual.ledger.balance()).isEqualTo(forgetful.ledger.balance());
        assertThat(countsWithoutEmpty(usual)).isEqualTo(countsWithoutEmpty(forgetful));
    }

    private static List<String> countsWithoutEmpty(StatsdDoor door) {
        // An empty packet is counted once, however many line feeds it has.
        return BadInput.counts(door.refusals).stream()
                .filter(count -> !count.startsWith("count empty "))
                .toList();
    }
}
