import { describe, expect, it } from 'vitest';
import css from '../src/style.css?raw';
import { lineDash, LINE_COLOURS } from '../src/plot';

/** WCAG 2.1, 1.4.11: what one must see to understand a graphic stands out by 3 to 1. */
const CONTRAST_MIN = 3;

const [light, dark] = [0, 1].map((i) => Object.fromEntries([...(css.split(':root {')[i + 1] ?? '').split('}')[0]!.matchAll(/(--[\w-]+):\s*(#[0-9a-f]{6})/g)].map((found) => [found[1]!, found[2]!])));

/** As grey: WCAG's relative luminance, 0 to 1. */
function luminance(hex: string): number {
  const [r, g, b] = [1, 3, 5].map((at) => parseInt(hex.slice(at, at + 2), 16) / 255).map((each) => (each <= 0.03928 ? each / 12.92 : ((each + 0.055) / 1.055) ** 2.4));
  return 0.2126 * r! + 0.7152 * g! + 0.0722 * b!;
}

const contrast = (a: string, b: string): number => {
  const [high, low] = [luminance(a), luminance(b)].sort((x, y) => y - x);
  return (high! + 0.05) / (low! + 0.05);
};

describe.each([
  ['light', light!],
  ['dark', dark!],
])('without colours, in %s', (_, colours) => {
  const drawn = ['--line', '--bad', '--expected', '--event', ...Array.from({ length: LINE_COLOURS }, (_, i) => `--c${i}`)];

  it.each(drawn)('%s stands out from the page', (name) => {
    expect(contrast(colours[name]!, colours['--surface']!)).toBeGreaterThanOrEqual(CONTRAST_MIN);
  });
});

it('lines of one graph differ by dash, not by colour alone', () => {
  const dashes = Array.from({ length: LINE_COLOURS }, (_, i) => JSON.stringify(lineDash(i) ?? []));
  expect(new Set(dashes).size).toBe(LINE_COLOURS);
});
