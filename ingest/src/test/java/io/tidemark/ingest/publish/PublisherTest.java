package io.tidemark.ingest.publish;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.tidemark.avro.PointKind;
import io.tidemark.ingest.points.Points;
import io.tidemark.ingest.refusal.Reason;
import io.tidemark.ingest.refusal.Refusals;
import io.tidemark.topics.Partitions;
import io.tidemark.wire.PointBatchReader;
import io.tidemark.wire.Wire;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.apache.kafka.clients.producer.MockProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.Cluster;
import org.apache.kafka.common.Node;
import org.apache.kafka.common.PartitionInfo;
import org.apache.kafka.common.errors.TimeoutException;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class PublisherTest {

    private static final int PARTITIONS = 4;
    private static final Wire WIRE = Wire.singleObject();

    private final Refusals refusals = new Refusals(new SimpleMeterRegistry(), Clock.systemUTC());
    private final Ledger ledger = new Ledger();
    private MockProducer<byte[], byte[]> producer;
    private Publisher publisher;

    @AfterEach
    void theLawHolds() {
        publisher.close();
        assertThat(ledger.balance().unexplained()).isZero();
        assertThat(ledger.balance().inFlight()).isZero();
    }

    @Test
    void everyPointGoesToThePartitionOfItsSeries() {
        start(true, PublishSettings.DEFAULTS);
        Receipt receipt = publisher.points(points(200), "test").join();

        assertThat(receipt).isEqualTo(Receipt.published(200));
        PointBatchReader reader = new PointBatchReader(WIRE);
        int seen = 0;
        for (ProducerRecord<byte[], byte[]> record : producer.history()) {
            reader.read(record.value());
            for (int i = 0; i < reader.size(); i++) {
                String series = reader.seriesText(reader.seriesIndex(i));
                assertThat(Partitions.of(series, PARTITIONS)).isEqualTo(record.partition());
                seen++;
            }
        }
        assertThat(seen).isEqualTo(200);
    }

    @Test
    void aBatchOfOneSeriesIsKeyedByIt() {
        start(true, PublishSettings.DEFAULTS);
        publisher.points(points(1), "test").join();

        assertThat(new String(producer.history().get(0).key(), StandardCharsets.UTF_8))
                .isEqualTo("m{i:0}");
    }

    @Test
    void aReceiptComesOnlyAfterKafkaHasAnswered() {
        start(false, PublishSettings.DEFAULTS);
        CompletableFuture<Receipt> receipt = publisher.points(points(1), "test");
        await().until(() -> producer.history().size() == 1);

        assertThat(receipt).isNotDone();
        assertThat(publisher.balance().inFlight()).isEqualTo(1);
        producer.completeNext();
        assertThat(receipt.join().isWhole()).isTrue();
    }

    @Test
    void whatKafkaRefusesIsDroppedAndSaidSo() {
        start(false, PublishSettings.DEFAULTS);
        CompletableFuture<Receipt> receipt = publisher.points(points(1), "test");
        await().until(() -> producer.history().size() == 1);
        producer.errorNext(new TimeoutException("no answer"));

        assertThat(receipt.join()).isEqualTo(Receipt.dropped(1, Reason.PUBLISH_FAILED));
        assertThat(refusals.of(Reason.PUBLISH_FAILED)).isEqualTo(1);
        assertThat(publisher.bufferedBytes()).isZero();
    }

    @Test
    void whatDoesNotFitTheBufferIsDroppedAtOnceAndLaterPointsAreTakenAgain() {
        start(false, new PublishSettings(Duration.ofMillis(1), 10, 1_024, 2_048, Duration.ofSeconds(5)));
        List<CompletableFuture<Receipt>> taken = new ArrayList<>();
        CompletableFuture<Receipt> last = publisher.points(points(20), "test");
        while (!last.isDone()) {
            taken.add(last);
            last = publisher.points(points(20), "test");
        }
        assertThat(last.join()).isEqualTo(Receipt.dropped(20, Reason.BUFFER_FULL));

        await().untilAsserted(() -> {
            while (producer.completeNext()) {
                // each answer frees room
            }
            assertThat(taken).allMatch(CompletableFuture::isDone);
        });
        assertThat(publisher.points(points(1), "test")).isNotDone();
        await().until(() -> producer.completeNext());
    }

    private void start(boolean answers, PublishSettings settings) {
        Node node = new Node(0, "localhost", 1);
        List<PartitionInfo> partitions = new ArrayList<>();
        for (int i = 0; i < PARTITIONS; i++) {
            partitions.add(new PartitionInfo("t.points", i, node, new Node[] {node}, new Node[] {node}));
        }
        Cluster cluster = new Cluster("test", List.of(node), partitions, java.util.Set.of(), java.util.Set.of());
        producer = new MockProducer<>(cluster, answers, null, new ByteArraySerializer(), new ByteArraySerializer());
        publisher = new Publisher(producer, WIRE, "t.", settings, new Publisher.Watch(refusals, ledger, () -> true));
        await().until(publisher::isReady);
    }

    private static Points points(int count) {
        Points points = new Points();
        for (int i = 0; i < count; i++) {
            points.add("m{i:" + i + "}", PointKind.GAUGE, 0, 1_767_225_600_000L + i, i);
        }
        return points;
    }
}
