package io.tidemark.console.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.linecorp.armeria.common.QueryParams;
import io.tidemark.avro.Alert;
import io.tidemark.avro.AlertState;
import io.tidemark.avro.Notification;
import io.tidemark.avro.NotificationKind;
import io.tidemark.avro.NotificationState;
import io.tidemark.console.documents.Documents;
import io.tidemark.console.documents.Documents.Document;
import io.tidemark.console.documents.Documents.Kind;
import io.tidemark.console.history.History;
import io.tidemark.console.history.HistorySettings;
import io.tidemark.console.route.Ask;
import io.tidemark.console.route.Problem;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Goal: an alert's story is whole, and no other's is in it. Method: two monitors and two groups in a real history. */
final class AlertAnswersTest {

    private static final Instant NOW = Instant.parse("2026-03-08T12:00:00Z");
    private static final Clock CLOCK = Clock.fixed(NOW, ZoneOffset.UTC);
    private static final Set<String> KNOWN = Set.of("from", "to", "limit", "monitor");

    @TempDir
    private static Path folder;

    private static History history;
    private static AlertAnswers answers;

    @BeforeAll
    static void fill() throws Exception {
        history = History.open(HistorySettings.in(folder), CLOCK);
        history.writer().alert(alert("a1", "load", "host:a", 3_000, AlertState.OK, AlertState.ALERT));
        history.writer().alert(alert("a2", "load", "host:a", 1_000, AlertState.ALERT, AlertState.OK));
        history.writer().alert(alert("b1", "load", "host:b", 2_000, AlertState.OK, AlertState.ALERT));
        history.writer().alert(alert("d1", "disk", "host:a", 2_500, AlertState.OK, AlertState.WARN));
        history.writer().alert(alert("old", "load", "host:a", 10 * 86_400, AlertState.OK, AlertState.ALERT));
        history.writer().notification(told("n1", "a1", "ann@example.org", 2_999, NotificationState.SENT));
        history.writer().notification(told("n2", "a1", "bob@example.org", 60, NotificationState.HELD));
        history.writer().notification(told("n3", "b1", "ann@example.org", 1_999, NotificationState.SENT));
        history.writer().commit();
        Documents documents = new Documents();
        documents.put(
                Kind.MONITORS,
                new Document("load", new ObjectMapper().readTree("{\"name\":\"Load\"}"), 7, NOW, Optional.empty()));
        answers = new AlertAnswers(history, documents);
    }

    @AfterAll
    static void close() {
        history.close();
    }

    @Test
    void theNewestComeFirstEachWithWhoWasTold() {
        JsonNode alerts = answers.alerts(ask("")).path("alerts");

        assertThat(ids(alerts)).containsExactly("a2", "b1", "d1", "a1");
        assertThat(alerts.get(3).path("notifications").findValuesAsText("recipient"))
                .containsExactlyInAnyOrder("ann@example.org", "bob@example.org");
        assertThat(alerts.get(0).path("notifications")).isEmpty();
    }

    @Test
    void aMonitorAndALimitNarrowThem() {
        assertThat(ids(answers.alerts(ask("monitor=disk")).path("alerts"))).containsExactly("d1");
        assertThat(ids(answers.alerts(ask("limit=2")).path("alerts"))).containsExactly("a2", "b1");
        assertThat(answers.alerts(ask("monitor=nobody")).path("alerts")).isEmpty();
        assertThatThrownBy(() -> answers.alerts(ask("limit=0"))).isInstanceOf(Problem.class);
    }

    @Test
    void oneAlertHasTheDocumentAndTheTransitionsOfItsOwnGroupWithinADay() {
        JsonNode one = answers.alert(of("a1"));

        assertThat(one.path("document").path("name").asText()).isEqualTo("Load");
        assertThat(ids(one.path("around"))).containsExactlyInAnyOrder("a1", "a2");
        assertThat(ids(one.path("notifications"))).containsExactlyInAnyOrder("n1", "n2");
    }

    @Test
    void anAlertThatIsNotThereIsToldSo() {
        assertThatThrownBy(() -> answers.alert(of("none' or 1=1")))
                .isInstanceOfSatisfying(
                        Problem.class,
                        problem -> assertThat(problem.status().code()).isEqualTo(404));
    }

    private static List<String> ids(JsonNode list) {
        List<String> ids = new java.util.ArrayList<>();
        list.forEach(each -> ids.add(each.path("id").asText()));
        return ids;
    }

    private static Ask ask(String query) {
        return new Ask(QueryParams.fromQueryString(query), KNOWN, CLOCK);
    }

    private static Ask of(String id) {
        Ask.Request bare = Ask.Request.bare();
        return new Ask(
                QueryParams.of(),
                KNOWN,
                CLOCK,
                new Ask.Request(
                        Map.of("id", id),
                        "",
                        bare.who(),
                        bare.expectedVersion(),
                        bare.address(),
                        bare.remote(),
                        bare.session(),
                        Map.of()));
    }

    private static Alert alert(String id, String monitor, String group, long ago, AlertState from, AlertState to) {
        return Alert.newBuilder()
                .setId(id)
                .setMonitorId(monitor)
                .setMonitorName(monitor)
                .setGroup(group)
                .setAt(NOW.minusSeconds(ago))
                .setFrom(from)
                .setTo(to)
                .setReason("because")
                .setQuery("avg:load{*} by {host}")
                .setTags(List.of())
                .setConfigVersion(1)
                .build();
    }

    private static Notification told(String id, String alert, String recipient, long ago, NotificationState state) {
        return Notification.newBuilder()
                .setId(id)
                .setThread("t")
                .setAlertId(alert)
                .setMonitorId("load")
                .setGroup("host:a")
                .setKind(NotificationKind.TRIGGERED)
                .setChannel("email")
                .setRecipient(recipient)
                .setSubject("s")
                .setBody("b")
                .setDecidedAt(NOW.minusSeconds(ago))
                .setState(state)
                .build();
    }
}
