package io.tidemark.broker;

import java.nio.file.Path;
import java.util.Properties;

/** Kafka's settings for one small broker that is its own controller. */
final class BrokerConfig {
    static final int NODE_ID = 1;
    static final String CONTROLLER_LISTENER = "CONTROLLER";

    private BrokerConfig() {}

    static Properties of(BrokerSettings settings, BrokerPorts ports, Path logs) {
        Properties p = new Properties();
        p.setProperty("process.roles", "broker,controller");
        p.setProperty("node.id", Integer.toString(NODE_ID));
        p.setProperty("controller.quorum.voters", NODE_ID + "@127.0.0.1:" + ports.controller());
        p.setProperty(
                "listeners",
                "PLAINTEXT://127.0.0.1:" + ports.client() + "," + CONTROLLER_LISTENER + "://127.0.0.1:"
                        + ports.controller());
        p.setProperty("advertised.listeners", "PLAINTEXT://127.0.0.1:" + ports.client());
        p.setProperty("listener.security.protocol.map", "PLAINTEXT:PLAINTEXT," + CONTROLLER_LISTENER + ":PLAINTEXT");
        p.setProperty("controller.listener.names", CONTROLLER_LISTENER);
        p.setProperty("inter.broker.listener.name", "PLAINTEXT");
        p.setProperty("log.dirs", logs.toString());

        // One node: one replica of everything internal, and few partitions of it, because each costs files and memory.
        for (String topic : new String[] {"offsets.topic", "transaction.state.log", "share.coordinator.state.topic"}) {
            p.setProperty(topic + ".replication.factor", "1");
            p.setProperty(topic + ".num.partitions", "4");
        }
        p.setProperty("transaction.state.log.min.isr", "1");
        p.setProperty("share.coordinator.state.topic.min.isr", "1");
        p.setProperty("default.replication.factor", "1");
        p.setProperty("auto.create.topics.enable", "false");

        // Nobody to wait for: groups form at once, and a killed member or broker is given up quickly. After kill -9 a
        // restart takes 17 s with the default of 9 s, 9 s with this.
        p.setProperty("group.initial.rebalance.delay.ms", "0");
        p.setProperty("group.streams.initial.rebalance.delay.ms", "0");
        p.setProperty("group.min.session.timeout.ms", "1000");
        // A killed member's open transaction holds readers back until it is found: looked for each second, not each
        // ten.
        p.setProperty("transaction.abort.timed.out.transaction.cleanup.interval.ms", "1000");
        p.setProperty("broker.session.timeout.ms", "2000");
        p.setProperty("broker.heartbeat.interval.ms", "500");

        // Smaller than a data centre's: 128 MiB of cleaner buffer would be a third of our heap.
        p.setProperty("log.cleaner.dedupe.buffer.size", Integer.toString(8 << 20));
        p.setProperty("log.cleaner.io.buffer.size", Integer.toString(256 << 10));
        p.setProperty("num.network.threads", "2");
        p.setProperty("num.io.threads", "4");
        p.setProperty("background.threads", "2");
        p.setProperty("num.recovery.threads.per.data.dir", "2");
        p.setProperty("log.index.size.max.bytes", Integer.toString(2 << 20));

        settings.overrides().forEach(p::setProperty);
        return p;
    }
}
