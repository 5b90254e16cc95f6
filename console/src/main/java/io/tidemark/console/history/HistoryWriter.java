package io.tidemark.console.history;

import io.questdb.cairo.TableWriter;
import io.questdb.cairo.wal.WalWriter;
import io.questdb.std.str.Utf8String;
import io.tidemark.avro.Alert;
import io.tidemark.avro.Anomaly;
import io.tidemark.avro.Event;
import io.tidemark.avro.Notification;
import io.tidemark.wire.BandBatchReader;
import io.tidemark.wire.RollupBatchReader;
import java.time.Instant;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * Writes records into the tables. For one thread. Rows are durable and visible after {@link #commit()}; a row written twice is
 * one row, and the later one wins.
 *
 * <p>Column numbers below are those of {@link Tables}; column 0 is the time.
 */
public final class HistoryWriter implements AutoCloseable {

    private final Store store;
    private final Catalogue catalogue;
    private final LatestBands latest;
    private final Map<Width, WalWriter> rollups = new EnumMap<>(Width.class);
    private final Map<String, WalWriter> writers = new LinkedHashMap<>();
    private long otherWidths;

    HistoryWriter(Store store, Catalogue catalogue, LatestBands latest) {
        this.store = store;
        this.catalogue = catalogue;
        this.latest = latest;
    }

    /** Writes every row of a batch of buckets; widths that are not kept are counted. */
    public void rollups(RollupBatchReader batch) {
        Optional<Width> width = Width.of(batch.intervalSeconds());
        if (width.isEmpty()) {
            otherWidths += batch.size();
            return;
        }
        WalWriter writer = rollups.computeIfAbsent(width.get(), wanted -> writer(Tables.rollups(wanted)));
        for (int i = 0; i < batch.size(); i++) {
            String series = batch.seriesText(i);
            long start = batch.startSeconds(i);
            String kind = batch.kind(i).name();
            if (catalogue.note(series, kind, start)) {
                series(series, kind, start);
            }
            TableWriter.Row row = writer.newRow(Micros.ofSeconds(start));
            row.putSym(1, series);
            row.putLong(2, batch.count(i));
            row.putDouble(3, batch.sum(i));
            row.putDouble(4, batch.min(i));
            row.putDouble(5, batch.max(i));
            row.putDouble(6, batch.last(i));
            row.append();
        }
    }

    /** Writes every row of a batch of judged buckets. */
    public void bands(BandBatchReader batch) {
        if (batch.size() == 0) {
            return;
        }
        WalWriter writer = writer(Tables.BANDS);
        String detector = batch.detector();
        int step = batch.intervalSeconds();
        for (int i = 0; i < batch.size(); i++) {
            String group = batch.group(i);
            TableWriter.Row row = writer.newRow(Micros.ofSeconds(batch.startSeconds(i)));
            row.putSym(1, detector);
            row.putSym(2, group);
            row.putInt(3, step);
            row.putDouble(4, batch.value(i));
            row.putFloat(5, batch.expected(i));
            row.putFloat(6, batch.lower(i));
            row.putFloat(7, batch.upper(i));
            row.putFloat(8, batch.scale(i));
            row.putFloat(9, batch.score(i));
            row.putFloat(10, batch.warm(i));
            row.putFloat(11, batch.trend(i));
            row.putFloat(12, batch.season(i));
            row.putInt(13, batch.flags(i));
            row.putLong(14, batch.configVersion());
            row.putSym(15, batch.model());
            row.append();
            latest.note(new BandKey(detector, group), row(batch, i));
        }
    }

    public void anomaly(Anomaly anomaly) {
        TableWriter.Row row = row(Tables.ANOMALIES, anomaly.getBucketStart());
        row.putSym(1, anomaly.getDetector());
        row.putSym(2, anomaly.getGroup());
        row.putInt(3, anomaly.getIntervalSeconds());
        text(row, 4, anomaly.getQuery());
        row.putDouble(5, anomaly.getValue());
        row.putDouble(6, anomaly.getExpected());
        row.putDouble(7, anomaly.getLower());
        row.putDouble(8, anomaly.getUpper());
        row.putDouble(9, anomaly.getScale());
        row.putDouble(10, anomaly.getScore());
        row.putSym(11, anomaly.getChannel().name());
        text(row, 12, anomaly.getExplanation());
        row.putSym(13, anomaly.getModel());
        row.putLong(14, anomaly.getConfigVersion());
        row.append();
    }

    public void alert(Alert alert) {
        TableWriter.Row row = row(Tables.ALERTS, alert.getAt());
        text(row, 1, alert.getId());
        row.putSym(2, alert.getMonitorId());
        text(row, 3, alert.getMonitorName());
        row.putSym(4, alert.getGroup());
        row.putSym(5, alert.getFrom().name());
        row.putSym(6, alert.getTo().name());
        row.putDouble(7, alert.getValue() == null ? Double.NaN : alert.getValue());
        row.putDouble(8, alert.getThreshold() == null ? Double.NaN : alert.getThreshold());
        text(row, 9, alert.getReason());
        text(row, 10, alert.getQuery());
        row.putInt(11, alert.getPriority() == null ? 0 : alert.getPriority());
        text(row, 12, Lists.text(alert.getTags()));
        row.putLong(13, alert.getConfigVersion());
        text(row, 14, Lists.text(alert.getDowntimes()));
        row.append();
    }

    public void notification(Notification told) {
        TableWriter.Row row = row(Tables.NOTIFICATIONS, told.getDecidedAt());
        text(row, 1, told.getId());
        text(row, 2, told.getAlertId());
        row.putSym(3, told.getMonitorId());
        row.putSym(4, told.getGroup());
        row.putSym(5, told.getKind().name());
        row.putSym(6, told.getChannel());
        text(row, 7, told.getRecipient());
        text(row, 8, told.getSubject());
        text(row, 9, told.getBody());
        text(row, 10, Lists.facts(told.getFacts()));
        row.putSym(11, told.getState().name());
        text(row, 12, Lists.text(told.getHeldBy()));
        text(row, 13, Lists.attempts(told.getAttempts()));
        if (told.getNextAttempt() != null) {
            row.putTimestamp(14, Micros.of(told.getNextAttempt()));
        }
        row.append();
    }

    public void event(Event event) {
        TableWriter.Row row = row(Tables.EVENTS, event.getAt());
        text(row, 1, event.getId());
        text(row, 2, event.getTitle());
        text(row, 3, event.getText());
        row.putSym(4, event.getAlertType().name());
        row.putSym(5, event.getPriority().name());
        text(row, 6, event.getHost());
        row.putSym(7, event.getSource());
        text(row, 8, Lists.text(event.getTags()));
        row.append();
    }

    /** Makes all rows durable and visible. */
    public void commit() {
        rollups.values().forEach(WalWriter::commit);
        writers.values().forEach(WalWriter::commit);
        store.apply();
    }

    /** Rows of widths that are not kept. */
    public long otherWidths() {
        return otherWidths;
    }

    @Override
    public void close() {
        writers.values().forEach(WalWriter::close);
        writers.clear();
        rollups.clear();
    }

    private void series(String series, String kind, long startSeconds) {
        TableWriter.Row row = writer(Tables.SERIES).newRow(Micros.ofSeconds(Catalogue.month(startSeconds)));
        row.putSym(1, series);
        row.putSym(2, kind);
        row.append();
    }

    private TableWriter.Row row(String table, Instant at) {
        return writer(table).newRow(Micros.of(at));
    }

    private WalWriter writer(String table) {
        return writers.computeIfAbsent(table, store::writer);
    }

    private static void text(TableWriter.Row row, int column, String value) {
        row.putVarchar(column, new Utf8String(value));
    }

    private static BandRow row(BandBatchReader batch, int i) {
        return new BandRow(
                batch.startSeconds(i),
                batch.intervalSeconds(),
                batch.value(i),
                batch.expected(i),
                batch.lower(i),
                batch.upper(i),
                batch.scale(i),
                batch.score(i),
                batch.warm(i),
                batch.flags(i),
                batch.configVersion(),
                batch.model());
    }
}
