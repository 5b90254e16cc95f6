package io.tidemark.detectors.evaluate;

/** A series after the pass: what the detector said about each row. Scores are floats, exactly as written to the CSV. */
record JudgedSeries(
        LabelledSeries series,
        int intervalSeconds,
        float[] expected,
        float[] lower,
        float[] upper,
        float[] scores,
        boolean[] anomalous) {}
