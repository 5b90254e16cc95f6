package io.tidemark.ingest.http;

import io.tidemark.ingest.admission.TimeRule;
import io.tidemark.ingest.refusal.Reason;
import io.tidemark.ingest.refusal.Refusal;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;

/** Series, in the form of v1 or v2, and distribution points. */
final class SeriesDoor implements Door {

    private static final int ERRORS_MAX = 10;

    /** Which API's answers to give. */
    enum Version {
        V1("api-v1"),
        V2("api-v2"),
        DISTRIBUTION("api-distribution");

        private final String source;

        Version(String source) {
            this.source = source;
        }
    }

    private final Context context;
    private final Version version;
    private final SeriesReader reader;

    SeriesDoor(Context context, Version version) {
        this.context = context;
        this.version = version;
        this.reader = new SeriesReader(
                context.admission(),
                new TimeRule(
                        context.settings().pointsMaxAge(),
                        context.admission().limits().aheadMax()),
                context.settings().pointsMax(),
                version == Version.DISTRIBUTION);
    }

    @Override
    public CompletableFuture<Answer> take(byte[] body, String sender) {
        SeriesReader.Result read = reader.read(body, context.clock().millis());
        if (read.fault().isPresent()) {
            return context.refuse(read.fault().get(), sender);
        }
        read.refused().forEach(refusal -> context.tally().refuse(refusal, sender));
        context.ledger().received(read.rejectedPoints());
        context.ledger().rejected(read.rejectedPoints());
        if (read.accepted() == 0 && !read.refused().isEmpty()) {
            Reason reason = read.refused().get(0).reason();
            return CompletableFuture.completedFuture(Answer.refused(400, errorsOf(read), reason));
        }
        return Context.whenAllArePublished(
                List.of(context.outlet().points(read.points(), version.source)), () -> taken(read));
    }

    private Answer taken(SeriesReader.Result read) {
        Map<String, Object> body = new LinkedHashMap<>();
        if (version == Version.V2) {
            body.put("errors", errorsOf(read));
        } else {
            body.put("status", "ok");
        }
        if (!read.refused().isEmpty()) {
            body.put("accepted", read.accepted());
            body.put("rejected", read.refused().size());
            body.put("errors", errorsOf(read));
        }
        return Answer.of(202, body);
    }

    private static List<String> errorsOf(SeriesReader.Result read) {
        return read.refused().stream().limit(ERRORS_MAX).map(Refusal::message).toList();
    }
}
