package io.tidemark.ingest.http;

import java.util.concurrent.CompletableFuture;

/** What stands behind one route: takes an inflated body, answers once Kafka has. */
interface Door {

    /** @param sender for people */
    CompletableFuture<Answer> take(byte[] body, String sender);
}
