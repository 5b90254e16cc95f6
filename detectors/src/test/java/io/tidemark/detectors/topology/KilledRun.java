package io.tidemark.detectors.topology;

import io.tidemark.detectors.store.Contents;
import io.tidemark.detectors.store.WriteBehind;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Supplier;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.streams.StreamsConfig;
import org.apache.kafka.streams.TestInputTopic;
import org.apache.kafka.streams.TopologyTestDriver;

/**
 * The stream without a broker, killed after chosen records: what is in memory is lost, and the next run goes on from the
 * changelog records that were committed. Each record is a transaction, as Kafka Streams makes it: what a store writes after
 * the transaction of the record lies in the next one, which the kill undoes.
 */
final class KilledRun {
    private static final String APPLICATION = "killed";

    private final TopologySettings settings;
    private final Set<Integer> killAfter;
    private final String forgetful;
    private final Map<String, List<Change>> changelogs = new HashMap<>();
    private final Map<String, List<Change>> lastCommit = new HashMap<>();
    private final Map<String, List<ToldRecord>> told = new TreeMap<>();
    private final AfterRecord afterRecord;
    private int losses;

    /** What happens besides, after a record was taken and before its transaction ends. */
    interface AfterRecord {
        void at(int record, TopologyTestDriver driver, Map<String, List<ToldRecord>> toldSoFar);
    }

    private record Change(byte[] key, byte[] value) {}

    /** @param forgetful name of a store whose changes of the last commit are lost by each kill; empty: none */
    KilledRun(TopologySettings settings, Set<Integer> killAfter, String forgetful) {
        this(settings, killAfter, forgetful, (record, driver, toldSoFar) -> {});
    }

    KilledRun(TopologySettings settings, Set<Integer> killAfter, String forgetful, AfterRecord afterRecord) {
        this.afterRecord = afterRecord;
        this.settings = settings;
        this.killAfter = killAfter;
        this.forgetful = forgetful;
    }

    /** Runs through the log; what was told by topic. */
    Map<String, List<ToldRecord>> run(List<ToldRecord> log) {
        TopologyTestDriver driver = begin();
        for (int i = 0; i < log.size(); i++) {
            input(driver)
                    .pipeInput(
                            log.get(i).rawKey(), log.get(i).value(), log.get(i).timestampMillis());
            afterRecord.at(i, driver, told);
            takeCommitted(driver);
            if (killAfter.contains(i)) {
                forgetLastCommit();
                driver.close(); // Whatever it still says is not taken.
                driver = begin();
            }
        }
        driver.close();
        return told;
    }

    /** How many changes were lost to the sabotage. */
    int losses() {
        return losses;
    }

    private TopologyTestDriver begin() {
        Properties properties = new Properties();
        properties.put(StreamsConfig.APPLICATION_ID_CONFIG, APPLICATION);
        properties.put(StreamsConfig.BOOTSTRAP_SERVERS_CONFIG, "none:9");
        properties.put(StreamsConfig.PROCESSING_GUARANTEE_CONFIG, StreamsConfig.EXACTLY_ONCE_V2);
        properties.put(StreamsConfig.STATESTORE_CACHE_MAX_BYTES_CONFIG, 1 << 20);
        return new TopologyTestDriver(
                DetectorTopology.of(settings, new DetectorTopology.StoreMaker() {
                    @Override
                    public <C extends Contents> WriteBehind<C> make(String name, Supplier<C> empty) {
                        return new WriteBehind<>(name, () -> restored(name, empty.get()));
                    }
                }),
                properties,
                Instant.EPOCH);
    }

    private <C extends Contents> C restored(String store, C contents) {
        changelogs.getOrDefault(changelog(store), List.of()).forEach(c -> contents.restore(c.key, c.value));
        return contents;
    }

    private TestInputTopic<byte[], byte[]> input(TopologyTestDriver driver) {
        return driver.createInputTopic(
                settings.name(io.tidemark.topics.Topics.POINTS), new ByteArraySerializer(), new ByteArraySerializer());
    }

    private void takeCommitted(TopologyTestDriver driver) {
        for (String topic : driver.producedTopicNames()) {
            var records = driver.createOutputTopic(topic, new ByteArrayDeserializer(), new ByteArrayDeserializer())
                    .readRecordsToList();
            if (topic.endsWith("-changelog")) {
                List<Change> changes = records.stream()
                        .map(record -> new Change(record.key(), record.value()))
                        .toList();
                changelogs.computeIfAbsent(topic, unused -> new ArrayList<>()).addAll(changes);
                lastCommit.put(topic, changes);
            } else {
                records.forEach(record -> told.computeIfAbsent(topic, unused -> new ArrayList<>())
                        .add(ToldRecord.of(record.key(), record.value(), record.timestamp())));
            }
        }
    }

    private void forgetLastCommit() {
        if (!forgetful.isEmpty()) {
            int lost = lastCommit.getOrDefault(changelog(forgetful), List.of()).size();
            List<Change> all = changelogs.getOrDefault(changelog(forgetful), new ArrayList<>());
            all.subList(all.size() - lost, all.size()).clear();
            losses += lost;
        }
    }

    private static String changelog(String store) {
        return APPLICATION + "-" + store + "-changelog";
    }
}
