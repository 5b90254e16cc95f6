/**
 * What the form of a monitor makes of its fields, and back. The words are Datadog's:
 *
 *   avg(last_5m):avg:system.load.1{*} by {host} > 4
 *   avg(last_4h):anomalies(avg:orders{*}, 'agile', 3, alert_window='last_15m', interval=60) >= 1
 */
export interface FormQuery {
  kind: 'threshold' | 'anomaly' | 'other';
  metric: string;
  timeAggregate: string;
  window: string;
  comparator: string;
  threshold: number;
  model: string;
  deviations: number;
  alertWindow: string;
  direction: string;
}

export const TIME_AGGREGATES = ['avg', 'max', 'min', 'sum', 'last'];
export const WINDOWS = ['1m', '5m', '10m', '15m', '30m', '1h', '2h', '4h', '1d', '2d', '1w'];
export const COMPARATORS = ['>', '>=', '<', '<='];
export const ALERT_WINDOWS = ['15m', '30m', '1h', '2h', '4h', '1d'];
export const DIRECTIONS = ['both', 'above', 'below'];

export const EMPTY: FormQuery = {
  kind: 'threshold',
  metric: '',
  timeAggregate: 'avg',
  window: '5m',
  comparator: '>',
  threshold: 0,
  model: 'agile',
  deviations: 3,
  alertWindow: '15m',
  direction: 'both',
};

const THRESHOLD = /^\s*(\w+)\(last_(\w+)\):(.+?)\s*(>=|<=|>|<)\s*(-?[\d.eE+-]+)\s*$/s;
const ANOMALY = /^anomalies\((.+),\s*'(\w+)',\s*([\d.]+)(.*)\)$/s;
const OTHER_FUNCTIONS = /^(change|pct_change|outliers|forecast)\b/;

/** Reads a monitor's query into the form; what the form has no fields for stays text (kind "other"). */
export function parseQuery(query: string): FormQuery {
  const match = THRESHOLD.exec(query);
  if (!match) return { ...EMPTY, kind: 'other' };
  const [, timeAggregate, window, inner, comparator, threshold] = match as unknown as string[];
  if (!TIME_AGGREGATES.includes(timeAggregate!)) return { ...EMPTY, kind: 'other' };
  const base: FormQuery = { ...EMPTY, timeAggregate: timeAggregate!, window: window!, comparator: comparator!, threshold: Number(threshold) };
  const anomaly = ANOMALY.exec(inner!.trim());
  if (anomaly) {
    const rest = anomaly[4] ?? '';
    const option = (name: string): string | undefined => new RegExp(`${name}\\s*=\\s*'?([\\w]+)'?`).exec(rest)?.[1];
    const known = rest.replace(/,\s*(alert_window|direction)\s*=\s*'?\w+'?/g, '').trim();
    // An option that the form does not know must not be lost by a look at the form.
    if (known !== '') return { ...EMPTY, kind: 'other' };
    return {
      ...base,
      kind: 'anomaly',
      metric: anomaly[1]!.trim(),
      model: anomaly[2]!,
      deviations: Number(anomaly[3]),
      alertWindow: (option('alert_window') ?? 'last_15m').replace('last_', ''),
      direction: option('direction') ?? 'both',
    };
  }
  if (OTHER_FUNCTIONS.test(inner!.trim())) return { ...EMPTY, kind: 'other' };
  return { ...base, kind: 'threshold', metric: inner!.trim() };
}

/** The query that the form says. */
export function formatQuery(form: FormQuery): string {
  if (form.kind === 'anomaly') {
    const direction = form.direction === 'both' ? '' : `, direction='${form.direction}'`;
    return `avg(last_${form.window}):anomalies(${form.metric}, '${form.model}', ${form.deviations}${direction}, alert_window='last_${form.alertWindow}') >= ${form.threshold}`;
  }
  return `${form.timeAggregate}(last_${form.window}):${form.metric} ${form.comparator} ${form.threshold}`;
}

/** What to draw for a monitor: the query inside, without window and threshold. */
export function drawable(query: string): string | undefined {
  const match = THRESHOLD.exec(query);
  const inner = match?.[3]?.trim();
  if (!inner || /^(change|pct_change)\b/.test(inner)) return undefined;
  return inner;
}
