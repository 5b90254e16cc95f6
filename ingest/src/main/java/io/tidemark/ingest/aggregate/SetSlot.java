package io.tidemark.ingest.aggregate;

import io.tidemark.avro.PointKind;
import io.tidemark.ingest.points.Points;
import io.tidemark.ingest.refusal.Reason;
import java.util.HashSet;
import java.util.Set;

/** Distinct texts, sent as a gauge of how many. */
final class SetSlot extends Slot {

    private Set<String> texts = new HashSet<>();

    SetSlot(Context context) {
        super(context, Context.Kind.SET);
    }

    /** @return false where the set is full and this text is not in it */
    boolean add(String text, int valuesMax) {
        return texts.contains(text) || texts.size() < valuesMax && texts.add(text);
    }

    @Override
    Reason add(double value, double rate, int valuesMax) {
        throw new IllegalStateException("the values of a set are texts");
    }

    @Override
    void close(Points out, long bucketStartMillis, AggregateSettings settings) {
        out.add(context.text(), PointKind.GAUGE, 0, bucketStartMillis, texts.size());
        texts = new HashSet<>();
    }
}
