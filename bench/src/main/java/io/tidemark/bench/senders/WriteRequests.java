package io.tidemark.bench.senders;

import com.google.protobuf.CodedOutputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.xerial.snappy.Snappy;

/**
 * Write requests of 1.0 as Prometheus sends them: the same series in each, each with one sample later and higher than the last. A
 * body is used once: a sample that came before is a repetition, and cheaper.
 */
final class WriteRequests {

    static final int SERIES = 2_000;

    private static final long STEP_MILLIS = 10;

    /** So far back that no run comes up to now. */
    private static final long BEGIN_BEFORE_MILLIS = 864_000_000L;

    /** A sample ends with its value, a tag and its time: eight bytes, one, and six for any time from 1973 to 3084. */
    private static final int TIME_BYTES = 6;

    private static final int VALUE_BEFORE_END = TIME_BYTES + 1 + Double.BYTES;

    private final byte[] body;
    private final int[] ends = new int[SERIES];
    private long timeMillis = System.currentTimeMillis() - BEGIN_BEFORE_MILLIS;
    private double value;

    WriteRequests() throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        CodedOutputStream request = CodedOutputStream.newInstance(bytes);
        for (int s = 0; s < SERIES; s++) {
            request.writeByteArray(1, series(s));
            ends[s] = request.getTotalBytesWritten();
        }
        request.flush();
        body = bytes.toByteArray();
    }

    /** The next bodies: values and times are put where they stand in the first one. */
    List<byte[]> next(int count) throws IOException {
        List<byte[]> bodies = new ArrayList<>();
        ByteBuffer samples = ByteBuffer.wrap(body).order(ByteOrder.LITTLE_ENDIAN);
        for (int i = 0; i < count; i++) {
            timeMillis += STEP_MILLIS;
            value++;
            for (int end : ends) {
                samples.putDouble(end - VALUE_BEFORE_END, value);
                CodedOutputStream.newInstance(body, end - TIME_BYTES, TIME_BYTES)
                        .writeUInt64NoTag(timeMillis);
            }
            bodies.add(Snappy.compress(body));
        }
        return bodies;
    }

    private interface Writing {
        void write(CodedOutputStream out) throws IOException;
    }

    private byte[] series(int number) throws IOException {
        boolean counter = number % 2 == 0;
        return message(series -> {
            label(series, "__name__", counter ? "http_requests_total" : "queue_length");
            label(series, "code", "200");
            label(series, "handler", "/api/v1/page/" + number);
            label(series, "instance", "10.0.0.1:9090");
            label(series, "job", "shop");
            label(series, "method", "get");
            series.writeByteArray(2, message(sample -> {
                sample.writeDouble(1, 1);
                sample.writeInt64(2, timeMillis);
            }));
        });
    }

    private static void label(CodedOutputStream series, String name, String text) throws IOException {
        series.writeByteArray(1, message(label -> {
            label.writeByteArray(1, name.getBytes(StandardCharsets.UTF_8));
            label.writeByteArray(2, text.getBytes(StandardCharsets.UTF_8));
        }));
    }

    private static byte[] message(Writing writing) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        CodedOutputStream out = CodedOutputStream.newInstance(bytes, 256);
        writing.write(out);
        out.flush();
        return bytes.toByteArray();
    }
}
