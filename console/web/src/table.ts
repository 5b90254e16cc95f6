import { html } from 'lit';
import type { Graph } from './api';
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
