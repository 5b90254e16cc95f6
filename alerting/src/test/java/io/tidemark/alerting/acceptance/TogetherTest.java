package io.tidemark.alerting.acceptance;

import static org.assertj.core.api.Assertions.assertThat;

import io.tidemark.avro.Event;
import io.tidemark.avro.EventType;
import io.tidemark.document.DocumentKind;
import org.junit.jupiter.api.Test;

/** What no single partition can decide: outliers, composites, families, checks, events. */
final class TogetherTest {

    private static Scene scene() {
        return new Scene("2026-06-01T10:00:00", "Europe/Paris");
    }

    private static String metric(String name, String query, String options) {
        return "{'name': '" + name + "', 'type': 'query alert', 'query': '" + query
                + "', 'message': '@oncall@example.org'," + " 'options': {'new_group_delay': 0" + options + "}}";
    }

    @Test
    void theHostThatIsUnlikeTheOthersIsToldAndNoOther() {
        for (String algorithm : new String[] {"DBSCAN", "scaledDBSCAN", "MAD", "scaledMAD"}) {
            String query = "avg(last_5m):outliers(avg:cpu{*} by {host}, \\\"" + algorithm + "\\\", 3) > 0";
            try (Scene scene = scene()) {
                scene.given(DocumentKind.MONITOR, "odd", metric("Odd", query, ""))
                        .play(
                                "cpu host=a: 40 41 40 39 40 41 40 39 40 41 40 40, every 60s",
                                "cpu host=b: 41 40 39 40 41 40 39 40 41 40 41 41, every 60s",
                                "cpu host=c: 39 39 41 41 39 40 41 41 39 39 39 39, every 60s",
                                "cpu host=d: 40 40 40 40 40 95 95 95 95 95 95 95, every 60s")
                        .seconds(5);
                assertThat(scene.notifications())
                        .as(algorithm)
                        .singleElement()
                        .satisfies(told -> assertThat(told.getGroup()).isEqualTo("host:d"));
            }
        }
    }

    @Test
    void twoHostsAreTooFewToSayWhoIsStrange() {
        try (Scene scene = scene()) {
            String query = "avg(last_5m):outliers(avg:cpu{*} by {host}, \\\"DBSCAN\\\", 3) > 0";
            scene.given(DocumentKind.MONITOR, "odd", metric("Odd", query, ""))
                    .play("cpu host=a: 40x9, every 60s", "cpu host=b: 95x9, every 60s")
                    .seconds(5)
                    .expect();
        }
    }

    @Test
    void aCompositeAlertsWhereAllOfItsMonitorsDoForTheSameHost() {
        try (Scene scene = scene()) {
            scene.given(
                            DocumentKind.MONITOR,
                            "busy",
                            metric("Busy", "avg(last_1m):avg:cpu{*} by {host} > 90", "")
                                    .replace("@oncall@example.org", ""))
                    .given(
                            DocumentKind.MONITOR,
                            "slow",
                            metric("Slow", "avg(last_1m):avg:latency{*} by {host,page} > 5", "")
                                    .replace("@oncall@example.org", ""))
                    .given(
                            DocumentKind.MONITOR,
                            "both",
                            "{'name': 'Both', 'type': 'composite', 'query': 'busy && slow',"
                                    + " 'message': '@oncall@example.org'}")
                    .play(
                            "cpu host=a: 40 95x4 40, every 60s",
                            "latency host=a page=x: 1x3 9x3, every 60s",
                            "cpu host=b: 95x6, every 60s",
                            "latency host=b page=x: 1x6, every 60s")
                    .expect(
                            "06-01 10:05:00 PENDING TRIGGERED host:a -> oncall@example.org",
                            "06-01 10:07:00 PENDING RECOVERED host:a -> oncall@example.org");
        }
    }

    @Test
    void aCompositeOfAnotherMonitorsOppositeAlertsWhileThatOneIsWell() {
        try (Scene scene = scene()) {
            scene.given(
                            DocumentKind.MONITOR,
                            "a",
                            metric("A", "avg(last_1m):avg:cpu{*} > 90", "").replace("@oncall@example.org", ""))
                    .play("cpu: 40, every 60s")
                    .given(
                            DocumentKind.MONITOR,
                            "not-a",
                            "{'name': 'Not', 'type': 'composite', 'query': '!a', 'message': '@oncall@example.org'}")
                    .play("cpu: 95x2, every 60s");
            assertThat(scene.notifications())
                    .extracting(n -> n.getKind() + " " + n.getGroup())
                    .containsExactly("TRIGGERED *", "RECOVERED *");
        }
    }

    @Test
    void ofGroupsThatAreToldTogetherThereIsOneMessage() {
        try (Scene scene = scene()) {
            String query = "avg(last_1m):avg:disk{*} by {device,host} > 90";
            scene.given(DocumentKind.MONITOR, "disk", metric("Disk", query, ", 'notify_by': ['host']"))
                    .play(
                            "disk device=1 host=a: 40 95x3 40, every 60s",
                            "disk device=2 host=a: 40x2 95x2 40, every 60s",
                            "disk device=1 host=b: 40x3 95 40, every 60s")
                    .expect(
                            "06-01 10:03:00 PENDING TRIGGERED host:a -> oncall@example.org",
                            "06-01 10:05:00 PENDING TRIGGERED host:b -> oncall@example.org",
                            "06-01 10:06:00 PENDING RECOVERED host:a -> oncall@example.org",
                            "06-01 10:06:00 PENDING RECOVERED host:b -> oncall@example.org");
        }
    }

    @Test
    void aCheckAlertsAfterSoManyCriticalAnswersInARowAndRecoversAfterSoManyGoodOnes() {
        try (Scene scene = scene()) {
            scene.given(DocumentKind.MONITOR, "up", """
                    {'name': 'Up', 'type': 'service check', 'message': '@oncall@example.org',
                     'query': '\\"db.up\\".over(\\"env:prod\\").by(\\"host\\").last(4).count_by_status()',
                     'options': {'new_group_delay': 0, 'thresholds': {'critical': 3, 'warning': 2, 'ok': 2}}}
                    """);
            String[] a = {"env:prod", "host:a"};
            scene.check("db.up", "OK", a).seconds(10);
            scene.check("db.up", "CRITICAL", a)
                    .check("db.up", "CRITICAL", "env:test", "host:t")
                    .seconds(10);
            scene.check("db.up", "CRITICAL", a).seconds(10);
            scene.check("db.up", "CRITICAL", a).seconds(10);
            scene.check("db.up", "OK", a).seconds(10);
            scene.check("db.up", "OK", a).seconds(10);
            assertThat(scene.notifications())
                    .extracting(n -> n.getKind() + " " + n.getGroup())
                    .containsExactly("WARNED host:a", "TRIGGERED host:a", "RECOVERED host:a");
        }
    }

    @Test
    void eventsAreCountedByServiceAndACountFallsAgain() {
        try (Scene scene = scene()) {
            scene.given(DocumentKind.MONITOR, "deploys", """
                    {'name': 'Failed deploys', 'type': 'event-v2 alert', 'message': '@oncall@example.org',
                     'query': 'events(\\"status:error deploy\\").rollup(\\"count\\").by(\\"service\\").last(\\"5m\\") > 1',
                     'options': {'new_group_delay': 0}}
                    """);
            scene.happens("Deploy failed", EventType.ERROR, "service:shop").seconds(20);
            scene.happens("Deploy done", EventType.INFO, "service:shop").seconds(20);
            scene.happens("Deploy failed", EventType.ERROR, "service:cart").seconds(20);
            scene.happens("Deploy failed", EventType.ERROR, "service:shop").seconds(400);
            assertThat(scene.notifications())
                    .extracting(n -> n.getKind() + " " + n.getGroup())
                    .containsExactly("TRIGGERED service:shop", "RECOVERED service:shop");
        }
    }

    @Test
    void theLifeOfASeriesIsInTheEventStream() {
        try (Scene scene = scene()) {
            String query = "avg(last_1m):avg:cpu{*} by {host} > 90";
            scene.given(
                            DocumentKind.MONITOR,
                            "cpu",
                            metric("CPU", query, ", 'no_data_timeframe': 5," + " 'group_retention_duration': '1h'"))
                    .play("cpu host=a: 40x2 _x10 40 _x70, every 60s");
            assertThat(scene.events().stream().map(Event::getTitle).filter(t -> t.contains("host:a")))
                    .containsExactly(
                            "host:a is live (CPU)",
                            "host:a is silent (CPU)",
                            "host:a is live (CPU)",
                            "host:a is silent (CPU)",
                            "host:a is gone (CPU)");
            scene.play("cpu host=b: 40x2, every 60s").deleted(DocumentKind.MONITOR, "cpu");
            assertThat(scene.events().stream().map(Event::getTitle).filter(t -> t.contains("host:b")))
                    .containsExactly("host:b is live (CPU)", "host:b is retired (CPU)");
        }
    }
}
