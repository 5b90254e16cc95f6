// What both write-ups need: the system, an agent, a browser, steps that are told as they pass.
import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { createRequire } from 'node:module';
import { accessSync, constants, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { chromium } from 'playwright-core';
import { client } from '@datadog/datadog-api-client';

const HERE = dirname(fileURLToPath(import.meta.url));
const START_LIMIT_MS = 180_000;
const STEP_LIMIT_MS = 90_000;
const ASK_AGAIN_MS = 250;

/** The launcher: $TIDEMARK, else that of this checkout. */
const TIDEMARK = process.env.TIDEMARK ?? resolve(HERE, '..', '..', 'tidemark');
export const require = createRequire(import.meta.url);

/** A step whose tool is not on this machine. */
export class Missing extends Error {}

/** Whether a program is on the PATH. */
export function isHere(program) {
  return (process.env.PATH ?? '').split(delimiter).some((folder) => runnable(join(folder, program)));
}

export function runnable(file) {
  try {
    accessSync(file, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}

/** Asks again until the answer is truthy and throws nothing; fails with the last reason when the time is over. */
export async function eventually(what, work, limitMs = STEP_LIMIT_MS) {
  const end = Date.now() + limitMs;
  let reason = 'it never was';
  for (;;) {
    try {
      const answer = await work();
      if (answer) return answer;
    } catch (error) {
      reason = error.message ?? error;
    }
    if (Date.now() > end) throw new Error(`waited ${limitMs / 1000} s for: ${what} (${reason})`);
    await new Promise((done) => setTimeout(done, ASK_AGAIN_MS));
  }
}

/** Programs that this script started, ended by their ids when it ends. */
const children = [];

/** A program that goes on running; `until` waits for a line that matches and gives the match. */
export function start(command, args, options = {}) {
  const child = spawn(command, args, { stdio: ['ignore', 'pipe', 'pipe'], ...options });
  children.push(child);
  const lines = [];
  const take = (data) => lines.push(...String(data).split('\n'));
  child.stdout.on('data', take);
  child.stderr.on('data', take);
  let ended;
  child.on('exit', (code) => (ended = code ?? 'a signal'));
  child.on('error', (error) => (ended = error.message));
  const until = (pattern, limitMs = START_LIMIT_MS) =>
    eventually(
      `${command} to say ${pattern}; it said:\n${lines.slice(-20).join('\n')}`,
      () => {
        const found = lines.join('\n').match(pattern);
        if (!found && ended !== undefined) throw new Error(`${command} ended with ${ended}:\n${lines.slice(-20).join('\n')}`);
        return found;
      },
      limitMs,
    );
  return { until, pid: child.pid, stop: () => stop(child) };
}

async function stop(child) {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const gone = new Promise((done) => child.on('exit', done));
  child.kill('SIGTERM');
  const hard = setTimeout(() => child.kill('SIGKILL'), 15_000);
  await gone;
  clearTimeout(hard);
}

/** Runs a program to its end and gives what it said; another exit code than the wanted one is a failure. */
export function run(command, args, { input = '', wanted = 0, ...options } = {}) {
  return new Promise((done, failed) => {
    const child = spawn(command, args, { stdio: ['pipe', 'pipe', 'pipe'], ...options });
    let said = '';
    child.stdout.on('data', (data) => (said += data));
    child.stderr.on('data', (data) => (said += data));
    child.on('error', failed);
    child.on('exit', (code) => (code === wanted ? done(said) : failed(new Error(`${command} ${args.join(' ')} ended with ${code}:\n${said}`))));
    child.stdin.on('error', () => {});
    child.stdin.end(input);
  });
}

export const tidemark = (...args) => run(TIDEMARK, args);
export const startTidemark = (...args) => start(TIDEMARK, args);

/**
 * The system: that of --console URL --kafka HOST:PORT --statsd PORT --otlp PORT, else one that is started here with one command and
 * thrown away afterwards.
 */
async function system(folder) {
  const given = Object.fromEntries(process.argv.slice(2).map((each) => each.replace(/^--/, '').split(/=(.*)/s).slice(0, 2)));
  if (given.console) return { console: given.console, kafka: given.kafka, statsdPort: Number(given.statsd), otlpPort: Number(given.otlp) };
  const args = ['standalone', '--data', join(folder, 'data'), '--port', '0', '--statsd-port', '0', '--otlp-grpc-port', '0', '--otlp-http-port', '0'];
  const said = await startTidemark(...args).until(/Console (http:\S+?)\/, DogStatsD on UDP \S+?:(\d+),.*OTLP HTTP on \S+?:(\d+),.*Kafka (\S+?),/);
  return { console: said[1], statsdPort: Number(said[2]), otlpPort: Number(said[3]), kafka: said[4] };
}

/** Does the steps of a write-up, one after the other; a failed one does not keep the next from being tried. */
export async function writeUp(name, steps) {
  const folder = mkdtempSync(join(tmpdir(), `tidemark-${name}-`));
  let browser;
  const tally = { passed: 0, skipped: 0, failed: 0 };
  const step = async (title, work) => {
    const started = Date.now();
    const told = (mark, more = '') => console.log(`${mark} ${title}${more} (${((Date.now() - started) / 1000).toFixed(1)} s)`);
    try {
      const more = await work();
      tally.passed++;
      told('ok   ', typeof more === 'string' ? `: ${more}` : '');
    } catch (error) {
      if (error instanceof Missing) {
        tally.skipped++;
        told('skip ', `: ${error.message}`);
      } else {
        tally.failed++;
        told('FAIL ', `: ${error.message.split('\n').slice(0, 30).join('\n      ')}`);
      }
    }
  };
  try {
    const up = await system(folder);
    const executablePath = process.env.CHROMIUM ?? '/usr/bin/chromium';
    if (!runnable(executablePath)) throw new Error(`no Chromium at ${executablePath} (expected a browser; set CHROMIUM to its path)`);
    browser = await chromium.launch({ executablePath, args: ['--no-sandbox', '--disable-gpu', '--disable-background-networking', '--no-first-run'] });
    const context = await browser.newContext({ viewport: { width: 1400, height: 1000 }, timezoneId: 'Europe/Paris' });
    const page = await context.newPage();
    page.setDefaultTimeout(STEP_LIMIT_MS);
    page.on('dialog', (dialog) => void dialog.accept());
    const configuration = client.createConfiguration({
      baseServer: new client.BaseServerConfiguration(up.console, {}),
      authMethods: { apiKeyAuth: 'any', appKeyAuth: 'any' },
    });
    await steps({ ...up, folder, page, context, configuration, step, ...helpers(up.console, page) });
  } catch (error) {
    tally.failed++;
    console.log(`FAIL  ${name}: ${error.stack}`);
  } finally {
    await browser?.close();
    await Promise.all(children.reverse().map(stop));
    rmSync(folder, { recursive: true, force: true });
  }
  console.log(`${name}: ${tally.passed} steps passed, ${tally.skipped} skipped, ${tally.failed} failed`);
  process.exit(tally.failed === 0 ? 0 : 1);
}

// Whoever ends this script does not leave its programs running.
for (const signal of ['SIGTERM', 'SIGINT']) {
  process.on(signal, () => void Promise.all(children.map(stop)).then(() => process.exit(1)));
}

/** What steps say often. */
function helpers(base, page) {
  const visit = (path) => page.goto(base + path, { waitUntil: 'domcontentloaded' });
  const see = (text) => page.getByText(text).first().waitFor();
  /** As an old script asks: plain HTTP with two keys. */
  const api = async (method, path, body) => {
    const answer = await fetch(base + path, {
      method,
      headers: { 'content-type': 'application/json', 'dd-api-key': 'any', 'dd-application-key': 'any' },
      body: body === undefined ? undefined : JSON.stringify(body),
    });
    const text = await answer.text();
    assert.ok(answer.ok, `${method} ${path} answered ${answer.status} ${text}`);
    return text ? JSON.parse(text) : undefined;
  };
  /** The lines of a query over the last minutes. */
  const lines = async (query, minutes = 15) => {
    const to = Math.ceil(Date.now() / 1000);
    return (await api('GET', `/api/v1/query?${new URLSearchParams({ query, from: to - minutes * 60, to })}`)).series;
  };
  const values = (line) => line.pointlist.map(([, value]) => value).filter((value) => value !== null);
  /** The first mail to an address whose subject matches. */
  const mail = (to, subject, limitMs) =>
    eventually(
      `a mail to ${to} about ${subject}`,
      async () => {
        const found = (await api('GET', '/api/console/mails?limit=500')).mails.find((each) => each.to.includes(to) && subject.test(each.subject));
        return found && { ...found, raw: await (await fetch(`${base}/api/console/mails/${encodeURIComponent(found.id)}/raw`)).text() };
      },
      limitMs,
    );
  return { visit, see, api, lines, values, mail };
}

export const sum = (numbers) => numbers.reduce((all, each) => all + each, 0);
