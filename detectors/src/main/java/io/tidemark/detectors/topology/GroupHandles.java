package io.tidemark.detectors.topology;

import io.tidemark.detectors.assignment.Unit;
import io.tidemark.detectors.baseline.Judge;
import io.tidemark.detectors.rollup.RolledSeries;
import io.tidemark.detectors.store.ModelStore;
import java.util.Arrays;
import java.util.IdentityHashMap;
import java.util.Map;

/** Which state belongs to a series in a unit, by arrays: judging looks no text up. */
final class GroupHandles {

    private static final class OfUnit {
        RolledSeries[] series = new RolledSeries[16];
        int[] handles = new int[16];
    }

    private final Map<Unit, OfUnit> units = new IdentityHashMap<>();

    /** Most rows are of the unit that the one before was of. */
    private Unit lastUnit;

    private OfUnit last;

    int of(Unit unit, RolledSeries series, Judge judge) {
        if (unit != lastUnit) {
            last = units.computeIfAbsent(unit, unused -> new OfUnit());
            lastUnit = unit;
        }
        OfUnit known = last;
        int slot = series.slot();
        if (slot >= known.series.length) {
            int length = Math.max(slot + 1, known.series.length * 2);
            known.series = Arrays.copyOf(known.series, length);
            known.handles = Arrays.copyOf(known.handles, length);
        }
        if (known.series[slot] != series || known.handles[slot] == ModelStore.NONE) {
            known.handles[slot] = judge.group(unit, series.text());
            known.series[slot] = series;
        }
        return known.handles[slot];
    }

    /** After states were freed: handles may have gone to others. */
    void clear() {
        units.clear();
        lastUnit = null;
        last = null;
    }
}
