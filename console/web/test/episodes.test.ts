import { describe, expect, it } from 'vitest';
import type { Anomaly } from '../src/api';
import { episodes } from '../src/pages/episodes';

function anomaly(minute: number, score: number, group = '*'): Anomaly {
  return { at: minute * 60_000, detector: 'd', group, step: 60, value: score, expected: 0, lower: -1, upper: 1, score, channel: 'BAND', explanation: '' };
}

describe('an episode', () => {
  it('joins buckets that follow each other, whatever order they come in', () => {
    const [only, ...rest] = episodes([anomaly(3, 2), anomaly(1, 5), anomaly(2, 9), anomaly(6, 1)]);
    expect(rest).toEqual([]);
    expect(only).toMatchObject({ from: 60_000, to: 7 * 60_000, buckets: 4 });
    expect(only!.strongest.score).toBe(9);
  });

  it('ends after a calm, and is of one group', () => {
    const all = episodes([anomaly(1, 1), anomaly(20, 1), anomaly(2, 1, 'host:a')]);
    expect(all.map((each) => [each.group, each.from / 60_000])).toEqual([['*', 20], ['host:a', 2], ['*', 1]]);
  });

  it('is told by its farthest bucket where scores are equal', () => {
    const far = { ...anomaly(2, 5), value: 90 };
    expect(episodes([anomaly(1, 5), far, anomaly(3, 5)])[0]!.strongest).toBe(far);
  });

  it('is none where nothing was out of band', () => {
    expect(episodes([])).toEqual([]);
  });
});
