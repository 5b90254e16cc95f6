package io.tidemark.detectors.baseline;

import io.tidemark.detectors.model.Block;
import io.tidemark.detectors.store.ModelStore;

/**
 * What a group was told while its model is learnt again elsewhere, so that it can be learnt after it. One block beside the
 * models: {@code request ms | up to s | first s | count, from rollups | count times (seconds since first, excluded | 4 unused | value)}.
 */
final class PendingRows {
    /** More than an hour of buckets of ten seconds; a group that is told more meanwhile goes on with the model it has. */
    static final int ROWS_MAX = 400;

    private static final String NAME = "\npending";
    private static final int REQUEST = 0;
    private static final int UP_TO = 8;
    private static final int BASE = 16;
    private static final int COUNT = 24;
    private static final int FROM_ROLLUPS = 28;
    private static final int ROWS = 32;
    /** Aligned, so that no number lies on two pages: a block notes the page where it was written to. */
    private static final int ROW_BYTES = 16;

    /** Room for so many rows at first: an answer comes within minutes, and after a new detector all its groups wait. */
    private static final int ROWS_FIRST = 6;

    private static final int EXCLUDED = 1 << 31;

    private final ModelStore store;
    private final Block block = new Block();

    /** Where the rows go, in their order. */
    interface Row {
        void row(long start, double value, boolean excluded);
    }

    PendingRows(ModelStore store) {
        this.store = store;
    }

    void begin(String group, long requestMillis, long upTo, long firstStart, boolean fromRollups) {
        int handle = find(group);
        if (handle == ModelStore.NONE) {
            handle = store.create(group + NAME, bytesOf(ROWS_FIRST));
        }
        wrap(handle);
        block.putLong(REQUEST, requestMillis);
        block.putLong(UP_TO, upTo);
        block.putLong(BASE, firstStart);
        block.putInt(COUNT, 0);
        block.putInt(FROM_ROLLUPS, fromRollups ? 1 : 0);
        changed(handle);
    }

    /** False where it does not fit any more. */
    boolean add(String group, long start, double value, boolean excluded) {
        int handle = find(group);
        if (handle == ModelStore.NONE) {
            return false;
        }
        wrap(handle);
        int count = block.getInt(COUNT);
        long since = start - block.getLong(BASE);
        if (count == ROWS_MAX || since < 0 || since > Integer.MAX_VALUE) {
            return false;
        }
        if (bytesOf(count + 1) > block.length()) {
            handle = grow(group, handle, count);
        }
        int at = ROWS + count * ROW_BYTES;
        block.putInt(at, (int) since | (excluded ? EXCLUDED : 0));
        block.putDouble(at + 8, value);
        block.putInt(COUNT, count + 1);
        changed(handle);
        return true;
    }

    void forEach(String group, Row action) {
        int handle = find(group);
        wrap(handle);
        long base = block.getLong(BASE);
        int count = block.getInt(COUNT);
        for (int i = 0; i < count; i++) {
            int at = ROWS + i * ROW_BYTES;
            int since = block.getInt(at);
            action.row(base + (since & ~EXCLUDED), block.getDouble(at + 8), (since & EXCLUDED) != 0);
        }
    }

    /** The request that it waits for; -1 where it waits for none. */
    long requestMillis(String group) {
        int handle = find(group);
        if (handle == ModelStore.NONE) {
            return -1;
        }
        wrap(handle);
        return block.getLong(REQUEST);
    }

    long upTo(String group) {
        wrap(find(group));
        return block.getLong(UP_TO);
    }

    boolean fromRollups(String group) {
        int handle = find(group);
        if (handle == ModelStore.NONE) {
            return false;
        }
        wrap(handle);
        return block.getInt(FROM_ROLLUPS) == 1;
    }

    void free(String group) {
        int handle = find(group);
        if (handle != ModelStore.NONE) {
            store.free(handle);
        }
    }

    /** Moves the rows to a block of twice the room; turns to it. */
    private int grow(String group, int handle, int count) {
        byte[] rows = block.toBytes();
        store.free(handle);
        int larger = store.create(group + NAME, bytesOf(Math.min(ROWS_MAX, 2 * count)));
        wrap(larger);
        System.arraycopy(rows, 0, store.slab(larger), store.offset(larger), bytesOf(count));
        block.markAllDirty();
        return larger;
    }

    private static int bytesOf(int rows) {
        return ROWS + rows * ROW_BYTES;
    }

    private int find(String group) {
        return store.find(group + NAME);
    }

    private void wrap(int handle) {
        block.wrap(store.slab(handle), store.offset(handle), store.length(handle));
    }

    private void changed(int handle) {
        store.changed(handle, block.dirtyPages());
    }
}
