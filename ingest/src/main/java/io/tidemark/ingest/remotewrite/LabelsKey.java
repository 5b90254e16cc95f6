package io.tidemark.ingest.remotewrite;

import io.tidemark.ingest.bytes.Words;
import java.util.Arrays;

/**
 * The labels of a series as bytes, in the sender's order. Points into the series being read as a probe, owns its
 * bytes as a key.
 */
final class LabelsKey {

    private byte[] bytes = {};
    private int from;
    private int to;
    private int hash;

    void pointAt(WrittenSeries series) {
        bytes = series.labelBytes();
        from = series.labelsFrom();
        to = series.labelsTo();
        long sum = Words.hash(0, bytes, from, to);
        hash = (int) (sum ^ sum >>> 32);
    }

    LabelsKey copy() {
        LabelsKey copy = new LabelsKey();
        copy.bytes = Arrays.copyOfRange(bytes, from, to);
        copy.to = to - from;
        copy.hash = hash;
        return copy;
    }

    @Override
    public int hashCode() {
        return hash;
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof LabelsKey key
                && hash == key.hash
                && Arrays.equals(bytes, from, to, key.bytes, key.from, key.to);
    }
}
