import type { Anomaly } from '../api';

/** Anomalous buckets that follow each other, told as one. */
export interface Episode {
  detector: string;
  group: string;
  from: number;
  to: number;
  buckets: number;
  /** The bucket with the highest score; of those, the one farthest from what was expected. */
  strongest: Anomaly;
}

/** Buckets in band between two anomalous ones that do not yet end an episode. */
const CALM_BUCKETS = 3;

/** Episodes, the latest first, of anomalies in any order. */
export function episodes(anomalies: Anomaly[]): Episode[] {
  const open = new Map<string, Episode>();
  const all: Episode[] = [];
  for (const each of [...anomalies].sort((a, b) => a.at - b.at)) {
    const key = `${each.detector}\n${each.group}`;
    const end = each.at + each.step * 1000;
    const known = open.get(key);
    if (known && each.at <= known.to + CALM_BUCKETS * each.step * 1000) {
      known.to = Math.max(known.to, end);
      known.buckets++;
      if (isStronger(each, known.strongest)) known.strongest = each;
    } else {
      const begun = { detector: each.detector, group: each.group, from: each.at, to: end, buckets: 1, strongest: each };
      open.set(key, begun);
      all.push(begun);
    }
  }
  return all.sort((a, b) => b.to - a.to);
}

function isStronger(one: Anomaly, other: Anomaly): boolean {
  const scores = (one.score ?? 0) - (other.score ?? 0);
  return scores > 0 || (scores === 0 && distance(one) > distance(other));
}

function distance(each: Anomaly): number {
  return Math.abs((each.value ?? 0) - (each.expected ?? 0));
}
