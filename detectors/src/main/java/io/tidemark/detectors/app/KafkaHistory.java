package io.tidemark.detectors.app;

import io.tidemark.avro.BandStage;
import io.tidemark.detectors.baseline.RelearnRequest;
import io.tidemark.detectors.baseline.Relearnt;
import io.tidemark.detectors.relearn.History;
import io.tidemark.detectors.relearn.Questions;
import io.tidemark.detectors.relearn.Questions.Asked;
import io.tidemark.detectors.relearn.Replay;
import io.tidemark.detectors.topology.TopologySettings;
import io.tidemark.topics.Topics;
import io.tidemark.wire.BandBatchReader;
import io.tidemark.wire.MalformedRecordException;
import io.tidemark.wire.RollupBatchReader;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Properties;
import java.util.Set;
import java.util.TreeSet;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.errors.InterruptException;
import org.apache.kafka.common.errors.WakeupException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Learns models again from the topics {@code rollups} and {@code bands}, in a thread of its own beside the stream.
 *
 * <p>Requests that go out together are answered by one reading. It ends in each partition at the first tick that is not before
 * the requests: by then everything is committed that their tasks had told when they asked. What was not answered is asked for
 * again by the task that takes over; what cannot be answered is given up there after an hour.
 */
final class KafkaHistory implements History, AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(KafkaHistory.class);
    /** Older rows are not looked at: topics keep 30 days, and what is about to be deleted may be gone in the next reading. */
    static final Duration HORIZON = Duration.ofDays(28);

    private static final long CLOSE_MILLIS = 10_000;

    private final Properties connection;
    private final TopologySettings topology;
    private final Questions questions = new Questions();
    private final Thread thread;
    private KeptRecords reading;

    private KafkaHistory(Properties connection, TopologySettings topology) {
        this.connection = connection;
        this.topology = topology;
        this.thread = new Thread(this::run, "relearn");
        thread.setDaemon(true);
    }

    static KafkaHistory start(Properties connection, TopologySettings topology) {
        KafkaHistory history = new KafkaHistory(connection, topology);
        history.thread.start();
        return history;
    }

    /** Reads nothing more until it may: an instance that restores has no processor time to spare. */
    void hold(boolean back) {
        questions.hold(back);
    }

    @Override
    public void want(Home home, List<RelearnRequest> requests) {
        questions.want(home, requests);
    }

    @Override
    public List<Relearnt> take(Home home, int bytesMax) {
        return questions.take(home, bytesMax);
    }

    @Override
    public void leave(Home home) {
        questions.leave(home);
    }

    @Override
    public void close() {
        questions.close();
        synchronized (this) {
            if (reading != null) {
                reading.stop();
            }
        }
        try {
            thread.join(CLOSE_MILLIS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void run() {
        try {
            while (!questions.isClosed()) {
                answerWhatCan(questions.next());
            }
        } catch (WakeupException | InterruptException closing) {
            LOG.debug("Closed while reading.", closing);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void answerWhatCan(List<Asked> wanted) {
        if (wanted.isEmpty()) {
            return;
        }
        try {
            answer(wanted);
        } catch (WakeupException | InterruptException e) {
            throw e;
        } catch (KafkaException | IllegalArgumentException | MalformedRecordException e) {
            LOG.warn(
                    "What was kept could not be read; {} models go on as they are. [relearn-failed]", wanted.size(), e);
        }
    }

    private void answer(List<Asked> wanted) {
        LOG.info("Learning {} models again from what is kept.", wanted.size());
        List<RelearnRequest> requests = wanted.stream().map(Asked::request).toList();
        Replay replay = new Replay(requests, topology.judgeLimits(), topology.partitions());
        long until =
                requests.stream().mapToLong(RelearnRequest::requestMillis).max().orElseThrow();
        long from =
                requests.stream().mapToLong(RelearnRequest::requestMillis).min().orElseThrow() - HORIZON.toMillis();
        RollupBatchReader rollups = new RollupBatchReader(topology.wire());
        BandBatchReader bands = new BandBatchReader(topology.wire());
        read(Topics.ROLLUPS.name(topology.prefix()), rollupPartitions(wanted), from, until, record -> {
            rollups.read(record.value());
            replay.rollups(record.partition(), rollups);
            return rollups.tickMillis().orElse(0);
        });
        for (BandStage stage : BandStage.values()) {
            read(Topics.BANDS.name(topology.prefix()), bandPartitions(wanted, stage), from, until, record -> {
                bands.read(record.value());
                if (bands.stage() != stage) {
                    return 0;
                }
                replay.bands(bands);
                return bands.tickMillis().orElse(0);
            });
        }
        int found = 0;
        for (Asked each : wanted) {
            Optional<Relearnt> answer = replay.answer(each.request());
            if (answer.isPresent()) {
                found += answer.get().isEmpty() ? 0 : 1;
                questions.answer(each.home(), answer.get());
            }
        }
        LOG.info("Learnt {} of {} models again, from {} buckets.", found, wanted.size(), replay.rowsLearnt());
    }

    private void read(String topic, Set<Integer> partitions, long from, long until, KeptRecords.Reader reader) {
        if (partitions.isEmpty()) {
            return;
        }
        try (KeptRecords records = new KeptRecords(connection, topic, partitions, from, until)) {
            synchronized (this) {
                reading = records;
                if (questions.isClosed()) {
                    throw new WakeupException();
                }
            }
            records.read(reader);
        } finally {
            synchronized (this) {
                reading = null;
            }
        }
    }

    /** A series has its rollups where it is judged; a group has parts in all partitions. */
    private Set<Integer> rollupPartitions(List<Asked> wanted) {
        Set<Integer> partitions = new TreeSet<>();
        for (Asked each : wanted) {
            if (each.request().fromRollups() && each.home().stage() == BandStage.DIRECT) {
                partitions.add(each.home().partition());
            } else if (each.request().fromRollups()) {
                for (int partition = 0; partition < topology.partitions(); partition++) {
                    partitions.add(partition);
                }
            }
        }
        return partitions;
    }

    private static Set<Integer> bandPartitions(List<Asked> wanted, BandStage stage) {
        Set<Integer> partitions = new TreeSet<>();
        for (Asked each : wanted) {
            if (each.request().readsOwnRows() && each.home().stage() == stage) {
                partitions.add(each.home().partition());
            }
        }
        return partitions;
    }
}
