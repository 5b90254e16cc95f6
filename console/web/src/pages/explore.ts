import { html, type PropertyValues } from 'lit';
import {
  ask,
  type Alert,
  type Anomaly,
  type Change,
  type Detector,
  type Downtime,
  type Event,
  type Graph,
  type MailHead,
  type Overview,
} from '../api';
import { Plain } from '../element';
import '../chart';
import '../frame';
import './finder';
import './notes';
import './querybar';
import type { TmFinder } from './finder';
import '../graph';
import { format, parse, range, TABS, zoomOut, type Frame, type Range, type Shown, type Tab, type Target } from '../link';
import * as records from './records';
import '../table';
import type { Span } from '../chart';
import { answer, pointsFor, type Line } from '../query';
import { onChange } from '../stream';
import { ago, number } from '../words';

const LIST_MAX = 100;
const ANOMALIES_MAX = 1_000;
const AROUND_MS = 3_600_000;
const TAB_NAMES: Record<Tab, string> = {
  alerts: 'Alerts',
  anomalies: 'Anomalies',
  downtimes: 'Downtimes',
  events: 'Events',
  mail: 'Mailbox',
};

/** Lets a long name break after its commas and braces. */
function breakable(name: string) {
  return name.split(/(?<=[,{.])/).map((part) => html`${part}<wbr />`);
}

/** Looking at one graph: bands of a detector, a series, or any query. What is shown stands in the address. */
class TmExplore extends Plain {
  static override properties = {
    shown: { state: true },
    overview: { attribute: false },
    mayEdit: { attribute: false },
    lines: { state: true },
    spans: { state: true },
    choosing: { state: true },
    chosen: { state: true },
    graph: { state: true },
    list: { state: true },
    now: { attribute: false },
    trouble: { state: true },
    mail: { state: true },
    loading: { state: true },
    copied: { state: true },
  };

  declare shown: Shown;
  declare overview: Overview | undefined;
  declare graph: Graph | undefined;
  declare list: { tab: Tab; rows: unknown[] } | undefined;
  declare now: number;
  declare mayEdit: boolean;
  declare spans: Span[];
  declare choosing: boolean;
  declare chosen: Range | undefined;
  declare lines: { lines: Line[]; message: string } | undefined;
  declare trouble: string;
  declare mail: string | undefined;
  declare loading: boolean;
  declare copied: boolean;

  private names = new Map<string, string>();
  private shownRange: Range;
  private stop?: () => void;
  private turn = 0;
  private listTurn = 0;

  constructor() {
    super();
    this.shown = parse(location.search);
    this.now = Date.now();
    this.mayEdit = false;
    this.spans = [];
    this.choosing = false;
    this.trouble = '';
    this.loading = false;
    this.copied = false;
    this.shownRange = range(this.shown.frame, this.now);
  }

  override connectedCallback(): void {
    super.connectedCallback();
    addEventListener('popstate', this.popped);
    addEventListener('keydown', this.pressed);
    this.stop = onChange([], (change) => this.changed(change));
    void this.load();
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    removeEventListener('popstate', this.popped);
    removeEventListener('keydown', this.pressed);
    this.stop?.();
  }

  override updated(changed: PropertyValues): void {
    if (changed.has('shown') || changed.has('graph')) document.title = this.heading() ? `${this.heading()} · Tidemark` : 'Tidemark';
  }

  override render() {
    return html`
      <div class="body">
        <aside>
          <details class="side" ?open=${matchMedia('(min-width: 800px)').matches}>
            <summary>Detectors and series</summary>
            <tm-finder
              .target=${this.shown.target}
              @pick=${(event: CustomEvent<Target>) => this.pick(event.detail)}
              @found=${(event: CustomEvent<Detector[]>) => this.found(event.detail)}
            ></tm-finder>
          </details>
        </aside>
        <main id="main" @around=${(event: CustomEvent<Alert | Anomaly>) => this.around(event.detail)} @mail=${(event: CustomEvent<string>) => (this.mail = event.detail)}>
          ${this.trouble ? html`<p class="trouble" role="alert">${this.trouble}</p>` : html``}
          <tm-querybar .target=${this.shown.target} @pick=${(event: CustomEvent<Target>) => this.pick(event.detail)}></tm-querybar>
          ${this.card()} ${this.below()}
        </main>
      </div>
    `;
  }

  private card() {
    const shown = this.shown;
    return html`<section class="card" aria-label="Graph">
      <div class="card-head">
        <div class="titles">
          <h1>${breakable(this.heading() || 'Nothing chosen')}</h1>
          <p class="sub">${this.subtitle()}</p>
        </div>
        <div class="tools">
          <div class="buttons">
            <button aria-pressed=${shown.view === 'graph'} @click=${() => this.show({ view: 'graph' })}>Graph</button>
            <button aria-pressed=${shown.view === 'table'} @click=${() => this.show({ view: 'table' })}>Table</button>
          </div>
          <div class="buttons"><button title="Copy a link that shows just this" @click=${() => this.copy()}>${this.copied ? 'Copied' : 'Copy link'}</button></div>
          ${this.mayEdit ? html`<div class="buttons"><a class="button" href=${this.monitorLink()} title="Be told when this is not as it should be">Add monitor</a></div>` : html``}
        </div>
      </div>
      <tm-frame .frame=${shown.frame} .shown=${this.shownRange} @frame=${(event: CustomEvent<Frame>) => this.show({ frame: event.detail })}></tm-frame>
      ${this.picture()}
      <tm-notes
        .target=${this.shown.target}
        .query=${this.graph?.query ?? ''}
        .shown=${this.shownRange}
        .span=${this.chosen}
        .mayEdit=${this.mayEdit}
        @spans=${(event: CustomEvent<Span[]>) => (this.spans = event.detail)}
        @choosing=${(event: CustomEvent<boolean>) => this.choose(event.detail)}
      ></tm-notes>
    </section>`;
  }

  private picture() {
    if (this.shown.target.kind === 'query') return this.answers();
    const graph = this.graph;
    if (this.shown.target.kind === 'none') {
      return html`<p class="empty big">Type a query above, or choose a detector or a series from the list${this.overview && this.overview.series === 0 ? html`. There are none yet: send a point with <code>echo -n "hello:1|g" | nc -u -w0 127.0.0.1 8125</code>` : html``}.</p>`;
    }
    if (!graph) return html`<p class="empty big">${this.loading ? 'Asking…' : ''}</p>`;
    const nothing = graph.t.length === 0;
    return html`
      ${nothing
        ? html`<p class="empty big">Nothing in this time frame.${graph.latest ? html` The newest bucket is from ${ago(graph.latest.at, this.now)}. <button class="quiet" @click=${() => this.fixAround(graph.latest!.at)}>Show it</button>` : html` Choose a longer one.`}</p>`
        : html``}
      ${this.shown.view === 'table' && !nothing
        ? html`<tm-table .graph=${graph}></tm-table>`
        : html`<tm-graph class=${nothing ? 'hidden' : ''} .graph=${graph} .shown=${this.shownRange} @zoom=${(event: CustomEvent<Range>) => this.dragged(event.detail)} .spans=${this.allSpans()}></tm-graph>`}
    `;
  }

  private answers() {
    const lines = this.lines;
    if (!lines) return html`<p class="empty big">${this.loading ? 'Asking…' : ''}</p>`;
    if (lines.lines.every((line) => line.points.length === 0)) {
      return html`<p class="empty big">${lines.message || 'Nothing in this time frame. Choose a longer one, or another scope.'}</p>`;
    }
    return this.shown.view === 'table'
      ? html`<tm-lines-table .lines=${lines.lines}></tm-lines-table>`
      : html`<tm-chart .lines=${lines.lines} .shown=${this.shownRange} .height=${Math.min(420, Math.max(300, Math.round(innerHeight * 0.4)))} @zoom=${(event: CustomEvent<Range>) => this.dragged(event.detail)} .spans=${this.allSpans()}></tm-chart>`;
  }

  /** A new monitor on what is shown. */
  private monitorLink(): string {
    const target = this.shown.target;
    const query = target.kind === 'query' ? target.queries[0]!.q : target.kind === 'bands' ? (this.graph?.query ?? '') : target.kind === 'series' ? `avg:${target.series.replace('{', '{')}` : '';
    return `/monitors/new?${new URLSearchParams(query ? { q: query } : {}).toString()}`;
  }

  private below() {
    const tabs = TABS.filter((tab) => tab !== 'mail' || this.overview?.mailbox);
    return html`<section class="card">
      <div class="tabs" role="tablist" aria-label="Records">
        ${tabs.map(
          (tab) => html`<button
            role="tab"
            id="tab-${tab}"
            aria-selected=${this.shown.tab === tab}
            aria-controls="records"
            tabindex=${this.shown.tab === tab ? 0 : -1}
            @click=${() => this.show({ tab }, true)}
            @keydown=${(event: KeyboardEvent) => this.turnTab(event, tabs)}
          >
            ${TAB_NAMES[tab]}
          </button>`,
        )}
      </div>
      <div id="records" role="tabpanel" aria-labelledby="tab-${this.shown.tab}">${this.rows()}</div>
    </section>`;
  }

  private rows() {
    if (this.list?.tab !== this.shown.tab) return html`<p class="empty">Asking…</p>`;
    const rows = this.list.rows;
    switch (this.shown.tab) {
      case 'alerts':
        return records.alerts(rows as Alert[], this.now, this.querySelector<HTMLElement>('#main') ?? this);
      case 'anomalies':
        return records.anomalies(rows as Anomaly[], this.now, this.shown.target, this.names, this.querySelector<HTMLElement>('#main') ?? this);
      case 'downtimes':
        return records.downtimes(rows as Downtime[], this.now);
      case 'events':
        return records.events(rows as Event[], this.now);
      default:
        return records.mails(rows as MailHead[], this.now, this.mail, this.querySelector<HTMLElement>('#main') ?? this);
    }
  }

  private heading(): string {
    const target = this.shown.target;
    if (target.kind === 'series') return target.series;
    if (target.kind === 'query') return target.queries.map(({ q }) => q).join(', ');
    if (target.kind === 'none') return '';
    const name = this.graph?.name ?? target.detector;
    return target.group === '*' ? name : `${name} · ${target.group}`;
  }

  private subtitle() {
    const target = this.shown.target;
    const graph = this.graph;
    if (target.kind === 'none' || target.kind === 'query') return '';
    if (target.kind === 'series') return graph ? `${graph.seriesKind?.toLowerCase()}, ${graph.aggregate}` : '';
    const latest = graph?.latest;
    return html`${graph?.query ? html`<code>${graph.query}</code>` : html``}${latest
      ? html` ${latest.model ? html`<span class="tag">${latest.model}</span>` : html``}${latest.warm !== null && latest.warm < 1
          ? html`<span class="tag" title="How much of the history that the model wants it has seen">learnt ${Math.round(latest.warm * 100)} %</span>`
          : html``}<span class="tag">now ${number(latest.value)}</span>`
      : html``}`;
  }

  private readonly popped = (): void => {
    this.shown = parse(location.search);
    void this.load();
  };

  private readonly pressed = (event: KeyboardEvent): void => {
    const typing = event.target instanceof HTMLInputElement || event.target instanceof HTMLTextAreaElement || event.target instanceof HTMLSelectElement;
    if (event.key === '/' && !typing) {
      const side = this.querySelector<HTMLDetailsElement>('details.side');
      if (side) side.open = true;
      this.querySelector<HTMLInputElement>('input[type=search]')?.focus();
      event.preventDefault();
    } else if (event.key === 'z' && !typing && !event.ctrlKey && !event.metaKey) {
      this.fix(zoomOut(this.shownRange, Date.now()));
    } else if (event.key === 'u' && !typing && !event.ctrlKey && !event.metaKey) {
      history.back();
    }
  };

  private turnTab(event: KeyboardEvent, tabs: Tab[]): void {
    const step = event.key === 'ArrowRight' ? 1 : event.key === 'ArrowLeft' ? -1 : 0;
    if (step === 0) return;
    const next = tabs[(tabs.indexOf(this.shown.tab) + step + tabs.length) % tabs.length]!;
    this.show({ tab: next }, true);
    void this.updateComplete.then(() => this.querySelector<HTMLElement>(`#tab-${next}`)?.focus());
  }

  /** The first answer of the list picks something, so that the page never opens empty where there is something. */
  private found(detectors: Detector[]): void {
    detectors.forEach((detector) => this.names.set(detector.id, detector.name));
    if (this.shown.target.kind !== 'none') return;
    const candidates = detectors.flatMap((detector) => detector.groups.map((group) => ({ detector, group })));
    const first = candidates.find((each) => each.group.anomalous) ?? candidates.find((each) => each.group.model) ?? candidates[0];
    if (first) this.show({ target: { kind: 'bands', detector: first.detector.id, group: first.group.group } }, true);
  }

  private pick(target: Target): void {
    if (!matchMedia('(min-width: 800px)').matches) {
      const side = this.querySelector<HTMLDetailsElement>('details.side');
      if (side) side.open = false;
    }
    this.graph = undefined;
    this.lines = undefined;
    this.show({ target });
  }

  private around(record: Alert | Anomaly): void {
    const target: Partial<Shown> = record.detector
      ? { target: { kind: 'bands', detector: record.detector, group: record.group } }
      : {};
    this.show({ ...target, frame: this.aroundFrame(record.at) });
    this.querySelector('#main')?.scrollIntoView({ behavior: 'smooth' });
  }

  private aroundFrame(at: number): Frame {
    const half = Math.max(AROUND_MS, (this.graph?.latest?.step ?? 0) * 100_000);
    return { kind: 'fixed', from: at - 2 * half, to: Math.min(at + half, Math.max(Date.now(), at + 60_000)) };
  }

  private fixAround(at: number): void {
    this.show({ frame: this.aroundFrame(at) });
  }

  private choose(on: boolean): void {
    this.choosing = on;
    this.chosen = undefined;
  }

  /** While a note is being written, dragging chooses its span; else it zooms. */
  private dragged(to: Range): void {
    if (this.choosing) this.chosen = to;
    else this.fix(to);
  }

  private allSpans(): Span[] {
    return this.chosen ? [...this.spans, { ...this.chosen, kind: 'note', text: 'chosen' }] : this.spans;
  }

  private fix(to: Range): void {
    this.show({ frame: { kind: 'fixed', ...to } });
  }

  private show(change: Partial<Shown>, replace = false): void {
    const sameFrame = change.frame === undefined && change.target === undefined;
    this.shown = { ...this.shown, ...change };
    const address = '/explore' + format(this.shown);
    if (replace) history.replaceState(null, '', address);
    else history.pushState(null, '', address);
    if (sameFrame) void this.loadList();
    else void this.load();
  }

  private async copy(): Promise<void> {
    const fixed: Shown = { ...this.shown, frame: { kind: 'fixed', from: Math.round(this.shownRange.from), to: Math.round(this.shownRange.to) } };
    try {
      await navigator.clipboard.writeText(location.origin + '/explore' + format(fixed));
      this.copied = true;
      setTimeout(() => (this.copied = false), 2_000);
    } catch {
      this.show({ frame: fixed.frame });
      this.trouble = 'The browser did not allow copying; the address bar now holds the link.';
    }
  }

  private changed(change: Change): void {
    const kinds = change.everything ? undefined : new Set(change.kinds ?? []);
    const target = this.shown.target;
    const moved = (kind: string): boolean => kinds === undefined || kinds.has(kind);
    if (moved('bands') || moved('detectors')) void this.querySelector<TmFinder>('tm-finder')?.load();
    const own =
      target.kind === 'bands'
        ? moved('bands') && (kinds === undefined || change.manyDetectors || change.detectors?.includes(target.detector))
        : (target.kind === 'series' || target.kind === 'query') && moved('rollups');
    // A band that is computed as it is looked at heals at once where a span is no longer learnt.
    const healed = target.kind === 'query' && moved('exclusions');
    if ((own && this.shown.frame.kind === 'live') || healed) void this.loadGraph();
    if (this.shown.tab === 'mail' ? moved('notifications') : moved(this.shown.tab) || (this.shown.tab === 'alerts' && moved('notifications'))) {
      void this.loadList();
    }
  }

  private async load(): Promise<void> {
    await Promise.all([this.loadGraph(), this.loadList()]);
  }

  private async loadGraph(): Promise<void> {
    const turn = ++this.turn;
    const wanted = range(this.shown.frame, Date.now());
    const target = this.shown.target;
    if (target.kind === 'none') {
      this.shownRange = wanted;
      return;
    }
    this.loading = true;
    if (target.kind === 'query') {
      await this.loadLines(target.queries, wanted, turn);
      return;
    }
    const what: Record<string, string> =
      target.kind === 'bands'
        ? { detector: target.detector, group: target.group }
        : { series: target.series, ...(target.aggregate ? { aggregate: target.aggregate } : {}) };
    try {
      const graph = await ask<Graph>('graph', { ...what, from: Math.round(wanted.from), to: Math.round(wanted.to) });
      if (turn !== this.turn) return;
      this.shownRange = wanted;
      this.graph = graph;
      this.trouble = '';
    } catch (error) {
      if (turn === this.turn) this.trouble = (error as Error).message;
    } finally {
      this.loading = false;
    }
  }

  private async loadLines(queries: { q: string; type: 'line' | 'area' | 'bars' }[], wanted: Range, turn: number): Promise<void> {
    try {
      const lines = await answer(queries, wanted.from, wanted.to, pointsFor(this.querySelector('main')?.clientWidth ?? 900));
      if (turn !== this.turn) return;
      this.shownRange = wanted;
      this.lines = lines;
      this.trouble = '';
    } catch (error) {
      if (turn === this.turn) {
        this.lines = undefined;
        this.trouble = (error as Error).message;
      }
    } finally {
      this.loading = false;
    }
  }

  private async loadList(): Promise<void> {
    const turn = ++this.listTurn;
    const tab = this.shown.tab;
    const wanted = range(this.shown.frame, Date.now());
    const span = { from: Math.round(wanted.from), to: Math.round(wanted.to), limit: LIST_MAX };
    const target = this.shown.target;
    try {
      let rows: unknown[];
      if (tab === 'downtimes') rows = (await ask<{ downtimes: Downtime[] }>('downtimes')).downtimes;
      else if (tab === 'mail') rows = (await ask<{ mails: MailHead[] }>('mails')).mails;
      else if (tab === 'events') rows = (await ask<{ events: Event[] }>('events', span)).events;
      else if (tab === 'alerts') rows = (await ask<{ alerts: Alert[] }>('alerts', span)).alerts;
      else {
        const of: Record<string, string> = target.kind === 'bands' ? { detector: target.detector, group: target.group } : {};
        rows = (await ask<{ anomalies: Anomaly[] }>('anomalies', { ...span, limit: ANOMALIES_MAX, ...of })).anomalies;
      }
      if (turn === this.listTurn) this.list = { tab, rows };
    } catch (error) {
      if (turn === this.listTurn) {
        this.list = { tab, rows: [] };
        this.trouble = (error as Error).message;
      }
    }
  }
}

customElements.define('tm-explore', TmExplore);
