package io.tidemark.ingest.remotewrite;

import com.google.protobuf.CodedInputStream;
import com.google.protobuf.WireFormat;
import io.tidemark.ingest.refusal.Reason;
import io.tidemark.ingest.refusal.Refusal;
import java.io.IOException;
import java.util.Arrays;
import java.util.Optional;

/**
 * Reads the messages of both versions off the wire, one series at a time. Field numbers are those of {@code
 * prompb/remote.proto} and
 * {@code types.proto} (1.0) and {@code io/prometheus/write/v2/types.proto} (2.0), which differ at the top only: 2.0
 * keeps all texts
 * in one table of symbols and says them by their index.
 */
final class WireReader {

    /** Series of one request, over which the sender is told to send fewer at a time. */
    static final int SERIES_MAX = 50_000;

    private static final int SYMBOLS_MAX = 500_000;
    private static final int HISTOGRAMS_MAX = 100_000;

    /** Where series go. */
    interface Sink {

        /**
         * @param series to be used during the call only
         * @throws IOException where its labels are read and are none
         */
        void series(WrittenSeries series) throws IOException;

        /** What a metric family is, where the sender says it apart from the series. */
        void metadata(String family, MetricType type);
    }

    private final byte[] body;
    private final CodedInputStream in;
    private final int samplesMax;
    private final Sink sink;
    private final WrittenSeries series = new WrittenSeries();
    private int[] symbolFrom = {};
    private int[] symbolTo = {};
    private int symbols;
    private int seriesRead;
    private int samplesRead;
    private int histogramsRead;
    private int references;
    private int nameSymbol;

    private WireReader(byte[] body, int samplesMax, Sink sink) {
        this.body = body;
        this.in = CodedInputStream.newInstance(body);
        this.samplesMax = samplesMax;
        this.sink = sink;
    }

    /**
     * Reads a {@code prometheus.WriteRequest}.
     *
     * @return why reading ended early; what came before has gone to the sink
     */
    static Optional<Refusal> readV1(byte[] body, int samplesMax, Sink sink) {
        return read(body, samplesMax, sink, 1);
    }

    /** Reads an {@code io.prometheus.write.v2.Request}, as {@link #readV1} does. */
    static Optional<Refusal> readV2(byte[] body, int samplesMax, Sink sink) {
        return read(body, samplesMax, sink, 2);
    }

    /** Twice over the top of the message: first how many series there are, and where the symbols, then the series. */
    private static Optional<Refusal> read(byte[] body, int samplesMax, Sink sink, int version) {
        WireReader survey = new WireReader(body, samplesMax, sink);
        try {
            survey.survey(version);
        } catch (IOException e) {
            return Optional.of(survey.malformed(e));
        }
        WireReader reader = new WireReader(body, samplesMax, sink);
        reader.symbolFrom = survey.symbolFrom;
        reader.symbolTo = survey.symbolTo;
        reader.symbols = survey.symbols;
        return reader.read(version);
    }

    /** A fault that is known by name. */
    private static final class Fault extends IOException {
        private static final long serialVersionUID = 1L;
        private final transient Refusal refusal;

        Fault(Refusal refusal) {
            super(refusal.message());
            this.refusal = refusal;
        }
    }

    private Optional<Refusal> read(int version) {
        try {
            int tag;
            while ((tag = in.readTag()) != 0) {
                int field = WireFormat.getTagFieldNumber(tag);
                if (field == seriesField(version)) {
                    int limit = enter(tag);
                    if (version == 1) {
                        seriesV1();
                    } else {
                        seriesV2();
                    }
                    leave(limit);
                } else if (version == 1 && field == 3) {
                    int limit = enter(tag);
                    metadataV1();
                    leave(limit);
                } else {
                    in.skipField(tag);
                }
            }
            return Optional.empty();
        } catch (IOException e) {
            return Optional.of(malformed(e));
        }
    }

    private void survey(int version) throws IOException {
        int tag;
        while ((tag = in.readTag()) != 0) {
            int field = WireFormat.getTagFieldNumber(tag);
            if (version == 2 && field == 4) {
                symbol(tag);
                continue;
            }
            if (field == seriesField(version) && ++seriesRead > SERIES_MAX) {
                throw tooMany("series", SERIES_MAX);
            }
            in.skipField(tag);
        }
    }

    private static int seriesField(int version) {
        return version == 1 ? 1 : 5;
    }

    private void symbol(int tag) throws IOException {
        if (symbols == SYMBOLS_MAX) {
            throw tooMany("symbols", SYMBOLS_MAX);
        }
        if (symbols == symbolFrom.length) {
            symbolFrom = Arrays.copyOf(symbolFrom, Math.max(256, symbols * 2));
            symbolTo = Arrays.copyOf(symbolTo, symbolFrom.length);
        }
        int length = lengthOf(tag);
        symbolFrom[symbols] = in.getTotalBytesRead();
        in.skipRawBytes(length);
        symbolTo[symbols++] = in.getTotalBytesRead();
    }

    private void seriesV1() throws IOException {
        beginSeries();
        int from = in.getTotalBytesRead();
        int tag;
        while ((tag = in.readTag()) != 0) {
            switch (WireFormat.getTagFieldNumber(tag)) {
                case 1 -> {
                    in.skipRawBytes(lengthOf(tag));
                    series.addLabel(body, from, in.getTotalBytesRead());
                }
                case 2 -> sample(tag);
                case 4 -> histogram(tag);
                default -> in.skipField(tag);
            }
            from = in.getTotalBytesRead();
        }
        sink.series(series);
    }

    private void seriesV2() throws IOException {
        beginSeries();
        int tag;
        while ((tag = in.readTag()) != 0) {
            switch (WireFormat.getTagFieldNumber(tag)) {
                case 1 -> references(tag);
                case 2 -> sample(tag);
                case 3 -> histogram(tag);
                case 5 -> {
                    int limit = enter(tag);
                    metadataV2();
                    leave(limit);
                }
                case 6 -> series.createdMillis = in.readInt64();
                default -> in.skipField(tag);
            }
        }
        if (references % 2 != 0) {
            throw new Fault(new Refusal(
                    Reason.BAD_PROTOBUF,
                    "timeseries[" + (seriesRead - 1) + "].labels_refs",
                    references + " references",
                    "expected a name and a value each"));
        }
        sink.series(series);
    }

    private void beginSeries() {
        seriesRead++;
        references = 0;
        series.begin();
    }

    private void references(int tag) throws IOException {
        if (WireFormat.getTagWireType(tag) == WireFormat.WIRETYPE_VARINT) {
            reference(in.readUInt32());
            return;
        }
        int limit = enter(tag);
        while (!in.isAtEnd()) {
            reference(in.readUInt32());
        }
        // Packed numbers have no tag behind them.
        in.popLimit(limit);
    }

    private void reference(int symbol) throws IOException {
        if (symbol < 0 || symbol >= symbols) {
            throw new Fault(new Refusal(
                    Reason.BAD_PROTOBUF,
                    "timeseries[" + (seriesRead - 1) + "].labels_refs",
                    Integer.toUnsignedString(symbol),
                    "expected an index into the " + symbols + " symbols"));
        }
        if (references++ % 2 == 0) {
            nameSymbol = symbol;
        } else {
            series.addLabel(body, symbolFrom[nameSymbol], symbolTo[nameSymbol], symbolFrom[symbol], symbolTo[symbol]);
        }
    }

    private void sample(int tag) throws IOException {
        if (++samplesRead > samplesMax) {
            throw tooMany("samples", samplesMax);
        }
        int limit = enter(tag);
        double value = 0;
        long time = 0;
        int inner;
        while ((inner = in.readTag()) != 0) {
            switch (WireFormat.getTagFieldNumber(inner)) {
                case 1 -> value = in.readDouble();
                case 2 -> time = in.readInt64();
                default -> in.skipField(inner);
            }
        }
        series.addSample(time, value);
        leave(limit);
    }

    private void histogram(int tag) throws IOException {
        if (++histogramsRead > HISTOGRAMS_MAX) {
            throw tooMany("histograms", HISTOGRAMS_MAX);
        }
        int limit = enter(tag);
        series.addHistogram(HistogramReader.read(in));
        leave(limit);
    }

    private void metadataV1() throws IOException {
        MetricType type = MetricType.UNKNOWN;
        String family = "";
        int tag;
        while ((tag = in.readTag()) != 0) {
            switch (WireFormat.getTagFieldNumber(tag)) {
                case 1 -> type = MetricType.of(in.readEnum());
                case 2 -> family = in.readString();
                default -> in.skipField(tag);
            }
        }
        sink.metadata(family, type);
    }

    private void metadataV2() throws IOException {
        int tag;
        while ((tag = in.readTag()) != 0) {
            if (WireFormat.getTagFieldNumber(tag) == 1) {
                series.type = MetricType.of(in.readEnum());
            } else {
                in.skipField(tag);
            }
        }
    }

    private int enter(int tag) throws IOException {
        return in.pushLimit(lengthOf(tag));
    }

    private void leave(int limit) throws IOException {
        in.checkLastTagWas(0);
        in.popLimit(limit);
    }

    private int lengthOf(int tag) throws IOException {
        return lengthOf(tag, in);
    }

    static int lengthOf(int tag, CodedInputStream in) throws IOException {
        if (WireFormat.getTagWireType(tag) != WireFormat.WIRETYPE_LENGTH_DELIMITED) {
            throw new IOException("field " + WireFormat.getTagFieldNumber(tag) + " has no length");
        }
        return in.readRawVarint32();
    }

    private static Fault tooMany(String what, int max) {
        return new Fault(new Refusal(
                Reason.TOO_MANY_POINTS,
                "body",
                "",
                "expected at most " + max + " " + what + " in a request",
                "lower max_samples_per_send of the sender"));
    }

    private Refusal malformed(IOException fault) {
        return fault instanceof Fault known
                ? known.refusal
                : new Refusal(
                        Reason.BAD_PROTOBUF,
                        "body at byte " + in.getTotalBytesRead(),
                        "",
                        "expected a write request whose lengths and fields agree");
    }
}
