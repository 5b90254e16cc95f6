package io.tidemark.console.datadog;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.linecorp.armeria.common.QueryParams;
import io.tidemark.avro.Alert;
import io.tidemark.avro.AlertState;
import io.tidemark.avro.PointKind;
import io.tidemark.console.api.DowntimeCalendar;
import io.tidemark.console.api.DowntimeCalendar.Occurrence;
import io.tidemark.console.documents.Desk;
import io.tidemark.console.documents.Documents;
import io.tidemark.console.documents.Documents.Document;
import io.tidemark.console.documents.Documents.Kind;
import io.tidemark.console.history.History;
import io.tidemark.console.history.HistorySettings;
import io.tidemark.console.query.NoFunctions;
import io.tidemark.console.route.Ask;
import io.tidemark.console.route.Problem;
import io.tidemark.console.route.Route;
import io.tidemark.console.route.RouteTable;
import io.tidemark.console.route.Who;
import io.tidemark.wire.RollupBatchReader;
import io.tidemark.wire.RollupBatchWriter;
import io.tidemark.wire.Wire;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Goal: a preview says what would have happened, and refuses what it cannot say. Method: the routes over a real history of a
 * week of minutes, in which host a was above 90 for ten minutes on three nights and host b never.
 */
final class PreviewRoutesTest {

    private static final Instant NOW = Instant.parse("2026-03-08T00:00:00Z");
    private static final Clock CLOCK = Clock.fixed(NOW, ZoneOffset.UTC);
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Wire WIRE = Wire.singleObject();
    private static final List<Instant> NIGHTS = List.of(
            Instant.parse("2026-03-02T02:00:00Z"),
            Instant.parse("2026-03-04T02:00:00Z"),
            Instant.parse("2026-03-06T12:00:00Z"));
    private static final Duration HIGH = Duration.ofMinutes(10);

    @TempDir
    private static Path folder;

    private static History history;
    private static final Documents DOCUMENTS = new Documents();
    private static Map<String, Route> routes;

    /** Every day from two to four. */
    private static final DowntimeCalendar NIGHTLY = (document, after, max) -> {
        List<Occurrence> all = new ArrayList<>();
        Instant day = after.truncatedTo(java.time.temporal.ChronoUnit.DAYS);
        for (int i = 0; i < Math.min(max, 30); i++) {
            Instant from = day.plus(Duration.ofDays(i)).plus(Duration.ofHours(2));
            all.add(new Occurrence(from, from.plus(Duration.ofHours(2)), i == 0 ? List.of("a note") : List.of()));
        }
        return all;
    };

    @BeforeAll
    static void fill() throws Exception {
        history = History.open(HistorySettings.in(folder), CLOCK);
        RollupBatchReader reader = new RollupBatchReader(WIRE);
        for (Instant day = NOW.minus(Duration.ofDays(7)); day.isBefore(NOW); day = day.plus(Duration.ofDays(1))) {
            RollupBatchWriter batch = new RollupBatchWriter(WIRE).begin(60, false);
            for (int minute = 0; minute < 1_440; minute++) {
                Instant at = day.plus(Duration.ofMinutes(minute));
                double a = NIGHTS.stream().anyMatch(night -> !at.isBefore(night) && at.isBefore(night.plus(HIGH)))
                        ? 95
                        : 10;
                batch.add("load{env:prod,host:a}", PointKind.GAUGE, 0, at.getEpochSecond(), 1, a, a, a, a, null);
                batch.add("load{env:prod,host:b}", PointKind.GAUGE, 0, at.getEpochSecond(), 1, 20, 20, 20, 20, null);
            }
            history.writer().rollups(reader.read(batch.toBytes()));
        }
        for (Instant night : NIGHTS) {
            history.writer().alert(alert(night.plusSeconds(300), "host:a"));
        }
        history.writer().commit();
        DOCUMENTS.put(
                Kind.MONITORS,
                new Document(
                        "load-high",
                        JSON.readTree("{\"name\":\"Load\",\"tags\":[\"team:web\"]}"),
                        1,
                        NOW.minus(Duration.ofDays(8)),
                        Optional.empty()));
        Sources sources = new Sources(
                history, DOCUMENTS, new LenientDesk(), NIGHTLY, new NoFunctions(), null, null, Optional.empty(), null);
        RouteTable table = new RouteTable();
        new PreviewRoutes(sources, new QueryRoutes(sources)).addTo(table);
        routes = table.routes().stream().collect(Collectors.toMap(Route::path, route -> route));
    }

    @AfterAll
    static void close() {
        history.close();
    }

    @Test
    void eachNightIsOneAlertOfItsGroup() throws Exception {
        JsonNode told = monitor("avg(last_5m):avg:load{*} by {host} > 90", "", "");

        assertThat(told.path("alerts").asInt()).isEqualTo(3);
        assertThat(told.path("warnings").asInt()).isZero();
        assertThat(told.path("groups").asInt()).isEqualTo(2);
        assertThat(told.path("episodes").findValuesAsText("group")).containsOnly("host:a");
        // Five minutes must be above in the mean: only the fifth of 95 lifts it over 90, and it falls when the first of
        // 10 comes.
        for (int i = 0; i < NIGHTS.size(); i++) {
            JsonNode episode = told.path("episodes").get(i);
            assertThat(Instant.ofEpochMilli(episode.path("from").asLong()))
                    .isEqualTo(NIGHTS.get(i).plus(Duration.ofMinutes(5)));
            assertThat(Instant.ofEpochMilli(episode.path("to").asLong()))
                    .isEqualTo(NIGHTS.get(i).plus(HIGH).plus(Duration.ofMinutes(1)));
            assertThat(episode.path("value").asDouble()).isEqualTo(95);
        }
    }

    @Test
    void aWarningIsToldApartAndDaysBoundTheSpan() throws Exception {
        JsonNode told = monitor("max(last_5m):avg:load{host:a} > 99", ",\"warning\":90", "days=3");

        assertThat(told.path("alerts").asInt()).isZero();
        assertThat(told.path("warnings").asInt()).isEqualTo(1);
        assertThat(told.path("from").asLong())
                .isEqualTo(NOW.minus(Duration.ofDays(3)).toEpochMilli());
    }

    @Test
    void whereNothingIsKnownNothingWouldHaveAlerted() throws Exception {
        JsonNode told = monitor("avg(last_5m):avg:nothing{*} > 1", "", "");

        assertThat(told.path("alerts").asInt(-1)).isZero();
        assertThat(told.path("groups").asInt(-1)).isZero();
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            query alert   | avg(last_5m):avg:load{ > 1                           | unclosed-scope
            service check | "a".over("*").last(2).count_by_status()              | no-preview
            query alert   | change(avg(last_5m),last_1h):avg:load{*} > 1         | no-preview
            query alert   | avg(last_5m):outliers(avg:load{*} by {host}, 'MAD', 3) > 0 | no-preview
            """)
    void whatCannotBePreviewedIsRefused(String type, String query, String reason) {
        assertThatThrownBy(() -> ask(
                        "/api/console/preview/monitor",
                        "",
                        JSON.createObjectNode().put("type", type).put("query", query)))
                .isInstanceOfSatisfying(Problem.class, problem -> {
                    assertThat(problem.status().code()).isEqualTo(400);
                    if (reason.equals("no-preview")) {
                        assertThat(problem.reason()).isEqualTo(reason);
                    }
                });
    }

    @Test
    void faultsOfADocumentAreAllTold() {
        assertThatThrownBy(() -> ask(
                        "/api/console/preview/monitor",
                        "",
                        JSON.createObjectNode().put("faulty", true).put("type", "query alert")))
                .isInstanceOfSatisfying(
                        Problem.class,
                        problem -> assertThat(problem.messages()).containsExactly("one fault", "another"));
    }

    @Test
    void daysOutOfBoundsAreRefused() {
        assertThatThrownBy(() -> monitor("avg(last_5m):avg:load{*} > 1", "", "days=36"))
                .isInstanceOf(Problem.class)
                .hasMessageContaining("days");
    }

    @Test
    void aDowntimeTellsItsNextWindowsItsMonitorsAndWhatItWouldHaveHidden() throws Exception {
        JsonNode told = downtime("{\"monitor_tags\":[\"team:web\"]}", "host:a");

        assertThat(told.path("occurrences")).hasSize(10);
        assertThat(told.at("/occurrences/0/notes/0").asText()).isEqualTo("a note");
        assertThat(told.path("monitors").findValuesAsText("id")).containsExactly("load-high");
        assertThat(told.path("hidden").findValuesAsText("at"))
                .as("those of two at night, not the one of noon")
                .containsExactlyInAnyOrder(
                        Long.toString(NIGHTS.get(0).plusSeconds(300).toEpochMilli()),
                        Long.toString(NIGHTS.get(1).plusSeconds(300).toEpochMilli()));
    }

    @Test
    void aDowntimeOfAnotherScopeOrMonitorHidesNothing() throws Exception {
        assertThat(downtime("{\"monitor_tags\":[\"team:web\"]}", "host:b").path("hidden"))
                .isEmpty();
        JsonNode other = downtime("{\"monitor_tags\":[\"team:db\"]}", "*");
        assertThat(other.path("hidden")).isEmpty();
        assertThat(other.path("monitors")).isEmpty();
    }

    private static JsonNode downtime(String monitors, String scope) throws Exception {
        return ask(
                "/api/console/preview/downtime",
                "",
                (ObjectNode)
                        JSON.readTree(
                                "{\"monitor_identifier\":" + monitors + ",\"scope\":\"" + scope
                                        + "\",\"schedule\":{\"timezone\":\"UTC\",\"recurrences\":[{\"start\":\"2026-03-01T02:00:00\",\"duration\":\"2h\",\"rrule\":\"FREQ=DAILY\"}]}}"));
    }

    private static JsonNode monitor(String query, String warning, String parameters) throws Exception {
        return ask("/api/console/preview/monitor", parameters, (ObjectNode)
                JSON.readTree("{\"name\":\"x\",\"type\":\"query alert\",\"query\":\"" + query
                        + "\",\"options\":{\"thresholds\":{\"critical\":90" + warning + "}}}"));
    }

    private static JsonNode ask(String path, String parameters, ObjectNode body) throws Exception {
        Route route = routes.get(path);
        Ask.Request bare = Ask.Request.bare();
        Ask.Request request = new Ask.Request(
                Map.of(),
                body.toString(),
                Who.LOCAL,
                bare.expectedVersion(),
                bare.address(),
                bare.remote(),
                bare.session(),
                Map.of());
        return JSON.readTree(route.handler()
                .to(new Ask(QueryParams.fromQueryString(parameters), Set.of("days"), CLOCK, request))
                .body());
    }

    private static Alert alert(Instant at, String group) {
        return Alert.newBuilder()
                .setId("alert-" + at.getEpochSecond())
                .setMonitorId("load-high")
                .setMonitorName("Load")
                .setGroup(group)
                .setAt(at)
                .setFrom(AlertState.OK)
                .setTo(AlertState.ALERT)
                .setReason("because")
                .setQuery("avg:load{*} by {host}")
                .setTags(List.of("team:web"))
                .setConfigVersion(1)
                .build();
    }

    /** Finds fault with what says so itself; the rules for documents are tested where they are. */
    private static final class LenientDesk implements Desk {
        @Override
        public Document save(Kind kind, String id, ObjectNode body, Optional<String> expected, Who who) {
            throw new AssertionError("A preview saves nothing");
        }

        @Override
        public void delete(Kind kind, String id, Optional<String> expected, Who who) {
            throw new AssertionError("A preview deletes nothing");
        }

        @Override
        public List<String> faults(Kind kind, String id, ObjectNode body) {
            return body.has("faulty") ? List.of("one fault", "another") : List.of();
        }

        @Override
        public void tell(String title, String text, List<String> tags) {
            throw new AssertionError("A preview tells nobody");
        }
    }
}
