import { describe, expect, it } from 'vitest';
import { breakAtGaps, extent, nearest } from '../src/columns';

describe('a line', () => {
  it('breaks where buckets are missing', () => {
    expect(breakAtGaps([0, 10, 20, 100, 110], [[1, 2, 3, 4, 5]], 10)).toEqual({ t: [0, 10, 20, 30, 100, 110], columns: [[1, 2, 3, null, 4, 5]] });
  });

  it('does not break where a series reports seldom', () => {
    expect(breakAtGaps([0, 1800, 3600, 5400], [[1, 2, 3, 4]], 60).t).toEqual([0, 1800, 3600, 5400]);
  });

  it('takes nothing for nothing', () => {
    expect(breakAtGaps([], [[]], 10)).toEqual({ t: [], columns: [[]] });
    expect(breakAtGaps([5], [[null]], 10)).toEqual({ t: [5], columns: [[null]] });
  });
});

describe('the axis', () => {
  it('holds every value and every marker', () => {
    const [low, high] = extent([[1, null, 5], [-2, 3, null]], [40])!;
    expect(low).toBeLessThan(-2);
    expect(high).toBeGreaterThan(40);
  });

  it('stands on zero where values do', () => {
    expect(extent([[0, 100]], [])![0]).toBe(0);
  });

  it('has some height where all values are one', () => {
    const [low, high] = extent([[7, 7]], [])!;
    expect(low).toBeLessThan(7);
    expect(high).toBeGreaterThan(7);
  });

  it('has nothing to show where there is nothing', () => {
    expect(extent([[null], []], [null])).toBeUndefined();
  });
});

describe('the bucket nearest to the pointer', () => {
  it('is found on both sides and at the ends', () => {
    const t = [0, 10, 20, 40];
    expect([-5, 4, 6, 29, 31, 99].map((at) => nearest(t, at))).toEqual([0, 0, 1, 2, 3, 3]);
    expect(nearest([], 5)).toBe(-1);
  });
});
