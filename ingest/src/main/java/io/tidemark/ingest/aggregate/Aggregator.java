package io.tidemark.ingest.aggregate;

import io.tidemark.ingest.points.Points;
import io.tidemark.ingest.refusal.Reason;
import io.tidemark.series.Series;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Collects samples in the one bucket that is open and writes its points once the time has passed its end.
 *
 * <p>Buckets are aligned to the epoch. The caller says what time it is with every call; a clock that steps back leaves the
 * open bucket open. One thread at a time.
 *
 * <pre>
 * 10:00:03  count a 2          bucket 10:00:00 opens
 * 10:00:11  advance            a = 0.2/s at 10:00:00
 * 10:00:21  advance            a = 0 at 10:00:10, and so on until 10:05:00
 * </pre>
 */
public final class Aggregator {

    private final AggregateSettings settings;
    private final long intervalMillis;
    private final Map<String, Context> contexts = new HashMap<>();
    private List<Slot> slots = new ArrayList<>();
    private long openMillis = Long.MIN_VALUE;
    private long openUntilMillis = Long.MIN_VALUE;
    private Points closed = new Points();

    public Aggregator(AggregateSettings settings) {
        this.settings = settings;
        this.intervalMillis = settings.intervalSeconds() * 1_000L;
    }

    /** The context of a series, new or known. Keep it until {@link Context#isExpired()}. */
    public Context context(Series series) {
        return contexts.computeIfAbsent(series.text(), text -> new Context(series));
    }

    /** Where samples of one kind are collected, new or known. Keep it until {@link Slot#isForgotten()}. */
    public Slot slot(Context context, Context.Kind kind) {
        Slot slot = context.slots[kind.ordinal()];
        return slot == null ? newSlot(context, kind) : slot;
    }

    /**
     * Takes a sample into the open bucket, as of the last {@link #advance}.
     *
     * @return why the sample was not taken; null where it was
     */
    public Reason add(Slot slot, double value, double rate) {
        Reason reason = slot.add(value, rate, settings.valuesMax());
        if (reason == null && !slot.touched) {
            touch(slot);
        }
        return reason;
    }

    /** @return why the sample was not taken; empty where it was */
    public Optional<Reason> add(Context context, Context.Kind kind, double value, double rate, long nowMillis) {
        advance(nowMillis);
        return Optional.ofNullable(add(slot(context, kind), value, rate));
    }

    public Optional<Reason> set(Context context, String text, long nowMillis) {
        advance(nowMillis);
        SetSlot slot = (SetSlot) slot(context, Context.Kind.SET);
        if (!slot.add(text, settings.valuesMax())) {
            return Optional.of(Reason.TOO_MANY_VALUES);
        }
        touch(slot);
        return Optional.empty();
    }

    /** Closes every bucket whose end has come. */
    public void advance(long nowMillis) {
        if (nowMillis < openUntilMillis) {
            return;
        }
        closeUntil(nowMillis);
        openUntilMillis = openMillis + intervalMillis;
    }

    private void closeUntil(long nowMillis) {
        long nowBucket = Math.floorDiv(nowMillis, intervalMillis) * intervalMillis;
        if (openMillis == Long.MIN_VALUE) {
            openMillis = nowBucket;
        }
        while (openMillis < nowBucket) {
            if (slots.isEmpty()) {
                openMillis = nowBucket;
                return;
            }
            closeBucket();
            openMillis += intervalMillis;
        }
    }

    /** Closes the open bucket before its end: for a clean stop. */
    public void closeEarly() {
        if (openMillis != Long.MIN_VALUE) {
            closeBucket();
        }
    }

    /** Hands over the points of the buckets closed so far, and forgets them. */
    public Points take() {
        Points taken = closed;
        closed = new Points();
        return taken;
    }

    public int contexts() {
        return contexts.size();
    }

    private void touch(Slot slot) {
        slot.touched = true;
        slot.seen = true;
        slot.lastSeenMillis = openMillis;
    }

    private void closeBucket() {
        List<Slot> kept = new ArrayList<>(slots.size());
        for (Slot slot : slots) {
            boolean isCounter = slot.kind == Context.Kind.COUNT;
            long idleMillis = openMillis - slot.lastSeenMillis;
            long keptMillis = 1_000L * (isCounter ? settings.counterZerosSeconds() : settings.contextExpirySeconds());
            if (slot.touched || isCounter && slot.seen && idleMillis <= keptMillis) {
                slot.close(closed, openMillis, settings);
                slot.touched = false;
            }
            if (idleMillis < keptMillis) {
                kept.add(slot);
            } else {
                forget(slot);
            }
        }
        slots = kept;
    }

    private void forget(Slot slot) {
        slot.forgotten = true;
        slot.context.slots[slot.kind.ordinal()] = null;
        if (slot.context.expireIfIdle()) {
            contexts.remove(slot.context.text());
        }
    }

    private Slot newSlot(Context context, Context.Kind kind) {
        Slot slot = switch (kind) {
            case COUNT -> new Slot.Count(context);
            case GAUGE -> new Slot.Gauge(context);
            case HISTOGRAM -> new HistogramSlot(context);
            case DISTRIBUTION -> new DistributionSlot(context);
            case SET -> new SetSlot(context);
        };
        slot.lastSeenMillis = openMillis;
        context.slots[kind.ordinal()] = slot;
        slots.add(slot);
        return slot;
    }
}
