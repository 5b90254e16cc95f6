package io.tidemark.wire;

import java.util.Arrays;

/** Growing columns of primitives and their Avro arrays. Each keeps its array from batch to batch. */
final class Columns {

    private Columns() {}

    /** A column of int, as Avro {@code array<int>}. */
    static final class Ints {
        private int[] values = new int[64];
        private int size;

        void clear() {
            size = 0;
        }

        void add(int value) {
            room(1);
            values[size++] = value;
        }

        int get(int row) {
            return values[row];
        }

        private void room(int more) {
            if (values.length - size < more) {
                values = Arrays.copyOf(values, Math.max(size + more, values.length * 2));
            }
        }

        int size() {
            return size;
        }

        void write(AvroOutput out) {
            if (size > 0) {
                out.putLong(size);
                out.putInts(values, size);
            }
            out.putLong(0);
        }

        void read(AvroInput in) {
            size = 0;
            for (int block = in.getBlock(1); block > 0; block = in.getBlock(1)) {
                room(block);
                for (int i = 0; i < block; i++) {
                    values[size++] = in.getInt();
                }
            }
        }
    }

    /** A column of long; where {@code delta}, Avro carries each value minus the one before it. */
    static final class Longs {
        private final boolean delta;
        private long[] values = new long[64];
        private int size;

        Longs(boolean delta) {
            this.delta = delta;
        }

        void clear() {
            size = 0;
        }

        void add(long value) {
            room(1);
            values[size++] = value;
        }

        long get(int row) {
            return values[row];
        }

        private void room(int more) {
            if (values.length - size < more) {
                values = Arrays.copyOf(values, Math.max(size + more, values.length * 2));
            }
        }

        int size() {
            return size;
        }

        void write(AvroOutput out) {
            if (size > 0) {
                out.putLong(size);
                if (delta) {
                    out.putDeltas(values, size);
                } else {
                    out.putLongs(values, size);
                }
            }
            out.putLong(0);
        }

        void read(AvroInput in) {
            size = 0;
            long before = 0;
            for (int block = in.getBlock(1); block > 0; block = in.getBlock(1)) {
                room(block);
                for (int i = 0; i < block; i++) {
                    long value = before + in.getLong();
                    values[size++] = value;
                    before = delta ? value : 0;
                }
            }
        }
    }

    /** A column of double, as Avro {@code array<double>}. */
    static final class Doubles {
        private double[] values = new double[64];
        private int size;

        void clear() {
            size = 0;
        }

        void add(double value) {
            room(1);
            values[size++] = value;
        }

        double get(int row) {
            return values[row];
        }

        private void room(int more) {
            if (values.length - size < more) {
                values = Arrays.copyOf(values, Math.max(size + more, values.length * 2));
            }
        }

        int size() {
            return size;
        }

        void write(AvroOutput out) {
            if (size > 0) {
                out.putLong(size);
                out.putDoubles(values, size);
            }
            out.putLong(0);
        }

        void read(AvroInput in) {
            size = 0;
            for (int block = in.getBlock(Double.BYTES); block > 0; block = in.getBlock(Double.BYTES)) {
                room(block);
                in.getDoubles(values, size, block);
                size += block;
            }
        }
    }

    /** A column of float, as Avro {@code array<float>}. */
    static final class Floats {
        private float[] values = new float[64];
        private int size;

        void clear() {
            size = 0;
        }

        void add(float value) {
            room(1);
            values[size++] = value;
        }

        float get(int row) {
            return values[row];
        }

        private void room(int more) {
            if (values.length - size < more) {
                values = Arrays.copyOf(values, Math.max(size + more, values.length * 2));
            }
        }

        int size() {
            return size;
        }

        void write(AvroOutput out) {
            if (size > 0) {
                out.putLong(size);
                out.putFloats(values, size);
            }
            out.putLong(0);
        }

        void read(AvroInput in) {
            size = 0;
            for (int block = in.getBlock(Float.BYTES); block > 0; block = in.getBlock(Float.BYTES)) {
                room(block);
                in.getFloats(values, size, block);
                size += block;
            }
        }
    }

    /** Columns of one record must have one length; a record whose columns differ is malformed. */
    static void requireSize(String column, int actual, int expected) {
        if (actual != expected) {
            throw MalformedRecordException.malformed(
                    "column " + column + " has " + actual + " rows (expected " + expected + ", as the first column)");
        }
    }

    /** Every row must point into the dictionary. */
    static void requireIndexes(Ints indexes, int dictionarySize, String dictionary) {
        for (int row = 0; row < indexes.size(); row++) {
            int index = indexes.get(row);
            if (index < 0 || index >= dictionarySize) {
                throw MalformedRecordException.malformed("row " + row + " points at entry " + index + " of "
                        + dictionary + " (it has " + dictionarySize + ")");
            }
        }
    }
}
