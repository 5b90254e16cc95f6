package io.tidemark.standalone.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.tidemark.avro.DeadLetter;
import io.tidemark.testkit.broker.EmbeddedKafka;
import io.tidemark.wire.Wire;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AlterConfigOp;
import org.apache.kafka.clients.admin.ConfigEntry;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.config.ConfigResource;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The commands as a user types them, on a broker that is there; each test has a prefix of its own. */
class CommandsIT {
    private static final String GOOD = """
            kind: detector
            id: cpu
            query: avg:system.cpu.user{*} by {host}
            interval: 1m
            bounds: 3
            ---
            kind: monitor
            id: cpu-high
            name: CPU is high
            type: query alert
            query: avg(last_5m):avg:system.cpu.user{*} by {host} > 90
            message: CPU of {{host.name}} @ops@example.org
            """;
    private static final String BAD = """
            kind: detector
            id: cpu
            query: avg:system.cpu.user{*} by {host}
            interval: 7s
            bounds: -3
            ---
            kind: monitor
            id: cpu-high
            name: CPU is high
            type: query alert
            query: avg(last_5m:avg:system.cpu.user{*} > 90
            message: none
            """;

    private static EmbeddedKafka kafka;

    @TempDir
    private Path folder;

    private StringWriter out = new StringWriter();
    private StringWriter err = new StringWriter();

    @BeforeAll
    static void startKafka() {
        kafka = EmbeddedKafka.start();
    }

    @AfterAll
    static void stopKafka() {
        kafka.close();
    }

    @Test
    void documentsAreAppliedComparedShownAndDeleted() throws IOException {
        String file = file("good.yaml", GOOD);
        assertThat(run("doc.", "diff", "-f", file)).isEqualTo(1);
        assertThat(out.toString()).contains("detector cpu (new)").contains("2 would change");

        assertThat(run("doc.", "apply", "-f", file)).as(err.toString()).isZero();
        assertThat(out.toString()).contains("created   detector cpu").contains("created   monitor cpu-high");

        assertThat(run("doc.", "apply", "-f", file)).isZero();
        assertThat(out.toString()).contains("unchanged detector cpu").contains("unchanged monitor cpu-high");
        assertThat(run("doc.", "diff", "-f", file)).isZero();
        assertThat(out.toString()).contains("no differences");

        String changed = file("changed.yaml", GOOD.replace("bounds: 3", "bounds: 4"));
        assertThat(run("doc.", "diff", "-f", changed)).isEqualTo(1);
        assertThat(out.toString()).containsPattern("- +\"bounds\" : 3").containsPattern("\\+ +\"bounds\" : 4");
        assertThat(run("doc.", "apply", "-f", changed)).isZero();
        assertThat(out.toString()).contains("changed   detector cpu").contains("unchanged monitor cpu-high");

        assertThat(run("doc.", "get", "detectors")).isZero();
        assertThat(out.toString()).contains("cpu ").contains("version 1");
        assertThat(run("doc.", "get", "detector", "cpu", "--yaml")).isZero();
        assertThat(run("doc.", "diff", "-f", file("again.yaml", out.toString())))
                .as("what get prints is what apply read: %s", out)
                .isZero();

        assertThat(run("doc.", "delete", "monitor", "cpu-high")).isZero();
        assertThat(run("doc.", "get", "monitor", "cpu-high")).isEqualTo(1);
        assertThat(err.toString()).contains("no monitor \"cpu-high\"").contains("[not-found]");
        assertThat(run("doc.", "delete", "monitor", "cpu-high")).isEqualTo(1);
        assertThat(run("doc.", "get", "monitors")).isZero();
        assertThat(err.toString()).contains("there is no monitor");
        assertThat(run("doc.", "get", "widget")).isEqualTo(2);
        assertThat(err.toString()).contains("\"widget\"").contains("[unknown-kind]");
    }

    @Test
    void oneBadDocumentHoldsAllBackAndEveryFaultIsToldWithItsLine() throws IOException {
        String bad = file("bad.yaml", BAD + "---\n" + GOOD.replace("id: cpu", "id: other"));

        assertThat(run("bad.", "apply", "-f", bad)).isEqualTo(1);
        assertThat(err.toString())
                .contains("bad.yaml: 'cpu': line 4, ")
                .contains("7s")
                .contains("line 5, ")
                .contains("bounds is ")
                .contains("'cpu-high': line 11, ")
                .contains("2 of 4 documents refused; nothing was changed");
        assertThat(run("bad.", "get", "detectors")).isZero();
        assertThat(out.toString()).isEmpty();

        assertThat(run("bad.", "apply", "-f", folder.resolve("none.yaml").toString()))
                .isEqualTo(2);
        assertThat(err.toString()).contains("none.yaml").contains("[no-file]");
    }

    @Test
    void theDoctorIsContentWithFreshTopicsAndNamesTheOneThatWasChanged() throws Exception {
        assertThat(run("doctor.", "topics", "--create", "--partitions", "3")).isZero();
        assertThat(out.toString()).contains("created doctor.points").contains(" topics created");
        assertThat(run("doctor.", "topics", "--create", "--partitions", "3")).isZero();
        assertThat(out.toString()).contains("all topics are there");
        assertThat(run("doctor.", "doctor")).as(out.toString()).isZero();
        assertThat(out.toString()).contains("ok   topics").endsWith("all well\n");

        ConfigResource monitors = new ConfigResource(ConfigResource.Type.TOPIC, "doctor.monitors");
        Collection<AlterConfigOp> wrong =
                List.of(new AlterConfigOp(new ConfigEntry("cleanup.policy", "delete"), AlterConfigOp.OpType.SET));
        try (Admin admin = kafka.admin()) {
            admin.incrementalAlterConfigs(Map.of(monitors, wrong)).all().get();
        }
        assertThat(run("doctor.", "doctor")).isEqualTo(1);
        assertThat(out.toString())
                .contains("BAD  topic doctor.monitors: ")
                .contains("cleanup.policy")
                .containsPattern("fix: kafka-configs .*doctor.monitors.*cleanup\\.policy=\\[?compact")
                .endsWith("1 bad\n");
    }

    @Test
    void recordsPutAsideAreListedNewestFirstAndShownWithTheirBytes() throws Exception {
        assertThat(run("dead.", "dead-letters", "list")).isEqualTo(1);
        assertThat(err.toString()).contains("\"dead.dead-letters\"").contains("[no-topic]");
        run("dead.", "topics", "--create", "--partitions", "1");
        assertThat(run("dead.", "dead-letters", "list")).isZero();
        assertThat(out.toString()).contains("none");

        Map<String, Object> settings = Map.of("bootstrap.servers", kafka.bootstrapServers(), "acks", "all");
        try (KafkaProducer<byte[], DeadLetter> producer = new KafkaProducer<>(
                settings, new ByteArraySerializer(), Wire.singleObject().serializer(DeadLetter.class))) {
            for (int i = 0; i < 3; i++) {
                producer.send(new ProducerRecord<>("dead.dead-letters", letter(i)))
                        .get();
            }
        }
        assertThat(run("dead.", "dead-letters", "list", "--limit", "2")).isZero();
        List<String> lines = out.toString().lines().toList();
        assertThat(lines.get(0)).startsWith("0-2 ").contains("bad-magic").contains("letter 2");
        assertThat(lines.get(1)).startsWith("0-1 ");
        assertThat(lines.get(2)).isEqualTo("2 shown, about 3 kept");

        assertThat(run("dead.", "dead-letters", "show", "0-1")).isZero();
        assertThat(out.toString())
                .contains("reason   bad-magic")
                .contains("from     dead.points partition 0 offset 1")
                .contains("value: 3 bytes")
                .contains("01 62 0a")
                .contains(".b.");
        assertThat(run("dead.", "dead-letters", "show", "0-99")).isEqualTo(1);
        assertThat(err.toString()).contains("[not-found]");
        assertThat(run("dead.", "dead-letters", "show", "yesterday")).isEqualTo(2);
        assertThat(err.toString()).contains("\"yesterday\"").contains("[bad-id]");
    }

    @Test
    void aCsvIsPublishedAndItsBadRowsAreCountedAndNamed() throws IOException {
        String good = file("good.csv", "timestamp,value\n1700000000,1\n1700000060,2.5\n");
        assertThat(run("csv.", "replay", "--csv", good, "--metric", "m", "--tags", "a:b"))
                .isZero();
        assertThat(out.toString()).contains("published 2 points of m{a:b}").contains("0 rows rejected");

        String bad = file("bad.csv", "1700000000,1\n1700000060,none\nyesterday,2\n1700000120,3\n");
        assertThat(run("csv.", "replay", "--csv", bad, "--metric", "m")).isEqualTo(1);
        assertThat(out.toString()).contains("published 2 points of m").contains("2 rows rejected");
        assertThat(err.toString())
                .contains("bad.csv: line 2: value is \"none\"")
                .contains("bad.csv: line 3: timestamp is \"yesterday\"");

        String worse = file("worse.csv", "nothing\n");
        assertThat(run("csv.", "replay", "--csv", worse, "--metric", "m")).isEqualTo(1);
        assertThat(err.toString()).contains("[no-rows]");
        assertThat(run("csv.", "replay", "--csv", good, "--metric", "m", "--speed", "0"))
                .isEqualTo(2);
        assertThat(err.toString()).contains("[bad-speed]");
        assertThat(run("csv.", "replay", "--csv", good, "--metric", "")).isEqualTo(2);
        assertThat(err.toString()).contains("[bad-series]");
        assertThat(run("csv.", "replay", "--csv", "/no/such.csv", "--metric", "m"))
                .isEqualTo(2);
        assertThat(err.toString()).contains("\"/no/such.csv\"").contains("[no-file]");
    }

    @Test
    void exportsOfDatadogAreImportedAndComeBackAsTheyWere() throws IOException {
        ObjectMapper mapper = new ObjectMapper();
        Path exported = Path.of("..", "alerting", "src", "test", "resources");
        List<Path> monitors = json(exported.resolve("datadog"));
        List<Path> downtimes = json(exported.resolve("datadog-downtimes"));
        ArrayNode list = mapper.createArrayNode();
        for (Path monitor : monitors) {
            list.add(mapper.readTree(monitor.toFile()));
        }
        list.addObject()
                .put("id", 5)
                .put("name", "Slow trace")
                .put("type", "trace-analytics alert")
                .put("query", "x");
        String asList = file("monitors.json", list.toString());
        ObjectNode answer = mapper.createObjectNode();
        ArrayNode data = answer.putArray("data");
        for (Path downtime : downtimes) {
            ObjectNode attributes = (ObjectNode) mapper.readTree(downtime.toFile());
            data.addObject().put("type", "downtime").set("attributes", attributes);
            ((ObjectNode) data.get(data.size() - 1)).set("id", attributes.remove("id"));
        }
        String asAnswer = file("downtimes.json", answer.toString());

        assertThat(run("dd.", "import", "datadog", asList, asAnswer, "--dry-run"))
                .isEqualTo(1);
        assertThat(out.toString()).contains("good      monitor 71001").contains(" good, 1 refused");
        assertThat(run("dd.", "import", "datadog", asList, asAnswer)).isEqualTo(1);
        assertThat(out.toString()).contains((monitors.size() + downtimes.size()) + " imported, 1 refused");
        assertThat(err.toString()).contains("Slow trace").contains("[unknown-monitor-type]");
        for (Path monitor : monitors) {
            JsonNode posted = mapper.readTree(monitor.toFile());
            assertThat(run("dd.", "get", "monitor", posted.get("id").asText())).isZero();
            assertThat(mapper.readTree(out.toString())).as(monitor.toString()).isEqualTo(posted);
        }
        for (Path downtime : downtimes) {
            JsonNode posted = mapper.readTree(downtime.toFile());
            assertThat(run("dd.", "get", "downtime", posted.get("id").asText())).isZero();
            assertThat(mapper.readTree(out.toString())).as(downtime.toString()).isEqualTo(posted);
        }
    }

    private static List<Path> json(Path folder) throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            return files.filter(one -> one.toString().endsWith(".json"))
                    .sorted()
                    .toList();
        }
    }

    @Test
    void anAlertIsExplainedFromTheRecordsAndAQuietSeriesIsAskedWhyNot() throws Exception {
        String monitor = file("cpu.yaml", """
                kind: monitor
                id: cpu-high
                name: CPU is high
                type: query alert
                query: avg(last_2m):avg:cpu{*} by {dc,host} > 90
                message: "@ops@example.org @nobody"
                options: {new_group_delay: 0}
                """);
        assertThat(run("why.", "topics", "--create", "--partitions", "2")).isZero();
        assertThat(run("why.", "apply", "-f", monitor)).as(err.toString()).isZero();
        AlertedCpu records = new AlertedCpu(kafka.bootstrapServers(), "why.");
        records.publish(folder.resolve("cpu.yaml"));

        assertThat(run("why.", "explain", "latest")).as(err.toString()).isZero();
        assertThat(out.toString())
                .contains("OK -> ALERT")
                .contains("why       Average over the last 2 m is 95")
                .contains("share     dc:x  2 of 3 groups are bad")
                .contains("told      email:ops@example.org  TRIGGERED  PENDING")
                .contains("told      unknown:@nobody  TRIGGERED  HELD by limit:unknown-recipient");
        assertThat(run("why.", "explain", "latest", "--json")).isZero();
        JsonNode explained = new ObjectMapper().readTree(out.toString());
        assertThat(explained.at("/alert/contributions/0/tag").asText()).isEqualTo("dc:x");
        assertThat(explained.at("/alert/bucketValue").asDouble()).isEqualTo(95);
        assertThat(explained.at("/notifications")).hasSize(2);
        assertThat(run("why.", "explain", "0000")).isEqualTo(1);
        assertThat(err.toString()).contains("[not-found]");

        String time = records.end().toString();
        assertThat(run("why.", "why-not", "cpu{dc:y,host:d}", time))
                .as(err.toString())
                .isZero();
        assertThat(out.toString())
                .contains("cpu-high  dc:y,host:d  NOT_BEYOND")
                .contains("would have fired: Either a threshold below 50 instead of 90");
        assertThat(run("why.", "why-not", "cpu{dc:x,host:a}", time)).isZero();
        assertThat(out.toString()).contains("Message: ").contains("TRIGGERED to ops@example.org");
        assertThat(run("why.", "why-not", "disk{host:a}", time)).isEqualTo(1);
        assertThat(out.toString()).contains("NO_MONITOR");
        assertThat(run("why.", "why-not", "cpu{host:a}", "yesterday")).isEqualTo(2);
        assertThat(err.toString()).contains("[bad-instant]");
    }

    private int run(String prefix, String... command) {
        out = new StringWriter();
        err = new StringWriter();
        List<String> args = new ArrayList<>(List.of(command));
        args.addAll(List.of("--bootstrap-servers", kafka.bootstrapServers(), "--prefix", prefix));
        return Tidemark.commandLine()
                .setOut(new PrintWriter(out, true))
                .setErr(new PrintWriter(err, true))
                .execute(args.toArray(String[]::new));
    }

    private String file(String name, String text) throws IOException {
        return Files.writeString(folder.resolve(name), text).toString();
    }

    private static DeadLetter letter(int i) {
        return DeadLetter.newBuilder()
                .setReason("bad-magic")
                .setDetail("letter " + i)
                .setAt(Instant.ofEpochSecond(1_700_000_000L + i))
                .setBy("detectors")
                .setTopic("dead.points")
                .setPartition(0)
                .setOffset(i)
                .setKey(null)
                .setValue(ByteBuffer.wrap("\u0001b\n".getBytes(StandardCharsets.US_ASCII)))
                .build();
    }
}
