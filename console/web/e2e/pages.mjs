// Walks through every page of a running console in a real browser and does what people do there.
//
//   node e2e/pages.mjs http://127.0.0.1:8080 [FOLDER FOR SCREENSHOTS]
//
// The console is that of `./tidemark demo`, in which the recorded series have arrived. Exit code 0: all steps passed.
// Chromium is looked for at $CHROMIUM, else /usr/bin/chromium.
import assert from 'node:assert/strict';
import { mkdirSync } from 'node:fs';
import { chromium } from 'playwright-core';

const [base, folder] = process.argv.slice(2);
if (!base) {
  console.error('usage: node e2e/pages.mjs URL [FOLDER]');
  process.exit(2);
}
if (folder) mkdirSync(folder, { recursive: true });

const PATIENCE_MS = 30_000;
const EVIL = '<img src=x onerror="window.harmed=1">';
const browser = await chromium.launch({
  executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium',
  args: ['--no-sandbox', '--disable-gpu', '--disable-background-networking', '--disable-component-update', '--disable-sync', '--no-first-run'],
});
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
  const box = await page.locator('tm-graph .u-over').boundingBox();
  await page.mouse.move(box.x + box.width * 0.3, box.y + 60);
  await page.mouse.down();
  await page.mouse.move(box.x + box.width * 0.5, box.y + 90, { steps: 5 });
  await page.mouse.up();
  await page.waitForURL(/from=\d+&to=\d+/);
  await page.getByRole('button', { name: 'Undo' }).click();
  await page.waitForURL(before);
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

await step('a span is marked as not normal and learnt after all', async () => {
  await page.getByRole('button', { name: 'Mark as not normal…' }).click();
  await page.locator('textarea[name=text]').fill('fire drill');
  await page.getByRole('button', { name: 'Do not learn it' }).click();
  await see('fire drill');
  await page.getByRole('button', { name: 'Learn it after all' }).click();
  await page.getByText('fire drill').waitFor({ state: 'detached' });
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

await step('a host gets a tag', async () => {
  await visit('/hosts');
  await page.getByRole('button', { name: 'Tags…' }).first().click();
  await page.locator('input[name=tags]').fill('env:demo, role:desk');
  await page.getByRole('button', { name: 'Save' }).click();
  await page.getByRole('button', { name: 'env:demo' }).waitFor();
});

await step('an alert tells its story and takes a verdict', async () => {
  await visit('/');
  await page.locator('a[href^="/alerts/"]').first().click();
  await see('Who was told');
  await page.getByRole('button', { name: 'False alarm' }).click();
  await see(/marked as false/);
});

await step('events are searched, texts from outside stay text', async () => {
  const answer = await api('POST', '/api/v1/events', { title: `Deploy ${EVIL}`, text: `by hand ${EVIL}`, tags: ['env:demo', EVIL] });
  assert.ok(answer.ok(), `POST /api/v1/events answered ${answer.status()}`);
  await visit('/events?search=deploy');
  await see(/Deploy <img/);
});

await step('detectors say how far their models have come', async () => {
  await visit('/detectors');
  await see(/warm|has learnt/);
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

await browser.close();
console.log(`${passed} passed, ${failed} failed`);
process.exit(failed === 0 ? 0 : 1);
