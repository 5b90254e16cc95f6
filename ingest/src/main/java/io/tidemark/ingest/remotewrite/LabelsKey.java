package io.tidemark.ingest.remotewrite;

import java.util.Arrays;

/**
 * The labels of a series as bytes, in the sender's order. Points into the series being read as a probe, owns its
 * bytes as a key.
 */
final class LabelsKey {

    private byte[] text;
    private int textSize;
    private int[] ends;
    private int parts;
    private int hash;

    void pointAt(WrittenSeries series) {
        text = series.text;
        textSize = series.textSize();
        ends = series.ends();
        parts = series.parts();
        int sum = 1;
        for (int i = 0; i < textSize; i++) {
            sum = 31 * sum + text[i];
        }
        for (int i = 0; i < parts; i++) {
            sum = 31 * sum + ends[i];
        }
        hash = sum;
    }

    LabelsKey copy() {
        LabelsKey copy = new LabelsKey();
        copy.text = Arrays.copyOf(text, textSize);
        copy.textSize = textSize;
        copy.ends = Arrays.copyOf(ends, parts);
        copy.parts = parts;
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
                && Arrays.equals(text, 0, textSize, key.text, 0, key.textSize)
                && Arrays.equals(ends, 0, parts, key.ends, 0, key.parts);
    }
}
