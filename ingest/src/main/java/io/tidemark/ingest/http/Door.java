package io.tidemark.ingest.http;

import java.util.Map;
import java.util.concurrent.CompletableFuture;

/** What stands behind one route: takes an inflated body, answers once Kafka has. */
interface Door {

    CompletableFuture<Answer> take(byte[] body, Caller caller);

    /** What an agent is told that only asks whether anybody is there. */
    default Answer idle() {
        return Answer.of(202, Map.of("status", "ok"));
    }
}
