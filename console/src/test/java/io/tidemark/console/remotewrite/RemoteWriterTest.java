package io.tidemark.console.remotewrite;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.tidemark.avro.BandStage;
import io.tidemark.wire.BandBatchWriter;
import io.tidemark.wire.BandFlags;
import io.tidemark.wire.Wire;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.MockConsumer;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.Test;

/** Goal: what is judged arrives, or is counted. Method: a scripted store, and a consumer whose commits can be looked at. */
final class RemoteWriterTest {

    private static final Wire WIRE = Wire.singleObject();
    private static final TopicPartition PARTITION = new TopicPartition("t.bands", 0);
    private static final long START = 1_767_225_600L;
    private static final Duration SOON = Duration.ofSeconds(20);

    private final MockConsumer<byte[], byte[]> consumer = new MockConsumer<>("earliest");

    @Test
    void aBucketIsSevenSamplesAtItsStart() throws Exception {
        try (ScriptedStore store = new ScriptedStore();
                RemoteWriter writer = writer(store, Optional.of("Bearer secret"), band(1))) {
            await().atMost(SOON).until(() -> committed() == 1);

            assertThat(writer.taken()).isEqualTo(7);
            Map<String, String> labels =
                    Map.of("detector", "cpu", "group", "env:prod,host:a", "interval", "60", "env", "prod", "host", "a");
            assertThat(store.taken())
                    .allSatisfy(sample -> {
                        assertThat(sample.labels()).containsAllEntriesOf(labels);
                        assertThat(sample.millis()).isEqualTo(START * 1_000);
                    })
                    .extracting(sample -> sample.labels().get("__name__").substring(BandSamples.PREFIX.length()) + " "
                            + sample.value())
                    .containsExactlyInAnyOrder(
                            "value 99.0",
                            "expected 10.0",
                            "lower 8.0",
                            "upper 12.0",
                            "score 9.0",
                            "warm 1.0",
                            "anomalous 1.0");
            assertThat(store.headers().get(0))
                    .containsEntry("content-encoding", "snappy")
                    .containsEntry("content-type", "application/x-protobuf")
                    .containsEntry("x-prometheus-remote-write-version", "0.1.0")
                    .containsEntry("authorization", "Bearer secret");
        }
    }

    @Test
    void whatCannotBeTakenNowIsTriedAgainAndOnlyThenCommitted() throws Exception {
        try (ScriptedStore store = new ScriptedStore(503, 429, 500);
                RemoteWriter writer = writer(store, Optional.empty(), band(1))) {
            await().atMost(SOON).until(() -> committed() == 1);

            assertThat(store.answered()).containsExactly(503, 429, 500, 204);
            assertThat(writer.repetitions()).isEqualTo(3);
            assertThat(writer.taken()).isEqualTo(7);
            assertThat(writer.trouble()).isEmpty();
        }
    }

    @Test
    void whileNothingGetsThroughNothingIsCommitted() throws Exception {
        Integer[] down = new Integer[1_000];
        java.util.Arrays.fill(down, 503);
        try (ScriptedStore store = new ScriptedStore(down);
                RemoteWriter writer = writer(store, Optional.empty(), band(1))) {
            await().atMost(SOON).until(() -> store.answered().size() > 3);

            assertThat(committed()).isZero();
            assertThat(writer.trouble()).contains("503");
        }
    }

    @Test
    void whatIsRefusedForGoodIsDroppedAndCountedAndTheRestGoesOn() throws Exception {
        try (ScriptedStore store = new ScriptedStore(400);
                RemoteWriter writer = writer(store, Optional.empty(), band(3), band(3))) {
            await().atMost(SOON).until(() -> committed() == 2);

            assertThat(writer.refused()).isEqualTo(14);
            assertThat(writer.taken()).isEqualTo(28);
        }
    }

    @Test
    void aRecordThatIsNoBandsIsCounted() throws Exception {
        try (ScriptedStore store = new ScriptedStore();
                RemoteWriter writer = writer(store, Optional.empty(), new byte[] {1, 2}, null, band(1))) {
            await().atMost(SOON).until(() -> committed() == 3);

            assertThat(writer.malformed()).isEqualTo(2);
            assertThat(writer.taken()).isEqualTo(7);
        }
    }

    @Test
    void labelsAreNamesThatPrometheusTakes() {
        assertThat(BandSamples.labelsOf("d", "host.name:a,prod,group:x,__name__:y,9:z,a-b:1,a.b:2", 60))
                .containsExactlyInAnyOrderEntriesOf(Map.of(
                        "detector", "d",
                        "group", "host.name:a,prod,group:x,__name__:y,9:z,a-b:1,a.b:2",
                        "interval", "60",
                        "host_name", "a",
                        "prod", "true",
                        "tag_group", "x",
                        "tag___name__", "y",
                        "tag_9", "z",
                        "a_b", "1,2"));
        assertThat(BandSamples.labelsOf("d", "*", 60)).containsOnlyKeys("detector", "group", "interval");
        assertThat(BandSamples.labelsOf("d", "cpu.user{host:a}", 60))
                .containsEntry("metric", "cpu.user")
                .containsEntry("host", "a");
    }

    @Test
    void anAddressWithAPasswordIsRefusedWithoutRepeatingIt() {
        assertThatThrownBy(() -> RemoteWriteSettings.to(URI.create("http://me:hidden@127.0.0.1/api/v1/write")))
                .hasMessageContaining("[bad-remote-write]")
                .satisfies(e -> assertThat(e.getMessage()).doesNotContain("hidden"));
        assertThatThrownBy(() -> RemoteWriteSettings.to(URI.create("file:///etc/passwd")))
                .hasMessageContaining("expected http");
    }

    private RemoteWriter writer(ScriptedStore store, Optional<String> authorization, byte[]... records) {
        RemoteWriter writer = new RemoteWriter(
                new RemoteWriteSettings(
                        store.address(), authorization, 14, Duration.ofMillis(1), Duration.ofMillis(20)),
                consumer,
                WIRE,
                "t.");
        consumer.schedulePollTask(() -> {
            consumer.rebalance(List.of(PARTITION));
            consumer.updateBeginningOffsets(Map.of(PARTITION, 0L));
            for (int i = 0; i < records.length; i++) {
                consumer.addRecord(new ConsumerRecord<>(PARTITION.topic(), 0, i, new byte[0], records[i]));
            }
        });
        writer.start();
        return writer;
    }

    private long committed() {
        var offset = consumer.committed(java.util.Set.of(PARTITION)).get(PARTITION);
        return offset == null ? 0 : offset.offset();
    }

    private static byte[] band(int rows) {
        BandBatchWriter writer = new BandBatchWriter(WIRE).begin("cpu", 1, "sarima/1", 60, BandStage.DIRECT);
        for (int i = 0; i < rows; i++) {
            writer.add("env:prod,host:a", START + i * 60L, 99, BandFlags.ANOMALOUS)
                    .band(10, 8, 12, 1, 9, 1, Float.NaN, Float.NaN);
        }
        return writer.toBytes();
    }
}
