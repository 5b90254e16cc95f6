import { html } from 'lit';
import type { Graph } from './api';
import type { Line } from './query';
import { Plain } from './element';
import { instant, number, seconds } from './words';

const ROWS_MAX = 1_000;

/** The graph's buckets as a table, newest first: for screen readers, for copying, for exact values. */
export class TmTable extends Plain {
  static override properties = { graph: { attribute: false } };

  declare graph: Graph | undefined;

  override render() {
    const graph = this.graph;
    if (!graph) return html``;
    const bands = graph.kind === 'bands';
    const out = new Set((graph.anomalous ?? []).map((band) => Math.floor(band.at / 1000 / graph.step) * graph.step));
    const rows = graph.t.map((_, i) => graph.t.length - 1 - i).slice(0, ROWS_MAX);
    return html`<div class="table-holder" tabindex="0">
      <table class="values">
        <caption>Buckets of ${seconds(graph.step)}, newest first</caption>
        <thead>
          <tr>
            <th scope="col">Start</th>
            <th scope="col">Value</th>
            ${bands
              ? html`<th scope="col">Expected</th><th scope="col">Lower</th><th scope="col">Upper</th><th scope="col">Score</th><th scope="col">Verdict</th>`
              : html``}
          </tr>
        </thead>
        <tbody>
          ${rows.map((i) => {
            const bad = out.has(graph.t[i]!);
            return html`<tr class=${bad ? 'bad' : ''}>
              <th scope="row">${instant(graph.t[i]! * 1000)}</th>
              <td>${number(graph.value[i])}</td>
              ${bands
                ? html`<td>${number(graph.expected?.[i])}</td><td>${number(graph.lower?.[i])}</td><td>${number(graph.upper?.[i])}</td><td>${number(graph.score?.[i])}</td><td>${bad ? 'out of band' : ''}</td>`
                : html``}
            </tr>`;
          })}
        </tbody>
      </table>
    </div>`;
  }
}

customElements.define('tm-table', TmTable);

/** The lines of a chart as a table: a column a line. */
export class TmLinesTable extends Plain {
  static override properties = { lines: { attribute: false } };

  declare lines: Line[];

  override render() {
    const lines = this.lines ?? [];
    const rows = new Map<number, Map<number, number>>();
    lines.forEach((line, i) =>
      line.points.forEach(([at, value]) => {
        if (!rows.has(at)) rows.set(at, new Map());
        rows.get(at)!.set(i, value);
      }),
    );
    const out = lines.map((line) => new Set(line.marked.map(([at]) => at)));
    const times = [...rows.keys()].sort((a, b) => b - a).slice(0, ROWS_MAX);
    return html`<div class="table-holder" tabindex="0">
      <table class="values">
        <caption>
          ${times.length === ROWS_MAX ? `The newest ${ROWS_MAX} times` : `${times.length} times`}, newest first
        </caption>
        <thead>
          <tr>
            <th scope="col">Start</th>
            ${lines.map((line) => html`<th scope="col">${line.name}</th>`)}
          </tr>
        </thead>
        <tbody>
          ${times.map(
            (at) => html`<tr>
              <th scope="row">${instant(at)}</th>
              ${lines.map((_, i) => html`<td class=${out[i]!.has(at) ? 'bad' : ''}>${number(rows.get(at)!.get(i))}${out[i]!.has(at) ? ' out' : ''}</td>`)}
            </tr>`,
          )}
        </tbody>
      </table>
    </div>`;
  }
}

customElements.define('tm-lines-table', TmLinesTable);
