import { describe, expect, it } from 'vitest';
import { format, parse, range, shift, spanMillis, zoomOut, type Shown } from '../src/link';

const HOUR = 3_600_000;

describe('a link', () => {
  it('reproduces what was shown', () => {
    const shown: Shown[] = [
      { target: { kind: 'none' }, frame: { kind: 'live', span: '4h' }, view: 'graph', tab: 'alerts' },
      { target: { kind: 'bands', detector: 'nyc taxi', group: 'host:a,x:ü&=?' }, frame: { kind: 'fixed', from: 1767225600000, to: 1767229200000 }, view: 'table', tab: 'mail' },
      { target: { kind: 'series', series: 'cpu{host:a}', aggregate: 'max' }, frame: { kind: 'live', span: '1mo' }, view: 'graph', tab: 'events' },
    ];
    for (const each of shown) expect(parse(format(each))).toEqual(each);
  });

  it('is empty where everything is as usual', () => {
    expect(format(parse(''))).toBe('');
  });

  it('falls back to the usual where it makes no sense', () => {
    for (const bad of ['?from=2&to=1', '?from=abc&to=5', '?from=1767229200000&to=1767225600000', '?span=0h', '?span=9999999d', '?span=<script>', '?tab=nope&view=x', '?from=1e300&to=1e301', '?from=&to=']) {
      expect(parse(bad).frame).toEqual({ kind: 'live', span: '4h' });
      expect(parse(bad).tab).toBe('alerts');
    }
  });
});

describe('a time frame', () => {
  it('knows its units', () => {
    expect(spanMillis('5m')).toBe(300_000);
    expect(spanMillis('1mo')).toBe(30 * 24 * HOUR);
    expect(spanMillis('5 m')).toBeUndefined();
    expect(spanMillis('-1h')).toBeUndefined();
  });

  it('moves with the clock while it is live, and stands while it is fixed', () => {
    expect(range({ kind: 'live', span: '1h' }, 10 * HOUR)).toEqual({ from: 9 * HOUR, to: 10 * HOUR });
    expect(range({ kind: 'fixed', from: 1, to: 2 }, 10 * HOUR)).toEqual({ from: 1, to: 2 });
  });

  it('doubles when zoomed out, and does not reach beyond now', () => {
    expect(zoomOut({ from: 4 * HOUR, to: 6 * HOUR }, 100 * HOUR)).toEqual({ from: 3 * HOUR, to: 7 * HOUR });
    expect(zoomOut({ from: 4 * HOUR, to: 6 * HOUR }, 6 * HOUR)).toEqual({ from: 2 * HOUR, to: 6 * HOUR });
  });

  it('moves by half of its length', () => {
    expect(shift({ from: 4 * HOUR, to: 6 * HOUR }, -1)).toEqual({ from: 3 * HOUR, to: 5 * HOUR });
  });
});
