package io.tidemark.ingest.remotewrite;

import com.google.protobuf.CodedInputStream;
import com.google.protobuf.WireFormat;
import java.io.IOException;
import java.util.Arrays;

/** Reads one native histogram, the same in both versions. */
final class HistogramReader {

    private HistogramReader() {}

    /** Reads up to the limit of the stream. */
    static NativeHistogram read(CodedInputStream in) throws IOException {
        NativeHistogram histogram = new NativeHistogram();
        int tag;
        while ((tag = in.readTag()) != 0) {
            switch (WireFormat.getTagFieldNumber(tag)) {
                case 1 -> histogram.count = unsigned(in.readUInt64());
                case 2 -> histogram.count = in.readDouble();
                case 3 -> histogram.sum = in.readDouble();
                case 4 -> histogram.schema = in.readSInt32();
                case 6 -> histogram.zeros = unsigned(in.readUInt64());
                case 7 -> histogram.zeros = in.readDouble();
                case 8 -> span(in, tag, histogram.negative);
                case 9 -> counts(in, tag, histogram.negative, true);
                case 10 -> counts(in, tag, histogram.negative, false);
                case 11 -> span(in, tag, histogram.positive);
                case 12 -> counts(in, tag, histogram.positive, true);
                case 13 -> counts(in, tag, histogram.positive, false);
                case 14 -> histogram.resetHint = in.readEnum();
                case 15 -> histogram.timeMillis = in.readInt64();
                case 16 -> histogram.bounds = doubles(in, tag, histogram.bounds);
                default -> in.skipField(tag);
            }
        }
        return histogram;
    }

    private static void span(CodedInputStream in, int tag, NativeHistogram.Buckets side) throws IOException {
        requireLength(tag);
        int limit = in.pushLimit(in.readRawVarint32());
        int offset = 0;
        int length = 0;
        int inner;
        while ((inner = in.readTag()) != 0) {
            switch (WireFormat.getTagFieldNumber(inner)) {
                case 1 -> offset = in.readSInt32();
                case 2 -> length = in.readUInt32();
                default -> in.skipField(inner);
            }
        }
        in.popLimit(limit);
        int size = side.spans.length;
        side.spans = Arrays.copyOf(side.spans, size + 2);
        side.spans[size] = offset;
        side.spans[size + 1] = length;
    }

    private static void counts(CodedInputStream in, int tag, NativeHistogram.Buckets side, boolean differences)
            throws IOException {
        side.differences = differences;
        if (!differences) {
            side.counts = doubles(in, tag, side.counts);
            return;
        }
        if (WireFormat.getTagWireType(tag) != WireFormat.WIRETYPE_LENGTH_DELIMITED) {
            side.counts = appended(side.counts, side.counts.length, in.readSInt64());
            return;
        }
        int limit = in.pushLimit(in.readRawVarint32());
        int size = side.counts.length;
        double[] counts = Arrays.copyOf(side.counts, size + Math.min(in.getBytesUntilLimit(), 64));
        while (!in.isAtEnd()) {
            counts = appended(counts, size++, in.readSInt64());
        }
        side.counts = Arrays.copyOf(counts, size);
        in.popLimit(limit);
    }

    private static double[] doubles(CodedInputStream in, int tag, double[] before) throws IOException {
        if (WireFormat.getTagWireType(tag) != WireFormat.WIRETYPE_LENGTH_DELIMITED) {
            return appended(before, before.length, in.readDouble());
        }
        int limit = in.pushLimit(in.readRawVarint32());
        int size = before.length;
        double[] values = before;
        while (!in.isAtEnd()) {
            values = appended(values, size++, in.readDouble());
        }
        in.popLimit(limit);
        return Arrays.copyOf(values, size);
    }

    private static double[] appended(double[] values, int size, double value) {
        double[] longer = size < values.length ? values : Arrays.copyOf(values, Math.max(size + 1, size * 2));
        longer[size] = value;
        return longer;
    }

    private static void requireLength(int tag) throws IOException {
        if (WireFormat.getTagWireType(tag) != WireFormat.WIRETYPE_LENGTH_DELIMITED) {
            throw new IOException("a span has no length");
        }
    }

    /** An unsigned number over 2^63 as what it is: far over what is accepted. */
    private static double unsigned(long value) {
        return value >= 0 ? value : Double.MAX_VALUE;
    }
}
