package io.tidemark.ingest.aggregate;

import io.tidemark.avro.PointKind;
import io.tidemark.ingest.points.Points;
import io.tidemark.ingest.refusal.Reason;

/** What one context collects of one type in the bucket that is open. Belongs to one aggregator. */
public abstract class Slot {

    final Context context;
    final Context.Kind kind;
    /** Start of the last bucket that had a sample. */
    long lastSeenMillis;

    /** True where the open bucket has a sample. */
    boolean touched;

    /** True once the aggregator has let it go. */
    boolean forgotten;

    /** True once there was a sample: a counter whose first sample was refused sends no zeros. */
    boolean seen;

    Slot(Context context, Context.Kind kind) {
        this.context = context;
        this.kind = kind;
    }

    /** True once the aggregator has forgotten it: ask for a new one. */
    public final boolean isForgotten() {
        return forgotten;
    }

    /** Takes a sample at a rate. @return why it was not taken, which leaves all as it was; null where it was */
    abstract Reason add(double value, double rate, int valuesMax);

    /** The value that a sample stands for. */
    static double scaled(double value, double rate) {
        return rate == 1 ? value : value / rate; // A division takes longer than all else here.
    }

    /** Writes the bucket's points and starts the next bucket empty. */
    abstract void close(Points out, long bucketStartMillis, AggregateSettings settings);

    /** Σ value ÷ rate, sent as a rate; 0 while there was nothing. */
    static final class Count extends Slot {

        private double sum;

        Count(Context context) {
            super(context, Context.Kind.COUNT);
        }

        @Override
        Reason add(double value, double rate, int valuesMax) {
            double next = sum + scaled(value, rate);
            if (!Double.isFinite(next)) {
                return Reason.OVERFLOW;
            }
            sum = next;
            return null;
        }

        @Override
        void close(Points out, long bucketStartMillis, AggregateSettings settings) {
            int interval = settings.intervalSeconds();
            out.add(context.text(), PointKind.RATE, interval, bucketStartMillis, sum / interval);
            sum = 0;
        }
    }

    /** The last value. */
    static final class Gauge extends Slot {

        private double last;

        Gauge(Context context) {
            super(context, Context.Kind.GAUGE);
        }

        @Override
        Reason add(double value, double rate, int valuesMax) {
            last = value;
            return null;
        }

        @Override
        void close(Points out, long bucketStartMillis, AggregateSettings settings) {
            out.add(context.text(), PointKind.GAUGE, 0, bucketStartMillis, last);
        }
    }
}
