// The second write-up: somebody sends events, counts, gauges and histograms from an application, looks at them by tag and in total, shares
// what is seen, writes a check without saying how often it runs, watches containers, and takes the first odd peak out of account.
import assert from 'node:assert/strict';
import { chmodSync, existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { v1 } from '@datadog/datadog-api-client';
import { eventually, Missing, require, sum, startTidemark, writeUp } from './lib.mjs';

/** Seconds between two runs of a check that does not say, as Datadog's agent has it. */
const DEFAULT_SECONDS = 15;
/** More where the machine is busy with other things. */
const SPACING_TOLERANCE_SECONDS = Number(process.env.SPACING_TOLERANCE_SECONDS ?? 1);
const DOCKER_SOCKET = '/var/run/docker.sock';
const LATENCIES = Array.from({ length: 100 }, (_, i) => i + 1);

writeUp('second', async ({ kafka, statsdPort, folder, page, context, configuration, step, visit, see, lines, values, mail, api }) => {
  const StatsD = require('hot-shots');
  const application = new StatsD({ host: '127.0.0.1', port: statsdPort });

  // It has to run for a while: it is looked at below.
  const agent = await startAgent(folder, kafka);

  await step('an event is posted, mails who it names, and stands in the stream', async () => {
    await visit('/events');
    await page.getByRole('heading', { name: 'Events' }).waitFor();
    const posted = await new v1.EventsApi(configuration).createEvent({
      body: { title: 'Version 2.0 is out', text: 'Rolled out to all. @manager@example.org', tags: ['service:web'], alertType: 'success' },
    });
    assert.equal(posted.status, 'ok');
    await see('Version 2.0 is out'); // on the page that was open already
    assert.match((await mail('manager@example.org', /Version 2\.0 is out/)).raw, /Rolled out to all/);
  });

  // All that the application says, said once; the buckets are ten seconds long.
  for (let i = 0; i < 40; i++) application.increment('web.page_views', 1, { page: 'home' });
  for (let i = 0; i < 20; i++) application.increment('web.page_views', 1, { page: 'about' });
  application.gauge('test2', 100);
  application.gauge('test2', 200);
  for (const latency of LATENCIES) {
    application.histogram('database.query.time', latency, { page: 'home' });
    application.histogram('database.query.time', 2 * latency, { page: 'about' });
  }

  const total = async (query) => sum((await lines(query)).flatMap(values));
  await step('counts are there as counts and as rates', async () => {
    await eventually('60 views', async () => (await total('sum:web.page_views{*}.as_count()')) === 60);
    const perSecond = await lines('sum:web.page_views{*}.as_rate()');
    const [count] = await lines('sum:web.page_views{*}.as_count()');
    assert.ok(Math.abs(sum(values(perSecond[0])) * (count.interval ?? 10) - 60) < 1e-6, 'a rate is the count over the seconds');
    return '60 views';
  });

  await step('of a gauge the last value counts', async () => {
    const last = await eventually('test2', async () => (await lines('avg:test2{*}.rollup(last, 10)'))[0]);
    assert.equal(values(last).at(-1), 200);
  });

  await step('a histogram has its median, average and 95th percentile, together on one graph', async () => {
    const of = async (aggregate, scope) => {
      const [line] = await eventually(aggregate, async () => {
        const found = await lines(`max:database.query.time.${aggregate}{${scope}}`);
        return found.length > 0 && found;
      });
      return Math.max(...values(line));
    };
    // The rank rule of Datadog's Agent over 1, 2, … 100, all in one bucket or spread over two.
    assert.ok((await of('95percentile', 'page:home')) >= 94);
    assert.equal(await of('95percentile', 'page:about'), 2 * (await of('95percentile', 'page:home')));
    assert.ok((await of('median', 'page:home')) >= 49);
    const queries = ['median', 'avg', '95percentile'].map((aggregate) => ['q', `avg:database.query.time.${aggregate}{page:home}`]);
    await visit(`/explore?${new URLSearchParams([...queries, ['span', '15m']])}`);
    await eventually('three lines', async () => (await page.locator('tm-chart .line-name').count()) === 3);
  });

  await step('two pages are two lines, with their names', async () => {
    const pages = await lines('avg:database.query.time.avg{*} by {page}');
    assert.deepEqual(pages.map((each) => each.scope).sort(), ['page:about', 'page:home']);
    await visit(`/explore?${new URLSearchParams({ q: 'avg:database.query.time.avg{*} by {page}', span: '15m' })}`);
    await page.locator('tm-chart').getByRole('button', { name: /page:about/ }).waitFor();
    await page.locator('tm-chart').getByRole('button', { name: /page:home/ }).waitFor();
  });

  await step('the address of the explorer shows the same elsewhere', async () => {
    await page.getByRole('button', { name: '15m', exact: true }).click();
    await page.waitForURL(/span=15m/);
    const other = await context.newPage();
    await other.goto(page.url());
    await other.locator('tm-chart').getByRole('button', { name: /page:home/ }).waitFor();
    assert.equal(await other.locator('h1').innerText(), await page.locator('h1').innerText());
    await other.close();
  });

  await step('lines for each page and columns for the total need no second metric', async () => {
    const each = await lines('sum:web.page_views{*} by {page}.as_count()');
    assert.equal(sum(each.flatMap(values)), await total('sum:web.page_views{*}.as_count()'));
    const board = await new v1.DashboardsApi(configuration).createDashboard({
      body: {
        title: 'Page views',
        layoutType: 'ordered',
        widgets: [
          {
            definition: {
              type: 'timeseries',
              title: 'Views',
              requests: [
                { q: 'sum:web.page_views{*}.as_count()', displayType: 'bars' },
                { q: 'sum:web.page_views{*} by {page}.as_count()', displayType: 'line' },
              ],
              events: [{ q: 'version' }],
            },
          },
        ],
      },
    });
    await visit(`/dashboard/${board.id}?tile=0&span=15m`); // one graph alone
    await eventually('a total and two pages', async () => (await page.locator('tm-chart .line-name').count()) === 3);
  });

  await step('a first peak that was no normal day is taken out of account', async () => {
    await visit(`/explore?${new URLSearchParams({ q: 'sum:web.page_views{*}.as_count()', span: '15m' })}`);
    await page.locator('tm-chart .line-name').first().waitFor();
    await page.getByRole('button', { name: 'Mark as not normal…' }).click();
    const box = await page.locator('tm-chart .u-over').boundingBox();
    await page.mouse.move(box.x + box.width * 0.2, box.y + 60);
    await page.mouse.down();
    await page.mouse.move(box.x + box.width * 0.9, box.y + 80, { steps: 5 });
    await page.mouse.up();
    await page.locator('textarea[name=text]').fill('the first try');
    await page.getByRole('button', { name: 'Do not learn it' }).click();
    await see('the first try');
    const { exclusions } = await api('GET', `/api/console/exclusions?from=${Date.now() - 3_600_000}&to=${Date.now() + 60_000}`);
    assert.equal(exclusions.find((one) => one.message === 'the first try')?.metric, 'web.page_views');
  });

  await step('containers are watched', async () => {
    if (!existsSync(DOCKER_SOCKET)) throw new Missing(`no ${DOCKER_SOCKET}`);
    await eventually('docker.containers.running', async () => (await lines('sum:docker.containers.running{*}')).length > 0);
  });

  await step(`a check that does not say runs every ${DEFAULT_SECONDS} s`, async () => {
    const runs = async () => (await (await fetch(`http://127.0.0.1:${agent}/status`)).json()).checks.find((one) => one.name === 'coin')?.runs ?? 0;
    const next = async (before) => {
      await eventually(`run ${before + 1}`, async () => (await runs()) > before);
      return Date.now();
    };
    const count = await runs();
    const first = await next(count);
    const spacing = ((await next(count + 1)) - first) / 1000;
    assert.ok(Math.abs(spacing - DEFAULT_SECONDS) <= SPACING_TOLERANCE_SECONDS, `${spacing} s from run to run`);
    await eventually('its points', async () => (await lines('avg:coin.side{*}')).length > 0);
    return `${spacing.toFixed(1)} s from run to run`;
  });
  application.close();
});

/** An agent with one check and, where there is a Docker, that. Gives its status port. */
async function startAgent(folder, kafka) {
  const config = join(folder, 'agent');
  for (const each of ['checks.d', 'conf.d/coin.d', 'conf.d/docker.d']) mkdirSync(join(config, each), { recursive: true });
  writeFileSync(join(config, 'tidemark.yaml'), 'hostname: second-host\n');
  writeFileSync(join(config, 'checks.d', 'coin.sh'), '#!/bin/sh\necho "coin.side:$(shuf -i 0-1 -n 1)|g"\n');
  chmodSync(join(config, 'checks.d', 'coin.sh'), 0o755);
  writeFileSync(join(config, 'conf.d/coin.d/conf.yaml'), 'init_config: {}\ninstances: [{}]\n');
  if (existsSync(DOCKER_SOCKET)) writeFileSync(join(config, 'conf.d/docker.d/conf.yaml'), 'init_config: {}\ninstances: [{}]\n');
  const said = await startTidemark('agent', '--config', config, '--bootstrap-servers', kafka, '--statsd-port', '0', '--status-port', '0').until(/status on 127\.0\.0\.1:(\d+)/);
  return Number(said[1]);
}
