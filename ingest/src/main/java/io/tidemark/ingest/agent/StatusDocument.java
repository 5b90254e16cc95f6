package io.tidemark.ingest.agent;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.tidemark.ingest.collector.CheckStatus;
import io.tidemark.ingest.forward.Forwarder;
import io.tidemark.ingest.publish.Ledger;
import io.tidemark.ingest.refusal.Reason;
import io.tidemark.ingest.refusal.Refusals;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.UnaryOperator;

/** What {@code agent status} shows, as a JSON document. */
final class StatusDocument {

    private static final ObjectMapper JSON = new ObjectMapper();

    /** What is known of the agent at one instant. @param statsdPort -1 where it is off */
    record Facts(
            AgentConfig config,
            Duration uptime,
            List<Supervisor.Status> parts,
            List<CheckStatus> checks,
            int statsdPort,
            Ledger.Balance samples,
            Ledger.Balance books,
            Optional<Forwarder.Status> forwarder,
            Refusals refusals) {}

    private final Map<String, Object> document = new LinkedHashMap<>();
    private final List<String> problems = new ArrayList<>();
    private final UnaryOperator<String> mask;

    /** @param mask hides secrets */
    StatusDocument(Facts facts, UnaryOperator<String> mask) {
        this.mask = mask;
        document.put("healthy", false);
        document.put("host", facts.config().settings().collector().host());
        document.put("tags", facts.config().settings().collector().tags());
        document.put("uptime_seconds", facts.uptime().toSeconds());
        document.put("problems", problems);
        document.put("notes", facts.config().notes());
        document.put("parts", facts.parts().stream().map(this::part).toList());
        document.put("checks", facts.checks().stream().map(this::check).toList());
        document.put("dogstatsd", dogstatsd(facts));
        document.put("forwarder", facts.forwarder().map(this::forwarder).orElse(Map.of()));
        document.put("books", books(facts.books()));
        document.put("outcomes", outcomes(facts.refusals()));
        facts.config().faults().forEach(fault -> problems.add(mask.apply(fault)));
        document.put("healthy", problems.isEmpty());
    }

    boolean isHealthy() {
        return problems.isEmpty();
    }

    String json() {
        try {
            return JSON.writerWithDefaultPrettyPrinter().writeValueAsString(document);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("a map of texts and numbers has no JSON form", e);
        }
    }

    private Map<String, Object> part(Supervisor.Status part) {
        Map<String, Object> map = new LinkedHashMap<>();
        map.put("name", part.name());
        map.put("state", part.state());
        map.put("restarts", part.restarts());
        map.put("last_error", mask.apply(part.lastError()));
        if (part.state().equals("down")) {
            problems.add("part " + part.name() + " is down: " + mask.apply(part.lastError()));
        }
        return map;
    }

    private Map<String, Object> check(CheckStatus check) {
        Map<String, Object> map = new LinkedHashMap<>();
        map.put("name", check.name());
        map.put("instance", check.index());
        map.put("source", check.source());
        map.put("interval_seconds", check.interval().toMillis() / 1_000.0);
        map.put("runs", check.runs());
        map.put("failures", check.failures());
        map.put("skipped", check.skipped());
        map.put("overdue", check.overdue());
        map.put("running", check.running());
        map.put("last_samples", check.lastSamples());
        map.put("samples", check.samples());
        map.put("events", check.events());
        map.put("service_checks", check.serviceChecks());
        map.put("refused", check.refused());
        map.put("average_ms", check.average().toNanos() / 1e6);
        map.put("last_ms", check.last().toNanos() / 1e6);
        map.put("last_error", mask.apply(check.lastError()));
        if (!check.isHealthy()) {
            problems.add("check " + check.name() + "[" + check.index() + "]: " + mask.apply(check.lastError()));
        }
        return map;
    }

    private static Map<String, Object> dogstatsd(Facts facts) {
        Map<String, Object> map = new LinkedHashMap<>();
        if (facts.statsdPort() >= 0) {
            map.put("port", facts.statsdPort());
            map.putAll(books(facts.samples()));
        }
        return map;
    }

    private Map<String, Object> forwarder(Forwarder.Status forwarder) {
        Map<String, Object> map = new LinkedHashMap<>();
        map.put("target", forwarder.target());
        map.put("connected", forwarder.connected());
        map.put("queued", forwarder.level().items());
        map.put("queued_entries", forwarder.level().entries());
        map.put("queued_disk_bytes", forwarder.level().diskBytes());
        map.put("queued_memory_bytes", forwarder.level().memoryBytes());
        map.put("durable", forwarder.durable());
        map.put("sent", forwarder.books().published());
        map.put("dropped", forwarder.books().dropped());
        map.put("damaged_bytes", forwarder.level().damagedBytes());
        map.put("disk_fault", forwarder.diskFault());
        map.put("last_error", mask.apply(forwarder.lastError()));
        if (!forwarder.connected()) {
            String why = forwarder.lastError().isEmpty() ? "no answer yet" : mask.apply(forwarder.lastError());
            problems.add("forwarder to " + forwarder.target() + " is not connected: " + why);
        }
        if (!forwarder.diskFault().isEmpty()) {
            problems.add("the queue is in memory only: " + forwarder.diskFault());
        }
        return map;
    }

    private static Map<String, Object> books(Ledger.Balance books) {
        Map<String, Object> map = new LinkedHashMap<>();
        map.put("received", books.received());
        map.put("published", books.published());
        map.put("rejected", books.rejected());
        map.put("dropped", books.dropped());
        map.put("in_flight", books.inFlight());
        map.put("unexplained", books.unexplained());
        return map;
    }

    private static Map<String, Object> outcomes(Refusals refusals) {
        Map<String, Object> map = new LinkedHashMap<>();
        for (Reason reason : Reason.values()) {
            if (refusals.of(reason) > 0) {
                map.put(reason.id(), refusals.of(reason));
            }
        }
        return map;
    }
}
