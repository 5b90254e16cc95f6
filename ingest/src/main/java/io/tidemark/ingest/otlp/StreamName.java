package io.tidemark.ingest.otlp;

import io.opentelemetry.proto.common.v1.KeyValue;
import java.util.List;

/**
 * What a sender calls one series. Instances of one service are told apart by their resource even where their tags are
 * the same, so
 * that the running total of one is never subtracted from that of another.
 *
 * @param part empty, or which of the series of a summary: {@code .count}, {@code quantile:0.99}
 */
record StreamName(KnownResource resource, String scope, String metric, List<KeyValue> attributes, String part) {

    /** The same metric's series of a point. */
    StreamName of(List<KeyValue> pointAttributes) {
        return new StreamName(resource, scope, metric, Attributes.sorted(pointAttributes), part);
    }

    StreamName part(String which) {
        return new StreamName(resource, scope, metric, attributes, which);
    }

    boolean hasTag() {
        return part.indexOf(':') > 0;
    }

    String fullName() {
        return hasTag() ? metric : metric + part;
    }
}
