// Datadog's official JavaScript client against a running Tidemark, which must have the metric conform.load.
// Use: npm ci && node conformance.mjs http://127.0.0.1:8080
import assert from "node:assert/strict";
import { client, v1, v2 } from "@datadog/datadog-api-client";

const address = process.argv[2] ?? "http://127.0.0.1:8080";
const configuration = client.createConfiguration({
  baseServer: new client.BaseServerConfiguration(address, {}),
  authMethods: { apiKeyAuth: "any", appKeyAuth: "any" },
});
let calls = 0;
async function call(promise) {
  calls++;
  return await promise;
}
async function refused(code, promise) {
  calls++;
  await assert.rejects(promise, (error) => error.code === code && error.body.errors.length > 0);
}

assert.equal((await call(new v1.AuthenticationApi(configuration).validate())).valid, true);

const monitors = new v1.MonitorsApi(configuration);
const asked = {
  name: "From JavaScript",
  type: "query alert",
  query: "avg(last_5m):avg:conform.load{*} by {host} > 50",
  message: "Look. @oncall@example.org",
  tags: ["team:js"],
  options: { thresholds: { critical: 50, warning: 40 }, notifyNoData: true, noDataTimeframe: 10 },
};
await call(monitors.validateMonitor({ body: asked }));
const monitor = await call(monitors.createMonitor({ body: asked }));
assert.ok(Number.isSafeInteger(monitor.id));
assert.equal(monitor.options.thresholds.warning, 40);
assert.equal((await call(monitors.getMonitor({ monitorId: monitor.id, groupStates: "all" }))).message, asked.message);
assert.equal((await call(monitors.updateMonitor({ monitorId: monitor.id, body: { name: "Renamed" } }))).name, "Renamed");
assert.equal((await call(monitors.listMonitors({ monitorTags: "team:js" }))).length, 1);
assert.equal((await call(monitors.searchMonitors({ query: "tag:team:js" }))).metadata.totalCount, 1);
await refused(400, monitors.createMonitor({ body: { ...asked, query: "avg(last_5m):avgg:x{*} > 1" } }));

const older = new v1.DowntimesApi(configuration);
const now = Math.floor(Date.now() / 1000);
const once = await call(older.createDowntime({ body: { scope: ["host:js"], start: now - 60, end: now + 3600 } }));
assert.equal(once.active, true);
assert.deepEqual((await call(older.getDowntime({ downtimeId: once.id }))).scope, ["host:js"]);
assert.deepEqual((await call(older.cancelDowntimesByScope({ body: { scope: "host:js" } }))).cancelledIds, [once.id]);

const newer = new v2.DowntimesApi(configuration);
const nightly = await call(
  newer.createDowntime({
    body: {
      data: {
        type: "downtime",
        attributes: {
          monitorIdentifier: { monitorId: monitor.id },
          scope: "*",
          schedule: { timezone: "Europe/Paris", recurrences: [{ duration: "14h", rrule: "FREQ=DAILY;INTERVAL=1" }] },
        },
      },
    },
  }),
);
assert.equal(nightly.data.attributes.schedule.recurrences[0].duration, "14h");
assert.equal((await call(newer.getDowntime({ downtimeId: nightly.data.id }))).data.id, nightly.data.id);
assert.ok((await call(newer.listDowntimes())).data.length > 0);
await call(newer.cancelDowntime({ downtimeId: nightly.data.id }));
await refused(404, newer.getDowntime({ downtimeId: nightly.data.id }));

const boards = new v1.DashboardsApi(configuration);
const board = await call(
  boards.createDashboard({
    body: {
      title: "From JavaScript",
      layoutType: "ordered",
      widgets: [{ definition: { type: "timeseries", requests: [{ q: "avg:conform.load{*}" }] } }],
    },
  }),
);
assert.equal((await call(boards.getDashboard({ dashboardId: board.id }))).widgets.length, 1);
assert.ok((await call(boards.listDashboards())).dashboards.some((each) => each.id === board.id));
assert.equal((await call(boards.deleteDashboard({ dashboardId: board.id }))).deletedDashboardId, board.id);

const metrics = new v1.MetricsApi(configuration);
const answer = await call(
  metrics.queryMetrics({ from: now - 3600, to: now + 60, query: "avg:conform.load{*} by {host}.rollup(60)" }),
);
assert.equal(answer.series.length, 3);
assert.equal(answer.series[0].interval, 60);
assert.ok((await call(metrics.listActiveMetrics({ from: now - 3600 }))).metrics.includes("conform.load"));
assert.deepEqual((await call(metrics.listMetrics({ q: "metrics:conform.load" }))).results.metrics, ["conform.load"]);
assert.ok((await call(metrics.getMetricMetadata({ metricName: "conform.load" }))).type);

const hosts = new v1.HostsApi(configuration);
assert.ok((await call(hosts.listHosts({ filter: "web-" }))).hostList.length >= 3);
assert.ok((await call(hosts.getHostTotals({}))).totalActive >= 3);
const tags = new v1.TagsApi(configuration);
assert.deepEqual((await call(tags.updateHostTags({ hostName: "web-2", body: { tags: ["role:js"] } }))).tags, ["role:js"]);
await call(tags.deleteHostTags({ hostName: "web-2" }));

const snapshot = await call(
  new v1.SnapshotsApi(configuration).getGraphSnapshot({ start: now - 3600, end: now, metricQuery: "avg:conform.load{*}" }),
);
const picture = await fetch(snapshot.snapshotUrl);
assert.equal(picture.headers.get("content-type"), "image/png");

await call(monitors.validateExistingMonitor({ monitorId: monitor.id, body: asked }));
assert.ok((await call(monitors.searchMonitorGroups({}))).metadata.totalCount >= 0);
assert.deepEqual((await call(monitors.checkCanDeleteMonitor({ monitorIds: [monitor.id] }))).data.ok, [monitor.id]);
assert.deepEqual(await call(older.listMonitorDowntimes({ monitorId: monitor.id })), []);
assert.ok((await call(newer.listMonitorDowntimes({ monitorId: monitor.id }))).data.length >= 0);

const planned = await call(older.createDowntime({ body: { scope: ["host:js2"], start: now + 600, end: now + 3600 } }));
assert.equal(
  (await call(older.updateDowntime({ downtimeId: planned.id, body: { scope: ["host:js2"], message: "Later." } }))).message,
  "Later.",
);
assert.ok((await call(older.listDowntimes({}))).some((each) => each.id === planned.id));
await call(older.cancelDowntime({ downtimeId: planned.id }));
await refused(404, older.getDowntime({ downtimeId: planned.id }));
const second = await call(
  newer.createDowntime({
    body: {
      data: {
        type: "downtime",
        attributes: { monitorIdentifier: { monitorTags: ["team:js"] }, scope: "host:js" },
      },
    },
  }),
);
const told = await call(
  newer.updateDowntime({
    downtimeId: second.data.id,
    body: { data: { type: "downtime", id: second.data.id, attributes: { message: "Changed." } } },
  }),
);
assert.equal(told.data.attributes.message, "Changed.");
await call(newer.cancelDowntime({ downtimeId: second.data.id }));

const kept = await call(
  boards.createDashboard({ body: { title: "Another", layoutType: "ordered", widgets: [] } }),
);
const changed = { title: "Changed", layoutType: "ordered", widgets: [] };
assert.equal((await call(boards.updateDashboard({ dashboardId: kept.id, body: changed }))).title, "Changed");
assert.equal((await call(boards.getDashboard({ dashboardId: kept.id }))).title, "Changed");
await call(boards.deleteDashboard({ dashboardId: kept.id }));
await refused(404, boards.getDashboard({ dashboardId: kept.id }));

for (const query of [
  "sum:conform.hits{*}.as_rate()",
  "sum:conform.hits{*}.as_count()",
  "avg:conform.load{host:web-1} / avg:conform.load{host:web-2} * 100",
  "top(avg:conform.load{*} by {host}, 1, 'mean', 'desc')",
  "outliers(avg:conform.load{*} by {host}.rollup(60), 'DBSCAN', 3)",
]) {
  assert.ok((await call(metrics.queryMetrics({ from: now - 3600, to: now + 60, query }))).series.length > 0, query);
}
const described = await call(
  metrics.updateMetricMetadata({ metricName: "conform.load", body: { description: "Load, as a test sends it." } }),
);
assert.equal(described.description, "Load, as a test sends it.");
await refused(400, metrics.queryMetrics({ from: now - 3600, to: now, query: "avg:conform.load{" }));

assert.equal((await call(hosts.muteHost({ hostName: "web-3", body: { message: "Quiet." } }))).action, "Muted");
assert.equal((await call(hosts.unmuteHost({ hostName: "web-3" }))).action, "Unmuted");
assert.deepEqual((await call(tags.createHostTags({ hostName: "web-3", body: { tags: ["role:js"] } }))).tags, ["role:js"]);
assert.ok((await call(tags.getHostTags({ hostName: "web-3" }))).tags.includes("role:js"));
assert.ok((await call(tags.listHostTags({}))).tags["role:js"].includes("web-3"));
await call(tags.deleteHostTags({ hostName: "web-3" }));

const events = new v1.EventsApi(configuration);
assert.equal((await call(events.createEvent({ body: { title: "From JavaScript", text: "Said." } }))).status, "ok");
assert.ok((await call(events.listEvents({ start: now - 3600, end: now + 60 }))).events.length >= 0);

const keys = new v2.KeyManagementApi(configuration);
const key = (await call(keys.createAPIKey({ body: { data: { type: "api_keys", attributes: { name: "js" } } } }))).data;
assert.equal(key.attributes.key.length, 32);
assert.ok((await call(keys.listAPIKeys({ pageSize: 100 }))).data.some((each) => each.id === key.id));
assert.equal((await call(keys.getAPIKey({ apiKeyId: key.id }))).data.attributes.last4, key.attributes.key.slice(-4));
const renamed = { data: { type: "api_keys", id: key.id, attributes: { name: "node" } } };
assert.equal((await call(keys.updateAPIKey({ apiKeyId: key.id, body: renamed }))).data.attributes.name, "node");
await call(keys.deleteAPIKey({ apiKeyId: key.id }));
await refused(404, keys.getAPIKey({ apiKeyId: key.id }));
const own = (
  await call(
    keys.createCurrentUserApplicationKey({
      body: { data: { type: "application_keys", attributes: { name: "js", scopes: ["monitors_read"] } } },
    }),
  )
).data;
assert.ok((await call(keys.listCurrentUserApplicationKeys({}))).data.some((each) => each.id === own.id));
assert.deepEqual((await call(keys.getApplicationKey({ appKeyId: own.id }))).data.attributes.scopes, ["monitors_read"]);
await call(keys.deleteCurrentUserApplicationKey({ appKeyId: own.id }));
// Adding a user would close this console's open door; that is tried where nobody needs it afterwards.
assert.ok((await call(new v2.UsersApi(configuration).listUsers({}))).data.length >= 0);
assert.equal((await call(new v2.RolesApi(configuration).listRoles({}))).data.length, 3);

await call(monitors.deleteMonitor({ monitorId: monitor.id }));
await refused(404, monitors.getMonitor({ monitorId: monitor.id }));
assert.ok(calls >= 60, `${calls} calls`);
console.log(`ok ${calls} calls`);
