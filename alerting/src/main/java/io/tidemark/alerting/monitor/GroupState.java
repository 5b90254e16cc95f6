package io.tidemark.alerting.monitor;

import static io.tidemark.alerting.monitor.Happening.CRITICAL;
import static io.tidemark.alerting.monitor.Happening.MISSING;
import static io.tidemark.alerting.monitor.Happening.NORMAL;
import static io.tidemark.alerting.monitor.Happening.RESOLVE;
import static io.tidemark.alerting.monitor.Happening.WARNING;

import java.util.EnumMap;
import java.util.Map;

/**
 * The state of one group of one monitor, and the only place where it changes.
 *
 * <pre>
 *                 WARNING               CRITICAL
 *          ┌───────────────► WARN ◄──────────────┐
 *          │   NORMAL         │ ▲                │
 *         OK ◄────────────────┘ └── WARNING ───┐ │
 *        │ ▲ │  CRITICAL                       ▼ ▼
 *        │ │ └──────────────────────────────► ALERT
 *        │ │            NORMAL, RESOLVE         │
 *        │ └────────────────────────────────────┤
 *        │              MISSING                 │ MISSING
 *        └──────────► NO_DATA ◄─────────────────┘
 *                       │  NORMAL ► OK, WARNING ► WARN, CRITICAL ► ALERT, RESOLVE ► OK
 *
 *   from \ event   NORMAL   WARNING   CRITICAL   MISSING    RESOLVE
 *   OK             OK       WARN      ALERT      NO_DATA    refused
 *   WARN           OK       WARN      ALERT      NO_DATA    OK
 *   ALERT          OK       WARN      ALERT      NO_DATA    OK
 *   NO_DATA        OK       WARN      ALERT      refused    OK
 * </pre>
 *
 * <p>Hysteresis is not here: which event a value is, given the state, is the business of {@link Levels}.
 */
public enum GroupState {
    OK,
    WARN,
    ALERT,
    NO_DATA;

    private static final Map<GroupState, Map<Happening, GroupState>> TABLE = table();

    private static Map<GroupState, Map<Happening, GroupState>> table() {
        Map<GroupState, Map<Happening, GroupState>> table = new EnumMap<>(GroupState.class);
        for (GroupState from : values()) {
            Map<Happening, GroupState> row = new EnumMap<>(Happening.class);
            row.put(NORMAL, OK);
            row.put(WARNING, WARN);
            row.put(CRITICAL, ALERT);
            row.put(MISSING, NO_DATA);
            row.put(RESOLVE, OK);
            table.put(from, row);
        }
        table.get(OK).remove(RESOLVE);
        table.get(NO_DATA).remove(MISSING);
        return table;
    }

    /**
     * The state after an event.
     *
     * @throws IllegalStateException where the event can't happen in this state: an error in this program
     */
    public GroupState after(Happening event) {
        GroupState to = TABLE.get(this).get(event);
        if (to == null) {
            throw new IllegalStateException("A group in state " + this + " can't go to " + event.target()
                    + " by " + event + " (allowed in " + this + ": "
                    + TABLE.get(this).keySet() + ")");
        }
        return to;
    }

    /** Whether somebody may have to do something. */
    public boolean isBad() {
        return this != OK;
    }
}
