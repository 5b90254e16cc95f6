package io.tidemark.detectors.rollup;

import it.unimi.dsi.fastutil.ints.IntArrayList;
import it.unimi.dsi.fastutil.longs.Long2ObjectRBTreeMap;
import java.util.Arrays;

/**
 * Which handles have to be looked at when: lists by time, so that a tick costs what is due and never a scan.
 *
 * <p>A handle may be noted more than once; only its earliest time counts, unless it was {@link #postpone postponed}.
 * {@link #take} gives handles in ascending order, which does not depend on how they were noted: a list that was rebuilt after a restore gives the same.
 */
public final class DueList {
    private static final long NOT_NOTED = Long.MAX_VALUE;
    private static final int CLASS_SHIFT = 27;

    private final Long2ObjectRBTreeMap<IntArrayList> handlesAt = new Long2ObjectRBTreeMap<>();
    private final long[][] dueOf = new long[16][];
    private long lastTime = NOT_NOTED;
    private IntArrayList lastList;

    /** Notes that the handle has to be looked at from this time on, unless it is to be looked at earlier anyway. */
    public void note(int handle, long timeMillis) {
        long[] dues = dues(handle);
        int index = handle & (1 << CLASS_SHIFT) - 1;
        if (dues[index] <= timeMillis) {
            return;
        }
        dues[index] = timeMillis;
        listAt(timeMillis).add(handle);
    }

    /** Notes that the handle has to be looked at from this time on and not before, whatever was noted. */
    public void postpone(int handle, long timeMillis) {
        long[] dues = dues(handle);
        int index = handle & (1 << CLASS_SHIFT) - 1;
        if (dues[index] >= timeMillis) {
            note(handle, timeMillis);
        } else {
            dues[index] = timeMillis; // It is in an earlier list, and goes on from there: no list grows with each call.
        }
    }

    /** Forgets the handle. */
    public void forget(int handle) {
        dues(handle)[handle & (1 << CLASS_SHIFT) - 1] = NOT_NOTED;
    }

    /** The handles due by this time, each once, ascending; they are no longer noted. */
    public int[] take(long nowMillis) {
        IntArrayList due = new IntArrayList();
        while (!handlesAt.isEmpty() && handlesAt.firstLongKey() <= nowMillis) {
            long time = handlesAt.firstLongKey();
            IntArrayList handles = handlesAt.remove(time);
            for (int i = 0; i < handles.size(); i++) {
                int handle = handles.getInt(i);
                long[] dues = dues(handle);
                int index = handle & (1 << CLASS_SHIFT) - 1;
                if (dues[index] == NOT_NOTED) {
                    continue;
                }
                if (dues[index] <= nowMillis) {
                    dues[index] = NOT_NOTED;
                    due.add(handle);
                } else {
                    listAt(dues[index]).add(handle); // It was postponed.
                }
            }
        }
        lastTime = NOT_NOTED;
        int[] sorted = due.toIntArray();
        Arrays.sort(sorted);
        return sorted;
    }

    private IntArrayList listAt(long timeMillis) {
        if (timeMillis != lastTime) {
            lastTime = timeMillis;
            lastList = handlesAt.get(timeMillis);
            if (lastList == null) {
                lastList = new IntArrayList();
                handlesAt.put(timeMillis, lastList);
            }
        }
        return lastList;
    }

    private long[] dues(int handle) {
        int sizeClass = handle >>> CLASS_SHIFT;
        int index = handle & (1 << CLASS_SHIFT) - 1;
        long[] dues = dueOf[sizeClass];
        if (dues == null || dues.length <= index) {
            int before = dues == null ? 0 : dues.length;
            dues = dues == null
                    ? new long[Math.max(16, index + 1)]
                    : Arrays.copyOf(dues, Math.max(index + 1, before * 2));
            Arrays.fill(dues, before, dues.length, NOT_NOTED);
            dueOf[sizeClass] = dues;
        }
        return dues;
    }
}
