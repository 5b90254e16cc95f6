package io.tidemark.ingest.admission;

import io.tidemark.avro.Event;
import io.tidemark.avro.EventPriority;
import io.tidemark.avro.EventType;
import io.tidemark.ingest.refusal.Reason;
import io.tidemark.ingest.refusal.Refusal;
import io.tidemark.ingest.refusal.Tally;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.function.Supplier;

/** Clients' events, whatever way they came: title up to 100 characters, text up to 4,000, tags by the rule for tags. */
public final class EventRule {

    private static final int TITLE_MAX = 100;
    private static final int TEXT_MAX = 4_000;
    private static final int SHORT_MAX = 200;

    /**
     * What a client said.
     *
     * @param atMillis when, Unix milliseconds
     * @param alertType as in Datadog's API; unknown words mean info
     * @param door who took it in, where the client names no source
     */
    public record Said(
            String title,
            String text,
            long atMillis,
            String host,
            String aggregationKey,
            boolean lowPriority,
            String source,
            String alertType,
            Collection<String> tags,
            String door) {}

    private final Admission admission;
    private final Tally tally;
    private final Supplier<String> ids;

    public EventRule(Admission admission, Tally tally, Supplier<String> ids) {
        this.admission = admission;
        this.tally = tally;
        this.ids = ids;
    }

    public Verdict<Event> admit(Said said) {
        if (said.title().isBlank()) {
            return Verdict.refused(new Refusal(Reason.MISSING_NAME, "title", said.title(), "expected a title"));
        }
        Verdict<List<String>> tags = admission.tags(said.tags(), said.host());
        if (!tags.isAdmitted()) {
            return Verdict.refused(tags.refusal());
        }
        return Verdict.admitted(Event.newBuilder()
                .setId(ids.get())
                .setAt(Instant.ofEpochMilli(said.atMillis()))
                .setTitle(cut(said.title(), TITLE_MAX))
                .setText(cut(said.text(), TEXT_MAX))
                .setAlertType(typeOf(said.alertType()))
                .setPriority(said.lowPriority() ? EventPriority.LOW : EventPriority.NORMAL)
                .setHost(cut(said.host(), SHORT_MAX))
                .setSource(cut(said.source().isEmpty() ? said.door() : said.source(), SHORT_MAX))
                .setAggregationKey(cut(said.aggregationKey(), TITLE_MAX))
                .setTags(tags.value())
                .build());
    }

    private static EventType typeOf(String word) {
        return switch (word.toLowerCase(Locale.ROOT)) {
            case "error" -> EventType.ERROR;
            case "warning" -> EventType.WARNING;
            case "success" -> EventType.SUCCESS;
            default -> EventType.INFO;
        };
    }

    private String cut(String text, int max) {
        if (text.length() <= max) {
            return text;
        }
        tally.count(Reason.CUT_TEXT);
        int end = Character.isHighSurrogate(text.charAt(max - 1)) ? max - 1 : max;
        return text.substring(0, end);
    }
}
