package io.tidemark.ingest.otlp;

import io.opentelemetry.proto.common.v1.AnyValue;
import io.opentelemetry.proto.common.v1.KeyValue;
import java.util.List;

/**
 * What a sender calls one series. Instances of one service are told apart by their resource even where their tags are
 * the same, so
 * that the running total of one is never subtracted from that of another.
 *
 * <p>Hash and equality of attributes are written out: those that protobuf makes go over its descriptors, and every data point is
 * looked up by one of these.
 */
final class StreamName {

    private final KnownResource resource;
    private final String scope;
    private final String metric;
    private final List<KeyValue> attributes;
    private final String part;
    private final int hash;

    /**
     * @param attributes in the order of their keys
     * @param part empty, or which of the series of a summary: {@code .count}, {@code quantile:0.99}
     */
    StreamName(KnownResource resource, String scope, String metric, List<KeyValue> attributes, String part) {
        this.resource = resource;
        this.scope = scope;
        this.metric = metric;
        this.attributes = attributes;
        this.part = part;
        this.hash = hash();
    }

    KnownResource resource() {
        return resource;
    }

    String metric() {
        return metric;
    }

    List<KeyValue> attributes() {
        return attributes;
    }

    String part() {
        return part;
    }

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

    @Override
    public int hashCode() {
        return hash;
    }

    @Override
    public boolean equals(Object other) {
        if (!(other instanceof StreamName name)
                || hash != name.hash
                || resource != name.resource
                || attributes.size() != name.attributes.size()
                || !metric.equals(name.metric)
                || !scope.equals(name.scope)
                || !part.equals(name.part)) {
            return false;
        }
        for (int i = 0; i < attributes.size(); i++) {
            KeyValue mine = attributes.get(i);
            KeyValue theirs = name.attributes.get(i);
            if (!mine.getKey().equals(theirs.getKey()) || !isSame(mine.getValue(), theirs.getValue())) {
                return false;
            }
        }
        return true;
    }

    private int hash() {
        int sum = System.identityHashCode(resource);
        sum = 31 * sum + scope.hashCode();
        sum = 31 * sum + metric.hashCode();
        sum = 31 * sum + part.hashCode();
        for (int i = 0; i < attributes.size(); i++) {
            KeyValue attribute = attributes.get(i);
            sum = 31 * sum + attribute.getKey().hashCode();
            sum = 31 * sum + hash(attribute.getValue());
        }
        return sum;
    }

    private static int hash(AnyValue value) {
        return switch (value.getValueCase()) {
            case STRING_VALUE -> value.getStringValue().hashCode();
            case INT_VALUE -> Long.hashCode(value.getIntValue());
            case BOOL_VALUE -> Boolean.hashCode(value.getBoolValue());
            case DOUBLE_VALUE -> Double.hashCode(value.getDoubleValue());
            default -> value.hashCode();
        };
    }

    private static boolean isSame(AnyValue one, AnyValue other) {
        return one.getValueCase() == AnyValue.ValueCase.STRING_VALUE
                        && other.getValueCase() == AnyValue.ValueCase.STRING_VALUE
                ? one.getStringValue().equals(other.getStringValue())
                : one.equals(other);
    }
}
