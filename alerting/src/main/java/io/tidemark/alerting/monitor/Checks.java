package io.tidemark.alerting.monitor;

/**
 * Judges a check by its answers: so many of a kind in a row decide, fewer change nothing.
 *
 * <p>With 3 critical, 2 warning, 2 ok: critical, critical — nothing yet; critical — Alert; ok — still Alert; ok — OK. An answer
 * that is worse counts for the lesser state as well: critical after warning is two in a row for Warn.
 */
public final class Checks {

    public static final int OK = 0;
    public static final int WARNING = 1;
    public static final int CRITICAL = 2;
    public static final int UNKNOWN = 3;

    private Checks() {}

    /**
     * How many answers in a row lead to a state; 0: never.
     *
     * @param critical answers for Alert
     * @param warning answers, warning or worse, for Warn
     * @param ok answers for OK, at least 1
     */
    public record InARow(int critical, int warning, int ok) {

        /** Most answers that may be asked for: those of {@code last(100)}. */
        public static final int COUNT_MAX = 100;

        public InARow {
            if (critical < 0 || warning < 0 || ok < 1 || Math.max(critical, Math.max(warning, ok)) > COUNT_MAX) {
                throw new IllegalArgumentException("answers in a row: critical " + critical + ", warning " + warning
                        + ", ok " + ok + " (expected: 0 to " + COUNT_MAX + ", ok at least 1)");
            }
        }
    }

    /** What the newest answer means, given those before it. */
    static Happening judge(MonitorRule rule, GroupMemory memory) {
        InARow wanted = rule.condition().checks().orElseThrow();
        History answers = memory.history();
        if (wanted.critical() > 0 && inARow(answers, CRITICAL, CRITICAL) >= wanted.critical()) {
            return Happening.CRITICAL;
        }
        if (wanted.warning() > 0 && inARow(answers, WARNING, CRITICAL) >= wanted.warning()) {
            // Worse answers that are too few for Alert do not lift an alert that stands.
            return memory.state() == GroupState.ALERT && answers.value(answers.size() - 1) == CRITICAL
                    ? Happening.CRITICAL
                    : Happening.WARNING;
        }
        if (inARow(answers, OK, OK) >= wanted.ok()) {
            return Happening.NORMAL;
        }
        return switch (memory.state()) {
            case WARN -> Happening.WARNING;
            case ALERT -> Happening.CRITICAL;
            // After silence an answer that decides nothing is an answer still.
            case OK, NO_DATA -> Happening.NORMAL;
        };
    }

    private static int inARow(History answers, int from, int to) {
        int count = 0;
        for (int i = answers.size() - 1; i >= 0 && answers.value(i) >= from && answers.value(i) <= to; i--) {
            count++;
        }
        return count;
    }
}
