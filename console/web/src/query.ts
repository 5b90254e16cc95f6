import type { Column } from './columns';
import { fetchJson } from './session';

/** Answers of the query route, as lines to draw. */

export type Point = [number, number];
export type LineType = 'line' | 'area' | 'bars';

export interface Answered {
  expression: string;
  display_name: string;
  tag_set: string[];
  scope: string;
  interval: number;
  query_index: number;
  pointlist: Point[];
  expected?: Point[];
  lower?: Point[];
  upper?: Point[];
  model?: string;
  anomalous?: [number, number, number][];
  outlier?: boolean;
  outlier_points?: Point[];
  unit?: ({ short_name: string } | null)[];
}

export interface Line {
  name: string;
  type: LineType;
  /** Seconds between points. */
  interval: number;
  points: Point[];
  band?: { expected: Point[]; lower: Point[]; upper: Point[]; model: string };
  /** Points out of band or outliers: time, value, score. */
  marked: [number, number, number?][];
  unit?: string;
}

export interface Wanted {
  q: string;
  type: LineType;
}

export const LINE_TYPES: LineType[] = ['line', 'area', 'bars'];

/** Evaluates queries over a time frame, milliseconds. */
export async function answer(wanted: Wanted[], from: number, to: number, points: number): Promise<{ lines: Line[]; message: string }> {
  const answers = await Promise.all(
    wanted.map((each) =>
      fetchJson<{ series: Answered[]; message: string }>('/api/v1/query', {
        query: each.q,
        from: Math.floor(from / 1000),
        to: Math.ceil(to / 1000),
        points,
      }).then((body) => ({ ...body, type: each.type })),
    ),
  );
  return {
    lines: answers.flatMap((each) => each.series.map((series) => line(series, each.type))),
    message: answers.map((each) => each.message).filter((text) => text).join(' '),
  };
}

function line(series: Answered, type: LineType): Line {
  const unit = series.unit?.[0]?.short_name;
  return {
    name: series.expression || series.display_name,
    type,
    interval: series.interval,
    points: series.pointlist,
    ...(series.lower && series.upper
      ? { band: { expected: series.expected ?? [], lower: series.lower, upper: series.upper, model: series.model ?? '' } }
      : {}),
    marked: series.anomalous ?? series.outlier_points ?? [],
    ...(unit ? { unit } : {}),
  };
}

/** How many points are worth asking for on a graph of this many pixels: one for each three, in the server's limits. */
export function pointsFor(width: number): number {
  return Math.min(2_000, Math.max(60, Math.round(width / 3)));
}

/** Lines on one axis of time: undefined where a line has no point of its own, null where it breaks. */
export function aligned(columns: { points: Point[]; interval: number }[]): { t: number[]; columns: (number | null | undefined)[][] } {
  const times = new Set<number>();
  const maps = columns.map(({ points, interval }) => {
    const values = new Map<number, number | null>();
    let before: number | undefined;
    for (const [at, value] of points) {
      const seconds = at / 1000;
      // A gap is wider than three buckets: a break is put behind the last point before it.
      if (before !== undefined && seconds - before > 3 * interval) values.set(before + interval, null);
      values.set(seconds, value);
      before = seconds;
    }
    for (const at of values.keys()) times.add(at);
    return values;
  });
  const t = [...times].sort((a, b) => a - b);
  return { t, columns: maps.map((values) => t.map((at) => values.get(at))) };
}

/** The smallest, average, largest and newest value of a line. */
export function summary(points: Point[]): { min: number; avg: number; max: number; last: number } | undefined {
  if (points.length === 0) return undefined;
  let min = Infinity;
  let max = -Infinity;
  let sum = 0;
  for (const [, value] of points) {
    min = Math.min(min, value);
    max = Math.max(max, value);
    sum += value;
  }
  return { min, avg: sum / points.length, max, last: points[points.length - 1]![1] };
}

export function known(columns: (number | null | undefined)[]): Column {
  return columns.map((value) => value ?? null);
}
