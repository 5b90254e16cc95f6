package io.tidemark.console.remotewrite;

import com.google.protobuf.CodedOutputStream;
import com.google.protobuf.WireFormat;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.SortedMap;
import org.xerial.snappy.Snappy;

/**
 * One message of remote write 1.0 ({@code prompb/remote.proto}): each series once, with its labels sorted by name and its
 * samples in the order of their coming, which is that of time.
 */
final class WriteRequest {

    private static final int TIMESERIES = 1; // of WriteRequest
    private static final int LABELS = 1; // of TimeSeries
    private static final int SAMPLES = 2;
    private static final int NAME = 1; // of Label
    private static final int VALUE = 2;
    private static final int SAMPLE_VALUE = 1; // of Sample
    private static final int SAMPLE_MILLIS = 2;

    private final Map<SortedMap<String, String>, ByteArrayOutputStream> samplesByLabels = new LinkedHashMap<>();
    private int samples;

    int samples() {
        return samples;
    }

    /** @param labels with {@code __name__} among them */
    void add(SortedMap<String, String> labels, long millis, double value) {
        message(samplesByLabels.computeIfAbsent(labels, any -> new ByteArrayOutputStream()), SAMPLES, sample -> {
            sample.writeDouble(SAMPLE_VALUE, value);
            sample.writeInt64(SAMPLE_MILLIS, millis);
        });
        samples++;
    }

    /** Compressed, as it is sent. */
    byte[] toBytes() {
        ByteArrayOutputStream request = new ByteArrayOutputStream();
        samplesByLabels.forEach((labels, written) -> {
            ByteArrayOutputStream series = new ByteArrayOutputStream();
            labels.forEach((name, value) -> message(series, LABELS, label -> {
                label.writeString(NAME, name);
                label.writeString(VALUE, value);
            }));
            series.writeBytes(written.toByteArray());
            message(request, TIMESERIES, out -> out.writeRawBytes(series.toByteArray()));
        });
        try {
            return Snappy.compress(request.toByteArray());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private interface Fields {
        void write(CodedOutputStream out) throws IOException;
    }

    private static void message(ByteArrayOutputStream into, int field, Fields fields) {
        try {
            ByteArrayOutputStream body = new ByteArrayOutputStream();
            CodedOutputStream out = CodedOutputStream.newInstance(body);
            fields.write(out);
            out.flush();
            CodedOutputStream framed = CodedOutputStream.newInstance(into);
            framed.writeTag(field, WireFormat.WIRETYPE_LENGTH_DELIMITED);
            framed.writeUInt32NoTag(body.size());
            framed.writeRawBytes(body.toByteArray());
            framed.flush();
        } catch (IOException inMemory) {
            throw new UncheckedIOException(inMemory);
        }
    }
}
