import { describe, expect, it } from 'vitest';
import { ago, count, frame, instant, number, seconds } from '../src/words';

describe('numbers', () => {
  it('are short and keep what matters', () => {
    const shown = [0, 1, -1, 0.5, 12.3456, 1234, 9999.5, 12345, 1234567, 1.5e9, 2.5e13, 0.00412, 1.234e-9].map((n) => number(n));
    expect(shown).toEqual(['0', '1', '−1', '0.5', '12.35', '1234', '10000', '12.35 k', '1.235 M', '1.5 G', '25 T', '0.00412', '1.23e−9']);
  });

  it('show a dash where there is none', () => {
    expect([null, undefined, NaN].map((n) => number(n))).toEqual(['–', '–', '–']);
  });
});

describe('times', () => {
  it('are said in the unit that people would take', () => {
    expect([10, 60, 90, 1800, 3600, 10_800, 604_800].map(seconds)).toEqual(['10 s', '1 min', '90 s', '30 min', '60 min', '3 h', '7 d']);
  });

  it('lie behind or ahead', () => {
    expect([ago(1000, 3000), ago(0, 60_000), ago(0, 3 * 3_600_000), ago(600_000, 0)]).toEqual(['just now', '60 s ago', '3 h ago', 'in 10 min']);
  });

  it('are written in the zone of the reader', () => {
    expect(instant(Date.UTC(2026, 2, 2, 12), 'Europe/Paris')).toBe('2026-03-02 13:00:00');
    expect(frame(Date.UTC(2026, 2, 2, 12), Date.UTC(2026, 2, 2, 14), 'UTC')).toBe('2026-03-02 12:00 – 14:00');
    expect(frame(Date.UTC(2026, 2, 2, 12), Date.UTC(2026, 2, 3, 14), 'UTC')).toBe('2026-03-02 12:00 – 2026-03-03 14:00');
  });
});

describe('counts', () => {
  it('are one or many', () => {
    expect([count(1, 'alert'), count(2000, 'alert')]).toEqual(['1 alert', '2,000 alerts']);
  });
});
