package io.tidemark.alerting.mention;

import static org.assertj.core.api.Assertions.assertThat;

import io.tidemark.avro.Event;
import io.tidemark.avro.EventPriority;
import io.tidemark.avro.EventType;
import io.tidemark.avro.Graph;
import io.tidemark.avro.Notification;
import io.tidemark.avro.NotificationKind;
import io.tidemark.avro.NotificationState;
import io.tidemark.avro.PointKind;
import io.tidemark.document.AnnotationDocument;
import io.tidemark.query.Scope;
import io.tidemark.wire.RollupBatchWriter;
import io.tidemark.wire.Wire;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** Whom events and annotations tell, and when they don't. */
class MentionsTest {

    private static final Instant NOW = Instant.parse("2026-06-01T12:00:00Z");
    private static final Wire WIRE = Wire.singleObject();

    private final Mentions mentions = new Mentions();

    @Test
    void whoIsNamedInAnEventIsToldOnceEach() {
        List<Notification> told =
                mentions.of(event("api", "Rolled out @ann@example.org @ann@example.org @webhook-chat"), NOW);
        assertThat(told).extracting(Notification::getRecipient).containsExactly("ann@example.org", "chat");
        assertThat(told).extracting(Notification::getKind).containsOnly(NotificationKind.EVENT);
        assertThat(told.get(0).getSubject()).isEqualTo("[Event] Deployed");
        assertThat(told.get(0).getState()).isEqualTo(NotificationState.PENDING);
        assertThat(told.get(0).getId()).isNotEqualTo(told.get(1).getId());
        assertThat(mentions.of(event("api", "Rolled out @ann@example.org"), NOW)
                        .get(0)
                        .getId())
                .as("the same event, read again, is the same notification")
                .isEqualTo(told.get(0).getId());
    }

    @Test
    void eventsOfOurOwnNameNobodySoThatNoMailMakesAMail() {
        assertThat(mentions.of(event("tidemark.alerting", "given up for @ann@example.org"), NOW))
                .isEmpty();
        assertThat(mentions.of(event("api", "nobody here, root@host is no handle"), NOW))
                .isEmpty();
    }

    @Test
    void whoBeginsAnewCountsWhatTheLogSaysWasTold() {
        Mentions anew = new Mentions();
        for (int i = 0; i < MentionLimit.PER_HOUR; i++) {
            mentions.of(event("api", "@ann@example.org"), NOW).forEach(anew::remember);
        }
        assertThat(anew.of(event("api", "@ann@example.org @bob@example.org"), NOW))
                .extracting(Notification::getState)
                .containsExactly(NotificationState.HELD, NotificationState.PENDING);
    }

    @Test
    void theTwentyFirstMailOfAnHourIsRecordedAsHeldAndTheTwentiethSaysSo() {
        for (int i = 1; i <= MentionLimit.PER_HOUR; i++) {
            Notification one = mentions.of(event("api", "@ann@example.org"), NOW.plusSeconds(i))
                    .get(0);
            assertThat(one.getState()).isEqualTo(NotificationState.PENDING);
            assertThat(one.getFacts().toString().contains("More of these")).isEqualTo(i == MentionLimit.PER_HOUR);
        }
        Notification beyond = mentions.of(event("api", "@ann@example.org"), NOW.plusSeconds(30))
                .get(0);
        assertThat(beyond.getState()).isEqualTo(NotificationState.HELD);
        assertThat(beyond.getHeldBy()).containsExactly("limit:mentions");
        assertThat(mentions.of(event("api", "@bob@example.org"), NOW).get(0).getState())
                .as("others are not concerned")
                .isEqualTo(NotificationState.PENDING);
        Event later = Event.newBuilder(event("api", "@ann@example.org"))
                .setAt(NOW.plus(Duration.ofMinutes(62)))
                .build();
        assertThat(mentions.of(later, NOW.plus(Duration.ofMinutes(62))).get(0).getState())
                .isEqualTo(NotificationState.PENDING);
    }

    @Test
    void whatIsOlderThanAnHourIsRecordedAndNotSent() {
        Notification old = mentions.of(event("api", "@ann@example.org"), NOW.plus(Duration.ofHours(2)))
                .get(0);
        assertThat(old.getState()).isEqualTo(NotificationState.HELD);
        assertThat(old.getHeldBy()).containsExactly("limit:age");
    }

    @Test
    void anEventTellsTenPeopleAtMost() {
        StringBuilder everybody = new StringBuilder();
        for (int i = 0; i < 50; i++) {
            everybody.append("@p").append(i).append("@example.org ");
        }
        assertThat(mentions.of(event("api", everybody.toString()), NOW)).hasSize(Mentions.RECIPIENTS_MAX);
    }

    @Test
    void anAnnotationIsToldWithItsAuthorItsSpanAndTheGraphOfIt() {
        AnnotationDocument annotation = new AnnotationDocument(
                "a1",
                "What was this? @ann@example.org",
                NOW.minus(Duration.ofMinutes(40)),
                Optional.of(NOW.minus(Duration.ofMinutes(20))),
                Optional.of("cpu"),
                Scope.parse("env:prod"),
                List.of());
        SpanGraph span = SpanGraph.of(annotation, WIRE).orElseThrow();
        long first = NOW.minus(Duration.ofHours(1)).getEpochSecond();
        for (int i = 0; i < 360; i++) {
            long at = first + 10L * i;
            span.take(rollup("cpu{env:prod,host:a}", at, 10, 2, 20));
            span.take(rollup("cpu{env:prod,host:b}", at, 10, 2, 60));
            span.take(rollup("cpu{env:test,host:a}", at, 10, 2, 1_000));
            span.take(rollup("cpu.idle{env:prod}", at, 10, 2, 1_000));
            span.take(rollup("cpu{env:prod,host:a}", at, 60, 2, 1_000));
        }
        span.take(new byte[] {1, 2, 3});
        Graph graph = span.graph().orElseThrow();
        assertThat(graph.getValue()).as("the mean of both hosts' means").containsOnly(20.0);
        assertThat(graph.getValue())
                .as("half an hour before it and after it, as far as there are values")
                .hasSize(360);
        assertThat(graph.getAnomalous()).doesNotContain(true);
        Notification told = mentions.of(annotation, 7, "bob@example.org", NOW, Optional.of(graph), NOW)
                .get(0);
        assertThat(told.getSubject()).startsWith("[Comment] What was this?");
        assertThat(told.getGraph()).isEqualTo(graph);
        assertThat(told.getFacts().toString()).contains("bob@example.org").contains("2026-06-01T11:20:00Z");
    }

    private static byte[] rollup(String series, long at, int interval, long count, double sum) {
        return new RollupBatchWriter(WIRE)
                .begin(interval, false)
                .add(series, PointKind.GAUGE, 0, at, count, sum, 0.0, 99.0, 1.0, null)
                .toBytes();
    }

    private static Event event(String source, String text) {
        return new Event(
                "e1", NOW, "Deployed", text, EventType.INFO, EventPriority.NORMAL, "web-01", source, "", List.of());
    }
}
