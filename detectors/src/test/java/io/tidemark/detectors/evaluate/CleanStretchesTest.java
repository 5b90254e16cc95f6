package io.tidemark.detectors.evaluate;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import org.junit.jupiter.api.Test;

/** Alarms a week, counted by hand on two weeks of hours that follow a day that does not count. */
class CleanStretchesTest {
    private static final int HOUR = 3_600;
    private static final int WARM = 24;
    private static final int ROWS = WARM + 2 * 168;

    @Test
    void countsAlarmsNotRowsAndOnlyAfterTheWarmUp() {
        boolean[] alarms = new boolean[ROWS];
        alarms[3] = true; // too early
        alarms[100] = true;
        alarms[105] = true; // the same alarm
        alarms[116] = true; // another: eleven rows later
        assertEquals(1.0, CleanStretches.alarmsPerWeek(judged(alarms, new boolean[ROWS])));
        assertEquals(1.0, CleanStretches.allAlarmsPerWeek(judged(alarms, new boolean[ROWS])));
    }

    @Test
    void anAlarmThatReachesIntoALabelIsNotFalseButIsAnAlarm() {
        boolean[] alarms = new boolean[ROWS];
        boolean[] labels = new boolean[ROWS];
        alarms[95] = true;
        alarms[100] = true;
        labels[100] = true;
        alarms[200] = true;
        double cleanWeeks = (2 * 168 - 1) / 168.0;
        assertEquals(1 / cleanWeeks, CleanStretches.alarmsPerWeek(judged(alarms, labels)), 1e-12);
        assertEquals(1.0, CleanStretches.allAlarmsPerWeek(judged(alarms, labels)));
    }

    private static List<JudgedSeries> judged(boolean[] alarms, boolean[] labels) {
        long[] times = new long[ROWS];
        for (int i = 0; i < ROWS; i++) {
            times[i] = (long) HOUR * i;
        }
        LabelledSeries series =
                new LabelledSeries("made-up", times, new double[ROWS], labels, HOUR, (long) HOUR * WARM);
        float[] none = new float[ROWS];
        return List.of(new JudgedSeries(series, HOUR, none, none, none, none, alarms));
    }
}
