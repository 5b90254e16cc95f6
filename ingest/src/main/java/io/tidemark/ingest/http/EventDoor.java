package io.tidemark.ingest.http;

import com.fasterxml.jackson.databind.JsonNode;
import io.tidemark.avro.Event;
import io.tidemark.ingest.admission.EventRule;
import io.tidemark.ingest.admission.Verdict;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.CompletableFuture;

/** Events of API users, one a request. */
final class EventDoor implements Door {

    private final Context context;
    private final Documents documents = new Documents(64 * 1024);

    EventDoor(Context context) {
        this.context = context;
    }

    @Override
    public CompletableFuture<Answer> take(byte[] body, Caller caller) {
        Verdict<JsonNode> read = documents.read(body);
        if (!read.isAdmitted()) {
            return context.refuse(read.refusal(), caller);
        }
        JsonNode said = read.value();
        if (!said.isObject()) {
            return context.refuse(Documents.shape("body", said, "expected an event with title and text"), caller);
        }
        Verdict<Event> event = context.events()
                .admit(new EventRule.Said(
                        Documents.text(said, "title"),
                        Documents.text(said, "text"),
                        Documents.millis(said, "date_happened", context.clock().millis()),
                        Documents.text(said, "host"),
                        Documents.text(said, "aggregation_key"),
                        Documents.text(said, "priority").equals("low"),
                        Documents.text(said, "source_type_name"),
                        Documents.text(said, "alert_type"),
                        Documents.texts(said.path("tags")),
                        "api"));
        if (!event.isAdmitted()) {
            return context.refuse(event.refusal(), caller);
        }
        return Context.whenAllArePublished(List.of(context.outlet().event(event.value())), () -> taken(event.value()));
    }

    private static Answer taken(Event event) {
        Map<String, Object> shown = new LinkedHashMap<>();
        shown.put("id", Long.parseLong(event.getId()));
        shown.put("title", event.getTitle());
        shown.put("text", event.getText());
        shown.put("date_happened", event.getAt().getEpochSecond());
        shown.put("priority", event.getPriority().name().toLowerCase(Locale.ROOT));
        shown.put("alert_type", event.getAlertType().name().toLowerCase(Locale.ROOT));
        shown.put("host", event.getHost());
        shown.put("tags", event.getTags());
        Map<String, Object> answer = new LinkedHashMap<>();
        answer.put("status", "ok");
        answer.put("event", shown);
        return Answer.of(202, answer);
    }
}
