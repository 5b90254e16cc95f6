package io.tidemark.detectors.assignment;

import io.tidemark.detectors.model.ModelSettings;
import io.tidemark.query.Query;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * What is to be evaluated: a detector, or a query that a monitor reads.
 *
 * @param id id of the detector, or {@code query:…}, {@code anomalies:…}
 * @param query a metric or arithmetic over metrics
 * @param intervalSeconds width of the judged buckets, a multiple of 10
 * @param model how buckets are judged; empty for a plain query
 * @param zeroForMissing a bucket without points is 0 where the metric is a count
 * @param paused what was learnt is kept, but nothing is judged
 * @param effectiveFromSeconds judges only buckets from this start on; empty: whatever closes once it is known
 */
public record Definition(
        String id,
        Query query,
        int intervalSeconds,
        Optional<ModelSettings> model,
        boolean zeroForMissing,
        boolean paused,
        OptionalLong effectiveFromSeconds) {

    public static final int INTERVAL_SECONDS_MAX = 7 * 86_400;

    public Definition {
        Objects.requireNonNull(query, "query");
        Objects.requireNonNull(model, "model");
        if (id.isEmpty() || id.indexOf('\n') >= 0) {
            throw new IllegalArgumentException(
                    "detector has the id \"" + id.replace("\n", "\\n") + "\" (expected a line)");
        }
        if (intervalSeconds < 10 || intervalSeconds > INTERVAL_SECONDS_MAX || intervalSeconds % 10 != 0) {
            throw new IllegalArgumentException(
                    "interval of " + id + " is " + intervalSeconds + " s (expected a multiple of 10, up to a week)");
        }
    }

    /** The same for all times: what is replayed lies before it took effect. */
    public Definition ofAllTimes() {
        return new Definition(id, query, intervalSeconds, model, zeroForMissing, false, OptionalLong.empty());
    }

    /** Changes where the learnt state would no longer fit: the query, the width, the model or the civil time of its season. */
    public long fingerprint() {
        String learnt = query.text()
                + '\n'
                + intervalSeconds
                + '\n'
                + zeroForMissing
                + '\n'
                + model.map(m -> m.model() + '\n' + m.zone() + '\n' + m.seasonality() + '\n' + m.kind())
                        .orElse("");
        long hash = 0xcbf29ce484222325L; // FNV-1a, 64 bits
        for (int i = 0; i < learnt.length(); i++) {
            hash = (hash ^ learnt.charAt(i)) * 0x100000001b3L;
        }
        return hash;
    }
}
