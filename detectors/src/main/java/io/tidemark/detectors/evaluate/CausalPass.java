package io.tidemark.detectors.evaluate;

import io.tidemark.detectors.model.Block;
import io.tidemark.detectors.model.Judgement;
import io.tidemark.detectors.model.Model;
import io.tidemark.detectors.model.ModelSettings;
import io.tidemark.detectors.model.Models;
import java.util.Arrays;

/** One pass over a series, each row judged as its own bucket, from a fresh model. It is not shown the labels. */
final class CausalPass {
    private CausalPass() {}

    static JudgedSeries over(LabelledSeries series, int intervalSeconds, Peer peer) {
        int n = series.rows();
        float[] nothing = new float[n];
        Arrays.fill(nothing, Float.NaN);
        float[] scores = new float[n];
        boolean[] alarms = new boolean[n];
        for (int i = 0; i < n; i++) {
            scores[i] = (float) peer.next(series.times()[i], series.values()[i]);
            alarms[i] = peer.isAlarm();
        }
        return new JudgedSeries(series, intervalSeconds, nothing, nothing, nothing, scores, alarms);
    }

    static JudgedSeries over(LabelledSeries series, ModelSettings settings) {
        Model model = Models.create(settings);
        Block state = Block.allocate(model.stateBytes());
        model.reset(state);
        int n = series.rows();
        float[] expected = new float[n];
        float[] lower = new float[n];
        float[] upper = new float[n];
        float[] scores = new float[n];
        boolean[] anomalous = new boolean[n];
        Judgement out = new Judgement();
        for (int i = 0; i < n; i++) {
            model.next(state, series.times()[i], series.values()[i], out);
            expected[i] = (float) out.expected;
            lower[i] = (float) out.lower;
            upper[i] = (float) out.upper;
            scores[i] = (float) out.score;
            anomalous[i] = out.anomalous;
        }
        return new JudgedSeries(series, settings.intervalSeconds(), expected, lower, upper, scores, anomalous);
    }
}
