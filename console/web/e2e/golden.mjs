// Pictures of the console's pages, compared with those that are kept.
//
//   node e2e/golden.mjs                  compare; those that differ are written to target/golden, with what differs in red
//   node e2e/golden.mjs --renew [NAME…]  keep the pictures as they are now
//   node e2e/golden.mjs --record URL     take the answers anew from a running `./tidemark demo`, then keep new pictures
//
// The page gets recorded answers and a clock that stands still, so that each picture is the same every time. Each page is looked over by
// axe as well (WCAG 2.1 A and AA, contrast included). Exit code 0: all as kept; 1: something differs; 3: this Chromium or these fonts are
// not those of the pictures, so that nothing can be said.
import assert from 'node:assert/strict';
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import pixelmatch from 'pixelmatch';
import { PNG } from 'pngjs';
import { keyOf, readRecording, recorded, serve, writeRecording } from './answers.mjs';
import { launch } from './browser.mjs';
import { furnish, SCENES, WIDE } from './scenes.mjs';

const GOLDEN = join(dirname(fileURLToPath(import.meta.url)), 'golden');
const ANSWERS = join(GOLDEN, 'answers.json.gz');
const MACHINE = join(GOLDEN, 'drawn-with.json');
const OUT = 'target/golden';
/** Of all points of a picture: some forty. A digit that changes is more; the same page on the same machine has none. */
const DIFFERENT_MAX = 0.00005;
const COLOUR_TOLERANCE = 0.1;
const SHADE = 8;
const STILL_MS = 250;
const STILL_TRIES = 20;
const NOTHING_CAN_BE_SAID = 3;
const AXE = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');

const args = process.argv.slice(2);
const renew = args.includes('--renew') || args.includes('--record');
const only = args.filter((each) => !each.startsWith('--') && !each.startsWith('http'));

const browser = await launch();
try {
  process.exitCode = args.includes('--record') ? await record(args.find((each) => each.startsWith('http'))) : await compare();
} finally {
  await browser.close();
}

async function open(scene, address, now, patienceMs = 20_000) {
  const context = await browser.newContext({
    viewport: scene.viewport ?? WIDE,
    colorScheme: scene.dark ? 'dark' : 'light',
    reducedMotion: 'reduce',
    timezoneId: 'Europe/Paris',
    locale: 'en-GB',
  });
  const page = await context.newPage();
  page.setDefaultTimeout(patienceMs);
  await page.clock.setFixedTime(now);
  return { context, page, show: (of) => page.goto(address + (typeof scene.path === 'function' ? scene.path(of) : scene.path)) };
}

/** What text looks like here: other fonts or another browser draw other pictures. Mails ask for fonts that the pages do not. */
async function machine() {
  const page = await browser.newPage();
  const [ui, mono, mail] = await page.evaluate(() => {
    const context = document.createElement('canvas').getContext('2d');
    return ['15px system-ui', '13px monospace', "15px -apple-system, BlinkMacSystemFont, 'Segoe UI', Roboto, Helvetica, Arial, sans-serif"].map((font) => {
      context.font = font;
      return context.measureText('The quick brown fox jumps over the lazy dog. 0123456789').width.toFixed(2);
    });
  });
  await page.close();
  return { chromium: browser.version().split('.')[0], widths: [ui, mono], mail };
}

async function compare() {
  const here = await machine();
  if (renew) {
    const mail = only.length === 0 || only.includes('mail') ? here.mail : JSON.parse(readFileSync(MACHINE, 'utf8')).mail;
    writeFileSync(MACHINE, JSON.stringify({ ...here, mail }) + '\n');
  }
  const kept = JSON.parse(readFileSync(MACHINE, 'utf8'));
  if (here.chromium !== kept.chromium || String(here.widths) !== String(kept.widths)) {
    console.log(`skip: the pictures were drawn with ${JSON.stringify(kept)}, here is ${JSON.stringify(here)}. Nothing can be said.`);
    return NOTHING_CAN_BE_SAID;
  }
  const recording = readRecording(ANSWERS);
  const server = await serve(recorded(recording));
  let faults = 0;
  const fault = (text) => {
    faults++;
    console.log(`FAIL  ${text}`);
  };
  try {
    for (const scene of SCENES.filter((each) => only.length === 0 || only.includes(each.name))) {
      if (scene.fonts && here[scene.fonts] !== kept[scene.fonts]) {
        console.log(`skip  ${scene.name}: its picture was drawn with other fonts`);
        continue;
      }
      const { context, page, show } = await open(scene, server.address, recording.now);
      try {
        if (scene.answers) {
          await page.route(/\/api\/(?!console\/live)/, (route) => {
            const answer = scene.answers[new URL(route.request().url()).pathname];
            return answer ? route.fulfill({ json: answer }) : route.abort();
          });
        }
        await show(recording.of);
        await scene.ready(page);
        await page.evaluate(() => document.fonts.ready);
        const taken = await atRest(page);
        const told = judge(scene.name, taken);
        if (told) fault(told);
        const complaints = await axe(page);
        complaints.forEach((each) => fault(`${scene.name}: ${each}`));
        if (!told && complaints.length === 0) console.log(`ok    ${scene.name}`);
        if (scene === SCENES[0] && !renew) await sabotage(scene, page, fault);
      } catch (error) {
        fault(`${scene.name}: ${error.message.split('\n').slice(0, 4).join(' ')}`);
        if (only.length > 0) await page.screenshot({ path: join(OUT, `${scene.name}.failed.png`) }).catch(() => {});
      }
      await context.close();
    }
    [...new Set(server.unknown)].forEach((each) => fault(`asked for what is not recorded: ${each.slice(0, 300)}`));
  } finally {
    server.close();
  }
  console.log(`${SCENES.length} pictures, ${faults} faults`);
  return faults === 0 ? 0 : 1;
}

/** The picture once it no longer changes. */
async function atRest(page) {
  let taken = await page.screenshot();
  for (let i = 0; i < STILL_TRIES; i++) {
    await page.waitForTimeout(STILL_MS);
    const next = await page.screenshot();
    if (next.equals(taken)) return taken;
    taken = next;
  }
  return taken;
}

/** With 32 shades a channel a picture takes two thirds of the space, and looks the same. */
function coarse(taken) {
  const picture = PNG.sync.read(taken);
  for (let i = 0; i < picture.data.length; i++) picture.data[i] = Math.min(255, Math.round(picture.data[i] / SHADE) * SHADE);
  return picture;
}

/** What is wrong with a picture, or nothing. */
function judge(name, taken) {
  const file = join(GOLDEN, `${name}.png`);
  if (renew) {
    writeFileSync(file, PNG.sync.write(coarse(taken), { deflateLevel: 9, deflateStrategy: 0, colorType: 2, inputHasAlpha: true, filterType: 0 }));
    return undefined;
  }
  if (!existsSync(file)) return `${name}: no picture is kept. Look at the page, then node e2e/golden.mjs --renew ${name}`;
  const [wanted, got] = [PNG.sync.read(readFileSync(file)), coarse(taken)];
  if (wanted.width !== got.width || wanted.height !== got.height) return `${name}: ${got.width} × ${got.height} (kept: ${wanted.width} × ${wanted.height})`;
  const difference = new PNG({ width: got.width, height: got.height });
  const different = pixelmatch(wanted.data, got.data, difference.data, got.width, got.height, { threshold: COLOUR_TOLERANCE });
  if (different <= DIFFERENT_MAX * got.width * got.height) return undefined;
  mkdirSync(OUT, { recursive: true });
  writeFileSync(join(OUT, `${name}.png`), taken);
  writeFileSync(join(OUT, `${name}.difference.png`), PNG.sync.write(difference));
  return `${name}: ${different} points differ. Look at ${OUT}/${name}.png; if it is as it should be: node e2e/golden.mjs --renew ${name}`;
}

/** A comparison that lets everything pass would be worth nothing: one changed number must be seen. */
async function sabotage(scene, page, fault) {
  await page.evaluate(() => (document.querySelector('.tile b').textContent = '7'));
  if (judge(scene.name, await page.screenshot())) console.log('ok    a changed picture is seen');
  else fault('a changed picture was not seen');
}

/** What axe finds, a line each. */
async function axe(page) {
  await page.evaluate(AXE);
  const { violations } = await page.evaluate(() => window.axe.run(document, { runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa'], resultTypes: ['violations'], iframes: false }));
  return violations.map(({ id, help, nodes }) => `axe ${id}: ${help}: ${nodes.slice(0, 3).map((node) => `${node.html.slice(0, 160)} ${node.any[0]?.message ?? ''}`).join(' | ')}${nodes.length > 3 ? ` and ${nodes.length - 3} more` : ''}`);
}

/** Takes the answers of a running demo. Its clock stands at the moment of recording from then on. */
async function record(base) {
  assert.ok(base, 'usage: node e2e/golden.mjs --record http://127.0.0.1:8080 (a running ./tidemark demo)');
  const api = async (method, path, body) => {
    const answer = await fetch(base + path, { method, headers: { 'content-type': 'application/json' }, body: body && JSON.stringify(body) });
    assert.ok(answer.ok, `${method} ${path}: ${answer.status} ${await answer.clone().text()}`);
    return answer.status === 204 ? undefined : answer.json();
  };
  const of = await furnish(api);
  await new Promise((done) => setTimeout(done, 15_000)); // until what was posted is in the history
  const now = Date.now();
  const { alerts } = await api('GET', `/api/console/alerts?from=${now - 86_400_000}&to=${now}&limit=100`);
  of.alert = alerts.find((each) => each.to === 'ALERT' && each.detector && each.notifications?.length > 0).id;
  of.mail = (await api('GET', '/api/console/mails')).mails.find((each) => /Triggered/.test(each.subject)).id;
  const answers = {};
  for (const scene of SCENES.filter((each) => !each.answers)) {
    const { context, page, show } = await open(scene, base, now, 90_000);
    await page.route('**/api/console/live', (route) => route.fulfill({ contentType: 'text/event-stream', body: 'event: hello\ndata: {}\n\n' }));
    await page.route(/\/api\/(?!console\/live)/, async (route) => {
      const request = route.request();
      const answer = await route.fetch();
      const path = request.url().slice(base.length);
      const key = keyOf(request.method(), path, request.postData() ?? '');
      answers[key] ??= { status: answer.status(), type: answer.headers()['content-type'] ?? 'application/json', body: (await answer.text()).replaceAll(base, 'http://127.0.0.1:8080') };
      await route.fulfill({ response: answer });
    });
    await show(of);
    await scene.ready(page);
    await page.waitForTimeout(1_500); // what comes late
    await page.unrouteAll({ behavior: 'ignoreErrors' });
    await context.close();
    console.log(`recorded ${scene.name}`);
  }
  writeRecording(ANSWERS, { now, of, answers });
  return compare();
}
