package io.tidemark.alerting.topology;

import io.tidemark.alerting.monitor.GroupState;
import io.tidemark.alerting.monitor.Row;
import io.tidemark.avro.Alert;
import io.tidemark.avro.DeadLetter;
import io.tidemark.avro.Event;
import io.tidemark.avro.Notification;
import java.util.Optional;

/** Where decisions go: all of one bucket's in one transaction. */
interface Outputs {

    void alert(Alert alert);

    /** A message: one that is held back is written down, one that is to be sent passes the guard first. */
    void notification(Notification notification);

    void event(Event event);

    void deadLetter(DeadLetter letter);

    /** A row for the monitors that hold groups against each other. */
    void row(String watched, String group, Row row);

    /** The state of a group, for those who rely on it; empty: it is no more. */
    void state(String monitorId, String group, Optional<GroupState> state, long atMillis);

    /** Everything up to this tick has been put out. */
    void tick(long tickMillis);
}
