// Walks through every page of a running console in a real browser and does what people do there.
//
//   node e2e/pages.mjs http://127.0.0.1:8080 [FOLDER FOR SCREENSHOTS]
//
// The console is that of `./tidemark demo`, in which the recorded series have arrived. Exit code 0: all steps passed.
// Chromium is looked for at $CHROMIUM, else /usr/bin/chromium. Whatever a step does: nothing may be loaded from elsewhere, and no text
// that came from outside may run.
import assert from 'node:assert/strict';
import { mkdirSync } from 'node:fs';
import { launch } from './browser.mjs';

const [base, folder] = process.argv.slice(2);
if (!base) {
  console.error('usage: node e2e/pages.mjs URL [FOLDER]');
  process.exit(2);
}
if (folder) mkdirSync(folder, { recursive: true });

const PATIENCE_MS = 30_000;
const EVIL = '<img src=x onerror="window.harmed=1">';
const browser = await launch();
const context = await browser.newContext({ viewport: { width: 1400, height: 1000 }, timezoneId: 'Europe/Paris' });
const page = await context.newPage();
page.setDefaultTimeout(PATIENCE_MS);
const complaints = [];
page.on('pageerror', (error) => complaints.push(`page error: ${error.message}`));
page.on('console', (message) => {
  // A refusal that a step provokes is a failed load to the browser; a script or a breach of the policy is not.
  if (message.type() === 'error' && !/Failed to load resource/.test(message.text())) complaints.push(message.text());
});
page.on('dialog', (dialog) => void dialog.accept());
page.on('request', (request) => {
  if (!request.url().startsWith(base) && !/^(data|about|blob):/.test(request.url())) complaints.push(`asked elsewhere: ${request.url()}`);
});

let failed = 0;
let passed = 0;
async function step(name, work) {
  const started = Date.now();
  try {
    await work();
    assert.equal(await page.evaluate(() => window.harmed), undefined, 'a text from outside ran as script');
    assert.deepEqual(complaints.splice(0), [], 'the browser complained');
    if (folder) await page.screenshot({ path: `${folder}/${name.replace(/[^a-z0-9]+/gi, '-')}.png` });
    passed++;
    console.log(`ok    ${name} (${Date.now() - started} ms)`);
  } catch (error) {
    failed++;
    complaints.length = 0;
    if (folder) await page.screenshot({ path: `${folder}/failed-${name.replace(/[^a-z0-9]+/gi, '-')}.png` }).catch(() => {});
    console.log(`FAIL  ${name}: ${error.message.split('\n').slice(0, 6).join('\n      ')}`);
  }
}
const visit = (path) => page.goto(base + path, { waitUntil: 'domcontentloaded' });
/** Drags over a part of a graph's width. */
async function drag(graph, from, to) {
  // It may be drawn anew in between.
  const box = await eventually('a graph', () => graph.boundingBox({ timeout: 1_000 }).catch(() => undefined));
  await page.mouse.move(box.x + box.width * from, box.y + 40);
  await page.mouse.down();
  await page.mouse.move(box.x + box.width * to, box.y + 60, { steps: 5 });
  await page.mouse.up();
}
/** Asks until the answer is truthy. */
async function eventually(what, work) {
  const end = Date.now() + PATIENCE_MS;
  for (;;) {
    const answer = await work();
    if (answer) return answer;
    if (Date.now() > end) throw new Error(`waited ${PATIENCE_MS / 1000} s for: ${what}`);
    await page.waitForTimeout(250);
  }
}
const see = (text) => page.getByText(text).first().waitFor();
const api = (method, path, body) =>
  page.request.fetch(base + path, { method, headers: { 'content-type': 'application/json', 'dd-api-key': 'x' }, data: body === undefined ? undefined : JSON.stringify(body) });

await step('overview tells checked from blind', async () => {
  await visit('/');
  await see('green because checked');
  await see('green because blind');
  await see('The last 24 hours');
});

await step('menu leads to every page without loading anew', async () => {
  await page.evaluate(() => (window.sameDocument = true));
  for (const name of ['Explore', 'Dashboards', 'Monitors', 'Downtimes', 'Events', 'Hosts', 'Detectors', 'Mailbox', 'Overview']) {
    await page.getByRole('navigation').getByRole('link', { name: new RegExp(`^${name}`) }).click();
    await page.locator('#main').waitFor();
  }
  assert.equal(await page.evaluate(() => window.sameDocument), true);
});

await step('graph of a detector shows band and markers and reads by keyboard', async () => {
  await visit('/explore?detector=nyc-taxi&group=demo.taxi.passengers%7Bcity%3Anyc%2Csource%3Anab%7D&span=1w');
  await see(/out of band \(\d+\)/);
  await page.locator('tm-graph .plot').focus();
  await page.keyboard.press('ArrowLeft');
  await see('Expected');
});

await step('dragging zooms, all of it is in the address, undo goes back', async () => {
  const before = page.url();
  await drag(page.locator('tm-graph .u-over'), 0.3, 0.5);
  await page.waitForURL(/from=\d+&to=\d+/);
  await page.getByRole('button', { name: 'Undo' }).click();
  await page.waitForURL(before);
});

await step('keys zoom out, undo, search, and skip the menu', async () => {
  const before = page.url();
  await page.locator('h1').first().click();
  await page.keyboard.press('z');
  await page.waitForURL(/from=\d+&to=\d+/);
  await page.keyboard.press('u');
  await page.waitForURL(before);
  await page.keyboard.press('/');
  assert.equal(await page.evaluate(() => document.activeElement.type), 'search');
  await visit('/detectors');
  await page.getByRole('navigation').waitFor();
  await page.keyboard.press('Tab');
  assert.equal(await page.evaluate(() => document.activeElement.className), 'skip', 'the first thing that Tab reaches leads past the menu');
});

await step('a free range of time is chosen', async () => {
  await visit('/explore?detector=machine-temperature&group=machine%3Am1&span=2d');
  await page.getByRole('button', { name: 'From … to' }).click();
  const [from, to] = [page.locator('input[name=from]'), page.locator('input[name=to]')];
  await to.fill(await from.inputValue());
  await page.getByRole('button', { name: 'Show', exact: true }).first().click();
  await see('The start must be before the end.');
  await to.fill((await from.inputValue()).replace(/T.*/, 'T23:59:59'));
  await page.getByRole('button', { name: 'Show', exact: true }).first().click();
  await page.waitForURL(/from=\d+&to=\d+/);
});

await step('a link with several queries shows the same to somebody else', async () => {
  await visit('/explore?q=avg%3Ademo.taxi.passengers%7B*%7D&type=line&q=avg%3Ademo.request.latency%7B*%7D&type=area&span=1w');
  await eventually('two lines', async () => (await page.locator('tm-chart .line-name').count()) === 2);
});

await step('explorer draws a query, with its band, as a table too', async () => {
  await visit('/explore');
  const input = page.locator('tm-querybar input').first();
  await input.fill('avg:demo.taxi.passengers{*}');
  await page.getByRole('button', { name: 'Draw' }).click();
  await page.waitForURL(/q=avg/);
  await page.getByRole('button', { name: '1w', exact: true }).click();
  await page.locator('tm-chart .line-name').first().waitFor();
  await page.getByRole('button', { name: 'Table' }).click();
  await page.locator('tm-lines-table tbody tr').first().waitFor();
});

await step('explorer says what is wrong with a query', async () => {
  await visit('/explore?q=avg%3Anonsense%7B&type=line');
  await page.getByRole('alert').first().waitFor();
});

await step('a span is annotated, answered, and stands on the graph', async () => {
  await visit('/explore?detector=machine-temperature&group=machine%3Am1&span=2d');
  await page.getByRole('button', { name: 'Annotate a span…' }).click();
  await page.locator('textarea[name=text]').fill(`Fan replaced ${EVIL} @plant@example.org`);
  await page.getByRole('button', { name: 'Annotate', exact: true }).click();
  await see('Fan replaced');
  await page.getByRole('button', { name: 'Reply' }).first().click();
  await page.locator('input[name=text]').fill('Thank you.');
  await page.locator('.notes form').getByRole('button', { name: 'Reply' }).click();
  await see('Thank you.');
});

await step('who is named in it gets a mail with the graph and a link', async () => {
  const mail = await eventually('the mail', async () =>
    (await (await api('GET', '/api/console/mails?limit=500')).json()).mails.find((each) => each.to.includes('plant@example.org') && /^\[Comment\] Fan replaced/.test(each.subject)),
  );
  const raw = await (await page.request.get(`${base}/api/console/mails/${encodeURIComponent(mail.id)}/raw`)).text();
  assert.match(raw, /Content-Type: image\/png/i);
  assert.ok(raw.replace(/=\r?\n/g, '').includes(base), 'a link to this console');
});

await step('a span is marked as not normal and learnt after all', async () => {
  await page.getByRole('button', { name: 'Mark as not normal…' }).click();
  await page.locator('textarea[name=text]').fill('fire drill');
  await page.getByRole('button', { name: 'Do not learn it' }).click();
  await see('fire drill');
  await page.getByRole('button', { name: 'Learn it after all' }).click();
  await page.getByText('fire drill').waitFor({ state: 'detached' });
});

await step('the band heals where a span is not learnt, and is as before once it is', async () => {
  const hour = 3_600_000;
  const to = Math.floor(Date.now() / hour) * hour - hour;
  const query = "anomalies(avg:demo.taxi.passengers{*}.rollup(avg, 1800), 'basic', 3)";
  const drawn = () => page.waitForResponse((answer) => answer.url().includes('/api/v1/query?') && answer.ok());
  const values = ({ series }) => series[0]?.upper.map(([, value]) => value) ?? [];
  const first = drawn();
  await visit(`/explore?${new URLSearchParams({ q: query, type: 'line', from: String(to - 168 * hour), to: String(to) })}`);
  // The history may still be filling: nothing is compared before it has come to rest.
  const again = async () => values(await (await page.request.get((await first).url())).json());
  let before = [];
  await eventually('a band that stays', async () => {
    const [last, next] = [before, await again()];
    before = next;
    return next.length > 100 && JSON.stringify(last) === JSON.stringify(next);
  });
  await page.getByRole('button', { name: 'Mark as not normal…' }).click();
  // Only with the form open a drag means the span; else it zooms.
  await page.locator('textarea[name=text]').waitFor();
  const address = page.url();
  await drag(page.locator('tm-chart .u-over').first(), 0.2, 0.8);
  assert.equal(page.url(), address, 'the drag has zoomed');
  await page.locator('textarea[name=text]').fill('a strike');
  const second = drawn();
  await page.getByRole('button', { name: 'Do not learn it' }).click();
  await see('a strike');
  await second;
  const healed = await eventually('another band behind the span', async () => {
    const next = await again();
    return next.some((value, i) => Math.abs(value - before[i]) > 0.01 * before[i]) && next;
  });
  assert.equal(healed.length, before.length);
  assert.deepEqual(healed.slice(0, 40), before.slice(0, 40), 'before the span nothing changes');
  const third = drawn();
  await page.getByRole('button', { name: 'Learn it after all' }).click();
  await third;
  await eventually('the band as it was', async () => JSON.stringify(await again()) === JSON.stringify(before));
});

await step('a dashboard is made, drawn, and kept', async () => {
  await visit('/dashboards');
  await page.getByRole('button', { name: 'New dashboard' }).click();
  await page.waitForURL(/\/dashboard\//);
  await page.locator('input.title').fill(`Board ${EVIL}`);
  await page.getByRole('button', { name: '＋ Add a graph' }).click();
  await page.locator('.tile-card input.mono').fill('avg:demo.taxi.passengers{*}');
  await page.locator('.tile-card input.mono').press('Tab');
  await page.getByRole('button', { name: 'Save' }).click();
  await page.getByRole('button', { name: 'Edit' }).waitFor();
  await page.getByRole('button', { name: '1w', exact: true }).click();
  await page.locator('tm-chart .line-name').first().waitFor();
});

await step('a timeboard of an old script appears', async () => {
  const answer = await api('POST', '/api/v1/dash', {
    title: 'Old script',
    description: 'made by the API',
    graphs: [{ title: 'Taxi', definition: { viz: 'timeseries', requests: [{ q: 'avg:demo.taxi.passengers{*}.rollup(sum, 3600)', type: 'bars' }] } }],
  });
  assert.ok(answer.ok(), `POST /api/v1/dash answered ${answer.status()}`);
  await visit('/dashboards');
  await page.getByRole('link', { name: /Old script/ }).click();
  await see('Taxi');
});

await step('all graphs of a dashboard follow a drag on one of them, and go back', async () => {
  const q = (metric) => ({ definition: { type: 'timeseries', title: metric, requests: [{ q: `avg:${metric}{$source}`, display_type: 'line' }] } });
  const answer = await api('POST', '/api/v1/dashboard', {
    title: 'Two', layout_type: 'ordered', widgets: [q('demo.taxi.passengers'), q('demo.request.latency')], template_variables: [{ name: 'source', prefix: 'source', default: '*' }],
  });
  await visit(`/dashboard/${(await answer.json()).id}?span=1w`);
  await eventually('two graphs', async () => (await page.locator('tm-chart .line-name').count()) === 2);
  const before = page.url();
  const asked = [];
  const listen = (request) => request.url().includes('/api/v1/query') && asked.push(new URL(request.url()).searchParams);
  page.on('request', listen);
  await drag(page.locator('tm-chart .u-over').first(), 0.4, 0.6);
  await page.waitForURL(/from=\d+&to=\d+/);
  await eventually('both graphs to ask anew', () => asked.length >= 2);
  assert.equal(new Set(asked.map((each) => `${each.get('from')} ${each.get('to')}`)).size, 1, 'for the same time');
  page.off('request', listen);
  await page.getByRole('button', { name: 'Undo' }).click();
  await page.waitForURL(before);
});

await step('a variable narrows a dashboard, one graph stands alone', async () => {
  await page.getByLabel('$source').selectOption('source:nab');
  await page.waitForURL(/tpl_var_source=source/);
  await page.getByTitle('Only this graph').first().click();
  await page.waitForURL(/tile=0/);
  await eventually('one graph', async () => (await page.locator('tm-chart').count()) === 1);
});

await step('a monitor is made with a preview, and faults are told', async () => {
  await visit('/monitors/new?q=' + encodeURIComponent('avg:demo.machine.temperature{*}'));
  await page.getByLabel('Alert at').fill('90');
  await page.getByLabel('Alert at').press('Tab');
  await see(/would have alerted/);
  await page.getByLabel('Warning at').fill('95');
  await page.getByLabel('Warning at').press('Tab');
  await page.getByRole('alert').first().waitFor();
  await page.getByLabel('Warning at').fill('85');
  await page.getByLabel('Warning at').press('Tab');
  await page.getByLabel('Name', { exact: true }).fill('Machine is warm');
  await page.getByRole('button', { name: 'Create' }).click();
  await page.waitForURL(/\/monitors\/\d+/);
  await visit('/monitors');
  await see('Machine is warm');
});

await step('a weekend downtime is planned in words and previewed', async () => {
  await visit('/downtimes?new=1');
  await page.getByRole('button', { name: 'Weekends' }).click();
  await see(/every Saturday and Sunday from 00:00 for 1d, Europe\/Paris time/);
  await page.locator('form .told li').first().waitFor();
  await page.getByRole('button', { name: 'Create' }).click();
  await see('FREQ=WEEKLY;INTERVAL=1;BYDAY=SA,SU');
});

await step('a nightly downtime shows the nights in which clocks change, what it would have hidden, and ends', async () => {
  await visit('/downtimes?new=1');
  await page.getByRole('button', { name: 'Nightly' }).click();
  await page.getByLabel('First start').fill('2027-03-26T22:00');
  await page.getByText('9 h', { exact: true }).first().waitFor({ state: 'detached' });
  await page.locator('form .told li', { hasText: /7 h/ }).first().waitFor(); // the night to 28 March 2027 in Paris
  await page.locator('form .told li .state.warn').first().waitFor();
  await page.getByText(/It would have hidden/).waitFor();
  await page.getByLabel('Why').fill(`Backup ${EVIL}`);
  await page.getByRole('button', { name: 'Create' }).click();
  const row = page.locator('.records > li', { hasText: 'Backup' });
  await row.getByRole('button', { name: 'End' }).click();
  await row.waitFor({ state: 'detached' });
});

await step('a monitor shows its downtimes, is changed, muted and deleted', async () => {
  const made = await (await api('POST', '/api/v1/monitor', { name: `Evil ${EVIL}`, type: 'metric alert', query: 'avg(last_5m):avg:demo.machine.temperature{*} > 500', message: EVIL, tags: ['team:plant'] })).json();
  await visit(`/monitors/${made.id}`);
  await see(/every Saturday|FREQ=WEEKLY/);
  await page.getByLabel('Alert at').fill('501');
  await page.getByLabel('Alert at').press('Tab');
  await page.getByRole('button', { name: 'Save' }).click();
  await see(/Saved/);
  assert.match((await (await api('GET', `/api/v1/monitor/${made.id}`)).json()).query, /> 501$/);
  await visit('/monitors');
  const row = page.locator('.monitor-row', { hasText: 'Evil' });
  await row.getByRole('button', { name: 'Mute' }).click();
  await row.getByRole('button', { name: 'Unmute' }).click();
  await row.getByRole('button', { name: 'Mute', exact: true }).waitFor();
  await visit(`/monitors/${made.id}`);
  await page.getByRole('button', { name: 'Delete' }).click();
  await page.waitForURL(/\/monitors$/);
});

await step('a host gets a tag', async () => {
  await visit('/hosts');
  await page.getByRole('button', { name: 'Tags…' }).first().click();
  await page.locator('input[name=tags]').fill('env:demo, role:desk');
  await page.getByRole('button', { name: 'Save' }).click();
  await page.getByRole('button', { name: 'env:demo' }).waitFor();
});

await step('hosts are filtered by a tag and grouped by a key', async () => {
  await page.getByRole('button', { name: 'env:demo' }).first().click();
  await page.waitForURL(/filter=env/);
  await page.getByLabel('Group by').selectOption('role');
  await page.getByRole('heading', { name: /role:desk/ }).waitFor();
  await page.locator('input[type=search]').fill('no-such-host');
  await see('No host matches.');
});

await step('an alert tells its story and takes a verdict', async () => {
  await visit('/');
  await page.locator('a[href^="/alerts/"]').first().click();
  await see('Who was told');
  await page.getByRole('button', { name: 'False alarm' }).click();
  await see(/marked as false/);
  const marks = await (await api('GET', '/api/console/marks')).json();
  assert.ok(marks.monitors.some((each) => each.false_alarms > 0), 'kept, and counted by monitor');
});

await step('events are searched, texts from outside stay text', async () => {
  const answer = await api('POST', '/api/v1/events', { title: `Deploy ${EVIL}`, text: `by hand ${EVIL}`, tags: ['env:demo', EVIL] });
  assert.ok(answer.ok(), `POST /api/v1/events answered ${answer.status()}`);
  await visit('/events?search=deploy');
  await see(/Deploy <img/);
});

await step('what happens appears on an open page by itself', async () => {
  await visit('/events?search=tide');
  await see(/in this time frame/);
  await page.locator('.pulse.on').waitFor();
  await api('POST', '/api/v1/events', { title: 'The tide comes in', text: 'while somebody looks' });
  await see('The tide comes in');
});

await step('names and tags of series are texts, whatever stands in them', async () => {
  const now = Math.floor(Date.now() / 1000);
  const answer = await api('POST', '/api/v1/series', {
    series: [
      { metric: `evil${EVIL}`, type: 'gauge', points: [[now, 1]], host: EVIL, tags: [`page:${EVIL}`] },
      { metric: 'evil.tag', type: 'gauge', points: [[now, 1]], host: EVIL, tags: [`page:${EVIL}`, EVIL] },
    ],
  });
  assert.ok(answer.status() < 500, `POST /api/v1/series answered ${answer.status()}`);
  await eventually('the series', async () => (await (await api('GET', '/api/console/series?search=evil')).json()).series.length > 0);
  for (const path of ['/explore?q=avg%3Aevil.tag%7B*%7D%20by%20%7Bpage%2Chost%7D&type=line', `/explore?series=${encodeURIComponent(`evil{page:${EVIL}}`)}`, `/hosts?filter=${encodeURIComponent(EVIL)}`, '/hosts', `/events?search=${encodeURIComponent(EVIL)}`, `/explore?q=${encodeURIComponent(EVIL)}`, `/dashboard/${encodeURIComponent(EVIL)}`, `/alerts/${encodeURIComponent(EVIL)}`]) {
    await visit(path);
    await page.locator('#main').waitFor();
    await page.waitForTimeout(300);
  }
});

await step('detectors say how far their models have come, in words', async () => {
  await visit('/detectors');
  await page.locator('.detector-card td', { hasText: /(robust-zscore|sarima|seasonal-trend|auto)\/\d+ (warm|borrowed|has learnt \d+ %)/ }).first().waitFor();
});

await step('the mailbox shows a mail', async () => {
  await visit('/mail');
  await page.locator('iframe[title="The mail as it looks"]').waitFor();
});

await step('a phone and the dark are no obstacle', async () => {
  await page.setViewportSize({ width: 390, height: 800 });
  await page.emulateMedia({ colorScheme: 'dark' });
  await visit('/');
  await see('green because checked');
  const wide = await page.evaluate(() => document.documentElement.scrollWidth - innerWidth);
  assert.ok(wide <= 0, `the page is ${wide} pixels wider than a phone`);
});

await step('a page that is not there says so', async () => {
  await visit('/monitors/999999999');
  await page.getByRole('alert').first().waitFor();
});

await step('addresses lead nowhere else, and nobody puts the pages into a frame', async () => {
  // Rows W01, W04 and W05 of the catalogue of bad input; W02, W03, W06 to W08 are tests of the server.
  for (const path of ['/?next=//evil.example', '/explore?next=https://evil.example/', '//evil.example/%2e%2e']) {
    await visit(path).catch(() => {});
    assert.ok(page.url().startsWith(base), `${path} led to ${page.url()}`);
  }
  for (const path of ['/assets/..%2f..%2fetc%2fpasswd', '/assets/%2e%2e/%2e%2e/etc/passwd', '/assets/....//x']) {
    assert.ok([400, 404].includes((await page.request.get(base + path)).status()), path);
  }
  const headers = (await page.request.get(base + '/')).headers();
  assert.match(headers['content-security-policy'], /frame-ancestors 'none'/);
  assert.doesNotMatch(headers['content-security-policy'], /unsafe|\*|http/);
  await visit('/');
  assert.deepEqual(await page.evaluate(() => [...document.querySelectorAll('script')].map((each) => new URL(each.src).origin)), [new URL(base).origin], 'one script, our own, none inline');
});

await step('keys are made and ended; with the first user sign-in is asked for', async () => {
  await visit('/people');
  const keys = page.locator('section.card', { has: page.getByRole('heading', { name: 'API keys', exact: true }) });
  await keys.getByLabel('What it is for').fill(`Agent ${EVIL}`);
  await keys.getByRole('button', { name: 'Make a key' }).click();
  await page.locator('.secret').waitFor();
  await keys.getByText('Agent <img').waitFor();
  await keys.locator('li', { hasText: 'Agent <img' }).getByRole('button', { name: 'End' }).click();
  await keys.getByText('Agent <img').waitFor({ state: 'detached' });
  await page.getByLabel('Name', { exact: true }).fill('anna');
  await page.getByLabel('Password').fill('correct horse battery');
  await page.getByLabel('Role').selectOption('admin');
  await page.getByRole('button', { name: 'Add', exact: true }).click();
  await page.getByRole('button', { name: 'Sign in' }).waitFor();
  await page.getByLabel('Name').fill('anna');
  await page.getByLabel('Password').fill('wrong horse');
  await page.getByRole('button', { name: 'Sign in' }).click();
  await page.getByRole('alert').waitFor();
  await page.getByLabel('Password').fill('correct horse battery');
  await page.getByRole('button', { name: 'Sign in' }).click();
  await page.getByRole('button', { name: 'Sign out' }).waitFor();
  await see('admin');
  await page.getByRole('button', { name: 'Sign out' }).click();
  await page.getByRole('button', { name: 'Sign in' }).waitFor();
});

await browser.close();
console.log(`${passed} passed, ${failed} failed`);
process.exit(failed === 0 ? 0 : 1);
