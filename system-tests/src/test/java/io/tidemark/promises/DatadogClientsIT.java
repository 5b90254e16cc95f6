package io.tidemark.promises;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.datadog.api.client.ApiClient;
import com.datadog.api.client.ApiException;
import com.datadog.api.client.ServerConfiguration;
import com.datadog.api.client.v1.api.AuthenticationApi;
import com.datadog.api.client.v1.api.DashboardsApi;
import com.datadog.api.client.v1.api.DowntimesApi;
import com.datadog.api.client.v1.api.EventsApi;
import com.datadog.api.client.v1.api.HostsApi;
import com.datadog.api.client.v1.api.MetricsApi;
import com.datadog.api.client.v1.api.MonitorsApi;
import com.datadog.api.client.v1.api.ServiceChecksApi;
import com.datadog.api.client.v1.api.SnapshotsApi;
import com.datadog.api.client.v1.api.TagsApi;
import com.datadog.api.client.v1.model.CancelDowntimesByScopeRequest;
import com.datadog.api.client.v1.model.Dashboard;
import com.datadog.api.client.v1.model.Downtime;
import com.datadog.api.client.v1.model.DowntimeRecurrence;
import com.datadog.api.client.v1.model.EventCreateRequest;
import com.datadog.api.client.v1.model.HostMuteSettings;
import com.datadog.api.client.v1.model.HostTags;
import com.datadog.api.client.v1.model.MetricMetadata;
import com.datadog.api.client.v1.model.MetricsPayload;
import com.datadog.api.client.v1.model.MetricsQueryResponse;
import com.datadog.api.client.v1.model.Monitor;
import com.datadog.api.client.v1.model.MonitorUpdateRequest;
import com.datadog.api.client.v1.model.ServiceCheck;
import com.datadog.api.client.v1.model.ServiceCheckStatus;
import com.datadog.api.client.v2.api.KeyManagementApi;
import com.datadog.api.client.v2.api.RolesApi;
import com.datadog.api.client.v2.api.UsersApi;
import com.datadog.api.client.v2.model.APIKeyCreateRequest;
import com.datadog.api.client.v2.model.APIKeyUpdateRequest;
import com.datadog.api.client.v2.model.ApplicationKeyCreateRequest;
import com.datadog.api.client.v2.model.DowntimeCreateRequest;
import com.datadog.api.client.v2.model.DowntimeResponse;
import com.datadog.api.client.v2.model.DowntimeUpdateRequest;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.tidemark.standalone.system.DataFolder;
import io.tidemark.standalone.system.SystemSettings;
import io.tidemark.standalone.system.TidemarkSystem;
import io.tidemark.testkit.node.NodeProject;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.atomic.AtomicInteger;
import javax.imageio.ImageIO;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.io.TempDir;

/**
 * Goal: Datadog's official Java client works with only the server's address changed. Method: the whole system in this JVM, and
 * the client against it; each answer is read by the client's own types and compared with what was asked. Requests are
 * counted as they go out.
 */
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class DatadogClientsIT {

    private static final int CALLS_MIN = 60;
    private static final Duration LIMIT = Duration.ofSeconds(120);
    private static final AtomicInteger CALLS = new AtomicInteger();
    private static final Set<String> ROUTES = new TreeSet<>();

    @TempDir
    static Path folder;

    private static TidemarkSystem system;
    private static ApiClient client;

    @BeforeAll
    static void start() {
        system = TidemarkSystem.start(SystemSettings.in(new DataFolder(folder)).withPorts(0, 0, 0), Clock.systemUTC());
        client = new ApiClient();
        client.setServers(
                List.of(new ServerConfiguration("http://127.0.0.1:" + system.consolePort(), "Tidemark", Map.of())));
        client.setServerIndex(0);
        client.configureApiKeys(Map.of("apiKeyAuth", "any", "appKeyAuth", "any"));
        client.getHttpClient().register((jakarta.ws.rs.client.ClientRequestFilter) request -> {
            CALLS.incrementAndGet();
            synchronized (ROUTES) {
                ROUTES.add(
                        request.getMethod() + " " + request.getUri().getPath().replaceAll("/[0-9a-f-]{8,}", "/{id}"));
            }
        });
    }

    @AfterAll
    static void stop() {
        system.close();
    }

    @Test
    @Order(1)
    void pointsChecksAndEventsAreTakenAndTheKeyIsGood() throws Exception {
        assertThat(new AuthenticationApi(client).validate().getValid()).isTrue();
        long now = Instant.now().getEpochSecond();
        for (String host : List.of("web-1", "web-2", "web-3")) {
            MetricsPayload payload = new MetricsPayload();
            List<List<Double>> load = new ArrayList<>();
            List<List<Double>> hits = new ArrayList<>();
            int number = host.charAt(4) - '0';
            for (long at = now - 1_800; at < now; at += 10) {
                load.add(List.of((double) at, host.equals("web-3") ? 90.0 : number + Math.sin(at / 60.0)));
                hits.add(List.of((double) at, (double) number));
            }
            payload.addSeriesItem(series("conform.load", "gauge", host, load));
            payload.addSeriesItem(series("conform.hits", "count", host, hits));
            assertThat(new MetricsApi(client).submitMetrics(payload).getStatus())
                    .isEqualTo("ok");
        }
        assertThat(new ServiceChecksApi(client)
                        .submitServiceCheck(List.of(new ServiceCheck()
                                .check("conform.ok")
                                .hostName("web-1")
                                .status(ServiceCheckStatus.OK)
                                .tags(List.of("env:prod"))))
                        .getStatus())
                .isEqualTo("ok");
        Awaitility.await()
                .atMost(LIMIT)
                .until(() -> !query("avg:conform.load{*} by {host}", 1_800)
                        .getSeries()
                        .isEmpty());
    }

    @Test
    @Order(2)
    void aMonitorIsCreatedReadChangedSearchedMutedAndDeleted() throws Exception {
        MonitorsApi monitors = new MonitorsApi(client);
        Monitor asked = read("""
                {"name":"Load is high","type":"metric alert","query":"avg(last_5m):avg:conform.load{*} by {host} > 50",
                 "message":"Look at {{host.name}}. @oncall@example.org","tags":["team:shop","env:prod"],"priority":2,
                 "options":{"thresholds":{"critical":50,"warning":40},"notify_no_data":true,"no_data_timeframe":10,
                            "include_tags":false,"renotify_interval":60,"notify_audit":true,"locked":false}}""", Monitor.class);
        monitors.validateMonitor(asked);

        Monitor made = monitors.createMonitor(asked);

        assertThat(made.getId()).isPositive();
        assertThat(made.getQuery()).isEqualTo(asked.getQuery());
        assertThat(made.getOptions().getThresholds())
                .isEqualTo(asked.getOptions().getThresholds());
        assertThat(made.getOptions().getNotifyAudit()).isTrue();
        assertThat(made.getTags()).containsExactly("team:shop", "env:prod");
        assertThat(made.getMulti()).isTrue();
        assertThat(made.getCreated()).isAfter(OffsetDateTime.now(ZoneOffset.UTC).minusMinutes(5));
        Monitor got = monitors.getMonitor(
                made.getId(),
                new MonitorsApi.GetMonitorOptionalParameters()
                        .groupStates("all")
                        .withDowntimes(true));
        assertThat(got.getMessage()).isEqualTo(asked.getMessage());
        assertThat(got.getPriority()).isEqualTo(2);
        monitors.validateExistingMonitor(made.getId(), asked);

        Monitor changed = monitors.updateMonitor(
                made.getId(),
                new MonitorUpdateRequest().name("Load is far too high").message("Nothing else."));
        assertThat(changed.getName()).isEqualTo("Load is far too high");
        assertThat(changed.getQuery()).isEqualTo(asked.getQuery());
        assertThat(changed.getOptions().getNoDataTimeframe()).isEqualTo(10);

        Monitor second = monitors.createMonitor(read(
                "{\"name\":\"Hits stop\",\"type\":\"query alert\",\"query\":\"sum(last_5m):sum:conform.hits{*}.as_count() < 1\",\"tags\":[\"team:db\"]}",
                Monitor.class));
        assertThat(monitors.listMonitors()).extracting(Monitor::getId).contains(made.getId(), second.getId());
        assertThat(monitors.listMonitors(new MonitorsApi.ListMonitorsOptionalParameters().monitorTags("team:db")))
                .extracting(Monitor::getId)
                .containsExactly(second.getId());
        assertThat(monitors.listMonitors(new MonitorsApi.ListMonitorsOptionalParameters().name("far too")))
                .extracting(Monitor::getId)
                .containsExactly(made.getId());
        assertThat(monitors.listMonitors(new MonitorsApi.ListMonitorsOptionalParameters()
                        .page(0L)
                        .pageSize(1)))
                .hasSize(1);
        assertThat(monitors.listMonitors(new MonitorsApi.ListMonitorsOptionalParameters()
                        .page(1L)
                        .pageSize(1)))
                .hasSize(1);
        var found = monitors.searchMonitors(new MonitorsApi.SearchMonitorsOptionalParameters()
                .query("tag:\"team:shop\" high")
                .sort("name,asc"));
        assertThat(found.getMonitors())
                .singleElement()
                .satisfies(one -> assertThat(one.getId()).isEqualTo(made.getId()));
        assertThat(found.getMetadata().getTotalCount()).isEqualTo(1);
        assertThat(monitors.searchMonitorGroups().getMetadata()).isNotNull();

        Monitor both = monitors.createMonitor(read(
                "{\"name\":\"Both\",\"type\":\"composite\",\"query\":\"" + made.getId() + " && " + second.getId()
                        + "\"}",
                Monitor.class));
        refused(409, "used-by-composite", () -> monitors.deleteMonitor(second.getId()));
        refused(409, "used-by-composite", () -> monitors.checkCanDeleteMonitor(List.of(second.getId())));
        assertThat(monitors.deleteMonitor(both.getId()).getDeletedMonitorId()).isEqualTo(both.getId());
        assertThat(monitors.checkCanDeleteMonitor(List.of(second.getId()))
                        .getData()
                        .getOk())
                .containsExactly(second.getId());
        monitors.deleteMonitor(second.getId());
        refused(404, "not-found", () -> monitors.getMonitor(second.getId()));
        refused(404, "not-found", () -> monitors.deleteMonitor(second.getId()));
        refused(404, "not-found", () -> monitors.updateMonitor(second.getId(), new MonitorUpdateRequest().name("x")));
    }

    @Test
    @Order(3)
    void aBadMonitorIsRefusedInClearWords() throws Exception {
        MonitorsApi monitors = new MonitorsApi(client);
        refused(
                400,
                "unknown-aggregator",
                () -> monitors.createMonitor(read(
                        "{\"name\":\"x\",\"type\":\"metric alert\",\"query\":\"avg(last_5m):avgg:a{*} > 1\"}",
                        Monitor.class)));
        refused(
                400,
                "",
                () -> monitors.validateMonitor(read(
                        "{\"name\":\"x\",\"type\":\"metric alert\",\"query\":\"avg(last_5m):avg:a{*} > 1\",\"priority\":9}",
                        Monitor.class)));
    }

    @Test
    @Order(4)
    void aMonitorIsMutedAsOldScriptsDoIt() throws Exception {
        Monitor monitor = new MonitorsApi(client).listMonitors().get(0);
        String path = "/api/v1/monitor/" + monitor.getId();

        assertThat(post(path + "/mute", "{\"scope\":\"host:web-1\"}")).contains("\"silenced\":{\"host:web-1\":null}");
        assertThat(new DowntimesApi(client).listMonitorDowntimes(monitor.getId()))
                .singleElement()
                .satisfies(downtime -> assertThat(downtime.getScope()).containsExactly("host:web-1"));
        assertThat(post(path + "/unmute", "{\"all_scopes\":true}")).contains("\"silenced\":{}");
        assertThat(post("/api/v1/monitor/mute_all", "")).contains("\"active\":true");
        assertThat(post("/api/v1/monitor/unmute_all", "")).isEmpty();
    }

    @Test
    @Order(5)
    void theOlderDowntimesAreCreatedReadChangedAndCancelled() throws Exception {
        DowntimesApi downtimes = new DowntimesApi(client);
        long start = Instant.now().getEpochSecond() - 60;
        Downtime nightly = downtimes.createDowntime(new Downtime()
                .scope(List.of("env:prod", "role:db"))
                .start(start)
                .end(start + 14 * 3_600)
                .timezone("Europe/Paris")
                .message("Nobody gets up for this. @ops@example.org")
                .monitorTags(List.of("*"))
                .recurrence(new DowntimeRecurrence().type("weeks").period(1).weekDays(List.of("Sat", "Sun"))));
        assertThat(nightly.getId()).isPositive();
        assertThat(nightly.getScope()).containsExactly("env:prod", "role:db");
        assertThat(nightly.getStart()).isEqualTo(start);
        assertThat(nightly.getRecurrence().getWeekDays()).containsExactly("Sat", "Sun");
        Downtime once = downtimes.createDowntime(new Downtime()
                .scope(List.of("host:web-2"))
                .start(start)
                .end(start + 7_200)
                .message("Patching."));
        assertThat(once.getActive()).isTrue();
        assertThat(downtimes.getDowntime(once.getId()).getMessage()).isEqualTo("Patching.");
        Downtime changed = downtimes.updateDowntime(
                once.getId(), new Downtime().message("Patching still.").scope(List.of("host:web-2")));
        assertThat(changed.getMessage()).isEqualTo("Patching still.");
        assertThat(changed.getEnd()).isEqualTo(start + 7_200);
        assertThat(downtimes.listDowntimes()).extracting(Downtime::getId).contains(nightly.getId(), once.getId());
        assertThat(downtimes.listDowntimes(new DowntimesApi.ListDowntimesOptionalParameters().currentOnly(true)))
                .extracting(Downtime::getId)
                .contains(once.getId());
        assertThat(downtimes
                        .cancelDowntimesByScope(new CancelDowntimesByScopeRequest("host:web-2"))
                        .getCancelledIds())
                .containsExactly(once.getId());
        refused(
                404,
                "not-found",
                () -> downtimes.cancelDowntimesByScope(new CancelDowntimesByScopeRequest("host:web-2")));
        downtimes.cancelDowntime(nightly.getId());
        refused(404, "not-found", () -> downtimes.getDowntime(nightly.getId()));
        refused(
                400,
                "unknown-zone",
                () -> downtimes.createDowntime(new Downtime()
                        .scope(List.of("*"))
                        .start(start)
                        .end(start + 60)
                        .timezone("Europe/Pariss")));
    }

    @Test
    @Order(6)
    void theNewerDowntimesAreCreatedReadChangedAndCancelled() throws Exception {
        var downtimes = new com.datadog.api.client.v2.api.DowntimesApi(client);
        long monitor = new MonitorsApi(client).listMonitors().get(0).getId();
        DowntimeResponse nightly = downtimes.createDowntime(read("""
                {"data":{"type":"downtime","attributes":{"monitor_identifier":{"monitor_id":%d},"scope":"env:(staging OR prod)",
                 "message":"Nightly.","mute_first_recovery_notification":true,"notify_end_states":["alert","warn"],
                 "notify_end_types":["canceled"],
                 "schedule":{"timezone":"Europe/Paris","recurrences":[
                   {"start":"2026-01-01T19:00:00","duration":"14h","rrule":"FREQ=DAILY;INTERVAL=1"}]}}}}""".formatted(monitor), DowntimeCreateRequest.class));
        String id = nightly.getData().getId();
        var attributes = nightly.getData().getAttributes();
        assertThat(attributes.getScope()).isEqualTo("env:(staging OR prod)");
        assertThat(attributes
                        .getMonitorIdentifier()
                        .getDowntimeMonitorIdentifierId()
                        .getMonitorId())
                .isEqualTo(monitor);
        assertThat(attributes
                        .getSchedule()
                        .getDowntimeScheduleRecurrencesResponse()
                        .getRecurrences()
                        .get(0)
                        .getRrule())
                .isEqualTo("FREQ=DAILY;INTERVAL=1");
        assertThat(attributes
                        .getSchedule()
                        .getDowntimeScheduleRecurrencesResponse()
                        .getCurrentDowntime()
                        .getStart())
                .isNotNull();
        assertThat(attributes.getStatus().getValue()).isIn("active", "scheduled");
        DowntimeResponse once = downtimes.createDowntime(
                read("""
                {"data":{"type":"downtime","attributes":{"monitor_identifier":{"monitor_tags":["team:shop"]},
                 "scope":"host:web-1","schedule":{"start":"%s","end":null}}}}""".formatted(OffsetDateTime.now(ZoneOffset.UTC).withNano(0)), DowntimeCreateRequest.class));
        assertThat(once.getData().getAttributes().getStatus().getValue()).isEqualTo("active");
        DowntimeResponse changed = downtimes.updateDowntime(
                id,
                read(
                        "{\"data\":{\"type\":\"downtime\",\"id\":\"%s\",\"attributes\":{\"message\":\"Every night.\"}}}"
                                .formatted(id),
                        DowntimeUpdateRequest.class));
        assertThat(changed.getData().getAttributes().getMessage()).isEqualTo("Every night.");
        assertThat(changed.getData().getAttributes().getScope()).isEqualTo("env:(staging OR prod)");
        assertThat(downtimes.getDowntime(id).getData().getId()).isEqualTo(id);
        assertThat(downtimes.listDowntimes().getData()).hasSizeGreaterThanOrEqualTo(2);
        assertThat(downtimes.listMonitorDowntimes(monitor).getData())
                .extracting(match -> match.getId())
                .contains(id);
        downtimes.cancelDowntime(once.getData().getId());
        downtimes.cancelDowntime(id);
        refused(404, "not-found", () -> downtimes.getDowntime(id));
        refused(404, "not-found", () -> downtimes.cancelDowntime(id));
    }

    @Test
    @Order(7)
    void dashboardsAndTimeboardsComeBackAsTheyWerePosted() throws Exception {
        DashboardsApi boards = new DashboardsApi(client);
        String json = """
                {"title":"Shop","description":"What sells.","layout_type":"ordered","template_variables":[{"name":"env","prefix":"env","default":"prod"}],
                 "widgets":[{"definition":{"type":"timeseries","title":"Load","requests":[{"q":"avg:conform.load{*} by {host}","display_type":"line"}]}}]}""";
        Dashboard made = boards.createDashboard(read(json, Dashboard.class));
        assertThat(made.getId()).isNotEmpty();
        assertThat(made.getWidgets()).hasSize(1);
        assertThat(boards.getDashboard(made.getId()).getTitle()).isEqualTo("Shop");
        assertThat(boards.listDashboards().getDashboards())
                .extracting(board -> board.getId())
                .contains(made.getId());
        Dashboard changed =
                boards.updateDashboard(made.getId(), read(json.replace("Shop", "The shop"), Dashboard.class));
        assertThat(changed.getTitle()).isEqualTo("The shop");
        assertThat(changed.getCreatedAt()).isEqualTo(made.getCreatedAt());
        assertThat(boards.deleteDashboard(made.getId()).getDeletedDashboardId()).isEqualTo(made.getId());
        refused(404, "not-found", () -> boards.getDashboard(made.getId()));

        String timeboard = """
                {"title":"Connections","description":"As in 2018.","graphs":[{"title":"Load","definition":{"viz":"timeseries",
                 "events":[],"requests":[{"q":"anomalies(avg:conform.load{*}, 'basic', 2)","type":"line","style":{"width":"normal"}}]}}],
                 "template_variables":[],"unknown_to_us":{"kept":true}}""";
        var dash = new ObjectMapper().readTree(post("/api/v1/dash", timeboard)).path("dash");
        ObjectMapper mapper = new ObjectMapper();
        mapper.readTree(timeboard)
                .fields()
                .forEachRemaining(field ->
                        assertThat(dash.path(field.getKey())).as(field.getKey()).isEqualTo(field.getValue()));
        assertThat(dash.path("id").isIntegralNumber()).isTrue();
        assertThat(get("/api/v1/dash/" + dash.path("id").asLong())).contains("unknown_to_us");
        assertThat(get("/api/v1/dash")).contains("Connections");
    }

    @Test
    @Order(8)
    void queriesGiveTheSeriesOfDatadogsAnswer() throws Exception {
        Awaitility.await()
                .atMost(LIMIT)
                .untilAsserted(() -> assertThat(query("sum:conform.hits{*}.as_count().rollup(sum, 600)", 1_800)
                                .getSeries())
                        .singleElement()
                        .satisfies(series -> assertThat(series.getPointlist().stream()
                                        .mapToDouble(point -> point.get(1))
                                        .max()
                                        .orElse(0))
                                .isEqualTo(6.0 * 60)));
        // The history is filled in steps: one series may be there before another is whole.
        Awaitility.await()
                .atMost(LIMIT)
                .untilAsserted(() -> assertThat(query("avg:conform.load{*} by {host}.rollup(avg, 60)", 1_800)
                                .getSeries())
                        .hasSize(3)
                        .allSatisfy(series -> assertThat(series.getPointlist()).hasSizeGreaterThanOrEqualTo(25)));
        MetricsQueryResponse byHost = query("avg:conform.load{*} by {host}.rollup(avg, 60)", 1_800);
        assertThat(byHost.getStatus()).isEqualTo("ok");
        assertThat(byHost.getSeries()).hasSize(3).allSatisfy(series -> {
            assertThat(series.getInterval()).isEqualTo(60);
            assertThat(series.getMetric()).isEqualTo("conform.load");
            assertThat(series.getPointlist()).hasSizeBetween(25, 31);
            assertThat(series.getPointlist().get(0).get(0) % 60_000).isZero();
        });
        assertThat(byHost.getSeries())
                .extracting(series -> series.getScope())
                .containsExactly("host:web-1", "host:web-2", "host:web-3");
        assertThat(query(
                                "sum:conform.hits{*}.as_rate().rollup(sum, 60), top(avg:conform.load{*} by {host}, 1, 'mean', 'desc')",
                                1_800)
                        .getSeries())
                .extracting(series -> series.getScope())
                .containsExactly("*", "host:web-3");
        var outliers = query("outliers(avg:conform.load{*} by {host}.rollup(60), 'DBSCAN', 3)", 1_800);
        assertThat(outliers.getSeries())
                .filteredOn(series ->
                        Boolean.TRUE.equals(series.getAdditionalProperties().get("outlier")))
                .extracting(series -> series.getScope())
                .containsExactly("host:web-3");
        assertThat(query("anomalies(avg:conform.load{host:web-1}.rollup(10), 'basic', 3)", 1_800)
                        .getSeries())
                .singleElement()
                .satisfies(series -> assertThat(
                                (List<?>) series.getAdditionalProperties().get("upper"))
                        .isNotEmpty());
        assertThat(query("forecast(avg:conform.load{host:web-1}.rollup(60), 'linear', 2)", 1_800)
                        .getSeries())
                .singleElement()
                .satisfies(series -> assertThat(
                                (List<?>) series.getAdditionalProperties().get("expected"))
                        .hasSizeGreaterThan(20));
        assertThat(query("avg:conform.nothing{*}", 600).getSeries()).isEmpty();
        refused(400, "unknown-aggregator", () -> query("avgg:conform.load{*}", 600));
    }

    @Test
    @Order(9)
    void metricsAreListedSearchedAndDescribed() throws Exception {
        MetricsApi metrics = new MetricsApi(client);
        long hour = Instant.now().getEpochSecond() - 3_600;
        assertThat(metrics.listActiveMetrics(hour).getMetrics()).contains("conform.load", "conform.hits");
        assertThat(metrics.listActiveMetrics(hour, new MetricsApi.ListActiveMetricsOptionalParameters().host("web-1"))
                        .getMetrics())
                .contains("conform.load");
        assertThat(metrics.listMetrics("metrics:conform.lo").getResults().getMetrics())
                .containsExactly("conform.load");
        assertThat(metrics.getMetricMetadata("conform.load").getType()).isEqualTo("gauge");
        MetricMetadata said = metrics.updateMetricMetadata(
                "conform.load",
                new MetricMetadata().unit("percent").description("How busy.").shortName("load"));
        assertThat(said.getUnit()).isEqualTo("percent");
        assertThat(metrics.getMetricMetadata("conform.load").getDescription()).isEqualTo("How busy.");
        assertThat(query("avg:conform.load{*}", 600)
                        .getSeries()
                        .get(0)
                        .getUnit()
                        .get(0)
                        .getName())
                .isEqualTo("percent");
        assertThat(new com.datadog.api.client.v2.api.MetricsApi(client)
                        .listTagsByMetricName("conform.load")
                        .getData()
                        .getAttributes()
                        .getTags())
                .contains("host:web-1");
        refused(404, "not-found", () -> metrics.getMetricMetadata("conform.nothing"));
    }

    @Test
    @Order(10)
    void hostsAreListedTaggedAndMuted() throws Exception {
        HostsApi hosts = new HostsApi(client);
        TagsApi tags = new TagsApi(client);
        assertThat(hosts.listHosts(new HostsApi.ListHostsOptionalParameters().filter("web-"))
                        .getHostList())
                .extracting(host -> host.getName())
                .containsExactly("web-1", "web-2", "web-3");
        assertThat(hosts.getHostTotals().getTotalActive()).isGreaterThanOrEqualTo(3);
        assertThat(tags.createHostTags("web-1", new HostTags().tags(List.of("role:web", "env:prod")))
                        .getTags())
                .containsExactlyInAnyOrder("env:prod", "role:web");
        assertThat(tags.updateHostTags("web-1", new HostTags().tags(List.of("role:shop")))
                        .getTags())
                .containsExactly("role:shop");
        assertThat(tags.getHostTags("web-1").getTags()).containsExactly("role:shop");
        assertThat(tags.listHostTags().getTags()).containsKey("role:shop");
        tags.deleteHostTags("web-1");
        assertThat(tags.getHostTags("web-1").getTags()).isEmpty();
        refused(404, "not-found", () -> tags.getHostTags("nobody"));
        assertThat(hosts.muteHost("web-1", new HostMuteSettings().message("Patching."))
                        .getAction())
                .isEqualTo("Muted");
        refused(400, "muted", () -> hosts.muteHost("web-1", new HostMuteSettings()));
        assertThat(hosts.listHosts(new HostsApi.ListHostsOptionalParameters().filter("web-1"))
                        .getHostList()
                        .get(0)
                        .getIsMuted())
                .isTrue();
        assertThat(hosts.unmuteHost("web-1").getAction()).isEqualTo("Unmuted");
    }

    @Test
    @Order(11)
    void anEventIsPostedReadAndListed() throws Exception {
        EventsApi events = new EventsApi(client);
        long now = Instant.now().getEpochSecond();
        var posted = events.createEvent(new EventCreateRequest("Deployed.", "Release 7")
                .tags(List.of("service:shop"))
                .host("web-1"));
        assertThat(posted.getStatus()).isEqualTo("ok");
        long id = posted.getEvent().getId();
        Awaitility.await()
                .atMost(LIMIT)
                .ignoreExceptions()
                .untilAsserted(() ->
                        assertThat(events.getEvent(id).getEvent().getTitle()).isEqualTo("Release 7"));
        assertThat(events.listEvents(
                                now - 60, now + 60, new EventsApi.ListEventsOptionalParameters().tags("service:shop"))
                        .getEvents())
                .extracting(event -> event.getId())
                .contains(id);
        Awaitility.await()
                .atMost(LIMIT)
                .untilAsserted(() -> assertThat(events.listEvents(
                                        now - 600,
                                        now + 60,
                                        new EventsApi.ListEventsOptionalParameters().sources("tidemark.audit"))
                                .getEvents())
                        .as("changes are events")
                        .extracting(event -> event.getTitle())
                        .anyMatch(title -> title.contains("monitor ") && title.contains("created by local")));
    }

    @Test
    @Order(12)
    void aSnapshotIsAPictureAtTheAddressThatIsTold() throws Exception {
        long now = Instant.now().getEpochSecond();
        var snapshot = new SnapshotsApi(client)
                .getGraphSnapshot(
                        now - 1_800,
                        now,
                        new SnapshotsApi.GetGraphSnapshotOptionalParameters()
                                .metricQuery("anomalies(avg:conform.load{host:web-1}.rollup(60), 'basic', 3)")
                                .eventQuery("release")
                                .title("Load of web-1"));
        assertThat(snapshot.getMetricQuery()).contains("conform.load");
        byte[] png = HttpClient.newHttpClient()
                .send(
                        HttpRequest.newBuilder(URI.create(snapshot.getSnapshotUrl()))
                                .build(),
                        BodyHandlers.ofByteArray())
                .body();
        var image = ImageIO.read(new java.io.ByteArrayInputStream(png));
        assertThat(image.getWidth()).isEqualTo(800);
        String kept = System.getProperty("tidemark.keepSnapshot", "");
        if (!kept.isEmpty()) {
            java.nio.file.Files.write(Path.of(kept), png);
        }
    }

    @Test
    @Order(13)
    void keysAreMadeListedRenamedAndEnded() throws Exception {
        KeyManagementApi keys = new KeyManagementApi(client);
        var made = keys.createAPIKey(
                read("{\"data\":{\"type\":\"api_keys\",\"attributes\":{\"name\":\"ci\"}}}", APIKeyCreateRequest.class));
        String id = made.getData().getId();
        assertThat(made.getData().getAttributes().getKey()).hasSize(32);
        assertThat(keys.listAPIKeys().getData()).extracting(key -> key.getId()).contains(id);
        assertThat(keys.getAPIKey(id).getData().getAttributes().getLast4())
                .isEqualTo(made.getData().getAttributes().getKey().substring(28));
        keys.updateAPIKey(
                id,
                read(
                        "{\"data\":{\"type\":\"api_keys\",\"id\":\"" + id + "\",\"attributes\":{\"name\":\"cd\"}}}",
                        APIKeyUpdateRequest.class));
        assertThat(keys.getAPIKey(id).getData().getAttributes().getName()).isEqualTo("cd");
        keys.deleteAPIKey(id);
        refused(404, "not-found", () -> keys.getAPIKey(id));
        var application = keys.createCurrentUserApplicationKey(read(
                "{\"data\":{\"type\":\"application_keys\",\"attributes\":{\"name\":\"ci\",\"scopes\":[\"monitors_read\"]}}}",
                ApplicationKeyCreateRequest.class));
        assertThat(application.getData().getAttributes().getScopes()).containsExactly("monitors_read");
        keys.deleteCurrentUserApplicationKey(application.getData().getId());
        assertThat(new UsersApi(client).listUsers().getData()).isEmpty();
        assertThat(new RolesApi(client).listRoles().getData()).hasSize(3);
    }

    @Test
    @Order(14)
    void theJavaScriptClientWorksToo(@TempDir Path folder) {
        Assumptions.assumeTrue(NodeProject.canRun(), "needs Node.js and npm");
        NodeProject project = NodeProject.install(Path.of("src", "test", "node"), folder.resolve("client"));

        String said = project.run("node", "conformance.mjs", "http://127.0.0.1:" + system.consolePort());

        assertThat(said).contains("ok ");
    }

    @Test
    @Order(15)
    void atLeastSixtyCallsWereMade() {
        assertThat(CALLS.get()).as("calls to %s", ROUTES).isGreaterThanOrEqualTo(CALLS_MIN);
        assertThat(ROUTES).hasSizeGreaterThan(35);
    }

    private static com.datadog.api.client.v1.model.Series series(
            String metric, String type, String host, List<List<Double>> points) {
        return new com.datadog.api.client.v1.model.Series()
                .metric(metric)
                .type(type)
                .host(host)
                .interval(10L)
                .points(points);
    }

    private static MetricsQueryResponse query(String query, long seconds) throws ApiException {
        long now = Instant.now().getEpochSecond();
        return new MetricsApi(client).queryMetrics(now - seconds, now, query);
    }

    private static <T> T read(String json, Class<T> type) {
        try {
            return client.getJSON().getMapper().readValue(json, type);
        } catch (java.io.IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }

    private interface Call {
        void make() throws ApiException;
    }

    /** Datadog's shape of an error, with our reason in it. */
    private static void refused(int status, String reason, Call call) {
        assertThatThrownBy(call::make).isInstanceOfSatisfying(ApiException.class, refused -> {
            assertThat(refused.getCode()).as(refused.getResponseBody()).isEqualTo(status);
            assertThat(refused.getResponseBody()).contains("\"errors\":").contains(reason);
        });
    }

    private static String post(String path, String body) throws Exception {
        return HttpClient.newHttpClient()
                .send(
                        HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + system.consolePort() + path))
                                .header("content-type", "application/json")
                                .POST(HttpRequest.BodyPublishers.ofString(body))
                                .build(),
                        BodyHandlers.ofString())
                .body();
    }

    private static String get(String path) throws Exception {
        return HttpClient.newHttpClient()
                .send(
                        HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + system.consolePort() + path))
                                .build(),
                        BodyHandlers.ofString())
                .body();
    }
}
