package io.tidemark.console.query;

import io.tidemark.query.AnomaliesQuery;
import io.tidemark.query.BucketAggregate;
import io.tidemark.query.Formula;
import io.tidemark.query.Grouping;
import io.tidemark.query.MetricKind;
import io.tidemark.query.MetricQuery;
import io.tidemark.query.Query;
import io.tidemark.query.SeriesReading;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * Evaluates queries over kept buckets.
 *
 * <p>For each metric: the kept buckets of a series within a bucket of the answer are folded to one value (time), the values of
 * the series of a group to the group's (space), gaps are filled as the query says; then the formula combines metrics bucket
 * by bucket and group by group.
 *
 * <pre>
 *   sum:web.hits{*} by {page}.as_count().rollup(sum, 60)      one line a page, hits of each minute
 *   avg:a{*} / avg:b{*} * 100                                 one line; nothing where b is 0 or missing
 * </pre>
 *
 * <p>Time: one step for each kept bucket read. Memory: six numbers for each bucket of each group.
 */
public final class QueryEngine {

    /** Groups of one answer, at most; more are refused, because a picture of them says nothing. */
    public static final int GROUPS_MAX = 2_000;

    /** Groups for which a model is run in one answer. */
    public static final int MODELLED_GROUPS_MAX = 20;

    /** What a model learns from before the first bucket shown: four weeks, at most so many buckets. */
    private static final long LEARN_SECONDS = 28L * 86_400;

    private static final int LEARN_BUCKETS_MAX = 12_000;

    private final BucketSource source;
    private final Functions functions;
    private final RecordedBands recorded;
    private final Excluded excluded;

    public QueryEngine(BucketSource source, Functions functions, RecordedBands recorded, Excluded excluded) {
        this.source = source;
        this.functions = functions;
        this.recorded = recorded;
        this.excluded = excluded;
    }

    /**
     * @param toSeconds first instant after the span
     * @param pointsMax buckets where the query names no width, at most
     */
    public Answer answer(GraphQuery query, long fromSeconds, long toSeconds, int pointsMax) {
        Frame frame = Frame.of(fromSeconds, toSeconds, statedSeconds(query.query()), pointsMax);
        Frame answered = query.query() instanceof Query.Forecast
                ? new Frame(frame.startSeconds(), frame.stepSeconds(), 2 * frame.size())
                : frame;
        List<Line> lines = query.query().accept(new Evaluation(frame));
        List<Line> some = lines.stream().filter(line -> !line.isEmpty()).toList();
        List<Line> chosen = query.top().map(top -> top.of(some)).orElse(some);
        return new Answer(query, answered, chosen, some.size());
    }

    /** Width of the buckets that the text asks for; 0 where it leaves it open. */
    static int statedSeconds(Query query) {
        if (query instanceof AnomaliesQuery anomalies) {
            int stated = anomalies.options().intervalSeconds();
            return stated == 0 ? statedSeconds(anomalies.of()) : stated;
        }
        if (query instanceof Query.Outliers outliers) {
            return statedSeconds(outliers.of());
        }
        if (query instanceof Query.Forecast forecast) {
            return forecast.intervalSeconds() == 0 ? statedSeconds(forecast.of()) : forecast.intervalSeconds();
        }
        return query instanceof Query.DetectorAnomalies ? 0 : Formula.of(query).rollupSeconds();
    }

    /** Java 17 has no switch over types: one method for each kind of query. */
    private final class Evaluation implements Query.Visitor<List<Line>> {

        private final Frame frame;

        Evaluation(Frame frame) {
            this.frame = frame;
        }

        @Override
        public List<Line> metric(MetricQuery query) {
            return formula(query, frame);
        }

        @Override
        public List<Line> number(Query.Number query) {
            throw new IllegalStateException("The parser lets no number stand alone");
        }

        @Override
        public List<Line> arithmetic(Query.Arithmetic query) {
            return formula(query, frame);
        }

        @Override
        public List<Line> anomalies(AnomaliesQuery query) {
            Optional<List<Line>> judged = recorded.like(query, frame);
            return judged.isPresent() ? judged.get() : computed(query);
        }

        private List<Line> computed(AnomaliesQuery query) {
            Frame learnt = frame.before(buckets(LEARN_SECONDS, frame));
            return modelled(formula(query.of(), learnt)).stream()
                    .map(line -> line.withBand(functions.anomalies(
                            query,
                            line.kind(),
                            learnt.stepSeconds(),
                            learnt.startSeconds(),
                            line.values(),
                            excluded.buckets(query.of(), line.tags(), learnt))))
                    .map(line -> line.last(frame.size()))
                    .toList();
        }

        @Override
        public List<Line> detectorAnomalies(Query.DetectorAnomalies query) {
            return recorded.of(query.detector(), frame)
                    .orElseThrow(() -> new QueryRefusedException(
                            "There is no detector \"" + query.detector() + "\" (expected the id of one). Look at"
                                    + " tidemark get detector.",
                            "unknown-detector"));
        }

        @Override
        public List<Line> outliers(Query.Outliers query) {
            List<Line> members = formula(query.of(), frame).stream()
                    .filter(line -> !line.isEmpty())
                    .toList();
            if (members.size() < 3) {
                return members.stream()
                        .map(line -> line.withOutlier(new boolean[frame.size()]))
                        .toList();
            }
            boolean[] told =
                    functions.outliers(query, members.stream().map(Line::values).toList());
            List<Line> lines = new ArrayList<>();
            for (int i = 0; i < members.size(); i++) {
                boolean[] all = new boolean[frame.size()];
                Arrays.fill(all, told[i]);
                lines.add(members.get(i).withOutlier(all));
            }
            return lines;
        }

        /** The span as it was, then as much again of what is to come. */
        @Override
        public List<Line> forecast(Query.Forecast query) {
            Frame learnt = frame.before(buckets(functions.forecastHistorySeconds(query), frame));
            return modelled(formula(query.of(), learnt)).stream()
                    .map(line -> continued(query, line, learnt))
                    .toList();
        }

        private Line continued(Query.Forecast query, Line line, Frame learnt) {
            int ahead = frame.size();
            Band coming = functions.forecast(query, learnt.stepSeconds(), learnt.startSeconds(), line.values(), ahead);
            Line shown = line.last(frame.size());
            double[] values = Arrays.copyOf(shown.values(), 2 * ahead);
            Arrays.fill(values, ahead, 2 * ahead, Double.NaN);
            return shown.withValues(values).withBand(afterNothing(coming, ahead));
        }
    }

    private static Band afterNothing(Band coming, int buckets) {
        return new Band(
                after(coming.expected(), buckets),
                after(coming.lower(), buckets),
                after(coming.upper(), buckets),
                after(coming.score(), buckets),
                new boolean[buckets + coming.size()],
                after(coming.warm(), buckets),
                coming.model());
    }

    private static double[] after(double[] values, int buckets) {
        double[] all = new double[buckets + values.length];
        Arrays.fill(all, 0, buckets, Double.NaN);
        System.arraycopy(values, 0, all, buckets, values.length);
        return all;
    }

    private static int buckets(long seconds, Frame frame) {
        return (int) Math.min(LEARN_BUCKETS_MAX, seconds / frame.stepSeconds());
    }

    private static List<Line> modelled(List<Line> lines) {
        List<Line> some = lines.stream().filter(line -> !line.isEmpty()).toList();
        if (some.size() > MODELLED_GROUPS_MAX) {
            throw new QueryRefusedException(
                    "A model would run for " + some.size() + " groups (expected at most " + MODELLED_GROUPS_MAX
                            + "). Narrow the scope, or make it a detector, whose bands are kept.",
                    "too-many-groups");
        }
        return some;
    }

    private List<Line> formula(Query query, Frame frame) {
        Formula formula = Formula.of(query);
        List<Map<String, Group>> read = new ArrayList<>();
        TreeSet<String> keys = new TreeSet<>();
        for (MetricQuery metric : formula.metrics()) {
            Map<String, Group> groups = groups(metric, frame);
            read.add(groups);
            keys.addAll(groups.keySet());
        }
        List<Line> lines = new ArrayList<>(keys.size());
        for (String key : keys) {
            MetricKind kind = read.stream()
                    .map(groups -> groups.get(key))
                    .filter(java.util.Objects::nonNull)
                    .findFirst()
                    .map(group -> group.kind)
                    .orElse(MetricKind.GAUGE);
            lines.add(Line.of(key, Grouping.tagsOfGroup(key), kind, values(formula, read, key, frame)));
        }
        return lines;
    }

    private static double[] values(Formula formula, List<Map<String, Group>> read, String key, Frame frame) {
        double[][] columns = new double[read.size()][];
        for (int m = 0; m < columns.length; m++) {
            MetricQuery metric = formula.metrics().get(m);
            double[] values = Optional.ofNullable(read.get(m).get(key))
                    .map(group -> group.values(metric))
                    .orElseGet(() -> nothing(frame.size()));
            columns[m] = Fills.fill(metric.fill(), frame.stepSeconds(), values);
        }
        double[] out = new double[frame.size()];
        double[] bucket = new double[columns.length];
        for (int i = 0; i < out.length; i++) {
            for (int m = 0; m < columns.length; m++) {
                bucket[m] = columns[m][i];
            }
            out[i] = formula.evaluate(bucket);
        }
        return out;
    }

    private Map<String, Group> groups(MetricQuery metric, Frame frame) {
        Map<String, Group> groups = new TreeMap<>();
        Map<Integer, BucketAggregate> times = new HashMap<>();
        source.read(metric, frame, series -> {
            refuseLostSketches(metric, series);
            List<String> keys = metric.grouping().groupsOf(series.series());
            BucketAggregate[] folded = folded(series, frame, times);
            for (String key : keys) {
                Group group = groups.computeIfAbsent(key, k -> new Group(series.kind(), frame.size()));
                for (int i = 0; i < folded.length; i++) {
                    if (folded[i] != null) {
                        SeriesReading.add(
                                metric,
                                series.kind(),
                                series.pointSeconds(),
                                frame.stepSeconds(),
                                folded[i],
                                group.bucket(i));
                    }
                }
            }
            if (groups.size() > GROUPS_MAX) {
                throw new QueryRefusedException(
                        "The query has more than " + GROUPS_MAX + " groups. Narrow the scope, or group by fewer keys.",
                        "too-many-groups");
            }
        });
        return groups;
    }

    /** Each bucket of the frame as one aggregate over time; null where the series has nothing. */
    private static BucketAggregate[] folded(SeriesBuckets series, Frame frame, Map<Integer, BucketAggregate> reused) {
        BucketAggregate[] folded = new BucketAggregate[frame.size()];
        for (int r = 0; r < series.size(); r++) {
            int bucket = frame.bucketOf(series.startSeconds()[r]);
            if (bucket < 0 || bucket >= frame.size()) {
                continue;
            }
            if (folded[bucket] == null) {
                folded[bucket] = reused.computeIfAbsent(bucket, b -> new BucketAggregate());
                folded[bucket].reset();
            }
            folded[bucket].addFolded(
                    series.count()[r], series.sum()[r], series.min()[r], series.max()[r], series.last()[r]);
        }
        return folded;
    }

    private static void refuseLostSketches(MetricQuery metric, SeriesBuckets series) {
        if (metric.aggregator().isPercentile() && series.kind() == MetricKind.DISTRIBUTION) {
            throw new QueryRefusedException(
                    metric.metric()
                            + " is a distribution, whose sketches the history does not keep (expected avg, sum, min,"
                            + " max or count of it). A detector or monitor may ask for "
                            + metric.aggregator().text()
                            + ": they read the sketches themselves.",
                    "no-sketch");
        }
    }

    private static double[] nothing(int size) {
        double[] values = new double[size];
        Arrays.fill(values, Double.NaN);
        return values;
    }

    /** The series of one group, bucket by bucket. */
    private static final class Group {

        private final MetricKind kind;
        private final BucketAggregate[] buckets;

        Group(MetricKind kind, int size) {
            this.kind = kind;
            this.buckets = new BucketAggregate[size];
        }

        BucketAggregate bucket(int i) {
            if (buckets[i] == null) {
                buckets[i] = new BucketAggregate();
            }
            return buckets[i];
        }

        double[] values(MetricQuery metric) {
            double[] values = nothing(buckets.length);
            for (int i = 0; i < values.length; i++) {
                if (buckets[i] != null) {
                    values[i] = buckets[i].value(metric.aggregator());
                }
            }
            return values;
        }
    }
}
