package io.tidemark.ingest.http;

import io.tidemark.ingest.admission.Admission;
import io.tidemark.ingest.admission.Origin;
import io.tidemark.ingest.admission.TimeRule;
import io.tidemark.ingest.admission.Verdict;
import io.tidemark.ingest.points.Points;
import io.tidemark.ingest.refusal.Reason;
import io.tidemark.ingest.refusal.Refusal;
import io.tidemark.series.Series;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * What one request's series become, whatever form they came in: each is admitted whole, or left out whole with the path of its
 * first fault.
 */
final class SeriesBatch {

    /** What a request's series are admitted by. @param pointsMax points and values of one request */
    record Rules(Admission admission, TimeRule times, int pointsMax) {}

    /**
     * What was read.
     *
     * @param refused one for each series left out
     * @param rejectedPoints points of the series left out, at least one a series
     * @param fault why the whole document is refused; the rest is then of no use
     */
    record Result(Points points, int accepted, List<Refusal> refused, long rejectedPoints, Optional<Refusal> fault) {

        static Result of(Refusal fault) {
            return new Result(new Points(), 0, List.of(), 0, Optional.of(fault));
        }
    }

    private final Rules rules;
    private final Origin origin;
    private final long nowMillis;
    private final Points points = new Points();
    private final List<Refusal> refused = new ArrayList<>();
    private int accepted;
    private long rejectedPoints;

    SeriesBatch(Rules rules, String client, long nowMillis) {
        this.rules = rules;
        this.origin = Origin.ofClient(client);
        this.nowMillis = nowMillis;
    }

    /** Takes one series that has been read. @param pointsRead good and bad ones */
    void add(SeriesDraft draft, String where, long pointsRead) {
        Optional<Refusal> fault = draft.refusal().or(() -> admit(draft));
        if (fault.isPresent()) {
            refused.add(fault.get().inside(where));
            rejectedPoints += Math.max(1, pointsRead);
        } else {
            accepted++;
        }
    }

    Result result() {
        return new Result(points, accepted, refused, rejectedPoints, Optional.empty());
    }

    Result tooManyPoints() {
        return Result.of(
                new Refusal(Reason.TOO_MANY_POINTS, "body", "", "expected at most " + rules.pointsMax() + " points"));
    }

    private Optional<Refusal> admit(SeriesDraft draft) {
        if (draft.metric.isEmpty()) {
            return Optional.of(new Refusal(Reason.MISSING_NAME, "metric", "", "expected a name"));
        }
        for (int i = 0; i < draft.size(); i++) {
            Optional<Refusal> late = rules.times().refusalOf(draft.timeMillis(i), nowMillis);
            if (late.isPresent()) {
                return Optional.of(late.get().inside("points[" + i + "]"));
            }
        }
        Verdict<Series> series =
                rules.admission().series(draft.metric, draft.tags, origin.at(draft.host, draft.device), nowMillis);
        if (!series.isAdmitted()) {
            return Optional.of(series.refusal());
        }
        String text = series.value().text();
        for (int i = 0; i < draft.size(); i++) {
            if (draft.isSketched()) {
                points.addSketch(text, draft.intervalSeconds, draft.timeMillis(i), draft.value(i), draft.sketch(i));
            } else {
                points.add(text, draft.kind, draft.intervalSeconds, draft.timeMillis(i), draft.value(i));
            }
        }
        return Optional.empty();
    }
}
