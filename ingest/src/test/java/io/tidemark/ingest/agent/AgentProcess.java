package io.tidemark.ingest.agent;

import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import io.tidemark.avro.PointKind;
import io.tidemark.ingest.points.Points;
import io.tidemark.ingest.publish.Ledger;
import java.nio.file.Path;
import java.time.Clock;
import java.util.Optional;

/**
 * An agent that can be killed: {@code AgentProcess FOLDER FIRST_NUMBER}. Hands over one point a time, its value a number that
 * rises, and prints {@code taken N} once the queue has it, and now and then its books: {@code books RECEIVED PUBLISHED REJECTED
 * DROPPED IN_FLIGHT}. Ends when its input ends.
 */
public final class AgentProcess {

    private static final int EVERY_MILLIS = 4;
    private static final int BOOKS_EVERY = 25;

    private AgentProcess() {}

    public static void main(String[] args) throws Exception {
        long next = Long.parseLong(args[1]);
        try (Agent agent = Agent.start(
                Optional.of(Path.of(args[0])),
                name -> null,
                Overrides.of("127.0.0.1:1"),
                new PrometheusMeterRegistry(PrometheusConfig.DEFAULT),
                Clock.systemUTC())) {
            System.out.println("ready");
            while (System.in.available() == 0) {
                Points points = new Points();
                points.add("it.number{}", PointKind.GAUGE, 0, System.currentTimeMillis(), next);
                if (agent.outlet().points(points, "test").get().isWhole()) {
                    System.out.println("taken " + next);
                }
                if (next % BOOKS_EVERY == 0) {
                    Ledger.Balance books = agent.books();
                    System.out.printf(
                            "books %d %d %d %d %d%n",
                            books.received(), books.published(), books.rejected(), books.dropped(), books.inFlight());
                }
                next++;
                Thread.sleep(EVERY_MILLIS);
            }
        }
        System.exit(0);
    }
}
