/**
 * What the page shows, and its form in the address, so that a link reproduces it.
 *
 * The time frame is either live ("span=4h": the last four hours, moving on) or fixed ("from" and "to" in milliseconds).
 */
export type Target =
  | { kind: 'none' }
  | { kind: 'bands'; detector: string; group: string }
  | { kind: 'series'; series: string; aggregate?: string }
  | { kind: 'query'; queries: { q: string; type: 'line' | 'area' | 'bars' }[] };

export type Frame = { kind: 'live'; span: string } | { kind: 'fixed'; from: number; to: number };

export const TABS = ['alerts', 'anomalies', 'downtimes', 'events', 'mail'] as const;
export type Tab = (typeof TABS)[number];

export interface Shown {
  target: Target;
  frame: Frame;
  view: 'graph' | 'table';
  tab: Tab;
}

export const PRESETS = ['5m', '15m', '1h', '4h', '1d', '2d', '1w', '1mo'] as const;
const DEFAULT_SPAN = '4h';
/** Queries on one graph. */
export const QUERIES_MAX = 8;

const UNIT_MS: Record<string, number> = { m: 60_000, h: 3_600_000, d: 86_400_000, w: 604_800_000, mo: 2_592_000_000 };
const SPAN_MAX_MS = 3650 * 86_400_000;
const TIME_MIN = Date.UTC(2000, 0, 1);
const TIME_MAX = Date.UTC(2100, 0, 1);

/** Milliseconds of a span such as 90m, 4h, 2d, 1w, 1mo (30 days); undefined where it is none. */
export function spanMillis(span: string): number | undefined {
  const match = /^([1-9]\d{0,4})(mo|m|h|d|w)$/.exec(span);
  if (!match) return undefined;
  const millis = Number(match[1]) * UNIT_MS[match[2]!]!;
  return millis <= SPAN_MAX_MS ? millis : undefined;
}

/** Reads an address; whatever is not understood falls back to the default, never to an error. */
export function parse(search: string): Shown {
  const params = new URLSearchParams(search);
  return {
    target: parseTarget(params),
    frame: parseFrame(params),
    view: params.get('view') === 'table' ? 'table' : 'graph',
    tab: TABS.find((tab) => tab === params.get('tab')) ?? 'alerts',
  };
}

function parseTarget(params: URLSearchParams): Target {
  const detector = params.get('detector');
  const series = params.get('series');
  const queries = params.getAll('q').filter((q) => q !== '').slice(0, QUERIES_MAX);
  if (queries.length > 0) {
    const types = params.getAll('type');
    return { kind: 'query', queries: queries.map((q, i) => ({ q, type: typeOf(types[i]) })) };
  }
  if (detector) return { kind: 'bands', detector, group: params.get('group') || '*' };
  if (series) {
    const aggregate = params.get('aggregate');
    return aggregate ? { kind: 'series', series, aggregate } : { kind: 'series', series };
  }
  return { kind: 'none' };
}

function typeOf(text: string | undefined): 'line' | 'area' | 'bars' {
  return text === 'area' || text === 'bars' ? text : 'line';
}

function parseFrame(params: URLSearchParams): Frame {
  const from = Number(params.get('from') ?? NaN);
  const to = Number(params.get('to') ?? NaN);
  if (Number.isInteger(from) && Number.isInteger(to) && TIME_MIN <= from && from < to && to <= TIME_MAX) {
    return { kind: 'fixed', from, to };
  }
  const span = params.get('span') ?? DEFAULT_SPAN;
  return { kind: 'live', span: spanMillis(span) === undefined ? DEFAULT_SPAN : span };
}

/** The address of what is shown, without what is default. */
export function format(shown: Shown): string {
  const params = new URLSearchParams();
  if (shown.target.kind === 'bands') {
    params.set('detector', shown.target.detector);
    params.set('group', shown.target.group);
  } else if (shown.target.kind === 'series') {
    params.set('series', shown.target.series);
    if (shown.target.aggregate) params.set('aggregate', shown.target.aggregate);
  } else if (shown.target.kind === 'query') {
    for (const { q, type } of shown.target.queries) {
      params.append('q', q);
      params.append('type', type);
    }
  }
  if (shown.frame.kind === 'fixed') {
    params.set('from', String(shown.frame.from));
    params.set('to', String(shown.frame.to));
  } else if (shown.frame.span !== DEFAULT_SPAN) {
    params.set('span', shown.frame.span);
  }
  if (shown.view !== 'graph') params.set('view', shown.view);
  if (shown.tab !== 'alerts') params.set('tab', shown.tab);
  const text = params.toString();
  return text ? '?' + text : '';
}

export interface Range {
  from: number;
  to: number;
}

/** The time frame in milliseconds, at a certain now. */
export function range(frame: Frame, now: number): Range {
  if (frame.kind === 'fixed') return { from: frame.from, to: frame.to };
  return { from: now - spanMillis(frame.span)!, to: now };
}

/** Twice as long around the same middle, not beyond now where that can be helped. */
export function zoomOut(shown: Range, now: number): Range {
  const length = Math.min((shown.to - shown.from) * 2, SPAN_MAX_MS);
  const to = Math.max(Math.min(shown.to + (length - (shown.to - shown.from)) / 2, now), shown.from + 1);
  return { from: Math.round(to - length), to: Math.round(to) };
}

/** One frame earlier (-1) or later (1), by half of its length. */
export function shift(shown: Range, direction: -1 | 1): Range {
  const by = Math.round(((shown.to - shown.from) / 2) * direction);
  return { from: shown.from + by, to: shown.to + by };
}
