/** The console's API, typed. */

export interface Band {
  at: number;
  step: number;
  value: number | null;
  expected: number | null;
  lower: number | null;
  upper: number | null;
  score: number | null;
  warm: number | null;
  anomalous: boolean;
  provisional: boolean;
  model: string;
  version: number;
}

export interface Group extends Band {
  group: string;
}

export interface Detector {
  id: string;
  name: string;
  query: string;
  known: boolean;
  groupCount: number;
  groups: Group[];
}

export interface Series {
  series: string;
  metric: string;
  kind: string;
  lastSeen: number;
}

export interface Graph {
  kind: 'bands' | 'series';
  from: number;
  to: number;
  interval: number;
  step: number;
  t: number[];
  value: (number | null)[];
  expected?: (number | null)[];
  lower?: (number | null)[];
  upper?: (number | null)[];
  score?: (number | null)[];
  anomalous?: Band[];
  anomalousCount?: number;
  latest?: Band;
  /** When its model began to learn, of what is kept. */
  judgedSince?: number;
  name?: string;
  query?: string;
  aggregate?: string;
  seriesKind?: string;
}

export interface Attempt {
  at: number;
  outcome: string;
  detail: string;
}

export interface Notification {
  id: string;
  at: number;
  kind: string;
  channel: string;
  recipient: string;
  subject: string;
  state: 'PENDING' | 'HELD' | 'SENT' | 'FAILED';
  heldBy: string[];
  facts: { name: string; text: string }[];
  attempts: Attempt[];
  nextAttempt?: number;
}

export interface Alert {
  id: string;
  at: number;
  monitor: string;
  name: string;
  group: string;
  from: string;
  to: string;
  value: number | null;
  threshold: number | null;
  reason: string;
  query: string;
  priority?: number;
  tags: string[];
  downtimes: string[];
  detector?: string;
  notifications?: Notification[];
}

export interface Anomaly {
  at: number;
  detector: string;
  group: string;
  step: number;
  value: number | null;
  expected: number | null;
  lower: number | null;
  upper: number | null;
  score: number | null;
  channel: string;
  explanation: string;
}

export interface Downtime {
  id: string;
  active: boolean;
  occurrences: { from: number; to: number }[];
  document: Record<string, unknown>;
}

export interface Event {
  id: string;
  at: number;
  title: string;
  text: string;
  type: string;
  host: string;
  source: string;
  tags: string[];
}

export interface MailHead {
  id: string;
  at: number;
  from: string;
  to: string;
  subject: string;
}

export interface Overview {
  now: number;
  mailbox: boolean;
  states: {
    alert: number;
    warn: number;
    noData: number;
    ok: number;
    muted: number;
    monitors: number;
    monitorsQuiet: number;
  };
  wrong: Alert[];
  groups: { judged: number; outOfBand: number; cold: number; silent: number };
  series: number;
  detectors: number;
  downtimes: number;
  downtimesActive: number;
  judgedUntil?: number;
}

/** What the server says is wrong with a request, in its words. */
export class Refusal extends Error {}

export async function ask<T>(path: string, params: Record<string, string | number> = {}): Promise<T> {
  const search = new URLSearchParams(Object.entries(params).map(([name, value]) => [name, String(value)]));
  const text = search.toString();
  let response: Response;
  try {
    response = await fetch('/api/console/' + path + (text ? '?' + text : ''));
  } catch {
    throw new Refusal('The console does not answer. Check that it is running.');
  }
  const body: unknown = await response.json().catch(() => undefined);
  if (!response.ok) {
    const errors = (body as { errors?: string[] } | undefined)?.errors;
    throw new Refusal(errors?.join(' ') ?? `The console answered ${response.status}.`);
  }
  return body as T;
}

export interface Change {
  kinds?: string[];
  detectors?: string[];
  manyDetectors?: boolean;
  everything?: boolean;
}

/** Listens for changes until closed; the browser connects again by itself. */
export function listen(changed: (change: Change) => void, connected: (up: boolean) => void): () => void {
  const source = new EventSource('/api/console/live');
  source.addEventListener('hello', () => connected(true));
  source.addEventListener('changed', (event) => changed(JSON.parse((event as MessageEvent<string>).data) as Change));
  source.addEventListener('error', () => connected(false));
  return () => source.close();
}
