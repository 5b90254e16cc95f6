package io.tidemark.topics;

import static org.assertj.core.api.Assertions.assertThat;

import io.tidemark.wire.Wire;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.apache.avro.Schema;
import org.junit.jupiter.api.Test;

class TopicsTest {

    @Test
    void everyAvroRecordThatTravelsHasExactlyOneTopic() {
        List<String> values = Topics.all().stream()
                .map(Topic::value)
                .filter(value -> !value.equals("JSON"))
                .toList();
        assertThat(values)
                .containsExactlyInAnyOrderElementsOf(
                        Wire.schemas().stream().map(Schema::getName).toList());
    }

    @Test
    void configurationIsCompactedAndHasOneOrder() {
        for (Topic topic : List.of(Topics.DETECTORS, Topics.MONITORS, Topics.DOWNTIMES, Topics.HOST_TAGS)) {
            assertThat(topic.settings()).containsEntry("cleanup.policy", "compact");
            assertThat(topic.partitions(8)).isEqualTo(1);
        }
    }

    @Test
    void theReferencePageIsWhatTheRegistrySays() throws Exception {
        Path page = Path.of("..", "docs", "reference", "topics.md");
        assertThat(page)
                .as("renew it with: ./tidemark topics --markdown > docs/reference/topics.md")
                .exists();
        assertThat(Files.readString(page))
                .as("renew it with: ./tidemark topics --markdown > docs/reference/topics.md")
                .isEqualTo(TopicReference.markdown());
    }

    @Test
    void aSeriesLandsWhereKafkasDefaultPartitionerPutsItsKey() {
        assertThat(Partitions.of("system.cpu.user{env:prod,host:a}", 8))
                .isEqualTo(org.apache.kafka.clients.producer.internals.BuiltInPartitioner.partitionForKey(
                        "system.cpu.user{env:prod,host:a}".getBytes(java.nio.charset.StandardCharsets.UTF_8), 8));
    }
}
