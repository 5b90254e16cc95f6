import { html } from 'lit';
import { ask, type Event } from '../api';
import '../chart';
import type { Span } from '../chart';
import { Plain } from '../element';
import '../frame';
import { frameInto, frameOf } from '../frame';
import { range, type Frame, type Range } from '../link';
import { answer, LINE_TYPES, pointsFor, summary, type Line, type LineType } from '../query';
import { go } from '../route';
import { fetchJson, send } from '../session';
import { onChange } from '../stream';
import { number } from '../words';
import { queriesOf, valuesOf, type Board, type Definition, type Widget } from '../widgets';

const REFRESH_MS = 15_000;
const EVENTS_MAX = 200;
const CHART_HEIGHT = 220;
const TAGS_MAX = 200;

/** One dashboard: a grid of graphs that share a time frame and variables; all of it stands in the address. */
export class TmDashboard extends Plain {
  static override properties = {
    board: { attribute: false },
    mayEdit: { attribute: false },
    document_: { state: true },
    results: { state: true },
    events: { state: true },
    frame: { state: true },
    shown: { state: true },
    editing: { state: true },
    tags: { state: true },
    full: { state: true },
    trouble: { state: true },
  };

  declare board: string;
  declare mayEdit: boolean;
  declare document_: Board | undefined;
  declare results: Map<number, { lines: Line[]; message: string; shown: Range }>;
  declare events: Event[];
  declare frame: Frame;
  declare shown: Range;
  declare editing: boolean;
  declare tags: Map<string, string[]>;
  declare full: number;
  declare trouble: string;

  private stops: (() => void)[] = [];
  private timer?: number;
  private turn = 0;
  private readonly popped = (): void => this.read();

  constructor() {
    super();
    this.results = new Map();
    this.events = [];
    this.frame = { kind: 'live', span: '4h' };
    this.shown = range(this.frame, Date.now());
    this.editing = false;
    this.tags = new Map();
    this.full = -1;
    this.trouble = '';
  }

  override connectedCallback(): void {
    super.connectedCallback();
    addEventListener('popstate', this.popped);
    this.stops = [onChange(['dashboards'], () => void this.load(!this.editing))];
    this.timer = window.setInterval(() => {
      if (this.frame.kind === 'live' && !document.hidden) void this.draw();
    }, REFRESH_MS);
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    removeEventListener('popstate', this.popped);
    this.stops.forEach((stop) => stop());
    clearInterval(this.timer);
  }

  override willUpdate(changed: Map<string, unknown>): void {
    if (changed.has('board')) {
      this.editing = new URLSearchParams(location.search).has('edit');
      void this.load(true);
    }
  }

  private async load(replace: boolean): Promise<void> {
    if (!replace) return;
    try {
      this.document_ = await fetchJson<Board>(`/api/v1/dashboard/${encodeURIComponent(this.board)}`);
      document.title = `${this.document_.title} · Tidemark`;
      this.trouble = '';
      this.read();
      for (const variable of this.document_.template_variables ?? []) {
        const found = await ask<{ tags: string[] }>('tags', { search: `${variable.prefix ?? variable.name}:`, limit: TAGS_MAX }).catch(() => ({ tags: [] }));
        this.tags = new Map(this.tags).set(variable.name, found.tags);
      }
    } catch (error) {
      this.trouble = (error as Error).message;
    }
  }

  private read(): void {
    const params = new URLSearchParams(location.search);
    this.frame = frameOf(params);
    this.full = Number(params.get('tile') ?? -1);
    void this.draw();
  }

  private async draw(): Promise<void> {
    const board = this.document_;
    if (!board) return;
    const turn = ++this.turn;
    const shown = range(this.frame, Date.now());
    const variables = valuesOf(board, new URLSearchParams(location.search));
    const wide = this.full >= 0 ? this.clientWidth : this.clientWidth / 2;
    const some = board.widgets.some((widget) => (widget.definition.events ?? []).length > 0);
    const jobs = board.widgets.map(async (widget, i) => {
      if (this.full >= 0 && this.full !== i) return;
      const wanted = queriesOf(widget.definition, variables);
      if (wanted.length === 0) return;
      const result = await answer(wanted, shown.from, shown.to, pointsFor(wide)).catch((error: Error) => ({ lines: [], message: error.message }));
      if (turn === this.turn) this.results = new Map(this.results).set(i, { ...result, shown });
    });
    if (some) {
      const found = await ask<{ events: Event[] }>('events', { from: Math.round(shown.from), to: Math.round(shown.to), limit: EVENTS_MAX }).catch(() => ({ events: [] }));
      if (turn === this.turn) this.events = found.events;
    }
    await Promise.all(jobs);
    if (turn === this.turn) this.shown = shown;
  }

  override render() {
    const board = this.document_;
    return html`<main id="main" class="column wide">
      ${this.trouble ? html`<p class="trouble" role="alert">${this.trouble}</p>` : html``}
      ${!board ? html`<section class="card"><p class="empty big">${this.trouble ? '' : 'Asking…'}</p></section>` : this.show(board)}
    </main>`;
  }

  private show(board: Board) {
    const shownWidgets = board.widgets.map((widget, i) => ({ widget, i })).filter(({ i }) => this.full < 0 || this.full === i);
    return html`<section class="card slim">
        <div class="card-head">
          <div class="titles">
            ${this.editing
              ? html`<input class="title" aria-label="Title" .value=${board.title} @input=${(event: InputEvent) => this.change({ title: text(event) })} /><input aria-label="Description" placeholder="What it is for" .value=${board.description ?? ''} @input=${(event: InputEvent) => this.change({ description: text(event) })} />`
              : html`<h1>${board.title}</h1><p class="sub">${board.description ?? ''}</p>`}
          </div>
          <div class="tools">
            ${(board.template_variables ?? []).map((variable) => this.variable(board, variable.name))}
            ${this.full >= 0 ? html`<button class="quiet" @click=${() => this.address({ tile: undefined })}>All graphs</button>` : html``}
            ${this.mayEdit ? (this.editing ? html`<button class="button primary" @click=${() => void this.save()}>Save</button><button class="quiet" @click=${() => void this.leave()}>Leave it</button><button class="quiet danger" @click=${() => void this.discard()}>Delete</button>` : html`<button class="quiet" @click=${() => (this.editing = true)}>Edit</button>`) : html``}
          </div>
        </div>
        <tm-frame .frame=${this.frame} .shown=${this.shown} @frame=${(event: CustomEvent<Frame>) => this.reframe(event.detail)}></tm-frame>
      </section>
      ${board.widgets.length === 0 && !this.editing ? html`<section class="card"><p class="empty big">Nothing on it yet. Choose Edit and add a graph.</p></section>` : html``}
      <div class="grid ${this.full >= 0 ? 'one' : ''}">
        ${shownWidgets.map(({ widget, i }) => this.tile(widget, i))} ${this.editing ? html`<button class="card add" @click=${() => this.add()}>＋ Add a graph</button>` : html``}
      </div>`;
  }

  private variable(board: Board, name: string) {
    const value = valuesOf(board, new URLSearchParams(location.search)).get(name) ?? '*';
    const options = ['*', ...new Set([value, ...(this.tags.get(name) ?? [])].filter((each) => each !== '*'))];
    return html`<label class="variable">$${name} <select @change=${(event: globalThis.Event) => this.address({ [`tpl_var_${name}`]: text(event) })}>${options.map((each) => html`<option value=${each} ?selected=${each === value}>${each}</option>`)}</select></label>`;
  }

  private tile(widget: Widget, i: number) {
    const { definition } = widget;
    return html`<section class="card tile-card" aria-label=${definition.title ?? definition.type}>
      <h2>${definition.title ?? ''}<span class="spacer"></span>${this.editing ? html`` : html`<button class="quiet" title=${this.full === i ? 'Back to all graphs' : 'Only this graph'} @click=${() => this.address({ tile: this.full === i ? undefined : String(i) })}>⤢</button>`}</h2>
      ${this.editing ? this.fields(definition, i) : html``} ${this.content(definition, i)}
    </section>`;
  }

  private content(definition: Definition, i: number) {
    if (definition.type === 'note' || definition.type === 'free_text') return html`<p class="note">${definition.content ?? ''}</p>`;
    const result = this.results.get(i);
    if (!result) return html`<p class="empty">${queriesOf(definition, new Map()).length === 0 ? (this.editing ? '' : `A widget of type ${definition.type} is kept, but not drawn here.`) : 'Asking…'}</p>`;
    const { lines, message, shown } = result;
    if (lines.every((line) => line.points.length === 0)) return html`<p class="empty">${message || 'Nothing in this time frame.'}</p>`;
    if (definition.type === 'query_value') {
      const line = lines[0]!;
      return html`<p class="big-number">${number(summary(line.points)?.last)} <small>${line.unit ?? ''}</small></p>`;
    }
    if (definition.type === 'toplist') {
      const rows = lines.map((line) => ({ line, sum: summary(line.points) })).filter(({ sum }) => sum).sort((a, b) => b.sum!.avg - a.sum!.avg);
      return html`<table class="values left"><tbody>${rows.map(({ line, sum }) => html`<tr><th scope="row">${line.name}</th><td>${number(sum!.avg)}</td></tr>`)}</tbody></table>`;
    }
    const full = this.full === i;
    return html`<tm-chart .lines=${lines} .shown=${shown} .spans=${this.spans(definition)} .height=${full ? Math.max(320, innerHeight - 330) : CHART_HEIGHT} .legend=${full || lines.length <= 8} @zoom=${(event: CustomEvent<Range>) => this.reframe({ kind: 'fixed', ...event.detail })}></tm-chart>`;
  }

  /** Events on a graph that asks for them, by the words of its search. */
  private spans(definition: Definition): Span[] {
    const searches = (definition.events ?? []).map((each) => (each.q ?? '').toLowerCase());
    if (searches.length === 0) return [];
    return this.events
      .filter((event) => {
        const all = `${event.title} ${event.text} ${event.source} ${event.tags.join(' ')}`.toLowerCase();
        return searches.some((search) => search.split(/\s+/).every((word) => all.includes(word.replace(/^(tags|sources):/, ''))));
      })
      .map((event) => ({ from: event.at, to: event.at, kind: 'event' as const, text: event.title }));
  }

  private fields(definition: Definition, i: number) {
    const requests = Array.isArray(definition.requests) ? definition.requests : [];
    return html`<div class="form inset">
      <label>Title <input .value=${definition.title ?? ''} @input=${(event: InputEvent) => this.define(i, { title: text(event) })} /></label>
      ${definition.type === 'note' ? html`<label>Text <textarea rows="3" .value=${definition.content ?? ''} @input=${(event: InputEvent) => this.define(i, { content: text(event) })}></textarea></label>` : html``}
      ${requests.map(
        (request, r) => html`<div class="row">
          <label class="grow"><span class="hidden">Query</span><input class="mono" spellcheck="false" .value=${request.q ?? request.queries?.[0]?.query ?? ''} @change=${(event: globalThis.Event) => this.request(i, r, { q: text(event) })} /></label>
          <select aria-label="Drawn as" @change=${(event: globalThis.Event) => this.request(i, r, { display_type: text(event) as LineType })}>${LINE_TYPES.map((type) => html`<option ?selected=${(request.display_type ?? 'line') === type}>${type}</option>`)}</select>
          <button class="quiet" title="Remove this query" @click=${() => this.define(i, { requests: requests.filter((_, j) => j !== r) })}>×</button>
        </div>`,
      )}
      <div class="row">
        <button class="quiet" @click=${() => this.define(i, { requests: [...requests, { q: 'avg:system.load.1{*}', display_type: 'line' }] })}>Add query</button>
        <select aria-label="Kind" @change=${(event: globalThis.Event) => this.define(i, { type: text(event) })}>${['timeseries', 'query_value', 'toplist', 'note'].map((type) => html`<option ?selected=${type === definition.type}>${type}</option>`)}</select>
        <button class="quiet" ?disabled=${i === 0} title="Earlier" @click=${() => this.move(i, -1)}>←</button>
        <button class="quiet" title="Later" @click=${() => this.move(i, 1)}>→</button>
        <button class="quiet danger" @click=${() => this.change({ widgets: this.document_!.widgets.filter((_, j) => j !== i) })}>Remove</button>
      </div>
    </div>`;
  }

  private add(): void {
    const widget: Widget = { definition: { type: 'timeseries', title: '', requests: [{ q: 'avg:system.load.1{*} by {host}', display_type: 'line' }] } };
    this.change({ widgets: [...this.document_!.widgets, widget] });
  }

  private move(i: number, by: number): void {
    const widgets = [...this.document_!.widgets];
    const [moved] = widgets.splice(i, 1);
    widgets.splice(i + by, 0, moved!);
    this.change({ widgets });
  }

  private define(i: number, change: Partial<Definition>): void {
    this.change({ widgets: this.document_!.widgets.map((widget, j) => (j === i ? { ...widget, definition: { ...widget.definition, ...change } } : widget)) });
  }

  private request(i: number, r: number, change: Record<string, unknown>): void {
    const requests = this.document_!.widgets[i]!.definition.requests as Record<string, unknown>[];
    const next = requests.map((request, j) => {
      if (j !== r) return request;
      // A query that is typed anew replaces what formulas said of the old one.
      const { queries: _q, formulas: _f, response_format: _r, ...rest } = request;
      return 'q' in change ? { ...rest, ...change } : { ...request, ...change };
    });
    this.define(i, { requests: next });
  }

  private change(change: Partial<Board>): void {
    this.document_ = { ...this.document_!, ...change };
    this.results = new Map();
    void this.draw();
  }

  private async save(): Promise<void> {
    const { id: _id, ...body } = this.document_!;
    try {
      await send('PUT', `/api/v1/dashboard/${encodeURIComponent(this.board)}`, body);
      await this.leave();
    } catch (error) {
      this.trouble = (error as Error).message;
    }
  }

  private async leave(): Promise<void> {
    this.editing = false;
    this.address({ edit: undefined });
    await this.load(true);
  }

  private async discard(): Promise<void> {
    if (!confirm(`Delete the dashboard “${this.document_!.title}”?`)) return;
    try {
      await send('DELETE', `/api/v1/dashboard/${encodeURIComponent(this.board)}`);
      go('/dashboards');
    } catch (error) {
      this.trouble = (error as Error).message;
    }
  }

  private reframe(frame: Frame): void {
    this.frame = frame;
    const params = frameInto(new URLSearchParams(location.search), frame);
    history.pushState(null, '', `${location.pathname}?${params.toString()}`);
    void this.draw();
  }

  private address(change: Record<string, string | undefined>): void {
    const params = new URLSearchParams(location.search);
    for (const [name, value] of Object.entries(change)) {
      if (value === undefined) params.delete(name);
      else params.set(name, value);
    }
    history.pushState(null, '', `${location.pathname}${params.size > 0 ? '?' + params.toString() : ''}`);
    this.read();
  }
}

function text(event: globalThis.Event): string {
  return (event.target as HTMLInputElement).value;
}

customElements.define('tm-dashboard', TmDashboard);
