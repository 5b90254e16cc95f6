package io.tidemark.alerting.topology;

import io.tidemark.avro.Alert;
import io.tidemark.avro.DeadLetter;
import io.tidemark.avro.Event;
import io.tidemark.avro.Notification;

/** Where decisions go: all of one bucket's in one transaction. */
interface Outputs {

    void alert(Alert alert);

    void notification(Notification notification);

    void event(Event event);

    void deadLetter(DeadLetter letter);
}
