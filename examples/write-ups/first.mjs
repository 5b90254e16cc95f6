// The first write-up: somebody installs an agent, tags a host, watches PostgreSQL, writes a check, makes a timeboard with the anomaly
// function by the API, sends a graph to colleagues, is warned and alerted, plans quiet nights, and instruments an application.
import assert from 'node:assert/strict';
import { chmodSync, existsSync, mkdirSync, readdirSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { join, resolve } from 'node:path';
import { v1 } from '@datadog/datadog-api-client';
import { eventually, isHere, Missing, require, run, runnable, start, startTidemark, sum, tidemark, writeUp } from './lib.mjs';

/** Seconds between two runs of the check, as in the write-up. */
const CHECK_SECONDS = Number(process.env.CHECK_SECONDS ?? 45);
/** Minutes without data after which somebody is told, as in the write-up. */
const NO_DATA_MINUTES = Number(process.env.NO_DATA_MINUTES ?? 10);
/** What is promised on a machine that has time for it. */
const FIRST_POINT_LIMIT_MS = Number(process.env.FIRST_POINT_SECONDS ?? 60) * 1000;
/** More where the machine is busy with other things. */
const SPACING_TOLERANCE_SECONDS = Number(process.env.SPACING_TOLERANCE_SECONDS ?? 1);
const FEW_MS = 1_000;

const freePort = () =>
  new Promise((done) => {
    const server = createServer().listen(0, '127.0.0.1', () => {
      const { port } = server.address();
      server.close(() => done(port));
    });
  });

writeUp('first', async ({ console: base, kafka, otlpPort, statsdPort, folder, page, configuration, step, visit, see, api, lines, values, mail }) => {
  const agentFolder = join(folder, 'agent');
  const statusPort = await freePort();
  const status = async () => JSON.parse(await tidemark('agent', 'status', '--port', String(statusPort), '--json'));
  const check = async (name) => (await status()).checks.find((each) => each.name === name || each.check === name);

  await step('an agent is installed with one command, and its first point is there within a minute', async () => {
    mkdirSync(join(agentFolder, 'conf.d'), { recursive: true });
    mkdirSync(join(agentFolder, 'checks.d'), { recursive: true });
    writeFileSync(join(agentFolder, 'tidemark.yaml'), 'hostname: write-up-host\n');
    await visit('/hosts');
    const started = Date.now();
    startTidemark('agent', '--config', agentFolder, '--bootstrap-servers', kafka, '--run-path', join(folder, 'queue'), '--statsd-port', '0', '--status-port', String(statusPort));
    await eventually('a point of the agent', async () => (await lines('avg:system.load.1{host:write-up-host}')).length > 0, FIRST_POINT_LIMIT_MS);
    const took = Date.now() - started;
    await page.getByText('write-up-host').first().waitFor(); // nobody has reloaded the page
    return `after ${(took / 1000).toFixed(0)} s`;
  });

  await step('agent status says that all is well', async () => {
    const said = await tidemark('agent', 'status', '--port', String(statusPort));
    assert.match(said, /forwarder/i);
    assert.equal((await status()).healthy, true);
  });

  await step('a tag in the agent’s file holds without a restart', async () => {
    writeFileSync(join(agentFolder, 'tidemark.yaml'), 'hostname: write-up-host\ntags: [role:desk]\n');
    await eventually('points with the tag', async () => (await lines('avg:system.load.1{role:desk}')).length > 0);
  });

  await step('a tag given on the page filters and groups', async () => {
    await visit('/hosts?filter=write-up-host');
    await page.locator('.host', { has: page.locator('b', { hasText: /^write-up-host$/ }) }).getByRole('button', { name: 'Tags…' }).click();
    await page.locator('input[name=tags]').fill('env:write-up');
    await page.getByRole('button', { name: 'Save' }).click();
    await page.getByRole('button', { name: 'env:write-up' }).click();
    await page.waitForURL(/filter=env/);
    await page.getByLabel('Group by').selectOption('env');
    await page.getByRole('heading', { name: /env:write-up/ }).waitFor();
    await eventually('points with the tag', async () => (await lines('avg:system.load.1{env:write-up} by {host}')).length === 1);
  });

  await step('PostgreSQL is watched by a user that may only read', async () => {
    const database = await postgres(folder);
    const password = 'only-to-read';
    await database.sql(`CREATE USER tidemark WITH PASSWORD '${password}'; GRANT pg_monitor TO tidemark;`);
    mkdirSync(join(agentFolder, 'conf.d', 'postgres.d'));
    writeFileSync(
      join(agentFolder, 'conf.d', 'postgres.d', 'conf.yaml'),
      `init_config: {}\ninstances:\n  - host: 127.0.0.1\n    port: ${database.port}\n    username: tidemark\n    password: ${password}\n    dbname: postgres\n    tags: [role:db]\n    min_collection_interval: ${Math.min(15, CHECK_SECONDS)}\n`,
    );
    await eventually('postgresql.connections', async () => (await lines('avg:postgresql.connections{role:db} by {db}')).length > 0);
    await assert.rejects(database.sql('CREATE TABLE mine (a int)', { user: 'tidemark', password }), /permission denied/);
    await visit('/explore?q=' + encodeURIComponent('avg:postgresql.connections{*} by {db}') + '&type=line&span=15m');
    await page.locator('tm-chart .line-name').first().waitFor();
  });

  await step('a check of one’s own is tried before it runs', async () => {
    const program = join(agentFolder, 'checks.d', 'random.sh');
    writeFileSync(program, '#!/bin/sh\necho "random.number:$(shuf -i 1-99 -n 1)|g"\n');
    chmodSync(program, 0o755);
    mkdirSync(join(agentFolder, 'conf.d', 'random.d'));
    writeFileSync(join(agentFolder, 'conf.d', 'random.d', 'conf.yaml'), `init_config: {}\ninstances:\n  - min_collection_interval: ${CHECK_SECONDS}\n`);
    const said = await tidemark('agent', 'check', 'random', '--config', agentFolder, '--times', '3');
    assert.equal(said.match(/random\.number/g)?.length >= 3, true, said);
  });

  await step(`it runs every ${CHECK_SECONDS} s, by its file alone`, async () => {
    const runs = async () => (await check('random'))?.runs ?? 0;
    const nextRun = async (before) => {
      await eventually(`run ${before + 1} of the check`, async () => (await fetchRuns(statusPort)) > before, 3 * CHECK_SECONDS * 1000 + 30_000);
      return Date.now();
    };
    await eventually('the first run', async () => (await runs()) > 0);
    const count = await fetchRuns(statusPort);
    const first = await nextRun(count);
    const spacing = ((await nextRun(count + 1)) - first) / 1000;
    assert.ok(Math.abs(spacing - CHECK_SECONDS) <= SPACING_TOLERANCE_SECONDS, `${spacing} s from run to run`);
    const points = await eventually('its points', async () => (await lines('avg:random.number{*}'))[0]);
    assert.ok(values(points).every((value) => value >= 1 && value <= 99));
    return `${spacing.toFixed(1)} s from run to run`;
  });

  let board;
  await step('a timeboard comes by the API and appears at once', async () => {
    await visit('/dashboards');
    await page.getByRole('heading', { name: 'Dashboards' }).waitFor();
    const graph = (title, ...queries) => ({ title, definition: { viz: 'timeseries', requests: queries.map((q) => ({ q, type: 'line' })), events: [] } });
    board = await api('POST', '/api/v1/dash', {
      title: 'Write-up',
      description: 'A timeboard by a script',
      graphs: [
        graph('Random number', 'avg:random.number{host:write-up-host}'),
        graph('Connections', "anomalies(avg:postgresql.connections{*}, 'basic', 2)"),
        graph('Load', "anomalies(avg:system.load.1{host:write-up-host}, 'basic', 2)"),
        graph('Sum of an hour', 'avg:random.number{*}.rollup(sum, 3600)'),
      ],
      template_variables: [{ name: 'host', prefix: 'host', default: '*' }],
    });
    await page.getByRole('link', { name: /Write-up/ }).waitFor({ timeout: 10_000 }); // the open page shows it by itself
    const again = await new v1.DashboardsApi(configuration).listDashboards({});
    assert.ok(again.dashboards.some((each) => each.title === 'Write-up'));
  });

  await step('its graphs have the grey band, the line, and the sum of each hour', async () => {
    const [load] = await lines("anomalies(avg:system.load.1{host:write-up-host}, 'basic', 2)");
    assert.ok(load.upper.some(([, value]) => value !== null), 'a band');
    const [hours] = await lines('avg:random.number{*}.rollup(sum, 3600)', 120);
    const [fine] = await lines('avg:random.number{*}.rollup(sum, 10)', 120);
    assert.ok(Math.abs(sum(values(hours)) - sum(values(fine))) < 1e-6, 'the sum of an hour is the sum of its parts');
    await page.getByRole('link', { name: /Write-up/ }).click();
    await page.getByRole('button', { name: '15m', exact: true }).click();
    await page.locator('.tile-card', { hasText: 'Load' }).getByRole('button', { name: /system\.load\.1/ }).waitFor();
  });

  await step('five minutes, a zoom by dragging, all graphs follow, undo', async () => {
    await page.getByRole('button', { name: '5m', exact: true }).click();
    await page.waitForURL(/span=5m/);
    const before = page.url();
    const graph = page.locator('.tile-card', { hasText: 'Load' }).locator('.u-over');
    // It is drawn anew for the new span: the graph that is there first may go while it is looked at.
    const box = await eventually('the graph is there to be dragged on', async () => {
      await graph.scrollIntoViewIfNeeded();
      return graph.boundingBox();
    });
    await page.mouse.move(box.x + box.width * 0.4, box.y + 40);
    await page.mouse.down();
    await page.mouse.move(box.x + box.width * 0.8, box.y + 60, { steps: 5 });
    await page.mouse.up();
    await page.waitForURL(/from=\d+&to=\d+/);
    await page.keyboard.press('Escape');
    await page.getByRole('button', { name: 'Undo' }).click();
    await page.waitForURL(before);
  });

  await step('the graph goes to a colleague by mail, and the note stands on it', async () => {
    await visit('/explore?q=' + encodeURIComponent('avg:system.load.1{host:write-up-host}') + '&type=line&span=15m');
    await page.locator('tm-chart .line-name').first().waitFor();
    await page.getByRole('button', { name: 'Annotate a span…' }).click();
    await page.locator('textarea[name=text]').fill('Is this normal? @colleague@example.org');
    await page.getByRole('button', { name: 'Annotate', exact: true }).click();
    await see('Is this normal?');
    const received = await mail('colleague@example.org', /./);
    assert.match(received.raw, /Is this normal\?/);
    assert.match(received.raw, /image\/png/i, 'the graph as a picture');
    assert.match(received.raw.replace(/=\r?\n/g, ''), /http:\/\/[^\s"]+/, 'a link');
    await page.getByRole('button', { name: 'Reply' }).first().click();
    await page.locator('input[name=text]').fill('It is.');
    await page.locator('.notes form').getByRole('button', { name: 'Reply' }).click();
    await see('It is.');
  });

  await step('a snapshot of a graph is a picture', async () => {
    const now = Math.floor(Date.now() / 1000);
    const snapshot = await new v1.SnapshotsApi(configuration).getGraphSnapshot({ start: now - 900, end: now, metricQuery: 'avg:system.load.1{host:write-up-host}' });
    const picture = await fetch(new URL(snapshot.snapshotUrl, base));
    assert.equal(picture.headers.get('content-type'), 'image/png');
    assert.ok((await picture.arrayBuffer()).byteLength > 2_000);
  });

  // The level of a tank is sent as the steps below want it.
  const StatsD = require('hot-shots');
  const sender = new StatsD({ host: '127.0.0.1', port: statsdPort });
  let level = 50;
  const sending = setInterval(() => sender.gauge('tank.level', level, ['tank:1']), FEW_MS);
  let monitor;

  await step('a monitor is made on the page: warning over 75, alert over 90, no data, a message for each', async () => {
    await eventually('the level', async () => (await lines('avg:tank.level{*} by {tank}')).length > 0);
    await visit('/monitors/new?q=' + encodeURIComponent('avg:tank.level{*} by {tank}'));
    const set = async (label, value) => {
      await page.getByLabel(label, { exact: true }).fill(value);
      await page.getByLabel(label, { exact: true }).press('Tab');
    };
    await page.getByLabel('of the last').selectOption('1m');
    await set('Alert at', '90');
    await set('Warning at', '75');
    await set('No data after, minutes', String(NO_DATA_MINUTES));
    await page.getByLabel('Name', { exact: true }).fill('Tank is full');
    await page
      .getByLabel('Message', { exact: true })
      .fill('{{#is_alert}}ALERT text {{value}}{{/is_alert}}{{#is_warning}}WARN text {{value}}{{/is_warning}}{{#is_no_data}}NO DATA text{{/is_no_data}} tank {{tank.name}} @oncall@example.org');
    await see(/would have alerted/);
    await page.getByRole('button', { name: 'Create' }).click();
    await page.waitForURL(/\/monitors\/\d+/);
    monitor = Number(page.url().match(/\d+$/)[0]);
    const got = await new v1.MonitorsApi(configuration).getMonitor({ monitorId: monitor });
    assert.equal(got.options.thresholds.warning, 75);
    assert.equal(got.options.thresholds.critical, 90);
    assert.equal(got.options.noDataTimeframe, NO_DATA_MINUTES);
  });

  await step('80 warns, 95 alerts, each in its words', async () => {
    level = 80;
    const warned = await mail('oncall@example.org', /warn/i, 180_000);
    assert.match(warned.raw, /WARN text 80/);
    assert.doesNotMatch(warned.raw, /ALERT text/);
    level = 95;
    const alerted = await mail('oncall@example.org', /triggered/i, 180_000);
    assert.match(alerted.raw, /ALERT text 9/);
    assert.match(alerted.raw, /References:/i, 'mails of one incident are one conversation');
  });
  clearInterval(sending);
  sender.close();
  const silentSince = Date.now();

  await step('quiet nights and weekends are planned in words, and stand on the monitor’s page', async () => {
    for (const kind of ['Nightly', 'Weekends']) {
      await visit(`/downtimes?new=1&monitor=${monitor}`);
      await page.getByRole('button', { name: kind }).click();
      if (kind === 'Nightly') {
        const first = page.getByLabel('First start');
        await first.fill((await first.inputValue()).replace(/T.*/, 'T19:00'));
        await page.getByLabel('lasting').fill('14h');
      }
      await page.getByLabel('Why').fill(`${kind} are quiet @team@example.org`);
      await page.locator('form .told li').first().waitFor();
      await page.getByRole('button', { name: 'Create' }).click();
      await page.locator('.records').getByText(`${kind} are quiet`).first().waitFor();
    }
    await visit(`/monitors/${monitor}`);
    await see(/Nightly are quiet/);
    await see(/Weekends are quiet/);
  });

  await step('the team is told of the schedule, and of its change', async () => {
    const told = await mail('team@example.org', /scheduled/i);
    assert.match(told.raw.replace(/=\r?\n/g, ''), /Nightly|Weekends/);
    const { data } = await api('GET', `/api/v2/downtime`);
    const nightly = data.find((each) => /^Nightly/.test(each.attributes.message));
    await api('PATCH', `/api/v2/downtime/${nightly.id}`, { data: { type: 'downtime', id: nightly.id, attributes: { message: 'Nightly are quieter @team@example.org' } } });
    await mail('team@example.org', /changed/i);
    for (const each of data) await api('DELETE', `/api/v2/downtime/${each.id}`);
    await mail('team@example.org', /cancel/i);
  });

  await step('a Java application is instrumented without touching it', async () => {
    const jar = await openTelemetryAgent();
    const port = await freePort();
    // Compiled first: under `java FILE.java` the agent takes it for a tool of the JDK and stays away.
    await run('javac', ['-d', folder, resolve(import.meta.dirname, '..', 'otel-java', 'PlainServer.java')]);
    const app = start('java', ['-javaagent:' + jar, '-cp', folder, 'PlainServer', String(port)], {
      env: {
        ...process.env,
        OTEL_SERVICE_NAME: 'shop',
        OTEL_TRACES_EXPORTER: 'none',
        OTEL_LOGS_EXPORTER: 'none',
        OTEL_EXPORTER_OTLP_ENDPOINT: `http://127.0.0.1:${otlpPort}`,
        OTEL_EXPORTER_OTLP_METRICS_TEMPORALITY_PREFERENCE: 'delta',
        OTEL_METRIC_EXPORT_INTERVAL: '1000',
      },
    });
    await app.until(/listening/);
    for (let i = 0; i < 7; i++) await fetch(`http://127.0.0.1:${port}/page`);
    for (let i = 0; i < 2; i++) await fetch(`http://127.0.0.1:${port}/broken`);
    const count = async (scope) => sum((await lines(`count:http.server.request.duration{${scope}} by {service}`)).flatMap(values));
    await eventually('nine requests', async () => (await count('service:shop')) === 9);
    assert.equal(await count('service:shop,http.response.status_code:500'), 2);
    await app.stop();
  });

  await step(`${NO_DATA_MINUTES} minutes without a word are told`, async () => {
    const told = await mail('oncall@example.org', /no data/i, NO_DATA_MINUTES * 60_000 + 90_000);
    assert.match(told.raw, /NO DATA text/);
    return `${((Date.now() - silentSince) / 60_000).toFixed(1)} minutes after the last value`;
  });
});

/** Runs of the check, asked without starting a JVM, so that the clock is not bent. */
async function fetchRuns(statusPort) {
  const status = await (await fetch(`http://127.0.0.1:${statusPort}/status`)).json();
  return status.checks.find((each) => each.name === 'random' || each.check === 'random')?.runs ?? 0;
}

/** A PostgreSQL of its own on a free port, where the programs are installed. */
async function postgres(folder) {
  const versions = '/usr/lib/postgresql';
  const bins = existsSync(versions) ? readdirSync(versions).map((version) => join(versions, version, 'bin')) : [];
  const bin = bins.find((each) => runnable(join(each, 'initdb')));
  if (!bin) throw new Missing('PostgreSQL is not installed (apt-get install postgresql)');
  const port = await freePort();
  const data = join(folder, 'postgres');
  mkdirSync(data);
  // It refuses to run as root.
  const asItself = process.getuid() === 0 ? ['runuser', '-u', 'postgres', '--'] : [];
  if (asItself.length > 0) {
    await run('chown', ['postgres', data]);
    chmodSync(folder, 0o755);
  }
  const exec = (program, ...args) => [...asItself, join(bin, program), ...args];
  const secret = join(folder, 'owner');
  writeFileSync(secret, 'owner\n');
  const [init, ...initArgs] = exec('initdb', '-D', data, '--auth=scram-sha-256', '--username=owner', '--no-sync', `--pwfile=${secret}`);
  await run(init, initArgs);
  const [server, ...serverArgs] = exec('postgres', '-D', data, '-p', String(port), '-k', data, '-h', '127.0.0.1');
  await start(server, serverArgs).until(/ready to accept/);
  const sql = (text, { user = 'owner', password = 'owner' } = {}) =>
    run(join(bin, 'psql'), ['-v', 'ON_ERROR_STOP=1', '-h', '127.0.0.1', '-p', String(port), '-U', user, '-d', 'postgres', '-c', text], { env: { ...process.env, PGPASSWORD: password } });
  return { port, sql };
}

/** The agent's jar: $OTEL_AGENT, else fetched by Maven. */
async function openTelemetryAgent() {
  if (process.env.OTEL_AGENT) return process.env.OTEL_AGENT;
  if (!isHere('mvn')) throw new Missing('neither OTEL_AGENT nor Maven is here to get the OpenTelemetry agent');
  const version = '2.33.1';
  const target = resolve(import.meta.dirname, 'target');
  await run('mvn', ['-q', 'dependency:copy', `-Dartifact=io.opentelemetry.javaagent:opentelemetry-javaagent:${version}`, `-DoutputDirectory=${target}`]);
  return join(target, `opentelemetry-javaagent-${version}.jar`);
}
