package io.tidemark.ingest.forward;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.tidemark.avro.PointKind;
import io.tidemark.ingest.backlog.Backlog;
import io.tidemark.ingest.backlog.BacklogLimits;
import io.tidemark.ingest.backlog.Entry;
import io.tidemark.ingest.points.Points;
import io.tidemark.ingest.publish.Ledger;
import io.tidemark.ingest.refusal.Reason;
import io.tidemark.ingest.refusal.Refusals;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Goal: each entry arrives once on an other side that fails in every way a transaction can, and the books add up. */
class ForwarderTest {

    private static final BacklogLimits LIMITS = new BacklogLimits(4_096, 8_192, 0, 1_024);

    @TempDir
    Path folder;

    private final Refusals refusals = new Refusals(new SimpleMeterRegistry(), Clock.systemUTC());
    private final Ledger ledger = new Ledger();
    private final OtherSide other = new OtherSide();

    @Test
    void whateverFailsEachEntryArrivesOnceAndInOrder() {
        other.faults.addAll(List.of(
                Fault.NONE,
                Fault.NOT_OPEN,
                Fault.LOST,
                Fault.DONE_BUT_ANSWER_LOST,
                Fault.NONE,
                Fault.DONE_BUT_ANSWER_LOST));
        try (Backlog backlog = backlog()) {
            QueueOutlet queue = new QueueOutlet(backlog, ledger, refusals);
            Forwarder forwarder = new Forwarder(queue, other, 1_000);
            for (int i = 0; i < 20; i++) {
                queue.points(points(i), "test");
            }
            await().untilAsserted(() -> assertThat(ledger.balance().inFlight()).isZero());
            forwarder.close();
        }

        assertThat(other.taken()).hasSize(20).isSorted().doesNotHaveDuplicates();
        assertBooks(20, 20, 0);
    }

    @Test
    void aRestartGoesOnBehindWhatArrived() {
        try (Backlog backlog = backlog()) {
            QueueOutlet queue = new QueueOutlet(backlog, ledger, refusals);
            queue.points(points(1), "test");
            queue.points(points(2), "test");
            // Killed between the other side's commit and our own release of the first entry.
            other.accept(backlog.head(1));
        }
        Ledger second = new Ledger();
        try (Backlog backlog = backlog()) {
            QueueOutlet queue = new QueueOutlet(backlog, second, refusals);
            Forwarder forwarder = new Forwarder(queue, other, 1_000);
            queue.points(points(3), "test");
            await().untilAsserted(() -> assertThat(second.balance().inFlight()).isZero());
            forwarder.close();
        }

        assertThat(other.taken()).hasSize(3).doesNotHaveDuplicates();
        assertThat(second.balance()).isEqualTo(new Ledger.Balance(3, 3, 0, 0, 0));
    }

    @Test
    void anUnfitEntryIsDroppedAloneAndCounted() {
        other.unfitItems = 7;
        try (Backlog backlog = backlog()) {
            QueueOutlet queue = new QueueOutlet(backlog, ledger, refusals);
            for (int items : new int[] {1, 2, 7, 3}) {
                Points points = new Points();
                for (int i = 0; i < items; i++) {
                    points.add("a{}", PointKind.GAUGE, 0, 1_000, i);
                }
                queue.points(points, "test");
            }
            Forwarder forwarder = new Forwarder(queue, other, 1_000);
            await().untilAsserted(() -> assertThat(ledger.balance().inFlight()).isZero());
            forwarder.close();
        }

        assertThat(other.taken()).hasSize(3);
        assertThat(refusals.of(Reason.PUBLISH_FAILED)).isEqualTo(7);
        assertBooks(13, 6, 7);
    }

    @Test
    void whileTheOtherSideIsAwayTheOldestGoesFirstAndIsCounted() {
        other.faults.addAll(java.util.Collections.nCopies(1_000, Fault.NOT_OPEN));
        try (Backlog backlog = backlog()) {
            QueueOutlet queue = new QueueOutlet(backlog, ledger, refusals);
            Forwarder forwarder = new Forwarder(queue, other, 100);
            for (int i = 0; i < 500; i++) {
                queue.points(points(i), "test");
            }
            assertThat(ledger.balance().dropped()).isPositive().isEqualTo(refusals.of(Reason.BUFFER_FULL));
            assertThat(ledger.balance().inFlight()).isPositive();
            assertThat(ledger.balance().unexplained()).isZero();
            other.faults.clear();
            await().untilAsserted(() -> assertThat(ledger.balance().inFlight()).isZero());
            forwarder.close();
        }

        assertThat(ledger.balance().unexplained()).isZero();
        assertThat(other.taken()).doesNotHaveDuplicates().isSorted();
        assertThat((long) other.taken().size()).isEqualTo(ledger.balance().published());
    }

    private Backlog backlog() {
        return Backlog.inFolder(folder, "host", "id", LIMITS, QueueOutlet.losses(ledger, refusals));
    }

    private void assertBooks(long received, long published, long dropped) {
        assertThat(ledger.balance()).isEqualTo(new Ledger.Balance(received, published, 0, dropped, 0));
    }

    private static Points points(int value) {
        Points points = new Points();
        points.add("a{}", PointKind.GAUGE, 0, 1_000, value);
        return points;
    }

    private enum Fault {
        NONE,
        NOT_OPEN,
        LOST,
        DONE_BUT_ANSWER_LOST
    }

    /** Keeps entries with a position, as Kafka does with a transaction. */
    private static final class OtherSide implements Link.Opener {

        private final List<Fault> faults = java.util.Collections.synchronizedList(new ArrayList<>());
        private final List<Long> numbers = new ArrayList<>();
        private volatile int unfitItems = -1;
        private long position = -1;

        synchronized List<Long> taken() {
            return List.copyOf(numbers);
        }

        synchronized void accept(List<Entry> entries) {
            entries.forEach(entry -> numbers.add(entry.number()));
            position = entries.get(entries.size() - 1).number();
        }

        @Override
        public Link open() {
            if (next() == Fault.NOT_OPEN) {
                throw new IllegalStateException("no answer");
            }
            return new Link() {
                @Override
                public long position() {
                    synchronized (OtherSide.this) {
                        return position;
                    }
                }

                @Override
                public void write(List<Entry> entries) {
                    if (entries.stream().anyMatch(entry -> entry.items() == unfitItems)) {
                        throw new UnfitEntryException("too large", null);
                    }
                    Fault fault = next();
                    if (fault != Fault.LOST && fault != Fault.NOT_OPEN) {
                        accept(entries);
                    }
                    if (fault != Fault.NONE) {
                        throw new IllegalStateException("broken off");
                    }
                }

                @Override
                public void close() {}
            };
        }

        @Override
        public String target() {
            return "test";
        }

        private Fault next() {
            synchronized (faults) {
                return faults.isEmpty() ? Fault.NONE : faults.remove(0);
            }
        }
    }
}
