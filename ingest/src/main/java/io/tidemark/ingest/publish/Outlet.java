package io.tidemark.ingest.publish;

import io.tidemark.avro.Event;
import io.tidemark.avro.ServiceCheck;
import io.tidemark.ingest.points.Points;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/**
 * Where doors hand over what they admitted. Does not block. A receipt comes once Kafka has acknowledged (publisher), or once
 * the queue that brings it there has it (forwarder).
 */
public interface Outlet {

    /** @param source the door, for people: {@code dogstatsd}, {@code api-v1} */
    CompletableFuture<Receipt> points(Points points, String source);

    CompletableFuture<Receipt> event(Event event);

    CompletableFuture<Receipt> check(ServiceCheck check);

    /** The tags that an agent says its host has, for the configuration topic of host tags. */
    CompletableFuture<Receipt> hostTags(String host, List<String> tags);
}
