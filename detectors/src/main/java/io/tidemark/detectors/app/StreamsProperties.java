package io.tidemark.detectors.app;

import io.tidemark.detectors.tally.Tally;
import java.util.Optional;
import java.util.Properties;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.common.config.TopicConfig;
import org.apache.kafka.streams.StreamsConfig;
import org.apache.kafka.streams.errors.LogAndContinueExceptionHandler;

/** Settings of Kafka Streams, each with its reason. */
final class StreamsProperties {
    /** A killed instance is given up after this time: the least that a broker allows by its own defaults. */
    private static final int SESSION_TIMEOUT_MILLIS = 6_000;

    private static final int HEARTBEAT_MILLIS = 1_000;
    /**
     * A commit of a million new series takes many seconds, and a transaction that times out is begun all over. What a killed instance had
     * begun is ended earlier, by {@link AbandonedTransactions}.
     */
    private static final int TRANSACTION_TIMEOUT_MILLIS = 60_000;

    /** Pages are small: a restore asks for many at a time. */
    private static final int RESTORED_AT_A_TIME = 20_000;

    /** A commit writes a page of each series that changed; in batches of Kafka's 16 KiB most of the cost were the batches. */
    private static final int BATCH_BYTES = 256 * 1024;

    private static final int REQUEST_BYTES_MAX = 4 << 20;

    private StreamsProperties() {}

    static Properties of(DetectorsSettings settings, Properties connection, Optional<InstanceName> name, Tally tally) {
        Properties properties = new Properties();
        properties.putAll(connection);
        properties.put(StreamsConfig.APPLICATION_ID_CONFIG, settings.applicationId());
        properties.put(StreamsConfig.STATE_DIR_CONFIG, settings.stateDir().toString());
        properties.put(StreamsConfig.NUM_STREAM_THREADS_CONFIG, settings.threads());
        properties.put(StreamsConfig.NUM_STANDBY_REPLICAS_CONFIG, settings.standbys());
        properties.put(StreamsConfig.PROCESSING_GUARANTEE_CONFIG, StreamsConfig.EXACTLY_ONCE_V2);
        // There is no global table; said so that the log does not warn of what becomes usual later.
        properties.put(StreamsConfig.PROCESSING_EXCEPTION_HANDLER_GLOBAL_ENABLED_CONFIG, true);
        properties.put(
                StreamsConfig.COMMIT_INTERVAL_MS_CONFIG, settings.commitEvery().toMillis());
        // The cache holds one sentinel a store; without a cache every change would be written at once.
        properties.put(StreamsConfig.STATESTORE_CACHE_MAX_BYTES_CONFIG, 1 << 20);
        // Sources carry bytes and are decoded in the processors: what reaches this handler is a fault of the client
        // itself.
        properties.put(
                StreamsConfig.DESERIALIZATION_EXCEPTION_HANDLER_CLASS_CONFIG, LogAndContinueExceptionHandler.class);
        // Changelogs take the time of arrival: a replayed tick may be far ahead of the broker's clock, which refuses
        // that.
        properties.put(StreamsConfig.topicPrefix(TopicConfig.MESSAGE_TIMESTAMP_TYPE_CONFIG), "LogAppendTime");
        properties.put(StreamsConfig.PRODUCTION_EXCEPTION_HANDLER_CLASS_CONFIG, TooLargeIsDropped.class);
        properties.put(TooLargeIsDropped.TALLY, tally);
        properties.put(StreamsConfig.consumerPrefix(ConsumerConfig.AUTO_OFFSET_RESET_CONFIG), "earliest");
        properties.put(StreamsConfig.consumerPrefix(ConsumerConfig.MAX_POLL_RECORDS_CONFIG), 1_000);
        properties.putIfAbsent(ConsumerConfig.SESSION_TIMEOUT_MS_CONFIG, SESSION_TIMEOUT_MILLIS);
        name.ifPresent(own -> properties.putIfAbsent(ConsumerConfig.GROUP_INSTANCE_ID_CONFIG, own.text()));
        properties.putIfAbsent(ConsumerConfig.HEARTBEAT_INTERVAL_MS_CONFIG, HEARTBEAT_MILLIS);
        properties.putIfAbsent(StreamsConfig.producerPrefix(ProducerConfig.TRANSACTION_TIMEOUT_CONFIG), (int)
                (TRANSACTION_TIMEOUT_MILLIS + 2 * settings.commitEvery().toMillis()));
        properties.put(StreamsConfig.restoreConsumerPrefix(ConsumerConfig.MAX_POLL_RECORDS_CONFIG), RESTORED_AT_A_TIME);
        properties.put(StreamsConfig.producerPrefix(ProducerConfig.COMPRESSION_TYPE_CONFIG), "lz4");
        properties.put(StreamsConfig.producerPrefix(ProducerConfig.BATCH_SIZE_CONFIG), BATCH_BYTES);
        properties.put(StreamsConfig.producerPrefix(ProducerConfig.MAX_REQUEST_SIZE_CONFIG), REQUEST_BYTES_MAX);
        // A batch is filled by what it is guessed to be once compressed; a topic that takes 1 MiB would send some back.
        properties.put(StreamsConfig.topicPrefix(TopicConfig.MAX_MESSAGE_BYTES_CONFIG), REQUEST_BYTES_MAX);
        return properties;
    }
}
