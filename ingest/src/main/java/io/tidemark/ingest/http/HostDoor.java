package io.tidemark.ingest.http;

import com.fasterxml.jackson.databind.JsonNode;
import io.tidemark.avro.Event;
import io.tidemark.ingest.admission.EventRule;
import io.tidemark.ingest.admission.Verdict;
import io.tidemark.ingest.publish.Receipt;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;

/**
 * What agents send to {@code /intake/}: their host's tags ({@code host-tags}, by source) and their events ({@code events}, by
 * source type). The rest of the document, an inventory of the host, is not used.
 */
final class HostDoor implements Door {

    private static final int HOST_MAX = 255;

    private final Context context;
    /** An inventory travels as one long text. */
    private final Documents documents = new Documents(1024 * 1024);

    HostDoor(Context context) {
        this.context = context;
    }

    @Override
    public CompletableFuture<Answer> take(byte[] body, Caller caller) {
        Verdict<JsonNode> read = documents.read(body);
        if (!read.isAdmitted()) {
            return context.refuse(read.refusal(), caller);
        }
        JsonNode document = read.value();
        if (!document.isObject()) {
            return context.refuse(Documents.shape("body", document, "expected an object"), caller);
        }
        List<CompletableFuture<Receipt>> receipts = new ArrayList<>();
        hostTags(document, caller, receipts);
        document.path("events")
                .properties()
                .forEach(source -> source.getValue().forEach(event -> event(source.getKey(), event, caller, receipts)));
        return Context.whenAllArePublished(receipts, () -> Answer.of(202, Map.of("status", "ok")));
    }

    private void hostTags(JsonNode document, Caller caller, List<CompletableFuture<Receipt>> receipts) {
        String host = Documents.text(document, "internalHostname");
        JsonNode bySource = document.path("host-tags");
        if (host.isBlank() || host.length() > HOST_MAX || !bySource.isObject()) {
            return;
        }
        TreeSet<String> sent = new TreeSet<>();
        bySource.forEach(tags -> sent.addAll(Documents.texts(tags)));
        Verdict<List<String>> tags = context.admission().tags(sent);
        if (tags.isAdmitted()) {
            receipts.add(context.outlet().hostTags(host, tags.value()));
        } else {
            context.tally().refuse(tags.refusal().inside("host-tags"), caller.address());
        }
    }

    private void event(String source, JsonNode said, Caller caller, List<CompletableFuture<Receipt>> receipts) {
        Verdict<Event> event = context.events()
                .admit(new EventRule.Said(
                        Documents.text(said, "msg_title"),
                        Documents.text(said, "msg_text"),
                        Documents.millis(said, "timestamp", context.clock().millis()),
                        Documents.text(said, "host"),
                        Documents.text(said, "aggregation_key"),
                        Documents.text(said, "priority").equals("low"),
                        source,
                        Documents.text(said, "alert_type"),
                        Documents.texts(said.path("tags")),
                        "agent"));
        if (event.isAdmitted()) {
            receipts.add(context.outlet().event(event.value()));
        } else {
            context.tally().refuse(event.refusal().inside("events." + source), caller.address());
        }
    }
}
