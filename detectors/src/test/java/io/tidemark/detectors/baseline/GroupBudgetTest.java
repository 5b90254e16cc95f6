package io.tidemark.detectors.baseline;

import static org.assertj.core.api.Assertions.assertThat;

import io.tidemark.detectors.assignment.ConfigurationLog;
import io.tidemark.detectors.assignment.Definitions;
import io.tidemark.detectors.assignment.InForce;
import io.tidemark.detectors.assignment.Unit;
import io.tidemark.detectors.tally.GroupBudget.Excess;
import io.tidemark.detectors.tally.Tally;
import io.tidemark.document.DetectorDocument;
import io.tidemark.document.DocumentKind;
import io.tidemark.document.Documents;
import java.nio.charset.StandardCharsets;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** Goal: a query that matches more than its budget (row C07) is told how many it matches now, and hurts no other query. */
class GroupBudgetTest {

    private static final int GROUPS_MAX = 3;
    private static final long BEGIN = 1_767_225_600;
    private static final int WIDTH = 10;
    private static final long IDLE_MILLIS = 600_000;
    private static final String QUERY = "avg:m{*} by {*}.rollup(avg, 10)";

    private final Tally tally = new Tally();
    private final Set<String> judged = new HashSet<>();
    private final InForce inForce = inForce();
    private final Judge judge = new Judge(
            Judge.Memory.empty(),
            inForce,
            new Judge.Limits(1_000, 60_000, IDLE_MILLIS, GROUPS_MAX),
            (unit, group, end) -> false,
            tally,
            (unit, group, start, value, judgement, flags, past) -> judged.add(unit.id() + "|" + group));

    @Test
    void whatIsOverTheBudgetIsRefusedCountedAndTheNumberThatMatchesIsTold() {
        // After a pause each series brings all its buckets at once.
        for (int number = 0; number < 5; number++) {
            for (int bucket = 0; bucket < 9; bucket++) {
                row("wide", bucket, number);
            }
        }
        bucket("narrow", 0, 2);
        judge.tellPassed();

        assertThat(judged)
                .containsExactlyInAnyOrder(
                        "wide|m{i:0}", "wide|m{i:1}", "wide|m{i:2}", "narrow|m{i:0}", "narrow|m{i:1}");
        assertThat(tally.get(Tally.Of.GROUPS_REFUSED)).isEqualTo(2 * 9);
        assertThat(tally.groups().take()).hasSize(1).containsEntry("wide", new Excess(QUERY, 3, 2));
        judge.tellPassed();
        assertThat(tally.groups().take()).as("told once for what happened once").isEmpty();

        bucket("wide", 9, 4);
        bucket("wide", 10, 4);
        bucket("wide", 11, 4);
        bucket("wide", 12, 4);
        judge.tellPassed();
        assertThat(tally.groups().take().get("wide").matching())
                .as("of now, not the most ever")
                .isEqualTo(4);
    }

    @Test
    void tasksAreAddedUp() {
        tally.groups().exceeded("wide", "task 0", new Excess(QUERY, 3, 9));
        tally.groups().exceeded("wide", "task 0", new Excess(QUERY, 3, 2));
        tally.groups().exceeded("wide", "task 1", new Excess(QUERY, 3, 1));

        assertThat(tally.groups().take().get("wide").matching()).isEqualTo(9);
    }

    @Test
    void aGroupThatIsForgottenMakesRoom() {
        bucket("wide", 0, GROUPS_MAX);
        judge.setNow((BEGIN + WIDTH) * 1_000 + 2 * IDLE_MILLIS);
        judge.tellPassed();
        judged.clear();

        int later = (int) (2 * IDLE_MILLIS / 1_000 / WIDTH);
        row("wide", later, 7);

        assertThat(judged).contains("wide|m{i:7}");
        assertThat(tally.get(Tally.Of.GROUPS_REFUSED)).isZero();
    }

    private void bucket(String detector, int bucket, int groups) {
        for (int number = 0; number < groups; number++) {
            row(detector, bucket, number);
        }
    }

    private void row(String detector, int bucket, int number) {
        long start = BEGIN + (long) bucket * WIDTH;
        judge.setNow(Math.max((start + WIDTH + 1) * 1_000, 0));
        Unit unit = inForce.unit(detector, start);
        String group = "m{i:" + number + "}";
        judge.row(unit, judge.group(unit, group), group, start, 1, false);
    }

    private static InForce inForce() {
        ConfigurationLog log = new ConfigurationLog();
        String json = "{\"query\":\"" + QUERY + "\",\"interval\":10,\"model\":\"basic\"}";
        for (String id : List.of("wide", "narrow")) {
            log.add(new ConfigurationLog.Entry(
                    id,
                    0,
                    0,
                    Documents.parse(DocumentKind.DETECTOR, id, json.getBytes(StandardCharsets.UTF_8))
                            .fold(accepted -> Definitions.of((DetectorDocument) accepted.document()), refused -> {
                                throw new AssertionError(refused.faults());
                            })));
        }
        InForce inForce = new InForce(List.of(log), 0);
        inForce.tick(0);
        return inForce;
    }
}
