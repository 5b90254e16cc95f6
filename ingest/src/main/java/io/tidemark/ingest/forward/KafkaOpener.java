package io.tidemark.ingest.forward;

import io.tidemark.wire.Wire;

/** Opens links to one Kafka for one queue. */
public final class KafkaOpener implements Link.Opener {

    private final KafkaClients clients;
    private final Wire wire;
    private final String prefix;
    private final String queueId;
    private final String target;

    /** @param target for people */
    public KafkaOpener(KafkaClients clients, Wire wire, String prefix, String queueId, String target) {
        this.clients = clients;
        this.wire = wire;
        this.prefix = prefix;
        this.queueId = queueId;
        this.target = target;
    }

    @Override
    public Link open() {
        return KafkaLink.open(clients, wire, prefix, queueId);
    }

    @Override
    public String target() {
        return target;
    }
}
