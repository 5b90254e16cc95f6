package io.tidemark.ingest.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.datadog.api.client.ApiClient;
import com.datadog.api.client.v1.api.AuthenticationApi;
import com.datadog.api.client.v1.api.EventsApi;
import com.datadog.api.client.v1.api.ServiceChecksApi;
import com.datadog.api.client.v1.model.DistributionPointItem;
import com.datadog.api.client.v1.model.DistributionPointsContentEncoding;
import com.datadog.api.client.v1.model.DistributionPointsPayload;
import com.datadog.api.client.v1.model.DistributionPointsSeries;
import com.datadog.api.client.v1.model.EventAlertType;
import com.datadog.api.client.v1.model.EventCreateRequest;
import com.datadog.api.client.v1.model.EventPriority;
import com.datadog.api.client.v1.model.MetricsPayload;
import com.datadog.api.client.v1.model.Series;
import com.datadog.api.client.v1.model.ServiceCheckStatus;
import com.datadog.api.client.v2.api.MetricsApi;
import com.datadog.api.client.v2.model.MetricContentEncoding;
import com.datadog.api.client.v2.model.MetricIntakeType;
import com.datadog.api.client.v2.model.MetricPayload;
import com.datadog.api.client.v2.model.MetricPoint;
import com.datadog.api.client.v2.model.MetricResource;
import com.datadog.api.client.v2.model.MetricSeries;
import com.timgroup.statsd.Event;
import com.timgroup.statsd.NonBlockingStatsDClient;
import com.timgroup.statsd.NonBlockingStatsDClientBuilder;
import com.timgroup.statsd.ServiceCheck;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import io.tidemark.ingest.aggregate.AggregateSettings;
import io.tidemark.ingest.collector.CollectorSettings;
import io.tidemark.ingest.http.HttpSettings;
import io.tidemark.ingest.statsd.StatsdSettings;
import io.tidemark.testkit.broker.EmbeddedKafka;
import io.tidemark.testkit.node.NodeProject;
import io.tidemark.testkit.process.ChildJvm;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Goal: what other people's clients send, unchanged, stands on the topics of a real broker, exactly that and nothing else. */
class RealClientsIT {

    private static final int PARTITIONS = 3;
    /** The one that has Debian's packages. */
    private static final String PYTHON = "/usr/bin/python3";

    private static final Path CLIENTS = Path.of("src", "test", "clients");

    @TempDir
    private static Path folder;

    private static EmbeddedKafka kafka;
    private static IngestApp app;
    private static Published published;

    @BeforeAll
    static void start() {
        kafka = EmbeddedKafka.start();
        // Short buckets, and no zeros after a counter: what is asked is what arrived.
        AggregateSettings everySecond = new AggregateSettings(1, 0, 20, List.of("max", "count"), List.of(0.95), 1_000);
        StatsdSettings statsd = StatsdSettings.DEFAULTS
                .withPort(0)
                .withSocket(folder.resolve("dsd.socket"))
                .withStreamSocket(folder.resolve("stream.socket"));
        app = IngestApp.start(
                IngestSettings.defaults(kafka.bootstrapServers())
                        .withPrefix("clients-it.")
                        .withPartitions(PARTITIONS)
                        .withHttp("127.0.0.1", OptionalInt.of(0))
                        .withHttpLimits(HttpSettings.DEFAULTS.withApiKeys(Set.of("known")))
                        .withStatsd(Optional.of(statsd))
                        .withCollector(CollectorSettings.off())
                        .withAggregate(everySecond),
                new PrometheusMeterRegistry(PrometheusConfig.DEFAULT),
                Clock.systemUTC());
        await().atMost(Duration.ofSeconds(60)).until(app::isReady);
        published = new Published(kafka.bootstrapServers(), "clients-it.", PARTITIONS);
    }

    @AfterAll
    static void stop() {
        published.close();
        app.close();
        assertThat(app.points().unexplained()).isZero();
        assertThat(app.samples().unexplained()).isZero();
        assertThat(app.samples().rejected())
                .as("refused of what real clients send")
                .isZero();
        kafka.close();
    }

    @ParameterizedTest
    @ValueSource(strings = {"udp", "unixgram", "unixstream"})
    void datadogsJavaDogStatsDClient(String transport) {
        String address = transport.equals("udp")
                ? "127.0.0.1:" + app.statsdPort()
                : "unix" + transport.substring(4) + "://"
                        + folder.resolve(transport.equals("unixgram") ? "dsd.socket" : "stream.socket");
        NonBlockingStatsDClientBuilder builder = new NonBlockingStatsDClientBuilder()
                .prefix(transport)
                .enableTelemetry(false)
                .originDetectionEnabled(false);
        builder = transport.equals("udp")
                ? builder.hostname("127.0.0.1").port(app.statsdPort())
                : builder.address(address);
        try (NonBlockingStatsDClient client = builder.build()) {
            for (int i = 0; i < 100; i++) {
                client.count("views", 3, "page:home");
            }
            client.gauge("level", 7.5);
            client.histogram("size", 12);
            client.recordExecutionTime("time", 250);
            for (int i = 1; i <= 4; i++) {
                client.recordDistributionValue("latency", i);
            }
            client.recordSetValue("users", "anna");
            client.gaugeWithTimestamp("past", 5, Clock.systemUTC().instant().getEpochSecond() - 60);
            client.recordEvent(Event.builder()
                    .withTitle("deployed")
                    .withText("line one\nline two")
                    .withAlertType(Event.AlertType.WARNING)
                    .build());
            client.recordServiceCheckRun(ServiceCheck.builder()
                    .withName(transport + ".up")
                    .withStatus(ServiceCheck.Status.WARNING)
                    .withMessage("slow")
                    .build());
            // The client keeps things back for seconds and loses them when it is closed: wait for what came out.
            published.awaitExactly(
                    transport,
                    transport + ".views{page:home} count 300.000",
                    transport + ".level gauge 7.500",
                    transport + ".size.max gauge 12.000",
                    transport + ".size.95percentile gauge 12.000",
                    transport + ".size.count count 1.000",
                    transport + ".time.max gauge 250.000",
                    transport + ".time.95percentile gauge 250.000",
                    transport + ".time.count count 1.000",
                    transport + ".latency distribution 4 values 2.500",
                    transport + ".users gauge 1.000",
                    transport + ".past gauge 5.000",
                    "event " + transport + ".deployed | line one\\nline two | WARNING NORMAL []",
                    "check " + transport + ".up WARNING  | slow | []");
        }
    }

    @Test
    void datadogsJavaApiClient() throws Exception {
        ApiClient client = client("known");
        long now = Clock.systemUTC().instant().getEpochSecond();

        assertThat(new AuthenticationApi(client).validate().getValid()).isTrue();
        for (MetricContentEncoding encoding :
                List.of(MetricContentEncoding.DEFLATE, MetricContentEncoding.GZIP, MetricContentEncoding.ZSTD1)) {
            MetricSeries series = new MetricSeries()
                    .metric("api.v2." + encoding)
                    .type(MetricIntakeType.COUNT)
                    .interval(10L)
                    .addResourcesItem(new MetricResource().type("host").name("web-1"))
                    .addPointsItem(new MetricPoint().timestamp(now - 10).value(2.0))
                    .addPointsItem(new MetricPoint().timestamp(now).value(3.0));
            MetricsApi.SubmitMetricsOptionalParameters compressed =
                    new MetricsApi.SubmitMetricsOptionalParameters().contentEncoding(encoding);
            assertThat(new MetricsApi(client)
                            .submitMetrics(new MetricPayload().addSeriesItem(series), compressed)
                            .getErrors())
                    .isEmpty();
        }
        com.datadog.api.client.v1.api.MetricsApi v1 = new com.datadog.api.client.v1.api.MetricsApi(client);
        v1.submitMetrics(new MetricsPayload()
                .addSeriesItem(new Series()
                        .metric("api.v1")
                        .type("gauge")
                        .host("web-1")
                        .tags(List.of("env:prod"))
                        .addPointsItem(List.of((double) now, 0.7))));
        v1.submitDistributionPoints(
                new DistributionPointsPayload()
                        .addSeriesItem(new DistributionPointsSeries()
                                .metric("api.latency")
                                .addPointsItem(List.of(
                                        new DistributionPointItem((double) now),
                                        new DistributionPointItem(List.of(1.0, 2.0, 6.0))))),
                new com.datadog.api.client.v1.api.MetricsApi.SubmitDistributionPointsOptionalParameters()
                        .contentEncoding(DistributionPointsContentEncoding.DEFLATE));
        assertThat(new EventsApi(client)
                        .createEvent(new EventCreateRequest("the text", "api deployed")
                                .alertType(EventAlertType.SUCCESS)
                                .priority(EventPriority.LOW)
                                .addTagsItem("team:a"))
                        .getStatus())
                .isEqualTo("ok");
        new ServiceChecksApi(client)
                .submitServiceCheck(List.of(new com.datadog.api.client.v1.model.ServiceCheck(
                                "api.up", "web-1", ServiceCheckStatus.CRITICAL, List.of("env:prod"))
                        .message("cannot connect")));

        published.awaitExactly(
                "api",
                "api.v2.deflate{host:web-1} count 5.000",
                "api.v2.zstd1{host:web-1} count 5.000",
                "api.v2.gzip{host:web-1} count 5.000",
                "api.v1{env:prod,host:web-1} gauge 0.700",
                "api.latency distribution 3 values 3.000",
                "event api deployed | the text | SUCCESS LOW [team:a]",
                "check api.up CRITICAL web-1 | cannot connect | [env:prod]");
    }

    @Test
    void datadogsJavaApiClientIsToldThatItsKeyIsNotKnown() {
        AuthenticationApi api = new AuthenticationApi(client("other"));

        org.assertj.core.api.Assertions.assertThatThrownBy(api::validate)
                .isInstanceOfSatisfying(
                        com.datadog.api.client.ApiException.class,
                        refused -> assertThat(refused.getCode()).isEqualTo(403));
    }

    @Test
    void datadogsJavaAgentAttachedToAnApplication() {
        Path agent = Path.of("target", "agents", "dd-java-agent.jar");
        assertThat(agent).as("copied by the build").exists();
        long rejectedBefore = app.samples().rejected();
        String port = Integer.toString(app.statsdPort());
        ChildJvm.Command command = ChildJvm.of(IdleApplication.class.getName())
                .withJvmOptions(
                        "-Xmx256m",
                        "-javaagent:" + agent,
                        "-Ddd.service=shop",
                        "-Ddd.env=test",
                        "-Ddd.trace.enabled=false",
                        "-Ddd.instrumentation.telemetry.enabled=false",
                        "-Ddd.remote_config.enabled=false",
                        "-Ddd.profiling.enabled=false",
                        "-Ddd.jmxfetch.enabled=true",
                        "-Ddd.jmxfetch.start-delay=0",
                        "-Ddd.jmxfetch.check-period=1000",
                        "-Ddd.jmxfetch.statsd.host=127.0.0.1",
                        "-Ddd.jmxfetch.statsd.port=" + port,
                        "-Ddd.dogstatsd.port=" + port);
        try (ChildJvm application = command.start()) {
            await().atMost(Duration.ofSeconds(90)).untilAsserted(() -> {
                Set<String> seen = published.of("jvm.");
                assertThat(application.isAlive()).isTrue();
                assertThat(seen)
                        .anyMatch(text -> text.startsWith("jvm.heap_memory{"))
                        .anyMatch(text -> text.startsWith("jvm.thread_count{"))
                        .anyMatch(text -> text.startsWith("jvm.loaded_classes{"));
                assertThat(seen).allMatch(text -> text.contains("service:shop") && text.contains("env:test"));
            });
        }
        assertThat(app.samples().rejected()).isEqualTo(rejectedBefore);
    }

    @Test
    void hotShotsOfNode() throws Exception {
        assumeTrue(NodeProject.canRun(), "needs Node.js and npm");
        NodeProject.install(CLIENTS, folder.resolve("hot-shots"))
                .run("node", "hot-shots.js", Integer.toString(app.statsdPort()));

        published.awaitExactly(
                "hotshots",
                "hotshots.views{env:test,page:home} count 2.000",
                "hotshots.level{env:test} gauge 7.500",
                "hotshots.size.max{env:test} gauge 12.000",
                "hotshots.size.95percentile{env:test} gauge 12.000",
                "hotshots.size.count{env:test} count 1.000",
                "hotshots.time.max{env:test} gauge 250.000",
                "hotshots.time.95percentile{env:test} gauge 250.000",
                "hotshots.time.count{env:test} count 1.000",
                "hotshots.latency{env:test} distribution 1 values 4.000",
                "hotshots.users{env:test} gauge 2.000",
                "event hotshots.deployed | line one\\nline two | WARNING LOW [env:test, team:a]",
                "check hotshots.up CRITICAL  | cannot connect | [env:test, team:a]");
    }

    @Test
    void pythonsStatsd() throws Exception {
        assumeTrue(runs(PYTHON, "-c", "import statsd"), "needs Debian's python3-statsd");
        run(Path.of(""), PYTHON, CLIENTS.resolve("python3-statsd.py").toString(), "" + app.statsdPort());

        published.awaitExactly(
                "pystatsd",
                "pystatsd.views count 2.000",
                "pystatsd.level gauge 7.500",
                "pystatsd.time.max gauge 250.000",
                "pystatsd.time.95percentile gauge 250.000",
                "pystatsd.time.count count 1.000",
                "pystatsd.users gauge 1.000",
                "pystatsd.packed.a count 1.000",
                "pystatsd.packed.b count 2.000");
    }

    private static ApiClient client(String key) {
        ApiClient client = new ApiClient();
        client.setServers(List.of(new com.datadog.api.client.ServerConfiguration(
                "http://127.0.0.1:" + app.httpPort(), "Tidemark", Map.of())));
        client.setServerIndex(0);
        client.configureApiKeys(Map.of("apiKeyAuth", key));
        return client;
    }

    private static boolean runs(String... command) throws InterruptedException {
        try {
            Process process =
                    new ProcessBuilder(command).redirectErrorStream(true).start();
            process.getInputStream().readAllBytes();
            return process.waitFor() == 0;
        } catch (IOException e) {
            return false;
        }
    }

    private static void run(Path where, String... command) throws Exception {
        Process process = new ProcessBuilder(command)
                .directory(where.toAbsolutePath().toFile())
                .redirectErrorStream(true)
                .start();
        String said = new String(process.getInputStream().readAllBytes());
        assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
        assertThat(process.exitValue()).as("%s said %s", List.of(command), said).isZero();
    }

    /** An application that does nothing until it is ended. */
    static final class IdleApplication {

        public static void main(String[] arguments) throws IOException {
            System.out.println("up");
            while (System.in.read() >= 0) {
                // waits for the end of its input
            }
            java.util.concurrent.locks.LockSupport.park();
        }
    }
}
