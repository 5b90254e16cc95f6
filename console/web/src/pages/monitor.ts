import { html } from 'lit';
import { ask, type Alert, type Downtime } from '../api';
import '../chart';
import type { Level } from '../chart';
import { Plain } from '../element';
import '../frame';
import { range, type Frame, type Range } from '../link';
import {
  ALERT_WINDOWS,
  COMPARATORS,
  DIRECTIONS,
  drawable,
  EMPTY,
  formatQuery,
  parseQuery,
  TIME_AGGREGATES,
  WINDOWS,
  type FormQuery,
} from '../monitorquery';
import { answer, pointsFor, type Line } from '../query';
import { go } from '../route';
import { fetchJson, send } from '../session';
import { onChange } from '../stream';
import { downtimeRecord } from './downtimerecord';
import { alerts } from './records';
import { count } from '../words';
import type { Monitor } from './monitors';

const PREVIEW_PAUSE_MS = 500;
const WEEK_MS = 7 * 86_400_000;
const DOWNTIMES_MAX = 100;
const MESSAGE = '{{#is_alert}}{{value}} is beyond {{threshold}}.{{/is_alert}}{{#is_recovery}}Back to normal.{{/is_recovery}}\n@you@example.org';

/** What the thresholds would have done over the past week. */
interface Preview {
  alerts: number;
  warnings: number;
  groups: number;
  episodes: { group: string; state: 'ALERT' | 'WARN'; from: number; to: number; value?: number }[];
}

/** One monitor: its form, and on the graph what it would have done. */
export class TmMonitor extends Plain {
  static override properties = {
    monitor: { attribute: false },
    now: { attribute: false },
    mayEdit: { attribute: false },
    document_: { state: true },
    form: { state: true },
    text: { state: true },
    lines: { state: true },
    frame: { state: true },
    shown: { state: true },
    faults: { state: true },
    saved: { state: true },
    history_: { state: true },
    downtimes: { state: true },
    preview: { state: true },
  };

  declare monitor: string;
  declare now: number;
  declare mayEdit: boolean;
  declare document_: Monitor | undefined;
  declare form: FormQuery;
  declare text: string;
  declare lines: Line[];
  declare frame: Frame;
  declare shown: Range;
  declare faults: string[];
  declare saved: boolean;
  declare history_: Alert[];
  declare downtimes: Downtime[];
  declare preview: Preview | undefined;

  private timer?: number;
  private turn = 0;
  private stop?: () => void;

  constructor() {
    super();
    this.form = { ...EMPTY };
    this.text = '';
    this.lines = [];
    this.frame = { kind: 'live', span: '1w' };
    this.shown = range(this.frame, Date.now());
    this.faults = [];
    this.saved = false;
    this.history_ = [];
    this.downtimes = [];
  }

  override connectedCallback(): void {
    super.connectedCallback();
    this.stop = onChange(['downtimes', 'alerts'], () => void this.look());
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.stop?.();
    clearTimeout(this.timer);
  }

  override willUpdate(changed: Map<string, unknown>): void {
    if (changed.has('monitor')) void this.load();
  }

  private get isNew(): boolean {
    return this.monitor === 'new';
  }

  private async load(): Promise<void> {
    this.faults = [];
    try {
      if (this.isNew) {
        const q = new URLSearchParams(location.search).get('q') ?? '';
        this.take({ id: 0, name: '', type: 'query alert', query: formatQuery({ ...EMPTY, metric: q || 'avg:system.load.1{*} by {host}', threshold: 4 }), message: MESSAGE, tags: [], options: { thresholds: { critical: 4 } } });
      } else {
        const id = /^\d+$/.test(this.monitor) ? this.monitor : await this.numberOf(this.monitor);
        this.take(await fetchJson<Monitor>(`/api/v1/monitor/${id}`));
        await this.look();
      }
    } catch (error) {
      this.faults = [(error as Error).message];
    }
  }

  /** What became of it in the past week, and which downtimes mean it. */
  private async look(): Promise<void> {
    if (this.isNew || !this.document_) return;
    const { id, tidemark } = this.document_;
    const to = Date.now();
    try {
      const [history, meaning, all] = await Promise.all([
        ask<{ alerts: Alert[] }>('alerts', { from: to - WEEK_MS, to, monitor: tidemark?.id ?? this.monitor, limit: 100 }),
        fetchJson<{ data: { id: string }[] }>(`/api/v2/monitor/${id}/downtime_matches`, { 'page[limit]': DOWNTIMES_MAX }),
        ask<{ downtimes: Downtime[] }>('downtimes'),
      ]);
      this.history_ = history.alerts;
      this.downtimes = all.downtimes.filter((each) => meaning.data.some((match) => match.id === each.id));
    } catch (error) {
      this.faults = [(error as Error).message];
    }
  }

  /** A document's own id may be a name; the API knows it by its number. */
  private async numberOf(name: string): Promise<number> {
    const all = await fetchJson<Monitor[]>('/api/v1/monitor');
    const found = all.find((each) => each.tidemark?.id === name);
    if (!found) throw new Error(`There is no monitor ${name}. The list has all.`);
    return found.id;
  }

  private take(monitor: Monitor): void {
    this.document_ = monitor;
    this.form = parseQuery(monitor.query);
    this.text = monitor.query;
    document.title = `${this.isNew ? 'New monitor' : monitor.name} · Tidemark`;
    void this.draw();
  }

  private async draw(): Promise<void> {
    const turn = ++this.turn;
    const inner = drawable(this.text);
    const shown = range(this.frame, Date.now());
    if (!inner) {
      this.lines = [];
      this.shown = shown;
      return;
    }
    try {
      const { lines } = await answer([{ q: inner.replace(/,\s*alert_window\s*=\s*'\w+'/, ''), type: 'line' }], shown.from, shown.to, pointsFor(this.clientWidth || 900));
      if (turn !== this.turn) return;
      this.lines = lines;
      this.shown = shown;
      this.faults = [];
      await this.validate();
    } catch (error) {
      if (turn === this.turn) this.faults = [(error as Error).message];
    }
  }

  private async validate(): Promise<void> {
    const turn = this.turn;
    try {
      await send('POST', '/api/v1/monitor/validate', this.body());
      const preview = await send<Preview>('POST', '/api/console/preview/monitor', this.body()).catch(() => undefined);
      if (turn === this.turn) {
        this.preview = preview;
        this.faults = [];
      }
    } catch (error) {
      if (turn === this.turn) this.faults = (error as Error).message.split('\n');
    }
  }

  /** What is saved: every field that came, with those of the form changed. */
  private body(): Record<string, unknown> {
    const monitor = this.document_!;
    const kind = parseQuery(this.text).kind;
    // Computed from downtimes, and no part of the document.
    const { silenced: _, ...options } = monitor.options;
    return {
      ...monitor,
      options,
      // While it has no name yet it is looked at under a working one; saving asks for a real one.
      name: monitor.name || 'New monitor',
      query: this.text,
      type: monitor.type === 'composite' || monitor.type === 'service check' || monitor.type.startsWith('event') ? monitor.type : kind === 'threshold' ? 'metric alert' : 'query alert',
    };
  }

  override render() {
    const monitor = this.document_;
    return html`<main id="main" class="column">
      ${this.faults.length > 0 ? html`<ul class="trouble" role="alert">${this.faults.map((fault) => html`<li>${fault}</li>`)}</ul>` : html``}
      ${!monitor ? html`<section class="card"><p class="empty big">${this.faults.length > 0 ? '' : 'Asking…'}</p></section>` : this.page(monitor)}
    </main>`;
  }

  private page(monitor: Monitor) {
    const thresholds = monitor.options.thresholds ?? {};
    const levels: Level[] =
      this.form.kind === 'threshold'
        ? [
            ...(typeof thresholds['critical'] === 'number' ? [{ value: thresholds['critical'], kind: 'alert' as const }] : []),
            ...(typeof thresholds['warning'] === 'number' ? [{ value: thresholds['warning'], kind: 'warn' as const }] : []),
          ]
        : [];
    const spans = (this.preview?.episodes ?? []).map((each) => ({ from: each.from, to: each.to, kind: 'note' as const, text: `${each.group === '*' ? '' : each.group + ': '}would ${each.state === 'ALERT' ? 'alert' : 'warn'}` }));
    return html`<section class="card">
        <div class="card-head">
          <div class="titles">
            <h1>${this.isNew ? 'New monitor' : monitor.name}</h1>
            <p class="sub">${monitor.overall_state ? html`<span class="tag">${monitor.overall_state}</span>` : html``}${this.preview ? html`<b>${wouldHave(this.preview)}</b>` : html``}</p>
          </div>
        </div>
        <tm-frame .frame=${this.frame} .shown=${this.shown} @frame=${(event: CustomEvent<Frame>) => this.reframe(event.detail)}></tm-frame>
        ${drawable(this.text)
          ? html`<tm-chart .lines=${this.lines} .shown=${this.shown} .levels=${levels} .spans=${spans} .height=${280} @zoom=${(event: CustomEvent<Range>) => this.reframe({ kind: 'fixed', ...event.detail })}></tm-chart>`
          : html`<p class="empty">This kind of query has no graph of its own.</p>`}
      </section>
      ${this.mayEdit ? this.fields(monitor) : html`<section class="card"><pre>${JSON.stringify(monitor, null, 2)}</pre></section>`}
      ${this.isNew ? html`` : html`${this.quiet(monitor)}<section class="card"><h2>The past week</h2>${alerts(this.history_, this.now, this)}</section>`}`;
  }

  /** When nobody is told of it. */
  private quiet(monitor: Monitor) {
    const plan = `/downtimes?new=1&monitor=${encodeURIComponent(monitor.tidemark?.id ?? String(monitor.id))}`;
    return html`<section class="card">
      <h2>Downtimes</h2>
      ${this.downtimes.length === 0
        ? html`<p class="empty">None means this monitor: whoever its message names is told at any time.${this.mayEdit ? html` <a href=${plan}>Plan one</a>.` : html``}</p>`
        : html`<ol class="records">${this.downtimes.map((each) => downtimeRecord(each, this.now, html``))}</ol>
            ${this.mayEdit ? html`<p class="row"><a class="quiet" href=${plan}>Plan another</a></p>` : html``}`}
    </section>`;
  }

  private fields(monitor: Monitor) {
    const form = this.form;
    const thresholds = monitor.options.thresholds ?? {};
    const number = (name: string, label: string) =>
      html`<label>${label} <input type="number" step="any" .value=${thresholds[name] === undefined || thresholds[name] === null ? '' : String(thresholds[name])} @change=${(event: Event) => this.threshold(name, (event.target as HTMLInputElement).value)} /></label>`;
    return html`<form class="card form" @submit=${(event: SubmitEvent) => void this.save(event)}>
      <h2>What is watched</h2>
      ${form.kind === 'other'
        ? html`<label>Query <textarea rows="3" class="mono" .value=${this.text} @input=${(event: InputEvent) => this.retype((event.target as HTMLTextAreaElement).value)}></textarea></label>`
        : html`<label>Metric <input class="mono" spellcheck="false" .value=${form.metric} @input=${(event: InputEvent) => this.change({ metric: (event.target as HTMLInputElement).value })} /></label>
            <div class="row">
              ${select('Alert on', ['threshold', 'anomaly'], form.kind, (kind) => this.change({ kind: kind as FormQuery['kind'], ...(kind === 'anomaly' ? { threshold: 1, window: '4h' } : {}) }))}
              ${form.kind === 'threshold'
                ? html`${select('the', TIME_AGGREGATES, form.timeAggregate, (timeAggregate) => this.change({ timeAggregate }))}
                    ${select('of the last', WINDOWS, form.window, (window) => this.change({ window }))}
                    ${select('being', COMPARATORS, form.comparator, (comparator) => this.change({ comparator }))}`
                : html`${select('model', ['agile', 'robust', 'basic'], form.model, (model) => this.change({ model }))}
                    <label>deviations <input type="number" min="0.5" max="20" step="0.5" .value=${String(form.deviations)} @change=${(event: Event) => this.change({ deviations: Number((event.target as HTMLInputElement).value) })} /></label>
                    ${select('within the last', ALERT_WINDOWS, form.alertWindow, (alertWindow) => this.change({ alertWindow }))}
                    ${select('direction', DIRECTIONS, form.direction, (direction) => this.change({ direction }))}`}
            </div>
            <p class="empty"><code>${this.text}</code> <button type="button" class="quiet" @click=${() => (this.form = { ...form, kind: 'other' })}>Edit as text</button></p>`}
      <div class="row">
        ${number('critical', form.kind === 'anomaly' ? 'Alert: share out of band, 0 to 1' : 'Alert at')} ${number('warning', 'Warning at')} ${number('critical_recovery', 'Alert ends at')} ${number('warning_recovery', 'Warning ends at')}
      </div>
      <div class="row">
        <label>No data after, minutes <input type="number" min="0" step="1" .value=${monitor.options['notify_no_data'] ? String(monitor.options['no_data_timeframe'] ?? 10) : ''} placeholder="never" @change=${(event: Event) => this.noData((event.target as HTMLInputElement).value)} /></label>
        <label>Remind after, minutes <input type="number" min="0" step="1" .value=${String(monitor.options['renotify_interval'] ?? '')} placeholder="never" @change=${(event: Event) => this.option('renotify_interval', (event.target as HTMLInputElement).value)} /></label>
        <label>Priority <input type="number" min="1" max="5" .value=${monitor.priority ? String(monitor.priority) : ''} placeholder="none" @change=${(event: Event) => this.set({ priority: Number((event.target as HTMLInputElement).value) || null })} /></label>
      </div>
      <h2>What is said, and to whom</h2>
      <label>Name <input required maxlength="500" .value=${monitor.name} @input=${(event: InputEvent) => this.set({ name: (event.target as HTMLInputElement).value })} /></label>
      <label>Message <textarea rows="5" .value=${monitor.message} @input=${(event: InputEvent) => this.set({ message: (event.target as HTMLTextAreaElement).value })}></textarea></label>
      <p class="empty">Name people as <code>@name@example.org</code>; blocks such as <code>{{#is_warning}}…{{/is_warning}}</code> and <code>{{#is_no_data}}…{{/is_no_data}}</code> are said in that state only.</p>
      <label>Tags <input .value=${monitor.tags.join(', ')} @change=${(event: Event) => this.set({ tags: list((event.target as HTMLInputElement).value) })} placeholder="team:shop, env:prod" /></label>
      <div class="row">
        <button class="primary">${this.isNew ? 'Create' : 'Save'}</button>
        ${this.isNew ? html`` : html`<button type="button" class="quiet danger" @click=${() => void this.discard()}>Delete</button>`}
        ${this.saved ? html`<span class="state ok" role="status">Saved; in force in about two seconds</span>` : html``}
      </div>
    </form>`;
  }

  private set(change: Partial<Monitor>): void {
    this.document_ = { ...this.document_!, ...change };
    this.later();
  }

  private option(name: string, text: string): void {
    const options = { ...this.document_!.options };
    if (text === '') delete options[name];
    else options[name] = Number(text);
    this.set({ options });
  }

  private noData(text: string): void {
    const minutes = Number(text);
    this.set({ options: { ...this.document_!.options, notify_no_data: minutes > 0, ...(minutes > 0 ? { no_data_timeframe: minutes } : {}) } });
  }

  private threshold(name: string, text: string): void {
    const thresholds = { ...(this.document_!.options.thresholds ?? {}) };
    if (text === '') delete thresholds[name];
    else thresholds[name] = Number(text);
    this.document_ = { ...this.document_!, options: { ...this.document_!.options, thresholds } };
    if (name === 'critical' && text !== '' && this.form.kind !== 'other') this.change({ threshold: Number(text) });
    else this.later();
  }

  private change(change: Partial<FormQuery>): void {
    this.form = { ...this.form, ...change };
    this.text = formatQuery(this.form);
    if (this.form.kind === 'anomaly') {
      this.document_ = {
        ...this.document_!,
        options: {
          ...this.document_!.options,
          thresholds: { ...(this.document_!.options.thresholds ?? {}), critical: this.form.threshold },
          threshold_windows: { trigger_window: `last_${this.form.alertWindow}`, recovery_window: `last_${this.form.alertWindow}` },
        },
      };
    }
    this.later();
  }

  private retype(text: string): void {
    this.text = text;
    this.later();
  }

  private later(): void {
    this.saved = false;
    clearTimeout(this.timer);
    this.timer = window.setTimeout(() => void this.draw(), PREVIEW_PAUSE_MS);
  }

  private reframe(frame: Frame): void {
    this.frame = frame;
    void this.draw();
  }

  private async save(event: SubmitEvent): Promise<void> {
    event.preventDefault();
    try {
      const { id: _, ...body } = this.body();
      const saved = await send<Monitor>(this.isNew ? 'POST' : 'PUT', this.isNew ? '/api/v1/monitor' : `/api/v1/monitor/${this.document_!.id}`, body);
      this.faults = [];
      if (this.isNew) go(`/monitors/${saved.id}`);
      else this.take(saved);
      this.saved = true;
    } catch (error) {
      this.faults = (error as Error).message.split('\n');
    }
  }

  private async discard(): Promise<void> {
    if (!confirm(`Delete the monitor “${this.document_!.name}”? What is in alert closes.`)) return;
    try {
      await send('DELETE', `/api/v1/monitor/${this.document_!.id}`);
      go('/monitors');
    } catch (error) {
      this.faults = [(error as Error).message];
    }
  }
}

function wouldHave(preview: Preview): string {
  const alerts = preview.alerts === 0 ? 'not once' : preview.alerts === 1 ? 'once' : `${preview.alerts} times`;
  const warnings = preview.warnings > 0 ? `, and warned ${preview.warnings === 1 ? 'once' : `${preview.warnings} times`}` : '';
  return `This would have alerted ${alerts} in the past week${warnings} (${count(preview.groups, 'group')}).`;
}

function list(text: string): string[] {
  return text.split(',').map((each) => each.trim()).filter((each) => each !== '');
}

export function select(label: string, options: string[], chosen: string, changed: (value: string) => void) {
  const all = options.includes(chosen) ? options : [chosen, ...options];
  return html`<label>${label} <select @change=${(event: Event) => changed((event.target as HTMLSelectElement).value)}>${all.map((each) => html`<option value=${each} ?selected=${each === chosen}>${each}</option>`)}</select></label>`;
}

customElements.define('tm-monitor', TmMonitor);
