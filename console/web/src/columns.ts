/** Columns of a graph made ready to be drawn. Pure. */

export type Column = (number | null)[];

export interface Columns {
  t: number[];
  columns: Column[];
}

/**
 * Puts an empty row where buckets are missing, so that a line breaks there instead of running across.
 *
 * A gap is wider than three times the usual distance of buckets, which is the median of what is there and at least the
 * step: a series that reports every half hour is not all gaps when it is drawn in steps of a minute.
 */
export function breakAtGaps(t: number[], columns: Column[], stepSeconds: number): Columns {
  const usual = Math.max(stepSeconds, median(distances(t)));
  const outT: number[] = [];
  const out: Column[] = columns.map(() => []);
  for (let i = 0; i < t.length; i++) {
    if (i > 0 && t[i]! - t[i - 1]! > 3 * usual) {
      outT.push(t[i - 1]! + usual);
      out.forEach((column) => column.push(null));
    }
    outT.push(t[i]!);
    columns.forEach((column, c) => out[c]!.push(column[i] ?? null));
  }
  return { t: outT, columns: out };
}

function distances(t: number[]): number[] {
  return t.slice(1).map((at, i) => at - t[i]!);
}

function median(values: number[]): number {
  if (values.length === 0) return 0;
  return [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)]!;
}

/** Smallest and largest of several columns and single values, with some air; undefined where there is nothing. */
export function extent(columns: Column[], singles: (number | null)[]): [number, number] | undefined {
  let low = Infinity;
  let high = -Infinity;
  const take = (value: number | null): void => {
    if (value === null || !Number.isFinite(value)) return;
    if (value < low) low = value;
    if (value > high) high = value;
  };
  columns.forEach((column) => column.forEach(take));
  singles.forEach(take);
  if (low > high) return undefined;
  if (low === high) {
    const air = Math.abs(low) * 0.1 || 1;
    return [low - air, high + air];
  }
  const air = (high - low) * 0.06;
  // Zero stays at the bottom where values do not go below it.
  return [low >= 0 && low - air < 0 ? 0 : low - air, high + air];
}

/** Index of the bucket nearest to a time; -1 where there are none. Times rise. */
export function nearest(t: number[], at: number): number {
  let low = 0;
  let high = t.length - 1;
  if (high < 0) return -1;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (t[middle]! < at) low = middle + 1;
    else high = middle;
  }
  return low > 0 && at - t[low - 1]! <= t[low]! - at ? low - 1 : low;
}
