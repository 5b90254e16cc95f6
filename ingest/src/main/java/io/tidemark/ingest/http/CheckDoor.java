package io.tidemark.ingest.http;

import com.fasterxml.jackson.databind.JsonNode;
import io.tidemark.avro.ServiceCheck;
import io.tidemark.ingest.admission.CheckRule;
import io.tidemark.ingest.admission.Verdict;
import io.tidemark.ingest.publish.Receipt;
import io.tidemark.ingest.refusal.Reason;
import io.tidemark.ingest.refusal.Refusal;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;

/** Service checks: an array of them, as agents send, or one, as API users do. */
final class CheckDoor implements Door {

    private static final int ERRORS_MAX = 10;

    private final Context context;
    private final Documents documents = new Documents(4_096);

    CheckDoor(Context context) {
        this.context = context;
    }

    @Override
    public CompletableFuture<Answer> take(byte[] body, Caller caller) {
        Verdict<JsonNode> read = documents.read(body);
        if (!read.isAdmitted()) {
            return context.refuse(read.refusal(), caller);
        }
        JsonNode document = read.value();
        if (!document.isContainerNode() || document.isEmpty()) {
            return context.refuse(Documents.shape("body", document, "expected a check, or an array of checks"), caller);
        }
        List<JsonNode> said = new ArrayList<>();
        if (document.isArray()) {
            document.forEach(said::add);
        } else {
            said.add(document);
        }
        List<CompletableFuture<Receipt>> receipts = new ArrayList<>();
        List<Refusal> refused = new ArrayList<>();
        for (int i = 0; i < said.size(); i++) {
            Verdict<ServiceCheck> check = admit(said.get(i));
            if (check.isAdmitted()) {
                receipts.add(context.outlet().check(check.value()));
            } else {
                Refusal refusal = document.isArray() ? check.refusal().inside("[" + i + "]") : check.refusal();
                context.tally().refuse(refusal, caller.address());
                refused.add(refusal);
            }
        }
        List<String> errors =
                refused.stream().limit(ERRORS_MAX).map(Refusal::message).toList();
        if (receipts.isEmpty()) {
            return CompletableFuture.completedFuture(
                    Answer.refused(400, errors, refused.get(0).reason()));
        }
        int accepted = receipts.size();
        return Context.whenAllArePublished(receipts, () -> {
            Map<String, Object> answer = new LinkedHashMap<>();
            answer.put("status", "ok");
            if (!errors.isEmpty()) {
                answer.put("accepted", accepted);
                answer.put("rejected", refused.size());
                answer.put("errors", errors);
            }
            return Answer.of(202, answer);
        });
    }

    private Verdict<ServiceCheck> admit(JsonNode said) {
        if (!said.isObject()) {
            return Verdict.refused(Documents.shape("", said, "expected an object"));
        }
        JsonNode status = said.path("status");
        if (!status.isIntegralNumber()) {
            return Verdict.refused(new Refusal(Reason.BAD_STATUS, "status", status.asText(), "expected 0, 1, 2 or 3"));
        }
        return context.checks()
                .admit(new CheckRule.Said(
                        Documents.text(said, "check"),
                        status.asLong(),
                        Documents.millis(said, "timestamp", context.clock().millis()),
                        Documents.text(said, "host_name"),
                        Documents.text(said, "message"),
                        Documents.texts(said.path("tags"))));
    }
}
