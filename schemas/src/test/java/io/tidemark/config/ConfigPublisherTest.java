package io.tidemark.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tidemark.document.DocumentKind;
import java.nio.charset.StandardCharsets;
import org.apache.kafka.clients.producer.MockProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.errors.TimeoutException;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.Test;

/** Goal: only good documents are published, keyed by their id, exactly as posted; failures are told. */
class ConfigPublisherTest {

    private final MockProducer<byte[], byte[]> producer =
            new MockProducer<>(true, null, new ByteArraySerializer(), new ByteArraySerializer());
    private final ConfigPublisher publisher = new ConfigPublisher(producer, "t.");

    @Test
    void aGoodDocumentIsPublishedUnderItsIdAsPosted() {
        String posted = "{ \"query\": \"avg:m{*}\" }";
        ConfigPublisher.Published published = publisher.publish(DocumentKind.DETECTOR, "d", utf8(posted));

        assertThat(published.<Long>fold(ConfigPublisher.Done::version, refused -> -1L))
                .isZero();
        ProducerRecord<byte[], byte[]> record = producer.history().get(0);
        assertThat(record.topic()).isEqualTo("t.detectors");
        assertThat(new String(record.key(), StandardCharsets.UTF_8)).isEqualTo("d");
        assertThat(new String(record.value(), StandardCharsets.UTF_8)).isEqualTo(posted);
    }

    @Test
    void aBadDocumentIsNotPublished() {
        ConfigPublisher.Published published = publisher.publish(DocumentKind.DETECTOR, "d", utf8("{}"));

        assertThat(published.<Integer>fold(
                        done -> 0, refused -> refused.faults().size()))
                .isEqualTo(1);
        assertThat(producer.history()).isEmpty();
    }

    @Test
    void aDeletionIsATombstone() {
        publisher.delete(DocumentKind.MONITOR, "m");

        assertThat(producer.history().get(0).value()).isNull();
        assertThat(producer.history().get(0).topic()).isEqualTo("t.monitors");
    }

    @Test
    void aBrokerThatDoesNotAcknowledgeIsAnError() {
        producer.sendException = new TimeoutException("no answer");

        assertThatThrownBy(() -> publisher.delete(DocumentKind.MONITOR, "m")).isInstanceOf(KafkaException.class);
    }

    private static byte[] utf8(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
