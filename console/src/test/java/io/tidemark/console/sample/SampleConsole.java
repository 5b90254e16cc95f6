package io.tidemark.console.sample;

import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import io.tidemark.console.api.DowntimeCalendar;
import io.tidemark.console.api.Mails;
import io.tidemark.console.app.ConsoleApp;
import io.tidemark.console.app.ConsoleSettings;
import io.tidemark.console.history.HistorySettings;
import io.tidemark.console.query.NoFunctions;
import io.tidemark.testkit.broker.EmbeddedKafka;
import io.tidemark.topics.TopicAdmin;
import io.tidemark.topics.Topics;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/** A console over a {@link SampleWeek} on an embedded broker. Run {@link #main} to look at the page by hand. */
public final class SampleConsole implements AutoCloseable {

    private static final Map<String, String> DOCUMENTS = Map.of(
            "detectors/" + SampleWeek.DETECTOR,
            """
                    {"id":"db-connections","name":"Database connections","query":"avg:postgresql.connections{*}",\
                    "interval":"1m","model":"sarima"}""",
            "detectors/request-time",
            """
                    {"id":"request-time","name":"Request time","query":"avg:shop.request.time{env:prod} by {host}",\
                    "interval":"1m","model":"sarima"}""",
            "detectors/orders",
            """
                    {"id":"orders","name":"Orders","query":"sum:shop.orders{env:prod}.as_count()",\
                    "interval":"1m","model":"sarima","direction":"below"}""",
            "downtimes/nightly",
            """
                    {"id":"nightly","scope":"*","message":"Nobody gets up for this.",\
                    "monitor_identifier":{"monitor_tags":["*"]},\
                    "schedule":{"timezone":"Europe/Paris","recurrences":[\
                    {"start":"2026-01-01T19:00:00","duration":"14h","rrule":"FREQ=DAILY;INTERVAL=1"}]}}""");

    private final EmbeddedKafka kafka;
    private final ConsoleSettings settings;
    private final ConsoleApp.Extras extras;
    private final int anomalies;
    private ConsoleApp app;

    private SampleConsole(EmbeddedKafka kafka, ConsoleSettings settings, ConsoleApp.Extras extras, int anomalies) {
        this.kafka = kafka;
        this.settings = settings;
        this.extras = extras;
        this.anomalies = anomalies;
        restart(false);
    }

    /** Starts a broker, writes the week, starts the console. */
    public static SampleConsole start(Path folder, int port, Instant end) {
        EmbeddedKafka kafka = EmbeddedKafka.start();
        TopicAdmin.createMissing(kafka.admin(), Topics.PREFIX, 2, Optional.of((short) 1));
        int anomalies;
        try (KafkaProducer<byte[], byte[]> producer = producer(kafka)) {
            anomalies = new SampleWeek(
                            (topic, key, value) -> producer.send(
                                    new ProducerRecord<>(topic.name(Topics.PREFIX), SampleWeek.utf8(key), value)),
                            Topics.PREFIX,
                            end)
                    .write();
            DOCUMENTS.forEach((place, json) -> producer.send(new ProducerRecord<>(
                    Topics.PREFIX + place.substring(0, place.indexOf('/')),
                    SampleWeek.utf8(place.substring(place.indexOf('/') + 1)),
                    SampleWeek.utf8(json))));
            producer.flush();
        }
        ConsoleSettings settings = ConsoleSettings.of(
                        kafka.bootstrapServers(), HistorySettings.in(folder.resolve("history")))
                .withPort(port);
        DowntimeCalendar calendar = (document, after, max) ->
                List.of(new DowntimeCalendar.Occurrence(end.plusSeconds(3 * 3600), end.plusSeconds(17 * 3600)));
        return new SampleConsole(
                kafka,
                settings,
                new ConsoleApp.Extras(Optional.of(new SampleMails(end)), calendar, new NoFunctions(), Optional.empty()),
                anomalies);
    }

    /** Stops the console, if it runs, and starts it again on the same history. */
    public void restart(boolean rebuild) {
        if (app != null) {
            app.close();
        }
        app = ConsoleApp.start(
                rebuild ? settings.rebuilt() : settings,
                extras,
                Clock.systemUTC(),
                new PrometheusMeterRegistry(PrometheusConfig.DEFAULT));
    }

    public ConsoleApp app() {
        return app;
    }

    public EmbeddedKafka kafka() {
        return kafka;
    }

    /** Anomalous buckets in the week. */
    public int anomalies() {
        return anomalies;
    }

    public static KafkaProducer<byte[], byte[]> producer(EmbeddedKafka kafka) {
        Map<String, Object> settings = new HashMap<>();
        settings.put(ProducerConfig.BOOTSTRAP_SERVERS_CONFIG, kafka.bootstrapServers());
        settings.put(ProducerConfig.LINGER_MS_CONFIG, 20);
        return new KafkaProducer<>(settings, new ByteArraySerializer(), new ByteArraySerializer());
    }

    @Override
    public void close() {
        app.close();
        kafka.close();
    }

    /** Arguments: a folder for the history, and a port. Ends when standard input does. */
    public static void main(String[] args) throws IOException {
        try (SampleConsole console = start(Path.of(args[0]), Integer.parseInt(args[1]), Instant.now())) {
            System.out.println("http://127.0.0.1:" + console.app().port() + "/");
            while (System.in.read() >= 0) {
                // Wait for the end of the input.
            }
        }
    }

    private record SampleMails(Instant end) implements Mails {

        @Override
        public List<MailHead> list(int limit) {
            return List.of(head());
        }

        @Override
        public Optional<Mail> get(String id) {
            return id.equals("m1")
                    ? Optional.of(new Mail(
                            head(),
                            "<html><body><h1>Unusual number of connections</h1><p>100 % of 15 minutes were out of band."
                                    + "</p><script>parent.document.title='bad'</script></body></html>",
                            "Unusual number of connections",
                            "Subject: x\r\n\r\nUnusual number of connections"))
                    : Optional.empty();
        }

        private MailHead head() {
            return new MailHead(
                    "m1",
                    end.minusSeconds(300),
                    "tidemark@localhost",
                    "oncall@example.org",
                    "[Alert] Unusual number of connections");
        }
    }
}
