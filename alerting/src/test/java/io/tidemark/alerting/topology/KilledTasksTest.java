package io.tidemark.alerting.topology;

import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.tidemark.alerting.acceptance.Scene;
import io.tidemark.alerting.configuration.ChangeLog;
import io.tidemark.alerting.template.MessageTemplates;
import io.tidemark.avro.NotificationKind;
import io.tidemark.document.DocumentKind;
import io.tidemark.wire.Wire;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.apache.kafka.common.serialization.Serdes;
import org.apache.kafka.streams.processor.api.MockProcessorContext;
import org.apache.kafka.streams.processor.api.Record;
import org.apache.kafka.streams.state.KeyValueStore;
import org.apache.kafka.streams.state.Stores;
import org.junit.jupiter.api.Test;

/**
 * Goal: the task of a partition, and the one that sees all partitions, go on after a kill as if there had been none. Method: a
 * log with outliers, a composite, a family, an inhibition, a check and a storm is judged once as it is, and once with both
 * tasks killed after every so many records: what is in memory is lost, what was committed (the stores) stays. Both must put
 * out the same records. The check is itself checked: a store that loses what it holds must be noticed.
 */
final class KilledTasksTest {

    private static final String ON_CPU = """
            {'name': '%s', 'type': 'query alert', 'query': '%s', 'message': '%s', 'options': {'new_group_delay': 0%s}}
            """;

    private final Wire wire = Wire.singleObject();
    private final ChangeLog changes;
    private final List<byte[]> log;
    private final List<String> expected;

    KilledTasksTest() {
        try (Scene scene = new Scene("2026-06-01T10:00:00", "Europe/Paris")) {
            monitor(scene, "busy", "avg(last_1m):avg:cpu{*} by {host,dc} > 90", "@a@example.org @nobody", "");
            monitor(scene, "slow", "avg(last_1m):avg:latency{*} by {host,dc} > 5", "", "");
            monitor(
                    scene,
                    "odd",
                    "avg(last_5m):outliers(avg:cpu{*} by {host,dc}, \\\"MAD\\\", 3) > 0",
                    "@b@example.org",
                    "");
            monitor(
                    scene,
                    "family",
                    "avg(last_1m):avg:latency{*} by {host,dc} > 7",
                    "@c@example.org",
                    ", 'notify_by': ['dc'], 'inhibited_by': [{'monitor_id': 'both', 'equal': ['dc']}]");
            scene.given(
                    DocumentKind.MONITOR,
                    "both",
                    "{'name': 'Both', 'type': 'composite', 'query': 'busy && slow', 'message': '@a@example.org'}");
            scene.given(
                    DocumentKind.MONITOR,
                    "check",
                    "{'name': 'Db', 'type': 'service check', 'message': '@d@example.org', 'query':"
                            + " '\\\"db.up\\\".over(\\\"*\\\").by(\\\"host\\\").last(2).count_by_status()'}");
            scene.play(scripts());
            scene.seconds(20);
            changes = scene.changes();
            log = scene.sent();
        }
        expected = run(Integer.MAX_VALUE, false);
    }

    private static void monitor(Scene scene, String id, String query, String message, String options) {
        scene.given(DocumentKind.MONITOR, id, ON_CPU.formatted(id, query, message, options));
    }

    private static String[] scripts() {
        return IntStream.range(0, 8)
                .boxed()
                .flatMap(host -> List.of(
                        "cpu host=h" + host + " dc=" + (host % 2 == 0 ? "x" : "y") + ": 40x5 "
                                + (host == 3 ? "95x12" : host % 2 == 0 ? "40x2 99x4 40x6" : "40x12") + ", every 60s",
                        "latency host=h" + host + " dc=" + (host % 2 == 0 ? "x" : "y") + ": 1x" + (5 + host % 3)
                                + " 9x6 1x" + (8 - host % 3) + ", every 60s")
                        .stream())
                .toArray(String[]::new);
    }

    @Test
    void killedAnywhereTheyTellWhatTheyWouldHaveToldWithout() {
        assertThat(expected).hasSizeGreaterThan(40);
        for (NotificationKind kind : List.of(NotificationKind.TRIGGERED, NotificationKind.DIGEST)) {
            assertThat(expected).as("the log has %s", kind).anyMatch(line -> line.contains("\"kind\": \"" + kind));
        }
        for (String monitor : List.of("busy", "odd", "family", "both", "check")) {
            assertThat(expected)
                    .as("%s tells something", monitor)
                    .anyMatch(line ->
                            line.contains("\"monitorId\": \"" + monitor + "\"") && line.contains("\"recipient\""));
        }
        for (int every : new int[] {1, 7, 50}) {
            assertThat(run(every, false))
                    .as("killed after every %d records", every)
                    .isEqualTo(expected);
        }
    }

    @Test
    void aStoreThatForgetsIsNoticed() {
        assertThat(run(50, true)).isNotEqualTo(expected);
    }

    private List<String> run(int killEvery, boolean forgetful) {
        Tasks tasks = new Tasks();
        tasks.begin();
        for (int i = 0; i < log.size(); i++) {
            tasks.record(log.get(i), i);
            if ((i + 1) % killEvery == 0) {
                if (forgetful) {
                    tasks.forget();
                }
                tasks.begin();
            }
        }
        return tasks.out;
    }

    /** Both tasks on stores that outlive them. */
    private final class Tasks {
        private final KeyValueStore<String, byte[]> groups = store(AlertingTopology.STORE);
        private final KeyValueStore<String, byte[]> together = store(AlertingTopology.TOGETHER_STORE);
        private final List<String> out = new ArrayList<>();
        private MockProcessorContext<String, Object> judgeContext;
        private MockProcessorContext<String, Object> togetherContext;
        private JudgeProcessor judge;
        private TogetherProcessor judgeTogether;
        private boolean opened;

        private KeyValueStore<String, byte[]> store(String name) {
            return Stores.keyValueStoreBuilder(Stores.inMemoryKeyValueStore(name), Serdes.String(), Serdes.ByteArray())
                    .withLoggingDisabled()
                    .withCachingDisabled()
                    .build();
        }

        private void begin() {
            JudgeProcessor.Parts parts = new JudgeProcessor.Parts(
                    wire,
                    changes,
                    Scene.MARGIN,
                    new MessageTemplates(),
                    new SimpleMeterRegistry(),
                    1,
                    GuardSettings.DEFAULT,
                    () -> Long.MIN_VALUE / 2);
            judgeContext = context(groups);
            togetherContext = context(together);
            opened = true;
            judge = new JudgeProcessor(parts);
            judge.init(judgeContext);
            judgeTogether = new TogetherProcessor(parts);
            judgeTogether.init(togetherContext);
        }

        private MockProcessorContext<String, Object> context(KeyValueStore<String, byte[]> store) {
            MockProcessorContext<String, Object> context = new MockProcessorContext<>();
            if (!opened) {
                store.init(context.getStateStoreContext(), store);
            }
            context.addStateStore(store);
            return context;
        }

        private void record(byte[] bytes, int number) {
            judge.process(new Record<>(new byte[0], bytes, number));
            List<byte[]> handedOver = new ArrayList<>();
            judgeContext.forwarded().forEach(one -> {
                if (one.childName().equals(Optional.of(AlertingTopology.TOGETHER))) {
                    handedOver.add((byte[]) one.record().value());
                } else {
                    out.add(one.record().value().toString());
                }
            });
            judgeContext.resetForwards();
            if (number % 4 == 0) {
                long at = 1_780_000_000L + 10L * number;
                handedOver.add(new TogetherInput.OfAnswer(
                                0, at * 1_000, "db.up", number % 40 < 20 ? 2 : 0, at, List.of("host:h1"), "")
                        .toBytes());
            }
            for (byte[] input : handedOver) {
                judgeTogether.process(new Record<>(new byte[0], input, number));
            }
            togetherContext
                    .forwarded()
                    .forEach(one -> out.add(one.record().value().toString()));
            togetherContext.resetForwards();
        }

        private void forget() {
            List<String> keys = new ArrayList<>();
            try (var all = together.all()) {
                all.forEachRemaining(one -> keys.add(one.key));
            }
            keys.forEach(together::delete);
        }
    }
}
