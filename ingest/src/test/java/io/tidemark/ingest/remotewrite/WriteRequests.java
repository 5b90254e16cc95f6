package io.tidemark.ingest.remotewrite;

import com.google.protobuf.ByteString;
import com.google.protobuf.CodedOutputStream;
import com.google.protobuf.UnknownFieldSet;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Messages of both versions, written from a small language, one series a line. Field numbers are written out here
 * once more, apart
 * from those of the reader.
 *
 * <pre>
 * up{job="a",instance="b"} 1@1767225600000 stale@1767225601000
 * requests{job="a"} type=counter created=1767225590000 5@1767225600000
 * latency{job="a"} histogram(schema=3 count=3 sum=9 zero=1 positive=2:1,0,1 negative=…)@1767225600000
 * # latency histogram
 * </pre>
 */
final class WriteRequests {

    static final double STALE = Double.longBitsToDouble(0x7ff0000000000002L);
    private static final List<String> TYPES =
            List.of("unknown", "counter", "gauge", "histogram", "gaugehistogram", "summary");

    private WriteRequests() {}

    static byte[] v1(String script) {
        UnknownFieldSet.Field.Builder series = UnknownFieldSet.Field.newBuilder();
        UnknownFieldSet.Field.Builder metadata = UnknownFieldSet.Field.newBuilder();
        for (String line : script.strip().split("\n")) {
            if (line.startsWith("# ")) {
                String[] words = line.split(" ");
                metadata.addLengthDelimited(UnknownFieldSet.newBuilder()
                        .addField(1, number(TYPES.indexOf(words[2])))
                        .addField(2, bytes(ByteString.copyFromUtf8(words[1])))
                        .build()
                        .toByteString());
                continue;
            }
            Line parsed = Line.of(line);
            UnknownFieldSet.Field.Builder labels = UnknownFieldSet.Field.newBuilder();
            parsed.labels.forEach(label -> labels.addLengthDelimited(UnknownFieldSet.newBuilder()
                    .addField(1, bytes(label.get(0)))
                    .addField(2, bytes(label.get(1)))
                    .build()
                    .toByteString()));
            series.addLengthDelimited(UnknownFieldSet.newBuilder()
                    .addField(1, labels.build())
                    .addField(2, parsed.samples.build())
                    .addField(4, parsed.histograms.build())
                    .build()
                    .toByteString());
        }
        return UnknownFieldSet.newBuilder()
                .addField(1, series.build())
                .addField(3, metadata.build())
                .build()
                .toByteArray();
    }

    static byte[] v2(String script) {
        Map<ByteString, Integer> symbols = new LinkedHashMap<>();
        symbols.put(ByteString.EMPTY, 0);
        UnknownFieldSet.Field.Builder series = UnknownFieldSet.Field.newBuilder();
        for (String line : script.strip().split("\n")) {
            Line parsed = Line.of(line);
            List<Integer> references = new ArrayList<>();
            parsed.labels.forEach(label ->
                    label.forEach(text -> references.add(symbols.computeIfAbsent(text, t -> symbols.size()))));
            references.addAll(parsed.odd);
            UnknownFieldSet.Builder message = UnknownFieldSet.newBuilder()
                    .addField(1, bytes(packed(references)))
                    .addField(2, parsed.samples.build())
                    .addField(3, parsed.histograms.build());
            if (!parsed.type.isEmpty()) {
                message.addField(
                        5,
                        bytes(UnknownFieldSet.newBuilder()
                                .addField(1, number(TYPES.indexOf(parsed.type)))
                                .build()
                                .toByteString()));
            }
            if (parsed.created != 0) {
                message.addField(6, number(parsed.created));
            }
            series.addLengthDelimited(message.build().toByteString());
        }
        UnknownFieldSet.Field.Builder table = UnknownFieldSet.Field.newBuilder();
        symbols.keySet().forEach(table::addLengthDelimited);
        return UnknownFieldSet.newBuilder()
                .addField(4, table.build())
                .addField(5, series.build())
                .build()
                .toByteArray();
    }

    /** One line of the language. */
    private static final class Line {
        private final List<List<ByteString>> labels = new ArrayList<>();
        private final UnknownFieldSet.Field.Builder samples = UnknownFieldSet.Field.newBuilder();
        private final UnknownFieldSet.Field.Builder histograms = UnknownFieldSet.Field.newBuilder();
        private final List<Integer> odd = new ArrayList<>();
        private String type = "";
        private long created;

        static Line of(String text) {
            Line line = new Line();
            int open = text.indexOf('{');
            int close = text.indexOf('}');
            if (open > 0) {
                line.label("__name__", text.substring(0, open));
            }
            String inside = text.substring(open + 1, close);
            for (String label : inside.isEmpty() ? new String[0] : inside.split(",")) {
                String[] parts = label.split("=", 2);
                line.label(parts[0], parts[1].substring(1, parts[1].length() - 1));
            }
            for (String word : text.substring(close + 1).strip().split(" (?![^(]*\\))")) {
                line.word(word);
            }
            return line;
        }

        private void label(String name, String value) {
            labels.add(List.of(ByteString.copyFromUtf8(name), ByteString.copyFromUtf8(value)));
        }

        private void word(String word) {
            if (word.startsWith("type=")) {
                type = word.substring(5);
            } else if (word.startsWith("created=")) {
                created = Long.parseLong(word.substring(8));
            } else if (word.startsWith("reference=")) {
                odd.add(Integer.parseInt(word.substring(10)));
            } else if (word.startsWith("histogram(")) {
                int end = word.indexOf(")@");
                histograms.addLengthDelimited(
                        histogram(word.substring(10, end), Long.parseLong(word.substring(end + 2))));
            } else if (!word.isEmpty()) {
                String[] parts = word.split("@");
                double value = parts[0].equals("stale") ? STALE : Double.parseDouble(parts[0]);
                samples.addLengthDelimited(UnknownFieldSet.newBuilder()
                        .addField(1, fixed(value))
                        .addField(2, number(Long.parseLong(parts[1])))
                        .build()
                        .toByteString());
            }
        }

        private static ByteString histogram(String text, long time) {
            UnknownFieldSet.Builder message = UnknownFieldSet.newBuilder().addField(15, number(time));
            for (String pair : text.split(" ")) {
                String[] parts = pair.split("=");
                switch (parts[0]) {
                    case "count" -> message.addField(1, number(Long.parseLong(parts[1])));
                    case "sum" ->
                        message.addField(3, fixed(parts[1].equals("stale") ? STALE : Double.parseDouble(parts[1])));
                    case "schema" -> message.addField(4, number(zigzag(Long.parseLong(parts[1]))));
                    case "zero" -> message.addField(6, number(Long.parseLong(parts[1])));
                    case "hint" -> message.addField(14, number(Long.parseLong(parts[1])));
                    case "positive" -> side(message, 11, parts[1]);
                    case "negative" -> side(message, 8, parts[1]);
                    case "bounds" -> message.addField(16, bytes(doubles(parts[1])));
                    default -> throw new IllegalArgumentException(pair);
                }
            }
            return message.build().toByteString();
        }

        /** {@code offset:count,count;offset:count}: spans and their absolute counts; sent as differences. */
        private static void side(UnknownFieldSet.Builder message, int field, String text) {
            List<Long> differences = new ArrayList<>();
            UnknownFieldSet.Field.Builder spans = UnknownFieldSet.Field.newBuilder();
            long before = 0;
            for (String span : text.split(";")) {
                String[] parts = span.split(":");
                String[] counts = parts[1].split(",");
                spans.addLengthDelimited(UnknownFieldSet.newBuilder()
                        .addField(1, number(zigzag(Long.parseLong(parts[0]))))
                        .addField(2, number(counts.length))
                        .build()
                        .toByteString());
                for (String count : counts) {
                    differences.add(zigzag(Long.parseLong(count) - before));
                    before = Long.parseLong(count);
                }
            }
            message.addField(field, spans.build());
            UnknownFieldSet.Field.Builder packed = UnknownFieldSet.Field.newBuilder();
            ByteString.Output out = ByteString.newOutput();
            CodedOutputStream coded = CodedOutputStream.newInstance(out);
            try {
                for (long difference : differences) {
                    coded.writeUInt64NoTag(difference);
                }
                coded.flush();
            } catch (java.io.IOException e) {
                throw new java.io.UncheckedIOException(e);
            }
            message.addField(
                    field + 1, packed.addLengthDelimited(out.toByteString()).build());
        }
    }

    private static ByteString doubles(String text) {
        java.nio.ByteBuffer buffer =
                java.nio.ByteBuffer.allocate(8 * text.split(",").length).order(java.nio.ByteOrder.LITTLE_ENDIAN);
        for (String value : text.split(",")) {
            buffer.putDouble(Double.parseDouble(value));
        }
        return ByteString.copyFrom(buffer.flip());
    }

    private static ByteString packed(List<Integer> numbers) {
        ByteString.Output out = ByteString.newOutput();
        CodedOutputStream coded = CodedOutputStream.newInstance(out);
        try {
            for (int number : numbers) {
                coded.writeUInt32NoTag(number);
            }
            coded.flush();
        } catch (java.io.IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
        return out.toByteString();
    }

    private static long zigzag(long value) {
        return CodedOutputStream.encodeZigZag64(value);
    }

    private static UnknownFieldSet.Field number(long value) {
        return UnknownFieldSet.Field.newBuilder().addVarint(value).build();
    }

    private static UnknownFieldSet.Field fixed(double value) {
        return UnknownFieldSet.Field.newBuilder()
                .addFixed64(Double.doubleToRawLongBits(value))
                .build();
    }

    private static UnknownFieldSet.Field bytes(ByteString value) {
        return UnknownFieldSet.Field.newBuilder().addLengthDelimited(value).build();
    }

    static byte[] utf8(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
