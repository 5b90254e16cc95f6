package io.tidemark.ingest.statsd;

import static org.assertj.core.api.Assertions.assertThat;

import io.tidemark.ingest.BadInput;
import io.tidemark.ingest.Books;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Goal: every DogStatsD row of the catalogue has exactly the outcome written beside it. */
class StatsdBadInputTest {

    static List<String> rows() {
        return BadInput.rows("dogstatsd");
    }

    @ParameterizedTest
    @MethodSource("rows")
    void aRowOfTheCatalogueHasItsOutcomeAndNoOther(String row) {
        StatsdDoor door = new StatsdDoor();
        for (String packet : BadInput.input("dogstatsd", row).lines().toList()) {
            door.send(BadInput.unescaped(packet));
        }
        door.pass(10);

        String seen = outcome(door);
        assertThat(seen).isEqualTo(BadInput.expected("dogstatsd", row, seen));
        Books.requireBalanceOfSamples(door.ledger, door.refusals);
    }

    private static String outcome(StatsdDoor door) {
        List<String> seen = new ArrayList<>(BadInput.counts(door.refusals));
        List<String> kept = new ArrayList<>();
        door.outlet.points().forEach(point -> kept.add("point " + point));
        door.outlet.events().forEach(event -> kept.add("event " + event.getTitle()));
        door.outlet.checks().forEach(check -> kept.add("check " + check.getCheck() + " " + check.getStatus()));
        kept.sort(null);
        seen.addAll(kept);
        return String.join("\n", seen) + "\n";
    }
}
