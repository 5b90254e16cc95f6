import { html, type PropertyValues } from 'lit';
import uPlot from 'uplot';
import type { Band, Graph } from './api';
import { breakAtGaps, extent, nearest, type Column } from './columns';
import { differs, Plain, tell } from './element';
import type { Range } from './link';
import { axes, colour, drawMarkers, drawSpans } from './plot';
import type { Span } from './chart';
import { instant, number, seconds } from './words';

const NARROW = 640;

/** The graph: grey band, dashed expectation, blue line, red markers; drag to zoom, arrow keys to read. */
export class TmGraph extends Plain {
  static override properties = { graph: { attribute: false }, shown: { attribute: false, hasChanged: differs }, spans: { attribute: false, hasChanged: differs }, pointed: { state: true } };

  declare graph: Graph | undefined;
  declare shown: Range | undefined;
  declare spans: Span[];
  declare pointed: number | undefined;

  private plot?: uPlot;
  private t: number[] = [];
  private columns: Column[] = [];
  private resized?: ResizeObserver;
  private readonly dark = matchMedia('(prefers-color-scheme: dark)');
  private readonly redraw = (): void => this.draw();

  constructor() {
    super();
    this.spans = [];
  }

  override connectedCallback(): void {
    super.connectedCallback();
    this.dark.addEventListener('change', this.redraw);
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.dark.removeEventListener('change', this.redraw);
    this.resized?.disconnect();
    this.plot?.destroy();
    this.plot = undefined;
  }

  override render() {
    return html`
      <div
        class="plot"
        tabindex="0"
        role="img"
        aria-label=${this.label()}
        @keydown=${(event: KeyboardEvent) => this.key(event)}
        @blur=${() => this.point(undefined)}
      ></div>
      ${this.readout()}
    `;
  }

  override updated(changed: PropertyValues): void {
    if (changed.has('graph') || changed.has('shown') || changed.has('spans')) this.draw();
  }

  private label(): string {
    const graph = this.graph;
    if (!graph) return 'Graph';
    const many = graph.anomalousCount ?? 0;
    return `Graph of ${graph.t.length} buckets of ${seconds(graph.step)}, ${many} out of band. Arrow keys read values; the table view lists them.`;
  }

  private readout() {
    const graph = this.graph;
    if (!graph) return html``;
    const i = this.pointed;
    const at = i === undefined ? undefined : this.t[i];
    if (i === undefined || at === undefined) return this.legend(graph);
    const marker = this.markerAt(graph, at);
    const value = marker ? marker.value : this.columns[0]![i];
    const lower = marker ? marker.lower : this.columns[1]?.[i];
    const upper = marker ? marker.upper : this.columns[2]?.[i];
    const expected = marker ? marker.expected : this.columns[3]?.[i];
    const score = marker ? marker.score : this.columns[4]?.[i];
    return html`<dl class="readout" aria-live="polite">
      <div class="when"><dt>Time</dt><dd>${instant((marker ? marker.at : at * 1000))}</dd></div>
      <div><dt>Value</dt><dd class=${marker ? 'bad' : ''}>${number(value)}</dd></div>
      ${graph.kind === 'bands'
        ? html`<div><dt>Expected</dt><dd>${number(expected)}</dd></div>
            <div><dt>Bounds</dt><dd>${number(lower)} … ${number(upper)}</dd></div>
            <div><dt>Score</dt><dd>${number(score)}</dd></div>
            ${graph.latest?.model ? html`<div><dt>Model</dt><dd>${graph.latest.model}</dd></div>` : html``}
            ${graph.judgedSince ? html`<div><dt>Learnt since</dt><dd>${instant(graph.judgedSince).slice(0, 10)}${learnt(graph.latest?.warm)}</dd></div>` : html``}
            ${marker ? html`<div><dt>Verdict</dt><dd class="bad">out of band</dd></div>` : html``}`
        : html``}
    </dl>`;
  }

  private legend(graph: Graph) {
    if (graph.kind === 'series') {
      return html`<p class="legend"><span><i class="key line"></i>${graph.aggregate} of each ${seconds(graph.step)}</span></p>`;
    }
    return html`<p class="legend">
      <span><i class="key line"></i>value</span>
      <span><i class="key dashes"></i>expected</span>
      <span><i class="key band"></i>normal range</span>
      <span><i class="key dot"></i>out of band (${graph.anomalousCount ?? 0})</span>
      <span class="spacer">each ${seconds(graph.step)}${graph.step > graph.interval ? `, from ${seconds(graph.interval)}` : ''}</span>
    </p>`;
  }

  private markerAt(graph: Graph, at: number): Band | undefined {
    return graph.anomalous?.find((band) => band.at / 1000 >= at && band.at / 1000 < at + graph.step);
  }

  private key(event: KeyboardEvent): void {
    const step = event.key === 'ArrowRight' ? 1 : event.key === 'ArrowLeft' ? -1 : 0;
    if (step !== 0 && this.t.length > 0) {
      const next = this.pointed === undefined ? (step > 0 ? 0 : this.t.length - 1) : this.pointed + step * (event.shiftKey ? 10 : 1);
      this.point(Math.min(Math.max(next, 0), this.t.length - 1));
      event.preventDefault();
    }
  }

  private point(i: number | undefined): void {
    this.pointed = i;
    if (this.plot && i !== undefined) {
      const value = this.columns[0]?.[i] ?? null;
      this.plot.setCursor(
        { left: this.plot.valToPos(this.t[i]!, 'x'), top: value === null ? 0 : this.plot.valToPos(value, 'y') },
        false,
      );
    }
  }

  private draw(): void {
    const holder = this.querySelector<HTMLElement>('.plot');
    if (!holder) return;
    const graph = this.graph;
    this.pointed = undefined;
    if (!graph) {
      this.plot?.destroy();
      this.plot = undefined;
      return;
    }
    const empty: Column = [];
    const broken = breakAtGaps(
      graph.t,
      graph.kind === 'bands'
        ? [graph.value, graph.lower ?? empty, graph.upper ?? empty, graph.expected ?? empty, graph.score ?? empty]
        : [graph.value],
      graph.step,
    );
    this.t = broken.t;
    this.columns = broken.columns;
    this.plot?.destroy();
    this.plot = new uPlot(this.options(graph, holder), [this.t, ...this.columns.slice(0, 4)] as uPlot.AlignedData, holder);
    this.resized?.disconnect();
    this.resized = new ResizeObserver(() => this.plot?.setSize(this.size(holder)));
    this.resized.observe(holder);
  }

  private size(holder: HTMLElement): { width: number; height: number } {
    const width = Math.max(holder.clientWidth, 240);
    return { width, height: width < NARROW ? 240 : Math.min(420, Math.max(300, Math.round(innerHeight * 0.4))) };
  }

  private options(graph: Graph, holder: HTMLElement): uPlot.Options {
    const markers = graph.anomalous ?? [];
    const y = extent(
      this.columns.slice(0, 4),
      markers.map((band) => band.value),
    );
    const shown = this.shown ?? { from: graph.from, to: graph.to };
    const sparse = this.t.length < 60;
    const series: uPlot.Series[] = [
      {},
      { label: 'value', stroke: colour('--line'), width: 1.75, points: { show: sparse, size: 4 } },
    ];
    if (graph.kind === 'bands') {
      series.push(
        { label: 'lower', stroke: colour('--band-edge'), width: 1, points: { show: false } },
        { label: 'upper', stroke: colour('--band-edge'), width: 1, points: { show: false } },
        { label: 'expected', stroke: colour('--expected'), width: 1, dash: [5, 4], points: { show: false } },
      );
    }
    return {
      ...this.size(holder),
      series,
      bands: graph.kind === 'bands' ? [{ series: [3, 2], fill: colour('--band') }] : [],
      legend: { show: false },
      scales: {
        x: { time: true, range: () => [shown.from / 1000, shown.to / 1000] },
        y: { range: () => y ?? [0, 1] },
      },
      axes: axes(),
      cursor: {
        drag: { x: true, y: false, setScale: false },
        points: { size: 7, fill: colour('--line'), show: (_, i) => (i === 1 ? uPlotPoint() : false) as unknown as HTMLElement },
        dataIdx: (plot, _, i) => (this.t.length === 0 ? i : nearest(this.t, plot.posToVal(plot.cursor.left ?? 0, 'x'))),
      },
      hooks: {
        setCursor: [
          (plot) => {
            const left = plot.cursor.left ?? -1;
            this.pointed = left < 0 || this.t.length === 0 ? undefined : nearest(this.t, plot.posToVal(left, 'x'));
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
        draw: [(plot) => drawMarkers(plot, markers.flatMap((band) => (band.value === null ? [] : [[band.at / 1000, band.value] as const])))],
      },
    };
  }
}

/** How much of what the model wants it has seen, where that is not all. */
function learnt(warm: number | null | undefined): string {
  return warm !== null && warm !== undefined && warm < 1 ? ` (${Math.round(warm * 100)} % of what it wants)` : '';
}

/** The point that uPlot moves along the line. */
function uPlotPoint(): HTMLElement {
  const point = document.createElement('div');
  point.className = 'hover-point';
  return point;
}

customElements.define('tm-graph', TmGraph);
