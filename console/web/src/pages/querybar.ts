import { html } from 'lit';
import { ask } from '../api';
import { Plain, tell } from '../element';
import { QUERIES_MAX, type Target } from '../link';
import { LINE_TYPES, type LineType, type Wanted } from '../query';

const TYPING_PAUSE_MS = 150;

/** The metric explorer's input: one line a query, each drawn as line, area or bars. */
export class TmQueryBar extends Plain {
  static override properties = { target: { attribute: false }, rows: { state: true }, names: { state: true } };

  declare target: Target;
  declare rows: Wanted[];
  declare names: string[];

  private timer?: number;

  constructor() {
    super();
    this.target = { kind: 'none' };
    this.rows = [{ q: '', type: 'line' }];
    this.names = [];
  }

  override willUpdate(changed: Map<string, unknown>): void {
    if (changed.has('target') && this.target.kind === 'query') this.rows = this.target.queries.map((each) => ({ ...each }));
    // What is being typed stays when the page turns to a detector by itself; only queries that were drawn are put away.
    const before = changed.get('target') as Target | undefined;
    if (before?.kind === 'query' && this.target.kind !== 'query') this.rows = [{ q: '', type: 'line' }];
  }

  override render() {
    return html`<form class="querybar card" @submit=${(event: SubmitEvent) => this.draw(event)}>
      <datalist id="metric-names">${this.names.map((name) => html`<option value="avg:${name}{*}"></option>`)}</datalist>
      ${this.rows.map(
        (row, i) => html`<div class="row">
          <label class="grow"
            ><span class="hidden">Query ${i + 1}</span>
            <input
              class="mono"
              list="metric-names"
              spellcheck="false"
              autocomplete="off"
              placeholder="avg:system.load.1{*} by {host}"
              maxlength="2000"
              .value=${row.q}
              @input=${(event: InputEvent) => this.typed(i, (event.target as HTMLInputElement).value)}
          /></label>
          <label><span class="hidden">Drawn as</span
            ><select @change=${(event: Event) => this.type(i, (event.target as HTMLSelectElement).value as LineType)}>
              ${LINE_TYPES.map((type) => html`<option value=${type} ?selected=${row.type === type}>${type}</option>`)}
            </select></label
          >
          ${this.rows.length > 1
            ? html`<button type="button" class="quiet" title="Remove this query" aria-label="Remove query ${i + 1}" @click=${() => (this.rows = this.rows.filter((_, j) => j !== i))}>×</button>`
            : html``}
        </div>`,
      )}
      <div class="row">
        <button class="primary">Draw</button>
        <button type="button" class="quiet" ?disabled=${this.rows.length >= QUERIES_MAX} @click=${() => (this.rows = [...this.rows, { q: '', type: 'line' }])}>Add query</button>
        <button type="button" class="quiet" title="Draw what is normal" @click=${() => this.wrap((q) => `anomalies(${q}, 'auto', 3)`)}>+ anomalies</button>
        <button type="button" class="quiet" title="Sums of each hour" @click=${() => this.wrap((q) => `${q}.rollup(sum, 3600)`)}>+ hourly sum</button>
        <button type="button" class="quiet" title="The ten largest lines" @click=${() => this.wrap((q) => `top(${q}, 10, 'mean', 'desc')`)}>+ top 10</button>
        <small class="grow">Queries as in Datadog: <code>sum:web.page_views{env:prod} by {page}.as_count()</code>, arithmetic, <code>.rollup(max, 600)</code>, <code>forecast(…)</code>, <code>outliers(…)</code>.</small>
      </div>
    </form>`;
  }

  private typed(i: number, q: string): void {
    this.rows = this.rows.map((row, j) => (j === i ? { ...row, q } : row));
    clearTimeout(this.timer);
    const word = /([a-zA-Z][a-zA-Z0-9_.]*)$/.exec(q.split('{')[0] ?? '')?.[1] ?? '';
    this.timer = window.setTimeout(() => void this.suggest(word), TYPING_PAUSE_MS);
  }

  private async suggest(word: string): Promise<void> {
    const found = await ask<{ metrics: string[] }>('metrics', { search: word, limit: 30 }).catch(() => undefined);
    if (found) this.names = found.metrics;
  }

  private type(i: number, type: LineType): void {
    this.rows = this.rows.map((row, j) => (j === i ? { ...row, type } : row));
    this.draw();
  }

  private wrap(change: (q: string) => string): void {
    this.rows = this.rows.map((row, i) => (i === 0 && row.q ? { ...row, q: change(row.q) } : row));
    this.draw();
  }

  private draw(event?: Event): void {
    event?.preventDefault();
    const queries = this.rows.map((row) => ({ ...row, q: row.q.trim() })).filter((row) => row.q !== '');
    if (queries.length > 0) tell<Target>(this, 'pick', { kind: 'query', queries });
  }
}

customElements.define('tm-querybar', TmQueryBar);
