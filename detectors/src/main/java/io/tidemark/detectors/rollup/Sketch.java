package io.tidemark.detectors.rollup;

import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Map;
import java.util.TreeMap;

/**
 * A DDSketch [1]: counts of values by the logarithm of their size, so that any quantile is right within a relative error
 * whatever the distribution, and two sketches merge by adding counts.
 *
 * <p>Bin i of a sketch with base g and offset o holds values v with {@code g^(i-o) < v <= g^(i-o+1)}; its value is told as
 * {@code g^(i-o) * 2g/(1+g)}. Read from and written as the DDSketch protobuf message (logarithmic mapping). A sketch of
 * another base is re-binned when merged. At most {@value #BINS_MAX} bins a side: above that the lowest are joined.
 *
 * <p>[1] C. Masson, J. Rim, H. Lee: DDSketch, PVLDB 12(12), 2019.
 */
public final class Sketch {
    static final int BINS_MAX = 2_048;

    private final double base;
    private final double offset;
    private final TreeMap<Integer, Double> positive = new TreeMap<>();
    private final TreeMap<Integer, Double> negative = new TreeMap<>();
    private double zeroes;

    private Sketch(double base, double offset) {
        if (!(base > 1 && base < 1e6) || !Double.isFinite(offset)) {
            throw new IllegalArgumentException("sketch has base " + base + " and offset " + offset
                    + " (expected a base above 1, a finite offset)");
        }
        this.base = base;
        this.offset = offset;
    }

    /** A sketch of one value, right to one per cent. */
    public static Sketch ofValue(double value) {
        Sketch sketch = new Sketch(1.01 / 0.99, 0);
        if (value > 0) {
            sketch.positive.put(sketch.binOf(value), 1.0);
        } else if (value < 0) {
            sketch.negative.put(sketch.binOf(-value), 1.0);
        } else {
            sketch.zeroes = 1;
        }
        return sketch;
    }

    /** An independent copy. */
    public Sketch copy() {
        Sketch copy = new Sketch(base, offset);
        copy.positive.putAll(positive);
        copy.negative.putAll(negative);
        copy.zeroes = zeroes;
        return copy;
    }

    public void add(Sketch other) {
        zeroes += other.zeroes;
        if (other.base == base && other.offset == offset) {
            other.positive.forEach((bin, count) -> positive.merge(bin, count, Double::sum));
            other.negative.forEach((bin, count) -> negative.merge(bin, count, Double::sum));
        } else {
            other.positive.forEach((bin, count) -> positive.merge(binOf(other.valueOf(bin)), count, Double::sum));
            other.negative.forEach((bin, count) -> negative.merge(binOf(other.valueOf(bin)), count, Double::sum));
        }
        limit(positive);
        limit(negative);
    }

    public double count() {
        return zeroes + total(positive) + total(negative);
    }

    /** The value below which this share of the values lies (0 to 1), or NaN where there are none. */
    public double quantile(double share) {
        double count = count();
        if (count == 0) {
            return Double.NaN;
        }
        double rank = share * (count - 1);
        double seen = 0;
        for (Map.Entry<Integer, Double> bin : negative.descendingMap().entrySet()) {
            seen += bin.getValue();
            if (seen > rank) {
                return -valueOf(bin.getKey());
            }
        }
        seen += zeroes;
        if (seen > rank) {
            return 0;
        }
        for (Map.Entry<Integer, Double> bin : positive.entrySet()) {
            seen += bin.getValue();
            if (seen > rank) {
                return valueOf(bin.getKey());
            }
        }
        return positive.isEmpty() ? 0 : valueOf(positive.lastKey());
    }

    private double valueOf(int bin) {
        return StrictMath.pow(base, bin - offset) * (2 * base / (1 + base));
    }

    private int binOf(double value) {
        return (int) Math.floor(StrictMath.log(value) / StrictMath.log(base) + offset);
    }

    private static double total(TreeMap<Integer, Double> bins) {
        double total = 0;
        for (double count : bins.values()) {
            total += count;
        }
        return total;
    }

    private static void limit(TreeMap<Integer, Double> bins) {
        while (bins.size() > BINS_MAX) {
            Map.Entry<Integer, Double> lowest = bins.pollFirstEntry();
            bins.merge(bins.firstKey(), lowest.getValue(), Double::sum);
        }
    }

    /** Protobuf bytes of the message DDSketch. */
    public byte[] toBytes() {
        ByteBuffer out = ByteBuffer.allocate(64 + 24 * (positive.size() + negative.size()))
                .order(ByteOrder.LITTLE_ENDIAN);
        out.put((byte) 0x0a)
                .put((byte) 18)
                .put((byte) 0x09)
                .putDouble(base)
                .put((byte) 0x11)
                .putDouble(offset);
        writeStore(out, 0x12, positive);
        writeStore(out, 0x1a, negative);
        out.put((byte) 0x21).putDouble(zeroes);
        byte[] bytes = new byte[out.flip().remaining()];
        out.get(bytes);
        return bytes;
    }

    private static void writeStore(ByteBuffer out, int tag, TreeMap<Integer, Double> bins) {
        ByteBuffer store = ByteBuffer.allocate(24 * bins.size()).order(ByteOrder.LITTLE_ENDIAN);
        bins.forEach((bin, count) -> {
            int key = bin << 1 ^ bin >> 31;
            store.put((byte) 0x0a).put((byte) (10 + varintBytes(key))).put((byte) 0x08);
            writeVarint(store, key);
            store.put((byte) 0x11).putDouble(count);
        });
        store.flip();
        out.put((byte) tag);
        writeVarint(out, store.remaining());
        out.put(store);
    }

    /** @throws IllegalArgumentException where the bytes are no DDSketch with a logarithmic mapping */
    public static Sketch parse(byte[] bytes) {
        try {
            return parseMessage(bytes);
        } catch (BufferUnderflowException | IndexOutOfBoundsException e) {
            throw new IllegalArgumentException("sketch of " + bytes.length + " bytes ends in the middle of a field", e);
        }
    }

    private static Sketch parseMessage(byte[] bytes) {
        double[] mapping = {Double.NaN, 0};
        TreeMap<Integer, Double> positive = new TreeMap<>();
        TreeMap<Integer, Double> negative = new TreeMap<>();
        double zeroes = 0;
        ByteBuffer in = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
        while (in.hasRemaining()) {
            int tag = readVarint(in);
            switch (tag) {
                case 0x0a -> parseMapping(part(in), mapping);
                case 0x12 -> parseStore(part(in), positive);
                case 0x1a -> parseStore(part(in), negative);
                case 0x21 -> zeroes = in.getDouble();
                default -> skip(in, tag);
            }
        }
        Sketch sketch = new Sketch(mapping[0], mapping[1]);
        sketch.positive.putAll(positive);
        sketch.negative.putAll(negative);
        sketch.zeroes = zeroes;
        limit(sketch.positive);
        limit(sketch.negative);
        if (!(sketch.count() > 0) || Double.isInfinite(sketch.count())) {
            throw new IllegalArgumentException("sketch counts " + sketch.count() + " values (expected at least one)");
        }
        return sketch;
    }

    private static void parseMapping(ByteBuffer in, double[] mapping) {
        while (in.hasRemaining()) {
            int tag = readVarint(in);
            if (tag == 0x09) {
                mapping[0] = in.getDouble();
            } else if (tag == 0x11) {
                mapping[1] = in.getDouble();
            } else if (tag == 0x18) {
                int interpolation = readVarint(in);
                if (interpolation != 0) {
                    throw new IllegalArgumentException(
                            "sketch has interpolation " + interpolation + " (expected 0, a logarithmic mapping)");
                }
            } else {
                skip(in, tag);
            }
        }
    }

    private static void parseStore(ByteBuffer in, TreeMap<Integer, Double> bins) {
        int contiguousOffset = 0;
        double[] contiguous = {};
        while (in.hasRemaining()) {
            int tag = readVarint(in);
            switch (tag) {
                case 0x0a -> parseBin(part(in), bins);
                case 0x12 -> {
                    ByteBuffer counts = part(in);
                    contiguous = new double[counts.remaining() / Double.BYTES];
                    counts.asDoubleBuffer().get(contiguous);
                }
                case 0x18 -> contiguousOffset = zigzag(readVarint(in));
                default -> skip(in, tag);
            }
        }
        for (int i = 0; i < contiguous.length; i++) {
            addBin(bins, contiguousOffset + i, contiguous[i]);
        }
    }

    private static void parseBin(ByteBuffer in, TreeMap<Integer, Double> bins) {
        int bin = 0;
        double count = 0;
        while (in.hasRemaining()) {
            int tag = readVarint(in);
            switch (tag) {
                case 0x08 -> bin = zigzag(readVarint(in));
                case 0x11 -> count = in.getDouble();
                default -> skip(in, tag);
            }
        }
        addBin(bins, bin, count);
    }

    private static void addBin(TreeMap<Integer, Double> bins, int bin, double count) {
        if (!(count >= 0)) {
            throw new IllegalArgumentException(
                    "bin " + bin + " of the sketch counts " + count + " (expected 0 or more)");
        }
        if (count > 0) {
            bins.merge(bin, count, Double::sum);
        }
    }

    private static ByteBuffer part(ByteBuffer in) {
        int length = readVarint(in);
        if (length < 0 || length > in.remaining()) {
            throw new IllegalArgumentException(
                    "sketch has a field of " + length + " bytes with " + in.remaining() + " left");
        }
        ByteBuffer part = in.slice(in.position(), length).order(ByteOrder.LITTLE_ENDIAN);
        in.position(in.position() + length);
        return part;
    }

    private static void skip(ByteBuffer in, int tag) {
        switch (tag & 7) {
            case 0 -> readVarint(in);
            case 1 -> in.getLong();
            case 2 -> part(in);
            case 5 -> in.getInt();
            default -> throw new IllegalArgumentException("sketch has a field of unknown kind, tag " + tag);
        }
    }

    private static int zigzag(int raw) {
        return raw >>> 1 ^ -(raw & 1);
    }

    private static int varintBytes(int value) {
        return Math.max(1, (38 - Integer.numberOfLeadingZeros(value)) / 7);
    }

    private static void writeVarint(ByteBuffer out, int value) {
        int left = value;
        while ((left & ~0x7f) != 0) {
            out.put((byte) (left & 0x7f | 0x80));
            left >>>= 7;
        }
        out.put((byte) left);
    }

    private static int readVarint(ByteBuffer in) {
        int value = 0;
        for (int shift = 0; shift < 70; shift += 7) {
            byte next = in.get();
            if (shift < 32) {
                value |= (next & 0x7f) << shift;
            }
            if (next >= 0) {
                return value;
            }
        }
        throw new IllegalArgumentException("sketch has a number of more than ten bytes");
    }

    /** Smallest and largest value as the sketch knows them. */
    public double min() {
        return quantile(0);
    }

    public double max() {
        return quantile(1);
    }
}
