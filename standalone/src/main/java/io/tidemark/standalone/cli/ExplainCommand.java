package io.tidemark.standalone.cli;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.tidemark.avro.Alert;
import io.tidemark.avro.Attempt;
import io.tidemark.avro.Notification;
import io.tidemark.standalone.decisions.OtherGroups;
import io.tidemark.standalone.decisions.TopicScan;
import io.tidemark.topics.Topics;
import io.tidemark.wire.MalformedRecordException;
import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.apache.kafka.common.serialization.Deserializer;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Shows how an alert came about, and who was told. */
@Command(
        name = "explain",
        mixinStandardHelpOptions = true,
        description = {
            "Show how an alert came about: what was measured, expected, since when, which downtime applied, who was told"
                    + " and who was not.",
            "Exit code 0: shown; 1: there is no such alert; 2: wrong use.",
        },
        footer = {
            "  tidemark explain 5f0c1d2e3b4a59687786958473625140",
            "  tidemark explain latest --json",
        })
final class ExplainCommand implements Callable<Integer> {
    private static final String LATEST = "latest";

    @Spec
    private CommandSpec spec;

    @Mixin
    private KafkaOptions kafka;

    @Parameters(paramLabel = "ALERT", description = "Id of the alert, or its beginning; 'latest' for the latest one.")
    private String id;

    @Option(names = "--json", description = "Print the records as JSON.")
    private boolean json;

    @Override
    public Integer call() {
        kafka.createMissingTopics();
        TopicScan scan = new TopicScan(kafka.clientSettings());
        Deserializer<Alert> alerts = kafka.wire().deserializer(Alert.class);
        List<Alert> found = new ArrayList<>();
        scan.read(Topics.ALERTS.name(kafka.prefix()), Optional.empty(), record -> {
            try {
                Alert alert = alerts.deserialize("", record.value());
                if (id.equals(LATEST)) {
                    if (found.isEmpty() || !alert.getAt().isBefore(found.get(0).getAt())) {
                        found.clear();
                        found.add(alert);
                    }
                } else if (alert.getId().startsWith(id)) {
                    found.add(alert);
                }
            } catch (MalformedRecordException unreadable) {
                // Written by a later release: not the one that was asked for.
            }
        });
        if (found.isEmpty()) {
            throw CommandFault.notFound("alert", id);
        }
        if (found.stream().map(Alert::getId).distinct().count() > 1) {
            throw CommandFault.wrongUse("\"" + id + "\" begins the ids of " + found.size()
                    + " alerts (expected more of the id). [ambiguous-id]");
        }
        Alert alert = Alert.newBuilder(found.get(0))
                .setContributions(new OtherGroups(scan, kafka.wire(), kafka.prefix()).contributions(found.get(0)))
                .build();
        List<Notification> told = told(scan, alert);
        PrintWriter out = spec.commandLine().getOut();
        if (json) {
            out.println(asJson(alert, told));
        } else {
            print(alert, told, out);
        }
        return 0;
    }

    private List<Notification> told(TopicScan scan, Alert alert) {
        Deserializer<Notification> read = kafka.wire().deserializer(Notification.class);
        Map<String, Notification> latest = new LinkedHashMap<>();
        scan.read(Topics.NOTIFICATIONS.name(kafka.prefix()), Optional.of(alert.getAt()), record -> {
            try {
                Notification one = record.value() == null ? null : read.deserialize("", record.value());
                if (one != null && one.getAlertId().equals(alert.getId())) {
                    latest.put(one.getId(), one);
                }
            } catch (MalformedRecordException unreadable) {
                // Written by a later release.
            }
        });
        return List.copyOf(latest.values());
    }

    private static void print(Alert alert, List<Notification> told, PrintWriter out) {
        out.println(alert.getId() + "  " + alert.getAt() + "  " + alert.getFrom() + " -> " + alert.getTo());
        out.println("monitor   " + alert.getMonitorId() + " (" + alert.getMonitorName() + "), version "
                + alert.getConfigVersion());
        out.println("group     " + alert.getGroup());
        out.println("query     " + alert.getQuery());
        out.println("why       " + (alert.getSentence().isEmpty() ? alert.getReason() : alert.getSentence()));
        line(out, "value", alert.getValue());
        line(out, "threshold", alert.getThreshold());
        line(out, "expected", alert.getExpected());
        line(out, "sigmas", alert.getSigmas());
        line(out, "trend", alert.getTrend());
        line(out, "season", alert.getSeason());
        line(out, "rest", alert.getRest());
        if (alert.getPoints() > 0) {
            out.println("window    " + alert.getPointsOut() + " of " + alert.getPoints() + " buckets out, "
                    + alert.getWindowSeconds() + " s");
        }
        if (alert.getFirstOut() != null) {
            out.println("first out " + alert.getFirstOut());
        }
        alert.getPast().forEach(past -> out.println("before    " + past.getAt() + "  " + past.getValue()));
        alert.getContributions()
                .forEach(c -> out.println(
                        "share     " + c.getTag() + "  " + c.getBad() + " of " + c.getGroups() + " groups are bad"));
        if (!alert.getDowntimes().isEmpty()) {
            out.println("downtimes " + String.join(", ", alert.getDowntimes()));
        }
        if (told.isEmpty()) {
            out.println(
                    "told      nobody: the monitor's message names nobody for this state, or it is told of otherwise");
        }
        for (Notification one : told) {
            out.println("told      " + one.getChannel() + ":" + one.getRecipient() + "  "
                    + one.getKind() + "  " + one.getState()
                    + (one.getHeldBy().isEmpty() ? "" : " by " + String.join(", ", one.getHeldBy())));
            for (Attempt attempt : one.getAttempts()) {
                out.println("          " + attempt.getAt() + "  " + attempt.getOutcome() + "  " + attempt.getDetail());
            }
        }
    }

    private static void line(PrintWriter out, String name, Double value) {
        if (value != null) {
            out.println(String.format("%-10s", name) + value);
        }
    }

    private static String asJson(Alert alert, List<Notification> told) {
        ObjectMapper mapper = new ObjectMapper();
        try {
            ObjectNode root = mapper.createObjectNode();
            root.set("alert", mapper.readTree(alert.toString()));
            var list = root.putArray("notifications");
            for (Notification one : told) {
                Notification plain = Notification.newBuilder(one).setGraph(null).build();
                list.add(mapper.readTree(plain.toString()));
            }
            return root.toString();
        } catch (JsonProcessingException impossible) {
            throw new IllegalStateException("Avro writes JSON", impossible);
        }
    }
}
