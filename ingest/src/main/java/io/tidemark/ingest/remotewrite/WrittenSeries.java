package io.tidemark.ingest.remotewrite;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * One series of a request while it is read: its labels, samples and histograms. Reused from one series to the next,
 * so that a
 * request of any length costs the memory of its longest series.
 */
final class WrittenSeries {

    /** Labels beyond which a series is refused; more are counted and not kept. */
    static final int LABELS_MAX = 200;

    /** Labels: name and value in turn, as bytes in one buffer. */
    byte[] text = new byte[256];

    private int textSize;
    /** Where in the buffer each name and each value ends. */
    private int[] ends = new int[64];

    private int parts;
    long[] timeMillis = new long[8];
    double[] values = new double[8];
    int samples;
    NativeHistogram[] histograms = new NativeHistogram[2];
    int histogramCount;
    /** Of the v2 message; UNKNOWN where it does not say. */
    MetricType type = MetricType.UNKNOWN;
    /** When counting began, milliseconds since 1970; 0 where the sender does not say. */
    long createdMillis;

    void begin() {
        textSize = 0;
        parts = 0;
        samples = 0;
        histogramCount = 0;
        type = MetricType.UNKNOWN;
        createdMillis = 0;
    }

    /** Adds a name or a value. */
    void addText(byte[] from, int offset, int length) {
        if (parts >= 2 * LABELS_MAX) {
            parts++;
            return;
        }
        if (textSize + length > text.length) {
            text = Arrays.copyOf(text, Math.max(text.length * 2, textSize + length));
        }
        System.arraycopy(from, offset, text, textSize, length);
        textSize += length;
        if (parts == ends.length) {
            ends = Arrays.copyOf(ends, parts * 2);
        }
        ends[parts++] = textSize;
    }

    void addSample(long time, double value) {
        if (samples == values.length) {
            timeMillis = Arrays.copyOf(timeMillis, samples * 2);
            values = Arrays.copyOf(values, samples * 2);
        }
        timeMillis[samples] = time;
        values[samples++] = value;
    }

    void addHistogram(NativeHistogram histogram) {
        if (histogramCount == histograms.length) {
            histograms = Arrays.copyOf(histograms, histogramCount * 2);
        }
        histograms[histogramCount++] = histogram;
    }

    /** True where there are more labels than are kept. */
    boolean hasTooManyLabels() {
        return labels() > LABELS_MAX;
    }

    int labels() {
        return parts / 2;
    }

    int textSize() {
        return textSize;
    }

    int[] ends() {
        return ends;
    }

    int parts() {
        return parts;
    }

    private int from(int part) {
        return part == 0 ? 0 : ends[part - 1];
    }

    /** A name (even) or a value (odd). */
    String string(int part) {
        return new String(text, from(part), ends[part] - from(part), StandardCharsets.UTF_8);
    }
}
