package io.tidemark.ingest.admission;

import io.tidemark.avro.CheckStatus;
import io.tidemark.avro.ServiceCheck;
import io.tidemark.ingest.refusal.Reason;
import io.tidemark.ingest.refusal.Refusal;
import java.time.Instant;
import java.util.Collection;
import java.util.List;

/** Clients' service checks: a name by the rule for names, a status of four, tags by the rule for tags. */
public final class CheckRule {

    private static final int MESSAGE_MAX = 4_000;

    /**
     * What a client said.
     *
     * @param status 0 OK, 1 WARNING, 2 CRITICAL, 3 UNKNOWN
     * @param atMillis when, Unix milliseconds
     */
    public record Said(String name, long status, long atMillis, String host, String message, Collection<String> tags) {}

    private final Admission admission;

    public CheckRule(Admission admission) {
        this.admission = admission;
    }

    public Verdict<ServiceCheck> admit(Said said) {
        if (said.status() < 0 || said.status() > 3) {
            return Verdict.refused(
                    new Refusal(Reason.BAD_STATUS, "status", Long.toString(said.status()), "expected 0, 1, 2 or 3"));
        }
        Verdict<String> name = admission.name(said.name());
        if (!name.isAdmitted()) {
            return Verdict.refused(name.refusal());
        }
        Verdict<List<String>> tags = admission.tags(said.tags(), said.host());
        if (!tags.isAdmitted()) {
            return Verdict.refused(tags.refusal());
        }
        String message = said.message();
        return Verdict.admitted(ServiceCheck.newBuilder()
                .setCheck(name.value())
                .setStatus(CheckStatus.values()[(int) said.status()])
                .setAt(Instant.ofEpochMilli(said.atMillis()))
                .setHost(said.host())
                .setMessage(message.length() > MESSAGE_MAX ? message.substring(0, MESSAGE_MAX) : message)
                .setTags(tags.value())
                .build());
    }
}
