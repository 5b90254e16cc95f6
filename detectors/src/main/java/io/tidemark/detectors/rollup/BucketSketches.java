package io.tidemark.detectors.rollup;

import io.tidemark.detectors.store.ObjectStore;

/** The sketches that belong to open and lately closed buckets of distributions. Other series never come here. */
final class BucketSketches {
    private final ObjectStore<Sketch> sketches;

    BucketSketches(ObjectStore<Sketch> sketches) {
        this.sketches = sketches;
    }

    static ObjectStore<Sketch> newStore() {
        return new ObjectStore<>(new ObjectStore.Codec<>() {
            @Override
            public byte[] write(Sketch sketch) {
                return sketch.toBytes();
            }

            @Override
            public Sketch read(byte[] bytes) {
                return Sketch.parse(bytes);
            }
        });
    }

    /** Adds to the bucket's sketch; a null sketch changes nothing. */
    void add(RolledSeries series, int width, long start, Sketch sketch) {
        if (sketch == null) {
            return;
        }
        String name = name(series, width, start);
        Sketch known = sketches.get(name);
        if (known == null) {
            sketches.put(name, sketch.copy());
        } else {
            known.add(sketch);
            sketches.changed(name);
        }
    }

    /** A copy of the bucket's sketch, or null. */
    Sketch get(RolledSeries series, int width, long start) {
        Sketch sketch = sketches.size() == 0 ? null : sketches.get(name(series, width, start));
        return sketch == null ? null : sketch.copy();
    }

    void forget(RolledSeries series, int width, long start) {
        if (sketches.size() > 0) {
            sketches.remove(name(series, width, start));
        }
    }

    void forgetAll(RolledSeries series) {
        String prefix = series.text() + Rollup.PART;
        sketches.all().subMap(prefix, prefix + Character.MAX_VALUE).keySet().stream()
                .toList()
                .forEach(sketches::remove);
    }

    private static String name(RolledSeries series, int width, long start) {
        return series.text() + Rollup.PART + width + "@" + start;
    }
}
