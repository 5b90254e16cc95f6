import { listen, type Change } from './api';

/** What changes on the server, for whoever on the page is interested. One connection, however many listen. */

const REFRESH_WITHOUT_STREAM_MS = 15_000;

type Listener = (change: Change) => void;

const listeners = new Set<Listener>();
const watchers = new Set<(up: boolean) => void>();
let up = false;
let started = false;

function start(): void {
  if (started) return;
  started = true;
  listen(
    (change) => listeners.forEach((listener) => listener(change)),
    (now) => {
      up = now;
      watchers.forEach((watcher) => watcher(now));
    },
  );
  // Without the stream a page asks now and then.
  setInterval(() => {
    if (!up) listeners.forEach((listener) => listener({ everything: true }));
  }, REFRESH_WITHOUT_STREAM_MS);
}

/** Calls back on changes of some kinds of records (all, where none are named) until the returned function is called. */
export function onChange(kinds: string[], changed: Listener): () => void {
  start();
  const listener: Listener = (change) => {
    if (change.everything || kinds.length === 0 || change.kinds?.some((kind) => kinds.includes(kind))) changed(change);
  };
  listeners.add(listener);
  return () => listeners.delete(listener);
}

/** Calls back with whether the stream is connected, now and when that changes. */
export function onConnection(watcher: (up: boolean) => void): () => void {
  start();
  watchers.add(watcher);
  watcher(up);
  return () => watchers.delete(watcher);
}
