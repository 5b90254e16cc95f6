import type uPlot from 'uplot';
import { number } from './words';

/** What all graphs of the console look like. */

export const LINE_COLOURS = 8;
/** Lines differ by dash as well as by colour, for those who see no colours and for print. */
const DASHES: (number[] | undefined)[] = [undefined, [9, 4], [3, 3], [12, 3, 3, 3], [6, 2], [2, 5], [14, 5], [5, 3, 1, 3]];

export function colour(name: string): string {
  return getComputedStyle(document.documentElement).getPropertyValue(name).trim();
}

export function lineColour(i: number): string {
  return colour(`--c${i % LINE_COLOURS}`);
}

export function lineDash(i: number): number[] | undefined {
  return DASHES[i % DASHES.length];
}

/** The axes: time below, values in short numbers at the left. */
export function axes(unit = ''): uPlot.Axis[] {
  const axis: uPlot.Axis = {
    stroke: colour('--muted'),
    grid: { stroke: colour('--grid'), width: 1 },
    ticks: { stroke: colour('--grid'), width: 1, size: 4 },
    font: '12px system-ui, sans-serif',
  };
  return [
    {
      ...axis,
      size: 42,
      space: 70,
      values: [
        [86_400, '{YYYY}-{MM}-{DD}', null, null, null, null, null, null, 1],
        [3_600, '{HH}:{mm}', '\n{YYYY}-{MM}-{DD}', null, '\n{MM}-{DD}', null, null, null, 1],
        [60, '{HH}:{mm}', '\n{YYYY}-{MM}-{DD}', null, '\n{MM}-{DD}', null, null, null, 1],
        [1, '{HH}:{mm}:{ss}', '\n{YYYY}-{MM}-{DD}', null, '\n{MM}-{DD}', null, null, null, 1],
      ],
    },
    { ...axis, size: 62, values: (_, splits) => splits.map((value) => number(value) + (unit ? ` ${unit}` : '')) },
  ];
}

/** Red dots with a rim, above everything: shape and size tell them apart where colours do not. Times in seconds. */
export function drawMarkers(plot: uPlot, markers: readonly (readonly [number, number])[]): void {
  const context = plot.ctx;
  const radius = 4 * devicePixelRatio;
  const { left, top, width, height } = plot.bbox;
  context.save();
  context.beginPath();
  context.rect(left, top - radius, width, height + 2 * radius);
  context.clip();
  context.fillStyle = colour('--bad');
  context.strokeStyle = colour('--surface');
  context.lineWidth = 3 * devicePixelRatio;
  const dots = markers.map(([at, value]) => [plot.valToPos(at, 'x', true), plot.valToPos(value, 'y', true)] as const);
  const circle = ([x, y]: readonly [number, number]): void => {
    context.beginPath();
    context.arc(x, y, radius, 0, 2 * Math.PI);
  };
  // All rims first: the rim of one dot must not cut into its neighbour.
  for (const dot of dots) {
    circle(dot);
    context.stroke();
  }
  for (const dot of dots) {
    circle(dot);
    context.fill();
  }
  context.restore();
}

/** Spans that people said something about, as shaded columns with a bar on top. Times in seconds. */
export function drawSpans(plot: uPlot, spans: readonly { from: number; to: number; kind: 'note' | 'excluded' | 'event' | 'downtime' }[]): void {
  const context = plot.ctx;
  const { left, top, width, height } = plot.bbox;
  context.save();
  context.beginPath();
  context.rect(left, top, width, height);
  context.clip();
  for (const span of spans) {
    const x = plot.valToPos(span.from, 'x', true);
    const end = Math.max(plot.valToPos(span.to, 'x', true), x + 2 * devicePixelRatio);
    const fill = colour({ note: '--note', excluded: '--excluded', event: '--event', downtime: '--held-soft' }[span.kind]);
    context.globalAlpha = span.kind === 'event' ? 0.9 : 0.16;
    context.fillStyle = fill;
    if (span.kind === 'event') {
      context.fillRect(x, top, devicePixelRatio, height);
    } else {
      context.fillRect(x, top, end - x, height);
    }
    context.globalAlpha = 1;
    context.fillRect(x, top, Math.max(end - x, 4 * devicePixelRatio), 4 * devicePixelRatio);
  }
  context.restore();
}
