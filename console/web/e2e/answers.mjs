// A console that answers from a recording: the built page, with the headers of the product, and answers that were given once.
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { dirname, extname, join, normalize } from 'node:path';
import { fileURLToPath } from 'node:url';
import { gunzipSync, gzipSync } from 'node:zlib';

const HERE = dirname(fileURLToPath(import.meta.url));
const BUILT = join(HERE, '..', '..', 'target', 'web', 'io', 'tidemark', 'console', 'web');
const TYPES = { '.html': 'text/html; charset=utf-8', '.js': 'text/javascript', '.css': 'text/css', '.svg': 'image/svg+xml' };
/** As io.tidemark.console.route.SecurityHeaders sends it. */
export const POLICY =
  "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; font-src 'self'; connect-src 'self'; frame-src 'self'; manifest-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";
const MAIL_POLICY = "default-src 'none'; img-src data:; style-src 'unsafe-inline'; sandbox";

/** What was asked: method and address; of a changing request the body too. */
export const keyOf = (method, path, body) => `${method} ${path}${body ? ` ${body}` : ''}`;

export function readRecording(file) {
  return JSON.parse(gunzipSync(readFileSync(file)).toString('utf8'));
}

export function writeRecording(file, recording) {
  const sorted = { ...recording, answers: Object.fromEntries(Object.entries(recording.answers).sort(([a], [b]) => (a < b ? -1 : 1))) };
  writeFileSync(file, gzipSync(JSON.stringify(sorted), { level: 9 }));
}

/**
 * Serves the built page on a free loopback port. `answer(method, path, body)` gives `{ status, type, body }`, or nothing, which is a 404
 * that is also listed under `unknown`.
 */
export async function serve(answer) {
  if (!existsSync(join(BUILT, 'index.html'))) throw new Error(`no page in ${BUILT} (expected the built one). Run console/web/build.sh.`);
  const unknown = [];
  const server = createServer(async (request, response) => {
    const chunks = [];
    for await (const chunk of request) chunks.push(chunk);
    const path = request.url;
    if (path === '/api/console/live') {
      response.writeHead(200, { 'content-type': 'text/event-stream' });
      response.write('event: hello\ndata: {}\n\n'); // and nothing more: what is recorded does not change
      return;
    }
    if (path.startsWith('/api/')) {
      const body = Buffer.concat(chunks).toString('utf8');
      const said = answer(request.method, path, body);
      if (!said) unknown.push(keyOf(request.method, path, body));
      const { status = 200, type = 'application/json', body: text = '' } = said ?? { status: 404, body: '{"errors":["not recorded"]}' };
      response.writeHead(status, { 'content-type': type, 'content-security-policy': type.startsWith('text/html') ? MAIL_POLICY : POLICY });
      response.end(text);
      return;
    }
    const name = normalize(path.split('?')[0]).replace(/^\//, '');
    const file = extname(name) ? join(BUILT, name) : join(BUILT, 'index.html');
    if (!file.startsWith(BUILT) || !existsSync(file)) {
      response.writeHead(404).end();
      return;
    }
    response.writeHead(200, { 'content-type': TYPES[extname(file)] ?? 'application/octet-stream', 'content-security-policy': POLICY });
    response.end(readFileSync(file));
  });
  await new Promise((done) => server.listen(0, '127.0.0.1', done));
  return {
    address: `http://127.0.0.1:${server.address().port}`,
    unknown,
    close: () => {
      server.closeAllConnections();
      server.close();
    },
  };
}

/**
 * A function for `serve` that answers from a recording. While somebody types, a form may ask with half of it, or not: what is asked along the
 * way and was not recorded gets the answer to another request of that address; the last one is always recorded.
 */
export function recorded({ answers }) {
  const other = (prefix) => Object.entries(answers).find(([key]) => key.startsWith(prefix))?.[1];
  return (method, path, body) => (method === 'GET' ? answers[keyOf(method, path)] : (answers[keyOf(method, path, body)] ?? other(`${method} ${path} `)));
}
