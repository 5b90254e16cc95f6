package io.tidemark.ingest.aggregate;

import io.tidemark.avro.PointKind;
import io.tidemark.ingest.points.Points;

/** What one context collects of one type in the bucket that is open. */
abstract class Slot {

    final Context context;
    final Context.Kind kind;
    /** Start of the last bucket that had a sample. */
    long lastSeenMillis;

    /** True where the open bucket has a sample. */
    boolean touched;

    /** True once there was a sample: a counter whose first sample was refused sends no zeros. */
    boolean seen;

    Slot(Context context, Context.Kind kind) {
        this.context = context;
        this.kind = kind;
    }

    /** Writes the bucket's points and starts the next bucket empty. */
    abstract void close(Points out, long bucketStartMillis, AggregateSettings settings);

    /** Σ value ÷ rate, sent as a rate; 0 while there was nothing. */
    static final class Count extends Slot {

        private double sum;

        Count(Context context) {
            super(context, Context.Kind.COUNT);
        }

        /** @return false where the sum would not stay finite; it is then unchanged */
        boolean add(double value, double rate) {
            double next = sum + value / rate;
            if (Double.isInfinite(next) || Double.isNaN(next)) {
                return false;
            }
            sum = next;
            return true;
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

        void set(double value) {
            last = value;
        }

        @Override
        void close(Points out, long bucketStartMillis, AggregateSettings settings) {
            out.add(context.text(), PointKind.GAUGE, 0, bucketStartMillis, last);
        }
    }
}
