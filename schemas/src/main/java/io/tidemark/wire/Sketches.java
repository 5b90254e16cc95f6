package io.tidemark.wire;

import java.util.Arrays;
import java.util.Optional;

/** The few rows of a batch that carry a sketch, in order of their rows. */
final class Sketches {

    private static final int ENTRY_BYTES_MIN = 2;

    private final Columns.Ints rows = new Columns.Ints();
    private byte[][] sketches = new byte[4][];

    void clear() {
        Arrays.fill(sketches, 0, rows.size(), null);
        rows.clear();
    }

    void add(int row, byte[] sketch) {
        if (rows.size() == sketches.length) {
            sketches = Arrays.copyOf(sketches, sketches.length * 2);
        }
        sketches[rows.size()] = sketch;
        rows.add(row);
    }

    Optional<byte[]> of(int row) {
        int low = 0;
        int high = rows.size() - 1;
        while (low <= high) {
            int middle = (low + high) >>> 1;
            if (rows.get(middle) == row) {
                return Optional.of(sketches[middle]);
            }
            if (rows.get(middle) < row) {
                low = middle + 1;
            } else {
                high = middle - 1;
            }
        }
        return Optional.empty();
    }

    void write(AvroOutput out) {
        if (rows.size() > 0) {
            out.putLong(rows.size());
            for (int i = 0; i < rows.size(); i++) {
                out.putLong(rows.get(i));
                out.putBytes(sketches[i]);
            }
        }
        out.putLong(0);
    }

    void read(AvroInput in) {
        clear();
        int before = -1;
        for (int block = in.getBlock(ENTRY_BYTES_MIN); block > 0; block = in.getBlock(ENTRY_BYTES_MIN)) {
            for (int i = 0; i < block; i++) {
                int row = in.getInt();
                if (row <= before) {
                    throw MalformedRecordException.malformed("sketches are not in the order of their rows");
                }
                add(row, in.getBytes());
                before = row;
            }
        }
    }
}
