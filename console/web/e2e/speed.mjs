// How fast the page draws, in a real browser, from answers made here.
//
//   node e2e/speed.mjs [--json FILE]
//
// - month: a graph of a detector over 30 days of one-minute buckets (43,200), with band, expectation and 60 markers; from the moment the
//   numbers are handed over until the frame is painted. Also what the product really sends for a month (at most 1,500 buckets).
// - board: a dashboard of 50 graphs with four lines each; the frames while somebody scrolls through it.
// Medians of several runs after one that is not counted; milliseconds on the wall, and milliseconds that the page's main thread worked, which
// say what it costs where other programs keep the machine busy.
import { writeFileSync } from 'node:fs';
import { serve } from './answers.mjs';
import { launch } from './browser.mjs';

const RUNS = 9;
const MINUTE_S = 60;
const MONTH = 30 * 24 * 60;
const SENT = 1_500;
const GRAPHS = 50;
const LINES = 4;
const BUCKETS = 350;
const MOVES = 100;

const median = (numbers) => [...numbers].sort((a, b) => a - b)[Math.floor(numbers.length / 2)];
const quantile = (numbers, q) => [...numbers].sort((a, b) => a - b)[Math.min(numbers.length - 1, Math.floor(numbers.length * q))];

/** A made-up answer of the API for each request. */
function answer(method, path) {
  const url = new URL(path, 'http://x');
  const json = (body) => ({ body: JSON.stringify(body) });
  switch (url.pathname) {
    case '/api/console/session':
      return json({ user: 'local', role: 'admin', open: true });
    case '/api/console/overview':
      return json({ detectors: 1, groups: { total: 1, anomalous: 0, cold: 0, blind: 0, checked: 1 }, states: { alert: 0, warn: 0, noData: 0, ok: 1 }, held: 0, series: 1, monitors: 0, downtimes: 0, downtimesActive: 0, wrong: [], muted: [] });
    case '/api/v1/dashboard/fifty':
      return json({
        id: 'fifty',
        title: 'Fifty graphs',
        description: '',
        layout_type: 'ordered',
        widgets: Array.from({ length: GRAPHS }, (_, i) => ({ definition: { type: 'timeseries', title: `Graph ${i}`, requests: [{ q: `avg:m${i}{*} by {host}`, display_type: 'line' }] } })),
      });
    case '/api/v1/query': {
      const from = Number(url.searchParams.get('from'));
      const step = Math.ceil((Number(url.searchParams.get('to')) - from) / BUCKETS);
      const lines = Array.from({ length: LINES }, (_, l) => ({
        metric: 'm', display_name: 'm', expression: url.searchParams.get('query'), scope: `host:h${l}`, tag_set: [`host:h${l}`], interval: step,
        pointlist: Array.from({ length: BUCKETS }, (_, i) => [(from + i * step) * 1000, 50 + 20 * Math.sin(i / 20 + l) + ((i * 7919) % 13)]),
      }));
      return json({ status: 'ok', series: lines, message: '' });
    }
    default:
      return json({ total: 0, detectors: [], series: [], metrics: [], events: [], alerts: [], anomalies: [], annotations: [], exclusions: [] });
  }
}

const server = await serve(answer);
const browser = await launch();
try {
  const page = await (await browser.newContext({ viewport: { width: 1400, height: 1000 } })).newPage();
  const complaints = [];
  const devtools = await page.context().newCDPSession(page);
  await devtools.send('Performance.enable', { timeDomain: 'threadTicks' });
  /** Milliseconds that the main thread has worked so far. */
  const worked = async () => 1000 * (await devtools.send('Performance.getMetrics')).metrics.find((each) => each.name === 'TaskDuration').value;
  page.on('pageerror', (error) => complaints.push(error.message));

  await page.goto(server.address + '/explore');
  await page.locator('tm-explore').waitFor();
  const month = async (buckets) => {
    const before = await worked();
    const drawn = await page.evaluate(
      async ({ buckets, runs, step }) => {
        const start = 1_760_000_000;
        const t = Array.from({ length: buckets }, (_, i) => start + i * step);
        const expected = t.map((at) => 100 + 40 * Math.sin((at / 86_400) * 2 * Math.PI));
        const value = expected.map((each, i) => each + ((i * 7919) % 17) - 8);
        const markers = Array.from({ length: 60 }, (_, i) => Math.floor((i * buckets) / 60)).map((i) => ({ at: t[i] * 1000, value: value[i] + 60, lower: expected[i] - 20, upper: expected[i] + 20, expected: expected[i], score: 5 }));
        const graph = { kind: 'bands', detector: 'd', group: '*', name: 'A month', query: 'q', from: start * 1000, to: (start + buckets * step) * 1000, step, interval: step, t, value, expected, lower: expected.map((each) => each - 20), upper: expected.map((each) => each + 20), score: t.map(() => 1), anomalous: markers, anomalousCount: markers.length };
        const element = document.createElement('tm-graph');
        document.querySelector('main').prepend(element);
        await element.updateComplete;
        const times = [];
        for (let run = 0; run <= runs; run++) {
          await new Promise((done) => requestAnimationFrame(() => setTimeout(done, 50)));
          const began = performance.now();
          element.graph = { ...graph };
          await element.updateComplete;
          // The frame after the one in which it was drawn: by then it is on the screen.
          await new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)));
          if (run > 0) times.push(performance.now() - began);
        }
        element.remove();
        return times;
      },
      { buckets, runs: RUNS, step: Math.round((MONTH * MINUTE_S) / buckets) },
    );
    return { median: median(drawn), worst: Math.max(...drawn), work: ((await worked()) - before) / (RUNS + 1) };
  };
  const figures = { month_all: await month(MONTH), month_sent: await month(SENT) };

  await page.goto(server.address + '/dashboard/fifty?span=1d');
  const began = Date.now();
  await page.waitForFunction((graphs) => document.querySelectorAll('tm-chart').length === graphs, GRAPHS);
  await page.locator('tm-chart .u-over').first().waitFor();
  figures.board_first_graph = Date.now() - began;
  const scrolled = await worked();
  const frames = await page.evaluate(async () => {
    const times = [];
    let last = await new Promise(requestAnimationFrame);
    const bottom = document.documentElement.scrollHeight - innerHeight;
    for (let y = 0; y <= bottom; y += 60) {
      scrollTo(0, y);
      const now = await new Promise(requestAnimationFrame);
      times.push(now - last);
      last = now;
    }
    return times;
  });
  figures.board_scroll_frame = { median: median(frames), p95: quantile(frames, 0.95), worst: Math.max(...frames), work: ((await worked()) - scrolled) / frames.length };
  const drawn = await page.locator('tm-chart .u-over').count();
  if (drawn !== GRAPHS) complaints.push(`${drawn} of ${GRAPHS} graphs were drawn`);

  // Moving the mouse over one graph.
  await page.evaluate(() => scrollTo(0, 0));
  await page.locator('tm-chart .u-over').first().waitFor();
  const box = await page.locator('tm-chart .u-over').first().boundingBox();
  await page.evaluate(() => {
    window.frames_ = [];
    let last = performance.now();
    const tick = (now) => {
      window.frames_.push(now - last);
      last = now;
      requestAnimationFrame(tick);
    };
    requestAnimationFrame(tick);
  });
  const hovered = await worked();
  for (let i = 0; i < MOVES; i++) await page.mouse.move(box.x + (box.width * i) / MOVES, box.y + 50);
  const hover = (await page.evaluate(() => window.frames_)).slice(1);
  figures.board_hover_frame = { median: median(hover), p95: quantile(hover, 0.95), worst: Math.max(...hover), work: ((await worked()) - hovered) / MOVES };

  if (complaints.length > 0) throw new Error(complaints.join('; '));
  const shown = (each) => (typeof each === 'number' ? each.toFixed(0) : Object.entries(each).map(([name, value]) => `${name} ${value.toFixed(1)}`).join(', '));
  for (const [name, each] of Object.entries(figures)) console.log(`${name.padEnd(20)} ${shown(each)}`);
  const json = process.argv.indexOf('--json');
  if (json > 0) writeFileSync(process.argv[json + 1], JSON.stringify({ ...figures, chromium: browser.version() }, null, 2) + '\n');
} finally {
  await browser.close();
  server.close();
}
