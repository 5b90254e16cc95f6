package io.tidemark.console.datadog;

import io.tidemark.console.access.Access;
import io.tidemark.console.api.DowntimeCalendar;
import io.tidemark.console.documents.Desk;
import io.tidemark.console.documents.Documents;
import io.tidemark.console.history.History;
import io.tidemark.console.oidc.Oidc;
import io.tidemark.console.query.Functions;
import io.tidemark.console.snapshot.Snapshots;
import java.util.Optional;
import java.util.random.RandomGenerator;

/** What the routes answer from, and write to. */
public record Sources(
        History history,
        Documents documents,
        Desk desk,
        DowntimeCalendar calendar,
        Functions functions,
        Snapshots snapshots,
        Access access,
        Optional<Oidc> oidc,
        RandomGenerator random) {}
