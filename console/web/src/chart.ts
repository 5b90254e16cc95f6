import { html, type PropertyValues } from 'lit';
import uPlot from 'uplot';
import { extent } from './columns';
import { differs, Plain, tell } from './element';
import type { Range } from './link';
import { axes, colour, drawMarkers, drawSpans, lineColour, lineDash } from './plot';
import { aligned, known, summary, type Line } from './query';
import { instant, number, seconds } from './words';

const LEGEND_MAX = 40;
const BAND_LINES_MAX = 3;
/** How near to the window a graph must come to be drawn: a scroll ahead. */
const AHEAD = '400px';
/** The cursors of all graphs that are near move together. */
const TOGETHER = uPlot.sync('tidemark');
/** They look together; a span that is dragged on one is told once, by that one. */
const isLook = (type: string): boolean => type === 'mousemove' || type === 'mouseleave';

export interface Span {
  from: number;
  to: number;
  kind: 'note' | 'excluded' | 'event' | 'downtime';
  text: string;
}

export interface Level {
  value: number;
  kind: 'alert' | 'warn';
}

/** A graph of the answers to queries: lines, areas, bars; the grey band of each line that has one; spans with notes. */
export class TmChart extends Plain {
  static override properties = {
    lines: { attribute: false },
    shown: { attribute: false, hasChanged: differs },
    spans: { attribute: false, hasChanged: differs },
    levels: { attribute: false, hasChanged: differs },
    height: { type: Number },
    legend: { type: Boolean },
    pointed: { state: true },
    hidden_: { state: true },
  };

  declare lines: Line[];
  declare shown: Range | undefined;
  declare spans: Span[];
  declare levels: Level[];
  declare height: number;
  declare legend: boolean;
  declare pointed: number | undefined;
  declare hidden_: Set<string>;

  private plot?: uPlot;
  private t: number[] = [];
  private values: (number | null | undefined)[][] = [];
  private sums: ReturnType<typeof summary>[] = [];
  private resized?: ResizeObserver;
  private near = false;
  private stale = false;
  /** Of many graphs on a page only those are drawn that are looked at. */
  private readonly approach = new IntersectionObserver(
    (entries) => {
      this.near = entries[entries.length - 1]!.isIntersecting;
      if (this.near && this.stale) this.draw();
      else if (this.plot) this.near ? TOGETHER.sub(this.plot) : TOGETHER.unsub(this.plot);
    },
    { rootMargin: AHEAD },
  );
  private readonly dark = matchMedia('(prefers-color-scheme: dark)');
  private readonly redraw = (): void => this.draw();

  constructor() {
    super();
    this.lines = [];
    this.spans = [];
    this.levels = [];
    this.height = 300;
    this.legend = true;
    this.hidden_ = new Set();
  }

  override connectedCallback(): void {
    super.connectedCallback();
    this.approach.observe(this);
    this.dark.addEventListener('change', this.redraw);
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.approach.disconnect();
    this.dark.removeEventListener('change', this.redraw);
    this.resized?.disconnect();
    this.plot?.destroy();
    this.plot = undefined;
  }

  override willUpdate(changed: PropertyValues): void {
    if (changed.has('lines')) this.sums = this.lines.map((line) => summary(line.points));
  }

  override render() {
    return html`<div
        class="plot"
        tabindex="0"
        role="img"
        aria-label="Graph of ${this.lines.length} lines. Arrow keys read values; the table view lists them."
        @keydown=${(event: KeyboardEvent) => this.key(event)}
      ></div>
      ${this.legend ? this.list() : html``}`;
  }

  override updated(changed: PropertyValues): void {
    if (['lines', 'shown', 'spans', 'levels', 'height', 'hidden_'].some((name) => changed.has(name))) this.draw();
  }

  private list() {
    const at = this.pointed === undefined ? undefined : this.t[this.pointed];
    const visible = this.lines.slice(0, LEGEND_MAX);
    return html`<div class="series">
      <p class="when">${at === undefined ? html`&nbsp;` : html`${instant(at * 1000)}${this.spanAt(at)}`}</p>
      <table>
        <tbody>
          ${visible.map((line, i) => {
            const off = this.hidden_.has(line.name);
            const here = this.pointed === undefined ? undefined : this.values[i]?.[this.pointed];
            const sum = this.sums[i];
            return html`<tr class=${off ? 'off' : ''}>
              <td>
                <button class="line-name" aria-pressed=${!off} title=${off ? 'Show this line' : 'Hide this line'} @click=${() => this.toggle(line.name)}>
                  <i class="key c${i % 8}"></i><span>${line.name}</span>
                </button>
              </td>
              <td class="now">${here === undefined ? number(sum?.last) : number(here)}${line.unit ? ` ${line.unit}` : ''}</td>
              <td class="wide">min ${number(sum?.min)}</td>
              <td class="wide">avg ${number(sum?.avg)}</td>
              <td class="wide">max ${number(sum?.max)}</td>
              <td class="wide">each ${seconds(line.interval)}${line.band ? html` · ${line.marked.length} out of band` : line.marked.length > 0 ? html` · outlier` : html``}</td>
            </tr>`;
          })}
        </tbody>
      </table>
      ${this.lines.length > LEGEND_MAX ? html`<p class="empty">and ${this.lines.length - LEGEND_MAX} more; narrow the query, or add top(…).</p>` : html``}
    </div>`;
  }

  private spanAt(at: number) {
    const found = this.spans.filter((span) => span.from <= at * 1000 && at * 1000 <= Math.max(span.to, span.from + 60_000));
    return found.length > 0 ? html` · <b>${found.map((span) => span.text).join(' · ')}</b>` : html``;
  }

  private toggle(name: string): void {
    const next = new Set(this.hidden_);
    if (!next.delete(name)) next.add(name);
    this.hidden_ = next;
  }

  private key(event: KeyboardEvent): void {
    const step = event.key === 'ArrowRight' ? 1 : event.key === 'ArrowLeft' ? -1 : 0;
    if (step === 0 || this.t.length === 0 || !this.plot) return;
    const next = this.pointed === undefined ? (step > 0 ? 0 : this.t.length - 1) : this.pointed + step * (event.shiftKey ? 10 : 1);
    const i = Math.min(Math.max(next, 0), this.t.length - 1);
    this.plot.setCursor({ left: this.plot.valToPos(this.t[i]!, 'x'), top: 10 }, false);
    this.pointed = i;
    event.preventDefault();
  }

  private draw(): void {
    const holder = this.querySelector<HTMLElement>('.plot');
    if (!holder) return;
    this.stale = !this.near;
    if (this.stale) {
      holder.style.minHeight = `${this.height}px`;
      return;
    }
    this.pointed = undefined;
    const shownLines = this.lines.map((line, i) => ({ line, i })).filter(({ line }) => !this.hidden_.has(line.name));
    const banded = shownLines.filter(({ line }) => line.band).slice(0, BAND_LINES_MAX);
    const joined = aligned([
      ...this.lines.map((line) => ({ points: line.points, interval: line.interval })),
      ...banded.flatMap(({ line }) => [
        { points: line.band!.lower, interval: line.interval },
        { points: line.band!.upper, interval: line.interval },
        { points: line.band!.expected, interval: line.interval },
      ]),
    ]);
    this.t = joined.t;
    this.values = joined.columns.slice(0, this.lines.length);
    this.plot?.destroy();
    this.plot = new uPlot(this.options(holder, banded.map(({ line }) => line)), [joined.t, ...joined.columns] as uPlot.AlignedData, holder);
    this.resized?.disconnect();
    this.resized = new ResizeObserver(() => this.plot?.setSize({ width: Math.max(holder.clientWidth, 200), height: this.height }));
    this.resized.observe(holder);
  }

  private options(holder: HTMLElement, banded: Line[]): uPlot.Options {
    const visible = this.lines.filter((line) => !this.hidden_.has(line.name));
    const marks = visible.flatMap((line) => line.marked.map(([at, value]) => [at / 1000, value] as const));
    const y = extent(
      [
        ...this.values.filter((_, i) => !this.hidden_.has(this.lines[i]!.name)).map(known),
        ...banded.flatMap((line) => [line.band!.lower.map(([, v]) => v), line.band!.upper.map(([, v]) => v)]),
      ],
      [...this.levels.map((level) => level.value), ...(visible.some((line) => line.type !== 'line') ? [0] : [])],
    );
    const first = this.lines.length + 1;
    return {
      width: Math.max(holder.clientWidth, 200),
      height: this.height,
      legend: { show: false },
      series: [{}, ...this.lines.map((line, i) => this.drawn(line, i)), ...banded.flatMap(() => this.edges())],
      bands: banded.map((_, i) => ({ series: [first + 3 * i + 1, first + 3 * i] as [number, number], fill: colour('--band') })),
      scales: {
        x: { time: true, ...(this.shown ? { range: (): [number, number] => [this.shown!.from / 1000, this.shown!.to / 1000] } : {}) },
        y: { range: () => y ?? [0, 1] },
      },
      axes: axes(this.lines.length > 0 ? (this.lines[0]!.unit ?? '') : ''),
      cursor: { drag: { x: true, y: false, setScale: false }, sync: { key: TOGETHER.key, filters: { pub: isLook } }, points: { size: 6 } },
      hooks: {
        setCursor: [
          (plot) => {
            this.pointed = plot.cursor.idx ?? undefined;
          },
        ],
        setSelect: [
          (plot) => {
            if (plot.select.width < 6) return;
            const from = Math.round(plot.posToVal(plot.select.left, 'x') * 1000);
            const to = Math.round(plot.posToVal(plot.select.left + plot.select.width, 'x') * 1000);
            plot.setSelect({ left: 0, top: 0, width: 0, height: 0 }, false);
            tell<Range>(this, 'zoom', { from, to });
          },
        ],
        drawAxes: [(plot) => drawSpans(plot, this.spans.map((span) => ({ ...span, from: span.from / 1000, to: span.to / 1000 })))],
        draw: [(plot) => this.drawLevels(plot), (plot) => drawMarkers(plot, marks)],
      },
    };
  }

  private drawn(line: Line, i: number): uPlot.Series {
    const stroke = lineColour(i);
    const dash = this.lines.length > 1 ? lineDash(i) : undefined;
    return {
      label: line.name,
      show: !this.hidden_.has(line.name),
      stroke,
      width: line.type === 'bars' ? 0 : 1.75,
      ...(dash && line.type === 'line' ? { dash } : {}),
      ...(line.type === 'area' ? { fill: stroke + '33' } : {}),
      ...(line.type === 'bars' ? { fill: stroke, paths: uPlot.paths.bars!({ size: [0.8, 40] }) } : {}),
      points: { show: line.points.length < 40 && line.type !== 'bars', size: 4 },
    };
  }

  private edges(): uPlot.Series[] {
    const edge: uPlot.Series = { stroke: colour('--band-edge'), width: 1, points: { show: false } };
    return [edge, edge, { stroke: colour('--expected'), width: 1, dash: [5, 4], points: { show: false } }];
  }

  /** Thresholds of a monitor, as lines across. */
  private drawLevels(plot: uPlot): void {
    const context = plot.ctx;
    const { left, width } = plot.bbox;
    for (const level of this.levels) {
      const y = plot.valToPos(level.value, 'y', true);
      context.save();
      context.strokeStyle = colour(level.kind === 'alert' ? '--bad' : '--warn');
      context.lineWidth = 1.5 * devicePixelRatio;
      context.setLineDash(level.kind === 'alert' ? [] : [6 * devicePixelRatio, 4 * devicePixelRatio]);
      context.beginPath();
      context.moveTo(left, y);
      context.lineTo(left + width, y);
      context.stroke();
      context.restore();
    }
  }
}

customElements.define('tm-chart', TmChart);
