package io.tidemark.detectors.relearn;

import io.tidemark.avro.PointKind;
import io.tidemark.detectors.assignment.Exclusions;
import io.tidemark.detectors.assignment.InForce;
import io.tidemark.detectors.assignment.Unit;
import io.tidemark.detectors.baseline.Judge;
import io.tidemark.detectors.baseline.RelearnRequest;
import io.tidemark.detectors.baseline.Relearnt;
import io.tidemark.detectors.group.GroupMerge;
import io.tidemark.detectors.group.PartialBatch;
import io.tidemark.detectors.group.Reading;
import io.tidemark.detectors.group.TaskSums;
import io.tidemark.detectors.rollup.ClosedBuckets;
import io.tidemark.detectors.tally.Tally;
import io.tidemark.topics.Partitions;
import io.tidemark.wire.BandBatchReader;
import io.tidemark.wire.RollupBatchReader;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * Learns the models that were asked for again: hands kept rollups (with their ticks, in the order of each partition) to the
 * grouping and judging that live ones go through, then the rows that the groups were told with.
 *
 * <p>First {@link #rollups}, all of it, then {@link #bands}. Of other groups nothing is learnt. Partitions may be handed over in
 * any interleaving that keeps their ticks within {@link GroupMerge#OPEN_BUCKETS_MAX} buckets of each other. One thread.
 */
public final class Replay {
    private final Map<String, RelearnRequest> requests = new TreeMap<>();
    private final Judge.Limits limits;
    private final int partitions;
    private final Tally tally = new Tally();
    private final Reading reading = new Reading();
    private final Map<Integer, Lane> lanes = new HashMap<>();
    private final InForce inForce;
    private final Judge judge;
    private final GroupMerge merge;
    private long rowsLearnt;

    /** What belongs to one partition of rollups. */
    private final class Lane {
        final InForce inForce = newInForce();
        final KeptSeries series = new KeptSeries(inForce, limits.latenessMillis());
        final ClosedBuckets closed = new ClosedBuckets();
        final TaskSums sums;
        final Judge judge = newJudge(inForce, Replay.this::isOver);

        Lane(int partition) {
            sums = new TaskSums(partition, partitions);
        }
    }

    /** @param partitions of the data topics */
    public Replay(Collection<RelearnRequest> wanted, Judge.Limits limits, int partitions) {
        for (RelearnRequest request : wanted) {
            requests.merge(request.name(), request, (a, b) -> a.requestMillis() > b.requestMillis() ? a : b);
        }
        this.limits = limits;
        this.partitions = partitions;
        this.inForce = newInForce();
        this.merge = new GroupMerge(GroupMerge.newStore(), inForce, limits.latenessMillis(), tally, this::learnGroup);
        this.judge = newJudge(
                inForce, (unit, group, end) -> isOver(unit, group, end) || merge.mayStillChange(unit, group, end));
    }

    /** How many buckets were learnt so far. */
    public long rowsLearnt() {
        return rowsLearnt;
    }

    /** A record of kept rollups. Its buckets count from the tick that follows: as live ones, they are judged at a tick's time. */
    public void rollups(int partition, RollupBatchReader batch) {
        Lane lane = lanes.computeIfAbsent(partition, Lane::new);
        if (!batch.correction()) {
            lane.series.take(batch, lane.closed);
        }
        if (batch.tickMillis().isPresent()) {
            tick(lane, batch.tickMillis().getAsLong());
        }
    }

    private void tick(Lane lane, long tickMillis) {
        lane.series.tick(tickMillis, lane.closed);
        lane.judge.setNow(tickMillis);
        for (int row = 0; row < lane.closed.size(); row++) {
            learnSeries(lane, row);
            lane.sums.add(lane.inForce, lane.closed, row);
        }
        lane.closed.clear();
        lane.judge.tellPassed();
        boolean moved = false;
        for (int to = 0; to < partitions; to++) {
            for (PartialBatch sums : lane.sums.take(to, tickMillis)) {
                moved |= merge.take(sums);
            }
        }
        if (moved) {
            judge.setNow(merge.nowMillis());
            merge.closeDue();
            judge.tellPassed();
        }
    }

    /** A record of bands, from the partition and stage of the groups that it is about. */
    public void bands(BandBatchReader batch) {
        for (int row = 0; row < batch.size(); row++) {
            RelearnRequest request = requests.get(batch.detector() + "\n" + batch.group(row));
            long start = batch.startSeconds(row);
            if (request != null && start >= request.firstRow() && start <= request.upTo()) {
                judgeOf(request).replay(unit(request), handle(request), request.group(), start, batch.value(row));
                rowsLearnt++;
            }
        }
    }

    /** The answer; none where a newer request replaced this one. */
    public Optional<Relearnt> answer(RelearnRequest request) {
        RelearnRequest newest = requests.get(request.name());
        if (newest != request) {
            return Optional.empty();
        }
        return Optional.of(new Relearnt(
                request.unit().id(),
                request.unit().fingerprint(),
                request.group(),
                request.requestMillis(),
                request.fromRollups(),
                judgeOf(request).learnt(unit(request), handle(request))));
    }

    private void learnSeries(Lane lane, int row) {
        String group = lane.closed.series(row).text();
        for (InForce.Reader reader : lane.inForce.readersOf(lane.closed.series(row))) {
            Unit unit = reader.unit();
            if (unit.isDirect()
                    && unit.intervalSeconds() == lane.closed.widthSeconds(row)
                    && isWanted(unit, group, lane.closed.startSeconds(row))) {
                lane.judge.row(
                        unit,
                        lane.judge.group(unit, group),
                        group,
                        lane.closed.startSeconds(row),
                        reading.value(reader.metric(), lane.closed, row),
                        lane.closed.series(row).kind() == PointKind.COUNT);
                rowsLearnt++;
            }
        }
    }

    private void learnGroup(Unit unit, String group, long start, double value, boolean count) {
        if (isWanted(unit, group, start)) {
            judge.row(unit, judge.group(unit, group), group, start, value, count);
            rowsLearnt++;
        }
    }

    private boolean isWanted(Unit unit, String group, long start) {
        RelearnRequest request = requests.get(unit.id() + "\n" + group);
        return request != null && request.fromRollups() && start < request.firstRow();
    }

    /** Its own rows begin there: what lies beyond is not a gap. */
    private boolean isOver(Unit unit, String group, long endSeconds) {
        RelearnRequest request = requests.get(unit.id() + "\n" + group);
        return request == null || endSeconds > request.firstRow();
    }

    /** The group's state, gaps up to its own first row told. */
    private int handle(RelearnRequest request) {
        Judge own = judgeOf(request);
        int handle = own.group(unit(request), request.group());
        own.gapsUpTo(unit(request), handle, request.group(), request.firstRow());
        return handle;
    }

    /** Where the group is judged: beside the rollups of its partition, which is that of the series, or behind the sums. */
    private Judge judgeOf(RelearnRequest request) {
        if (!request.unit().isDirect()) {
            return judge;
        }
        return lanes.computeIfAbsent(Partitions.of(request.group(), partitions), Lane::new).judge;
    }

    /** The newest request knows all spans; what came after an older one does not touch what that one learns. */
    private InForce newInForce() {
        Exclusions exclusions = requests.values().stream()
                .max(Comparator.comparingLong(RelearnRequest::requestMillis))
                .map(RelearnRequest::exclusions)
                .orElse(Exclusions.NONE);
        return InForce.ofAllTimes(
                requests.values().stream().map(RelearnRequest::unit).toList(), exclusions);
    }

    private Unit unit(RelearnRequest request) {
        return inForce.unit(request.unit().id(), request.firstRow());
    }

    private Judge newJudge(InForce known, Judge.StillOpen stillOpen) {
        return new Judge(
                Judge.Memory.empty(),
                known,
                limits,
                stillOpen,
                tally,
                (unit, group, start, value, judgement, flags, past) -> {});
    }
}
