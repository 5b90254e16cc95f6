package io.tidemark.standalone.system;

import com.fasterxml.jackson.databind.JsonNode;
import io.tidemark.alerting.configuration.DowntimeReading;
import io.tidemark.alerting.downtime.DowntimeRefusedException;
import io.tidemark.console.api.DowntimeCalendar;
import io.tidemark.document.Document;
import io.tidemark.document.DocumentKind;
import io.tidemark.document.Documents;
import io.tidemark.document.DowntimeDocument;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** Downtimes as the alerting service reads them, for the console to show. */
public final class Calendars {
    private Calendars() {}

    public static DowntimeCalendar ofAlerting() {
        return Calendars::occurrences;
    }

    private static List<DowntimeCalendar.Occurrence> occurrences(JsonNode json, Instant after, int max) {
        Optional<Document> document = Documents.parse(
                        DocumentKind.DOWNTIME, json.toString().getBytes(StandardCharsets.UTF_8))
                .fold(accepted -> Optional.of(accepted.document()), refused -> Optional.empty());
        if (document.isEmpty() || !(document.get() instanceof DowntimeDocument downtime)) {
            return List.of();
        }
        try {
            return DowntimeReading.schedule(downtime, after).next(after, max).stream()
                    .filter(window -> !window.isEmpty())
                    .map(window -> new DowntimeCalendar.Occurrence(
                            window.start(),
                            window.end(),
                            window.clockChanges().stream()
                                    .map(note ->
                                            note.name().toLowerCase(Locale.ROOT).replace('_', ' '))
                                    .sorted()
                                    .toList()))
                    .toList();
        } catch (DowntimeRefusedException meansNothing) {
            return List.of(); // The alerting service tells of it in an event; there is nothing to show.
        }
    }
}
