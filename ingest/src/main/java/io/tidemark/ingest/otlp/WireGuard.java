package io.tidemark.ingest.otlp;

import com.google.protobuf.CodedInputStream;
import com.google.protobuf.WireFormat;
import io.tidemark.ingest.admission.Verdict;
import io.tidemark.ingest.refusal.Reason;
import io.tidemark.ingest.refusal.Refusal;
import java.io.IOException;
import java.util.Map;
import java.util.Optional;

/**
 * Walks over the bytes of an export request before objects are made of them: 2 bytes on the wire may be a hundred in
 * memory.
 * Refuses more than {@value #MESSAGES_MAX} messages, attribute values nested deeper than {@value #DEPTH_MAX}, and
 * what is not
 * protobuf. Allocates nothing for lengths that are only claimed. Notes on the way where the attributes of data points stand.
 * Field numbers are those of opentelemetry-proto 1.x.
 */
final class WireGuard {

    /** Points, attributes and what they hang on; some 120 bytes each. */
    static final int MESSAGES_MAX = 2_000_000;

    static final int DEPTH_MAX = 32;

    /** A message whose fields hold messages, by field number. */
    private static final class Shape {

        private static final int FIELDS_MAX = 16;

        private final String name;
        private final Shape[] fields = new Shape[FIELDS_MAX];

        /** Of a data point: the field of its attributes; 0 of all else. */
        private final int attributes;

        Shape(String name, Map<Integer, Shape> fields) {
            this(name, fields, 0);
        }

        Shape(String name, Map<Integer, Shape> fields, int attributes) {
            this.name = name;
            this.attributes = attributes;
            fields.forEach(this::put);
        }

        private void put(int field, Shape inner) {
            fields[field] = inner;
        }

        Shape of(int field) {
            return field < FIELDS_MAX ? fields[field] : null;
        }
    }

    private static final Shape LEAF = new Shape("leaf", Map.of());
    private static final Shape ANY_VALUE = new Shape("AnyValue", Map.of());
    private static final Shape KEY_VALUE = new Shape("KeyValue", Map.of(2, ANY_VALUE));

    static {
        ANY_VALUE.put(5, new Shape("ArrayValue", Map.of(1, ANY_VALUE)));
        ANY_VALUE.put(6, new Shape("KeyValueList", Map.of(1, KEY_VALUE)));
    }

    private static final Shape EXEMPLAR = new Shape("Exemplar", Map.of(7, KEY_VALUE));
    private static final Shape NUMBERS = data(new Shape("NumberDataPoint", Map.of(5, EXEMPLAR, 7, KEY_VALUE), 7));
    private static final Shape HISTOGRAMS = data(new Shape("HistogramDataPoint", Map.of(8, EXEMPLAR, 9, KEY_VALUE), 9));
    private static final Shape EXPONENTIAL_HISTOGRAMS =
            data(new Shape("ExponentialHistogramDataPoint", Map.of(1, KEY_VALUE, 8, LEAF, 9, LEAF, 11, EXEMPLAR), 1));
    private static final Shape SUMMARIES = data(new Shape("SummaryDataPoint", Map.of(6, LEAF, 7, KEY_VALUE), 7));
    private static final Shape METRIC = new Shape(
            "Metric",
            Map.of(5, NUMBERS, 7, NUMBERS, 9, HISTOGRAMS, 10, EXPONENTIAL_HISTOGRAMS, 11, SUMMARIES, 12, KEY_VALUE));
    private static final Shape SCOPE_METRICS =
            new Shape("ScopeMetrics", Map.of(1, new Shape("InstrumentationScope", Map.of(3, KEY_VALUE)), 2, METRIC));
    private static final Shape RESOURCE_METRICS =
            new Shape("ResourceMetrics", Map.of(1, new Shape("Resource", Map.of(1, KEY_VALUE)), 2, SCOPE_METRICS));
    private static final Shape REQUEST = new Shape("ExportMetricsServiceRequest", Map.of(1, RESOURCE_METRICS));

    private final CodedInputStream in;
    private final AttributeBytes attributes;
    private int messages;

    /** False once a metric holds its data in more than one piece: then protobuf merges them, or keeps the last. */
    private boolean onePieceEach = true;

    private WireGuard(byte[] body) {
        in = CodedInputStream.newInstance(body);
        attributes = new AttributeBytes(body);
    }

    /** What speaks against making objects of the bytes; otherwise the attributes of the points, where they are clear. */
    static Verdict<Optional<AttributeBytes>> look(byte[] body) {
        WireGuard guard = new WireGuard(body);
        try {
            Refusal refusal = guard.walk(REQUEST, 0);
            return refusal != null
                    ? Verdict.refused(refusal)
                    : Verdict.admitted(guard.onePieceEach ? Optional.of(guard.attributes) : Optional.empty());
        } catch (IOException e) {
            return Verdict.refused(malformed(guard.in.getTotalBytesRead()));
        }
    }

    static Refusal malformed(int at) {
        return new Refusal(
                Reason.BAD_PROTOBUF,
                "body at byte " + at,
                "",
                "expected an ExportMetricsServiceRequest whose lengths and fields agree");
    }

    private Refusal walk(Shape shape, int depth) throws IOException {
        if (depth > DEPTH_MAX) {
            return new Refusal(
                    Reason.TOO_DEEP, "body at byte " + in.getTotalBytesRead(), "", "expected at most 32 levels");
        }
        if (shape.attributes != 0) {
            attributes.beginPoint();
        }
        int pieces = 0;
        int from = in.getTotalBytesRead();
        int tag;
        while ((tag = in.readTag()) != 0) {
            int field = WireFormat.getTagFieldNumber(tag);
            Shape inner = shape.of(field);
            if (inner == null) {
                in.skipField(tag);
                from = in.getTotalBytesRead();
                continue;
            }
            if (shape == METRIC && inner != KEY_VALUE && ++pieces > 1) {
                onePieceEach = false;
            }
            if (WireFormat.getTagWireType(tag) != WireFormat.WIRETYPE_LENGTH_DELIMITED) {
                return new Refusal(
                        Reason.BAD_PROTOBUF,
                        "body at byte " + in.getTotalBytesRead(),
                        "",
                        "expected field " + field + " of " + shape.name + " to be a message");
            }
            if (++messages > MESSAGES_MAX) {
                return new Refusal(
                        Reason.TOO_MANY_POINTS,
                        "body",
                        "",
                        "expected at most " + MESSAGES_MAX + " points and attributes");
            }
            int before = in.pushLimit(in.readRawVarint32());
            Refusal refusal = walk(inner, depth + 1);
            if (refusal != null) {
                return refusal;
            }
            in.popLimit(before);
            int to = in.getTotalBytesRead();
            if (field == shape.attributes) {
                attributes.add(from, to);
            }
            from = to;
        }
        return null;
    }

    private static Shape data(Shape point) {
        return new Shape("data", Map.of(1, point));
    }
}
