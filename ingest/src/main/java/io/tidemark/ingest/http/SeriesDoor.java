package io.tidemark.ingest.http;

import io.tidemark.ingest.admission.TimeRule;
import io.tidemark.ingest.refusal.Reason;
import io.tidemark.ingest.refusal.Refusal;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;

/** Series, distribution points and sketches, in whatever form. */
final class SeriesDoor implements Door {

    private static final int ERRORS_MAX = 10;

    /** Which API's answers to give, and what points from it say of their way in. */
    enum Version {
        V1("api-v1"),
        V2("api-v2"),
        SKETCHES("api-sketches"),
        DISTRIBUTION("api-distribution");

        private final String source;

        Version(String source) {
            this.source = source;
        }
    }

    private final Context context;
    private final Version version;
    private final SeriesForm form;
    private final SeriesBatch.Rules rules;

    SeriesDoor(Context context, Version version, SeriesForm form) {
        this.context = context;
        this.version = version;
        this.form = form;
        this.rules = new SeriesBatch.Rules(
                context.admission(),
                new TimeRule(
                        context.settings().pointsMaxAge(),
                        context.admission().limits().aheadMax()),
                context.settings().pointsMax());
    }

    @Override
    public CompletableFuture<Answer> take(byte[] body, Caller caller) {
        SeriesBatch batch =
                new SeriesBatch(rules, caller.client(), context.clock().millis());
        SeriesBatch.Result read = form.read(body, batch, rules.pointsMax());
        if (read.fault().isPresent()) {
            return context.refuse(read.fault().get(), caller);
        }
        read.refused().forEach(refusal -> context.tally().refuse(refusal, caller.address()));
        context.ledger().received(read.rejectedPoints());
        context.ledger().rejected(read.rejectedPoints());
        if (read.accepted() == 0 && !read.refused().isEmpty()) {
            Reason reason = read.refused().get(0).reason();
            return CompletableFuture.completedFuture(Answer.refused(400, errorsOf(read), reason));
        }
        return Context.whenAllArePublished(
                List.of(context.outlet().points(read.points(), version.source)), () -> taken(read));
    }

    @Override
    public Answer idle() {
        return Answer.of(202, good());
    }

    private Map<String, Object> good() {
        Map<String, Object> body = new LinkedHashMap<>();
        if (version == Version.V2) {
            body.put("errors", List.of());
        } else {
            body.put("status", "ok");
        }
        return body;
    }

    private Answer taken(SeriesBatch.Result read) {
        Map<String, Object> body = good();
        if (!read.refused().isEmpty()) {
            body.put("accepted", read.accepted());
            body.put("rejected", read.refused().size());
            body.put("errors", errorsOf(read));
        }
        return Answer.of(202, body);
    }

    private static List<String> errorsOf(SeriesBatch.Result read) {
        return read.refused().stream().limit(ERRORS_MAX).map(Refusal::message).toList();
    }
}
