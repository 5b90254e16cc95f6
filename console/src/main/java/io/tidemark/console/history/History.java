package io.tidemark.console.history;

import io.questdb.cairo.sql.Record;
import io.questdb.std.str.Utf8Sequence;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.BiConsumer;

/** What can be asked of the history. Thread-safe; answers come from the store, lists of series and groups from memory. */
public final class History implements AutoCloseable {

    /** Rows that one graph may read: a year of minutes, three weeks of 10 s buckets twice over. */
    public static final int ROWS_MAX = 1_000_000;

    private static final String BAND_COLUMNS =
            "ts, step, value, expected, lower, upper, scale, score, warm, flags, version, model";
    private static final String ALERT_COLUMNS = "ts, id, monitor, name, grp, state_from, state_to, value, threshold,"
            + " reason, query, priority, tags, version, downtimes";

    private static final String EVENT_SELECT =
            "select ts, id, title, text, type, priority, host, source, tags from events";

    private final Store store;
    private final HistorySettings settings;
    private final Clock clock;
    private final Catalogue catalogue;
    private final LatestBands latest;
    private final HistoryWriter writer;

    private History(Store store, HistorySettings settings, Clock clock) {
        this.store = store;
        this.settings = settings;
        this.clock = clock;
        this.catalogue = new Catalogue(settings.seriesMax());
        this.latest = new LatestBands(settings.seriesMax());
        this.writer = new HistoryWriter(store, catalogue, latest);
        load();
    }

    public static History open(HistorySettings settings, Clock clock) {
        return new History(Store.open(settings), settings, clock);
    }

    /** Whether nothing was in the store when it was opened, so that it has to be filled from the start of the topics. */
    public boolean created() {
        return store.created();
    }

    /** The one writer; for one thread. */
    public HistoryWriter writer() {
        return writer;
    }

    /** Frees what is no longer needed; now and then, on the writing thread. */
    public void tidy() {
        store.tidy();
    }

    /** Tables that stopped taking rows; empty in health. */
    public List<String> suspended() {
        return store.suspended();
    }

    /** Port of the loopback address on which SQL is answered; -1 where it is not. */
    public int sqlPort() {
        return store.sqlPort();
    }

    public long memoryBytes() {
        return store.memoryBytes();
    }

    public int seriesCount() {
        return catalogue.size();
    }

    /** Buckets whose series was not listed because the catalogue was full. */
    public long seriesNotListed() {
        return catalogue.notListed();
    }

    public List<SeriesEntry> series(String words, int limit) {
        return catalogue.search(words, limit);
    }

    public long countSeries(String words) {
        return catalogue.count(words);
    }

    public List<SeriesEntry> seriesOfMetric(String metric) {
        return catalogue.ofMetric(metric);
    }

    public List<String> metrics(String words, int limit) {
        return catalogue.metrics(words, limit);
    }

    public List<String> tags(String words, int limit) {
        return catalogue.tags(words, limit);
    }

    /** GAUGE, COUNT, RATE or DISTRIBUTION; GAUGE where the series is not known. */
    public String kind(String series) {
        return catalogue.kind(series);
    }

    /** The newest judged bucket of every group of every detector. */
    public List<Map.Entry<BandKey, BandRow>> latestBands() {
        return latest.all();
    }

    /** A series in at most so many buckets. */
    public LineGraph line(String series, Span span, int bucketsMax) {
        long age = Math.max(0, clock.instant().getEpochSecond() - span.from().getEpochSecond());
        Resolution resolution = Resolution.of(span, bucketsMax, age, settings);
        Width width = resolution.width();
        List<RollupRow> rows = new ArrayList<>(rollups(series, span, width));
        while (rows.isEmpty() && width != Width.HOUR) {
            width = Width.values()[width.ordinal() + 1];
            rows.addAll(rollups(series, span, width));
        }
        // What is not closed yet at this width is read from the finer ones, so that a graph reaches to now.
        Optional<Span> missing = after(rows, width, span);
        for (int i = width.ordinal() - 1; i >= 0 && missing.isPresent(); i--) {
            Width finer = Width.values()[i];
            rows.addAll(rollups(series, missing.get(), finer));
            missing = after(rows, finer, missing.get());
        }
        int step = Resolution.step(span, width.seconds(), bucketsMax);
        return LineGraph.of(rows, width.seconds(), step, kind(series));
    }

    private static Optional<Span> after(List<RollupRow> rows, Width width, Span span) {
        if (rows.isEmpty()) {
            return Optional.of(span);
        }
        Instant end = Instant.ofEpochSecond(rows.get(rows.size() - 1).startSeconds() + width.seconds());
        Instant from = end.isAfter(span.from()) ? end : span.from();
        return from.isBefore(span.to()) ? Optional.of(new Span(from, span.to())) : Optional.empty();
    }

    /** Kept buckets of one width, oldest first. */
    List<RollupRow> rollups(String series, Span span, Width width) {
        return store.query(
                "select ts, cnt, sum, min, max, last from " + Tables.rollups(width)
                        + " where series = $1 and ts >= $2 and ts < $3 order by ts limit " + ROWS_MAX,
                row -> new RollupRow(
                        Micros.seconds(row.getTimestamp(0)),
                        row.getLong(1),
                        row.getDouble(2),
                        row.getDouble(3),
                        row.getDouble(4),
                        row.getDouble(5)),
                series,
                span.fromMicros(),
                span.toMicros());
    }

    /** Every group that a detector has judged lately. */
    public List<String> groupsOf(String detector) {
        return latest.all().stream()
                .map(Map.Entry::getKey)
                .filter(key -> key.detector().equals(detector))
                .map(BandKey::group)
                .sorted()
                .toList();
    }

    /** What a detector said of a group, in at most so many buckets. */
    public BandGraph bands(BandKey key, Span span, int bucketsMax) {
        return BandGraph.of(bandRows(key, span), span, bucketsMax);
    }

    /** Judged buckets as they were judged, oldest first. */
    public List<BandRow> bandRows(BandKey key, Span span) {
        return store.query(
                "select " + BAND_COLUMNS
                        + " from bands where detector = $1 and grp = $2 and ts >= $3 and ts < $4 order by ts limit "
                        + ROWS_MAX,
                row -> band(row, 0),
                key.detector(),
                key.group(),
                span.fromMicros(),
                span.toMicros());
    }

    /** When a group was first judged, of what is kept: from then on its model has learnt. */
    public Optional<Instant> judgedSince(BandKey key) {
        return store
                .query(
                        "select ts from bands where detector = $1 and grp = $2 order by ts limit 1",
                        row -> Micros.instant(row.getTimestamp(0)),
                        key.detector(),
                        key.group())
                .stream()
                .findFirst();
    }

    /** Anomalies of a span, newest first. */
    public List<AnomalyRow> anomalies(Span span, Optional<BandKey> of, int limit) {
        String sql = "select ts, detector, grp, step, query, value, expected, lower, upper, score, channel,"
                + " explanation, model from anomalies where ts >= $1 and ts < $2%s order by ts desc limit " + limit;
        return of.isEmpty()
                ? store.query(sql.formatted(""), History::anomaly, span.fromMicros(), span.toMicros())
                : store.query(
                        sql.formatted(" and detector = $3 and grp = $4"),
                        History::anomaly,
                        span.fromMicros(),
                        span.toMicros(),
                        of.get().detector(),
                        of.get().group());
    }

    /** Transitions of a span, newest first. */
    public List<AlertRow> alerts(Span span, int limit) {
        return store.query(
                "select " + ALERT_COLUMNS + " from alerts where ts >= $1 and ts < $2 order by ts desc limit " + limit,
                History::alert,
                span.fromMicros(),
                span.toMicros());
    }

    /** One transition by its id. */
    public Optional<AlertRow> alert(String id) {
        return store
                .query("select " + ALERT_COLUMNS + " from alerts where id = $1 limit 1", History::alert, id)
                .stream()
                .findFirst();
    }

    /** The newest transition of every group of every monitor: the state now. */
    public List<AlertRow> states() {
        return store.query(
                "select " + ALERT_COLUMNS + " from alerts latest on ts partition by monitor, grp", History::alert);
    }

    /** Notifications of a span, newest first. */
    public List<NotificationRow> notifications(Span span, int limit) {
        return store.query(
                "select ts, id, alert, monitor, grp, kind, channel, recipient, subject, body, facts, state, held_by,"
                        + " attempts, next_attempt from notifications where ts >= $1 and ts < $2 order by ts desc limit "
                        + limit,
                History::notification,
                span.fromMicros(),
                span.toMicros());
    }

    /** Events of a span, newest first. */
    public List<EventRow> events(Span span, int limit) {
        return store.query(
                EVENT_SELECT + " where ts >= $1 and ts < $2 order by ts desc limit " + limit,
                History::event,
                span.fromMicros(),
                span.toMicros());
    }

    /** One event by its id. */
    public Optional<EventRow> event(String id) {
        return store.query(EVENT_SELECT + " where id = $1 limit 1", History::event, id).stream()
                .findFirst();
    }

    private static EventRow event(Record row) {
        return new EventRow(
                Micros.instant(row.getTimestamp(0)),
                text(row, 1),
                text(row, 2),
                text(row, 3),
                symbol(row, 4),
                symbol(row, 5),
                text(row, 6),
                symbol(row, 7),
                Lists.strings(text(row, 8)));
    }

    /** Kept buckets of many series, each told whole, by name; see {@link ManySeries}. */
    public void rollupsOf(List<String> series, Span span, int stepSeconds, BiConsumer<String, List<RollupRow>> each) {
        new ManySeries(store, span, stepSeconds).read(series, each);
    }

    @Override
    public void close() {
        writer.close();
        store.close();
    }

    private void load() {
        store.query(
                "select series, kind, max(ts) from series group by series, kind",
                row -> catalogue.note(symbol(row, 0), symbol(row, 1), Micros.seconds(row.getTimestamp(2))));
        store.query(
                "select detector, grp, " + BAND_COLUMNS + " from bands latest on ts partition by detector, grp",
                row -> {
                    latest.note(new BandKey(symbol(row, 0), symbol(row, 1)), band(row, 2));
                    return null;
                });
    }

    private static BandRow band(Record row, int first) {
        return new BandRow(
                Micros.seconds(row.getTimestamp(first)),
                row.getInt(first + 1),
                row.getDouble(first + 2),
                row.getFloat(first + 3),
                row.getFloat(first + 4),
                row.getFloat(first + 5),
                row.getFloat(first + 6),
                row.getFloat(first + 7),
                row.getFloat(first + 8),
                row.getInt(first + 9),
                row.getLong(first + 10),
                symbol(row, first + 11));
    }

    private static AnomalyRow anomaly(Record row) {
        return new AnomalyRow(
                Micros.instant(row.getTimestamp(0)),
                symbol(row, 1),
                symbol(row, 2),
                row.getInt(3),
                text(row, 4),
                row.getDouble(5),
                row.getDouble(6),
                row.getDouble(7),
                row.getDouble(8),
                row.getDouble(9),
                symbol(row, 10),
                text(row, 11),
                symbol(row, 12));
    }

    private static AlertRow alert(Record row) {
        return new AlertRow(
                Micros.instant(row.getTimestamp(0)),
                text(row, 1),
                symbol(row, 2),
                text(row, 3),
                symbol(row, 4),
                symbol(row, 5),
                symbol(row, 6),
                row.getDouble(7),
                row.getDouble(8),
                text(row, 9),
                text(row, 10),
                row.getInt(11),
                Lists.strings(text(row, 12)),
                row.getLong(13),
                Lists.strings(text(row, 14)));
    }

    private static NotificationRow notification(Record row) {
        long next = row.getTimestamp(14);
        return new NotificationRow(
                Micros.instant(row.getTimestamp(0)),
                text(row, 1),
                text(row, 2),
                symbol(row, 3),
                symbol(row, 4),
                symbol(row, 5),
                symbol(row, 6),
                text(row, 7),
                text(row, 8),
                text(row, 9),
                Lists.array(text(row, 10)),
                symbol(row, 11),
                Lists.strings(text(row, 12)),
                Lists.array(text(row, 13)),
                next == Long.MIN_VALUE ? Optional.empty() : Optional.of(Micros.instant(next)));
    }

    private static String text(Record row, int column) {
        Utf8Sequence value = row.getVarcharA(column);
        return value == null ? "" : value.toString();
    }

    private static String symbol(Record row, int column) {
        CharSequence value = row.getSymA(column);
        return value == null ? "" : value.toString();
    }

    /** Instant of the newest judged bucket of all, where there is one: how far the detectors have come. */
    public Optional<Instant> newestBand() {
        return latest.all().stream()
                .map(entry -> Instant.ofEpochSecond(
                        entry.getValue().startSeconds() + entry.getValue().stepSeconds()))
                .max(Instant::compareTo);
    }
}
