package io.tidemark.alerting.monitor;

import java.util.EnumMap;
import java.util.Map;

/**
 * Whether a group is there at all, apart from how it is: the life of a series as one monitor sees it.
 *
 * <pre>
 *                 SILENCE                 FORGOTTEN
 *   ──► LIVE ─────────────► SILENT ─────────────────────► GONE
 *        ▲ │    VALUE         │ │                           ▲
 *        │ └──── ◄────────────┘ │ CLOSED                    │
 *        │ CLOSED               ▼                           │
 *        └──────────────────► RETIRED        FORGOTTEN ─────┘ (from LIVE, where it has no deadline of silence)
 *
 *   from \ event   VALUE     SILENCE   FORGOTTEN   CLOSED
 *   LIVE           LIVE      SILENT    GONE        RETIRED
 *   SILENT         LIVE      refused   GONE        RETIRED
 *   GONE           refused   refused   refused     refused     a value makes a new group
 *   RETIRED        refused   refused   refused     refused
 * </pre>
 */
public enum Life {
    /** Values arrive. */
    LIVE,
    /** Nothing has arrived for as long as the monitor's time without data. */
    SILENT,
    /** Nothing has arrived for so long that the group is forgotten. */
    GONE,
    /** The monitor was deleted, or looks at something else now. */
    RETIRED;

    /** What may happen. */
    public enum Step {
        VALUE,
        SILENCE,
        FORGOTTEN,
        CLOSED
    }

    private static final Map<Life, Map<Step, Life>> TABLE = new EnumMap<>(Map.of(
            LIVE,
                    new EnumMap<>(
                            Map.of(Step.VALUE, LIVE, Step.SILENCE, SILENT, Step.FORGOTTEN, GONE, Step.CLOSED, RETIRED)),
            SILENT, new EnumMap<>(Map.of(Step.VALUE, LIVE, Step.FORGOTTEN, GONE, Step.CLOSED, RETIRED)),
            GONE, new EnumMap<Step, Life>(Step.class),
            RETIRED, new EnumMap<Step, Life>(Step.class)));

    /** @throws IllegalStateException where the event can't happen now: an error in this program */
    public Life after(Step step) {
        Life to = TABLE.get(this).get(step);
        if (to == null) {
            throw new IllegalStateException("A group that is " + this + " can't take " + step + " (allowed in " + this
                    + ": " + TABLE.get(this).keySet() + ")");
        }
        return to;
    }
}
