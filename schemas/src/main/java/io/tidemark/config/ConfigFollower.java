package io.tidemark.config;

import io.tidemark.document.DocumentKind;
import io.tidemark.document.Documents;
import io.tidemark.document.Fault;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.PartitionInfo;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.AuthenticationException;
import org.apache.kafka.common.errors.AuthorizationException;
import org.apache.kafka.common.errors.InterruptException;
import org.apache.kafka.common.errors.WakeupException;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Reads whole configuration topics, from their beginning and then for ever, and tells its listeners every record.
 *
 * <p>Owns its consumer and one daemon thread; belongs to no consumer group, so each follower sees everything. Topics
 * that do not exist yet are waited for. While the broker cannot be reached it keeps what it knows and goes on when the
 * broker is back. A record whose bytes are no good document, whose id is not its key, or that has no key is told as
 * refused.
 *
 * <p>{@link #awaitCaughtUp} returns when everything has been told that was in the topics when the thread first reached
 * them; a service awaits it before it judges anything.
 */
public final class ConfigFollower implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(ConfigFollower.class);

    private static final Duration POLL = Duration.ofMillis(200);

    private static final Duration RETRY = Duration.ofMillis(500);

    private final Consumer<byte[], byte[]> consumer;
    private final Map<String, DocumentKind> kinds = new LinkedHashMap<>();
    private final Map<DocumentKind, ConfigHistory> histories = new HashMap<>();
    private final List<ConfigListener> listeners = new CopyOnWriteArrayList<>();
    private final CountDownLatch caughtUp = new CountDownLatch(1);
    private final CountDownLatch closing = new CountDownLatch(1);
    private final WriterVersions versions = new WriterVersions();
    private final Thread thread;
    private Map<TopicPartition, Long> ends;
    private volatile RuntimeException failure;

    private ConfigFollower(
            Consumer<byte[], byte[]> consumer,
            String prefix,
            Collection<DocumentKind> kinds,
            Duration margin,
            List<ConfigListener> listeners) {
        this.consumer = consumer;
        for (DocumentKind kind : kinds) {
            this.kinds.put(kind.topic().name(prefix), kind);
            histories.put(kind, new ConfigHistory(kind, margin));
        }
        this.listeners.addAll(listeners);
        this.thread = new Thread(this::run, "config-follower");
        thread.setDaemon(true);
    }

    /**
     * Starts following.
     *
     * @param connection {@code bootstrap.servers} and whatever security settings the broker wants
     * @param prefix prefix of the topics' names
     * @param margin how long a record takes, at most, to reach every task
     * @param listeners who hears of every record from the first on
     */
    public static ConfigFollower start(
            Properties connection,
            String prefix,
            Collection<DocumentKind> kinds,
            Duration margin,
            List<ConfigListener> listeners) {
        Properties settings = new Properties();
        settings.putAll(connection);
        settings.put(ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG, "false");
        settings.put(ConsumerConfig.AUTO_OFFSET_RESET_CONFIG, "earliest");
        settings.put(ConsumerConfig.ISOLATION_LEVEL_CONFIG, "read_committed");
        settings.put(ConsumerConfig.ALLOW_AUTO_CREATE_TOPICS_CONFIG, "false");
        settings.put(ConsumerConfig.METADATA_MAX_AGE_CONFIG, "5000");
        settings.remove(ConsumerConfig.GROUP_ID_CONFIG);
        ByteArrayDeserializer bytes = new ByteArrayDeserializer();
        return start(new KafkaConsumer<>(settings, bytes, bytes), prefix, kinds, margin, listeners);
    }

    /** The same with a consumer that it then owns. */
    static ConfigFollower start(
            Consumer<byte[], byte[]> consumer,
            String prefix,
            Collection<DocumentKind> kinds,
            Duration margin,
            List<ConfigListener> listeners) {
        ConfigFollower follower = new ConfigFollower(consumer, prefix, kinds, margin, listeners);
        follower.thread.start();
        return follower;
    }

    /** The versions of a followed kind; filled before listeners hear of them. */
    public ConfigHistory history(DocumentKind kind) {
        ConfigHistory history = histories.get(kind);
        if (history == null) {
            throw new IllegalArgumentException(
                    "This follower does not follow " + kind.topic().shortName());
        }
        return history;
    }

    /** Hears of every record from now on. */
    public void addListener(ConfigListener listener) {
        listeners.add(listener);
    }

    /**
     * Waits until everything has been told that was in the topics at the start.
     *
     * @return false where that took longer
     * @throws IllegalStateException where the follower ended because of an error that waiting does not cure
     */
    public boolean awaitCaughtUp(Duration timeout) throws InterruptedException {
        boolean done = caughtUp.await(timeout.toMillis(), TimeUnit.MILLISECONDS);
        if (failure != null) {
            throw new IllegalStateException("Configuration cannot be followed: " + failure.getMessage(), failure);
        }
        return done;
    }

    /** Why the follower ended by itself; empty while all is well. */
    public Optional<RuntimeException> failure() {
        return Optional.ofNullable(failure);
    }

    /** Ends the thread and closes the consumer; waits for both at most 10 seconds. */
    @Override
    public void close() {
        closing.countDown();
        consumer.wakeup();
        try {
            thread.join(TimeUnit.SECONDS.toMillis(10));
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    private void run() {
        try {
            while (!isClosing()) {
                step();
            }
        } catch (WakeupException | InterruptException closed) {
            // Only close() wakes or interrupts this thread.
        } catch (RuntimeException broken) {
            failure = broken;
            LOG.error("Following the configuration ended; documents that change from now on are not seen.", broken);
        } finally {
            caughtUp.countDown();
            consumer.close();
        }
    }

    private boolean isClosing() {
        return closing.getCount() == 0;
    }

    private void step() {
        try {
            if (ends == null && !assign()) {
                pause();
                return;
            }
            for (ConsumerRecord<byte[], byte[]> record : consumer.poll(POLL)) {
                tell(record);
            }
            if (caughtUp.getCount() > 0 && hasCaughtUp()) {
                caughtUp.countDown();
            }
        } catch (WakeupException
                | InterruptException
                | AuthenticationException
                | AuthorizationException notCuredByWaiting) {
            throw notCuredByWaiting;
        } catch (KafkaException outage) {
            LOG.warn(
                    "Configuration cannot be read at the moment; what is known stays in force. cause={}",
                    outage.toString());
            pause();
        }
    }

    private boolean assign() {
        List<TopicPartition> partitions = new ArrayList<>();
        for (String topic : kinds.keySet()) {
            List<PartitionInfo> found = consumer.partitionsFor(topic);
            if (found == null || found.isEmpty()) {
                LOG.debug("Waiting for topic={}", topic);
                return false;
            }
            found.forEach(p -> partitions.add(new TopicPartition(topic, p.partition())));
        }
        consumer.assign(partitions);
        consumer.seekToBeginning(partitions);
        ends = consumer.endOffsets(partitions);
        return true;
    }

    private boolean hasCaughtUp() {
        for (Map.Entry<TopicPartition, Long> end : ends.entrySet()) {
            if (consumer.position(end.getKey(), RETRY) < end.getValue()) {
                return false;
            }
        }
        return true;
    }

    private void pause() {
        try {
            closing.await(RETRY.toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException interrupted) {
            throw new InterruptException(interrupted);
        }
    }

    private void tell(ConsumerRecord<byte[], byte[]> record) {
        DocumentKind kind = kinds.get(record.topic());
        if (record.key() == null || record.key().length == 0) {
            Fault fault = new Fault(0, 0, "key", "", "the id of the document", "Publish it keyed by its id.", "no-key");
            refuse(record, kind, "(no key)", List.of(fault));
            return;
        }
        String key = new String(record.key(), StandardCharsets.UTF_8);
        if (record.value() == null) {
            versions.forget(kind, key);
            change(new ConfigVersion(
                    kind,
                    key,
                    record.partition(),
                    record.offset(),
                    Instant.ofEpochMilli(record.timestamp()),
                    Optional.empty(),
                    "",
                    author(record)));
            return;
        }
        Documents.parse(kind, key, record.value())
                .fold(
                        accepted -> {
                            Optional<Fault> fault = versions.take(kind, key, accepted);
                            if (fault.isPresent()) {
                                refuse(record, kind, shown(key), List.of(fault.get()));
                                return false;
                            }
                            change(new ConfigVersion(
                                    kind,
                                    key,
                                    record.partition(),
                                    record.offset(),
                                    Instant.ofEpochMilli(record.timestamp()),
                                    Optional.of(accepted.document()),
                                    accepted.json(),
                                    author(record)));
                            return true;
                        },
                        refused -> {
                            refuse(record, kind, shown(key), refused.faults());
                            return false;
                        });
    }

    /** Who wrote it: for people, so shortened and without control characters; anybody who may write may claim to be anybody. */
    private static String author(ConsumerRecord<byte[], byte[]> record) {
        Header header = record.headers().lastHeader(ConfigPublisher.AUTHOR);
        return header == null || header.value() == null
                ? ""
                : shown(new String(header.value(), StandardCharsets.UTF_8));
    }

    private void change(ConfigVersion version) {
        histories.get(version.kind()).add(version);
        for (ConfigListener listener : listeners) {
            listener.changed(version);
        }
    }

    private void refuse(ConsumerRecord<byte[], byte[]> record, DocumentKind kind, String id, List<Fault> faults) {
        ConfigRefusal refusal = new ConfigRefusal(
                kind,
                id,
                record.topic(),
                record.partition(),
                record.offset(),
                Instant.ofEpochMilli(record.timestamp()),
                faults);
        LOG.warn("{}; the last good version stays in force. first={}", refusal.title(), faults.get(0));
        for (ConfigListener listener : listeners) {
            listener.refused(refusal);
        }
    }

    private static String shown(String key) {
        StringBuilder out = new StringBuilder();
        for (int i = 0; i < Math.min(key.length(), 64); i++) {
            char c = key.charAt(i);
            out.append(c < ' ' || c == 127 ? '?' : c);
        }
        return key.length() > 64 ? out.append('…').toString() : out.toString();
    }
}
