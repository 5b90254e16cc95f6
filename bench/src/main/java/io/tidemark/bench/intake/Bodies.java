package io.tidemark.bench.intake;

import com.google.protobuf.CodedOutputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/** Bodies and packets as real senders make them: {@value #SERIES} series with four tags, a host and one point each. */
final class Bodies {

    static final int SERIES = 1_000;
    static final int SKETCH_BINS = 20;

    private static final int PACKET_BYTES = 1_432;
    private static final int PACKETS = 500;

    private Bodies() {}

    /** Packets of a client: lines of five types up to 1,432 bytes, as Datadog's clients pack them. */
    static List<byte[]> packets() {
        String[] types = {"c", "g", "h", "d", "ms"};
        List<byte[]> packets = new ArrayList<>();
        StringBuilder packet = new StringBuilder();
        for (int i = 0; packets.size() < PACKETS; i++) {
            int series = i % SERIES;
            String line = "shop.page.metric" + series % 50 + ":" + (i % 977) + "." + (i % 7) + "|" + types[series % 5]
                    + "|#env:prod,page:" + series / 50 + ",service:shop,version:1.4";
            if (packet.length() + line.length() + 1 > PACKET_BYTES) {
                packets.add(packet.toString().getBytes(StandardCharsets.UTF_8));
                packet.setLength(0);
            }
            packet.append(packet.isEmpty() ? "" : "\n").append(line);
        }
        return packets;
    }

    static byte[] jsonV1(long seconds) {
        return json("{\"metric\":\"shop.page.metric%d\",\"points\":[[" + seconds
                + ",%d.5]],\"type\":\"gauge\",\"host\":\"web-1\",\"tags\":%s}");
    }

    static byte[] jsonV2(long seconds) {
        return json("{\"metric\":\"shop.page.metric%d\",\"points\":[{\"timestamp\":" + seconds
                + ",\"value\":%d.5}],\"type\":3,\"resources\":[{\"type\":\"host\",\"name\":\"web-1\"}],\"tags\":%s}");
    }

    static byte[] jsonDistribution(long seconds) {
        return json("{\"metric\":\"shop.page.metric%d\",\"points\":[[" + seconds
                + ",[%d.5,1.5,2.5,3.5,4.5]]],\"host\":\"web-1\",\"tags\":%s}");
    }

    static byte[] protobufSeries(long seconds) {
        return messages((out, i) -> {
            out.writeByteArray(1, message(host -> {
                host.writeString(1, "host");
                host.writeString(2, "web-1");
            }));
            out.writeString(2, "shop.page.metric" + i % 50);
            for (String tag : tags(i)) {
                out.writeString(3, tag);
            }
            out.writeByteArray(4, message(point -> {
                point.writeDouble(1, i + 0.5);
                point.writeInt64(2, seconds);
            }));
            out.writeEnum(5, 3);
        });
    }

    static byte[] protobufSketches(long seconds) {
        return messages((out, i) -> {
            out.writeString(1, "shop.page.metric" + i % 50);
            out.writeString(2, "web-1");
            for (String tag : tags(i)) {
                out.writeString(4, tag);
            }
            out.writeByteArray(7, message(sketch -> {
                sketch.writeInt64(1, seconds);
                sketch.writeInt64(2, 2 * SKETCH_BINS);
                sketch.writeDouble(6, 100);
                sketch.writeByteArray(7, message(bins -> {
                    for (int bin = 0; bin < SKETCH_BINS; bin++) {
                        bins.writeSInt32NoTag(1_300 + 3 * bin + i % 10);
                    }
                }));
                sketch.writeByteArray(8, message(counts -> {
                    for (int bin = 0; bin < SKETCH_BINS; bin++) {
                        counts.writeUInt32NoTag(2);
                    }
                }));
            }));
        });
    }

    private interface Writing {
        void write(CodedOutputStream out) throws IOException;
    }

    private interface Series {
        void write(CodedOutputStream out, int index) throws IOException;
    }

    private static byte[] messages(Series series) {
        return message(payload -> {
            for (int i = 0; i < SERIES; i++) {
                int index = i;
                payload.writeByteArray(1, message(out -> series.write(out, index)));
            }
        });
    }

    private static byte[] message(Writing writing) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        CodedOutputStream out = CodedOutputStream.newInstance(bytes);
        try {
            writing.write(out);
            out.flush();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return bytes.toByteArray();
    }

    private static byte[] json(String form) {
        StringBuilder body = new StringBuilder("{\"series\":[");
        for (int i = 0; i < SERIES; i++) {
            String tags = "[\"" + String.join("\",\"", tags(i)) + "\"]";
            body.append(i == 0 ? "" : ",").append(String.format(form, i % 50, i, tags));
        }
        return body.append("]}").toString().getBytes(StandardCharsets.UTF_8);
    }

    private static List<String> tags(int series) {
        return List.of("env:prod", "page:" + series / 50, "service:shop", "version:1.4");
    }
}
