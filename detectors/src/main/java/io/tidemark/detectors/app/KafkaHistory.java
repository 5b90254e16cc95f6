package io.tidemark.detectors.app;

import io.tidemark.avro.BandStage;
import io.tidemark.detectors.baseline.RelearnRequest;
import io.tidemark.detectors.baseline.Relearnt;
import io.tidemark.detectors.relearn.History;
import io.tidemark.detectors.relearn.Replay;
import io.tidemark.detectors.topology.TopologySettings;
import io.tidemark.topics.Topics;
import io.tidemark.wire.BandBatchReader;
import io.tidemark.wire.MalformedRecordException;
import io.tidemark.wire.RollupBatchReader;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
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
 * <p>Requests that come together are answered by one reading. It ends in each partition at the first tick that is not before
 * the requests: by then everything is committed that their tasks had told when they asked. What was not answered is asked for
 * again by the task that takes over; what cannot be answered is given up there after an hour.
 */
final class KafkaHistory implements History, AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(KafkaHistory.class);
    /** Older rows are not looked at: topics keep 30 days, and what is about to be deleted may be gone in the next reading. */
    static final Duration HORIZON = Duration.ofDays(28);

    private static final long TOGETHER_MILLIS = 500;
    private static final long CLOSE_MILLIS = 10_000;

    private record Asked(Home home, RelearnRequest request) {}

    private final Properties connection;
    private final TopologySettings topology;
    private final Map<String, Asked> asked = new LinkedHashMap<>();
    private final Map<Home, ArrayDeque<Relearnt>> answers = new HashMap<>();
    private final Thread thread;
    private KeptRecords reading;
    private boolean closed;

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

    @Override
    public synchronized void want(Home home, List<RelearnRequest> requests) {
        requests.forEach(request -> asked.put(home + request.name(), new Asked(home, request)));
        notifyAll();
    }

    @Override
    public synchronized List<Relearnt> take(Home home, int answersMax) {
        ArrayDeque<Relearnt> ready = answers.getOrDefault(home, new ArrayDeque<>());
        List<Relearnt> taken = new ArrayList<>();
        while (!ready.isEmpty() && taken.size() < answersMax) {
            taken.add(ready.poll());
        }
        return taken;
    }

    @Override
    public void close() {
        synchronized (this) {
            closed = true;
            if (reading != null) {
                reading.stop();
            }
            notifyAll();
        }
        try {
            thread.join(CLOSE_MILLIS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void run() {
        try {
            for (List<Asked> next = next(); !next.isEmpty(); next = next()) {
                try {
                    answer(next);
                } catch (WakeupException | InterruptException e) {
                    return; // Closing.
                } catch (KafkaException | IllegalArgumentException | MalformedRecordException e) {
                    LOG.warn(
                            "What was kept could not be read; {} models go on as they are. [relearn-failed]",
                            next.size(),
                            e);
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** Waits for requests and for those that come right after; none where it is closing. */
    private synchronized List<Asked> next() throws InterruptedException {
        while (asked.isEmpty() && !closed) {
            wait();
        }
        if (!closed) {
            wait(TOGETHER_MILLIS);
        }
        List<Asked> next = closed ? List.of() : List.copyOf(asked.values());
        asked.clear();
        return next;
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
            found += replay.answer(each.request())
                    .map(answer -> put(each.home(), answer))
                    .orElse(0);
        }
        LOG.info("Learnt {} of {} models again, from {} buckets.", found, wanted.size(), replay.rowsLearnt());
    }

    private synchronized int put(Home home, Relearnt answer) {
        answers.computeIfAbsent(home, unused -> new ArrayDeque<>()).add(answer);
        return 1;
    }

    private void read(String topic, Set<Integer> partitions, long from, long until, KeptRecords.Reader reader) {
        if (partitions.isEmpty()) {
            return;
        }
        try (KeptRecords records = new KeptRecords(connection, topic, partitions, from, until)) {
            synchronized (this) {
                reading = records;
                if (closed) {
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
