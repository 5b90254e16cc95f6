package io.tidemark.ingest.remotewrite;

import com.google.protobuf.CodedInputStream;
import com.google.protobuf.CodedOutputStream;
import com.google.protobuf.WireFormat;
import java.io.IOException;
import java.util.Arrays;

/**
 * One series of a request while it is read: its labels, samples and histograms. Reused from one series to the next,
 * so that a
 * request of any length costs the memory of its longest series. Labels stay bytes until somebody asks: of a series that is known
 * nobody does.
 */
final class WrittenSeries {

    /** Labels beyond which a series is refused; more are counted and not kept. */
    static final int LABELS_MAX = 200;

    private static final int LABEL_TAG = 1 << 3 | WireFormat.WIRETYPE_LENGTH_DELIMITED;
    private static final int NAME_TAG = 1 << 3 | WireFormat.WIRETYPE_LENGTH_DELIMITED;
    private static final int VALUE_TAG = 2 << 3 | WireFormat.WIRETYPE_LENGTH_DELIMITED;

    /** A tag of one byte and a length. */
    private static final int HEAD_MAX = 1 + 5;

    private byte[] own = new byte[256];
    private byte[] labelBytes = own;
    private int labelsFrom;
    private int labelsTo;
    private int labels;
    long[] timeMillis = new long[8];
    double[] values = new double[8];
    int samples;
    NativeHistogram[] histograms = new NativeHistogram[2];
    int histogramCount;
    /** Of the v2 message; UNKNOWN where it does not say. */
    MetricType type = MetricType.UNKNOWN;
    /** When counting began, milliseconds since 1970; 0 where the sender does not say. */
    long createdMillis;

    void begin() {
        labelBytes = own;
        labelsFrom = 0;
        labelsTo = 0;
        labels = 0;
        samples = 0;
        histogramCount = 0;
        type = MetricType.UNKNOWN;
        createdMillis = 0;
    }

    /** Adds a label as it stands in a 1.0 message, from its tag to its end; usually it begins where the last one ended. */
    void addLabel(byte[] body, int from, int to) {
        if (++labels > LABELS_MAX) {
            return;
        }
        if (labels == 1) {
            labelBytes = body;
            labelsFrom = from;
            labelsTo = to;
        } else if (labelBytes == body && labelsTo == from) {
            labelsTo = to;
        } else {
            takeHome();
            append(body, from, to);
        }
    }

    /** Adds a label whose name and value stand apart, as a 1.0 message would have it. */
    void addLabel(byte[] body, int nameFrom, int nameTo, int valueFrom, int valueTo) {
        if (++labels > LABELS_MAX) {
            return;
        }
        int name = nameTo - nameFrom;
        int value = valueTo - valueFrom;
        head(LABEL_TAG, lengthWithHead(name) + lengthWithHead(value));
        head(NAME_TAG, name);
        append(body, nameFrom, nameTo);
        head(VALUE_TAG, value);
        append(body, valueFrom, valueTo);
    }

    /** Takes what stands in a label. */
    interface LabelSink {
        void label(byte[] bytes, int nameFrom, int nameTo, int valueFrom, int valueTo);
    }

    /** @throws IOException where the bytes of a label are no label */
    void eachLabel(LabelSink sink) throws IOException {
        CodedInputStream in = CodedInputStream.newInstance(labelBytes, labelsFrom, labelsTo - labelsFrom);
        while (!in.isAtEnd()) {
            in.readTag();
            int limit = in.pushLimit(in.readRawVarint32());
            label(in, sink);
            in.checkLastTagWas(0);
            in.popLimit(limit);
        }
    }

    private void label(CodedInputStream in, LabelSink sink) throws IOException {
        int nameFrom = 0;
        int nameTo = 0;
        int valueFrom = 0;
        int valueTo = 0;
        int tag;
        while ((tag = in.readTag()) != 0) {
            int field = WireFormat.getTagFieldNumber(tag);
            if (field != 1 && field != 2) {
                in.skipField(tag);
                continue;
            }
            int length = WireReader.lengthOf(tag, in);
            int from = labelsFrom + in.getTotalBytesRead();
            in.skipRawBytes(length);
            if (field == 1) {
                nameFrom = from;
                nameTo = from + length;
            } else {
                valueFrom = from;
                valueTo = from + length;
            }
        }
        sink.label(labelBytes, nameFrom, nameTo, valueFrom, valueTo);
    }

    private void takeHome() {
        if (labelBytes != own) {
            byte[] elsewhere = labelBytes;
            int from = labelsFrom;
            int to = labelsTo;
            labelBytes = own;
            labelsFrom = 0;
            labelsTo = 0;
            append(elsewhere, from, to);
        }
    }

    private void append(byte[] from, int start, int end) {
        makeRoom(end - start);
        System.arraycopy(from, start, own, labelsTo, end - start);
        labelsTo += end - start;
    }

    private void head(int tag, int length) {
        makeRoom(HEAD_MAX);
        own[labelsTo++] = (byte) tag;
        int left = length;
        while (left > 0x7f) {
            own[labelsTo++] = (byte) (left & 0x7f | 0x80);
            left >>>= 7;
        }
        own[labelsTo++] = (byte) left;
    }

    private void makeRoom(int bytes) {
        if (labelsTo + bytes > own.length) {
            own = Arrays.copyOf(own, Math.max(own.length * 2, labelsTo + bytes));
            labelBytes = own;
        }
    }

    private static int lengthWithHead(int length) {
        return CodedOutputStream.computeUInt32SizeNoTag(length) + 1 + length;
    }

    void addSample(long time, double value) {
        if (samples == values.length) {
            timeMillis = Arrays.copyOf(timeMillis, samples * 2);
            values = Arrays.copyOf(values, samples * 2);
        }
        timeMillis[samples] = time;
        values[samples++] = value;
    }

    void addHistogram(NativeHistogram histogram) {
        if (histogramCount == histograms.length) {
            histograms = Arrays.copyOf(histograms, histogramCount * 2);
        }
        histograms[histogramCount++] = histogram;
    }

    /** True where there are more labels than are kept. */
    boolean hasTooManyLabels() {
        return labels() > LABELS_MAX;
    }

    int labels() {
        return labels;
    }

    /** The labels as they stand in a 1.0 message, from {@link #labelsFrom} to {@link #labelsTo}. */
    byte[] labelBytes() {
        return labelBytes;
    }

    int labelsFrom() {
        return labelsFrom;
    }

    int labelsTo() {
        return labelsTo;
    }
}
