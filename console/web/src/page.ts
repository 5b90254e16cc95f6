import { html, type PropertyValues } from 'lit';
import {
  ask,
  listen,
  type Alert,
  type Anomaly,
  type Change,
  type Detector,
  type Downtime,
  type Event,
  type Graph,
  type MailHead,
  type Overview,
} from './api';
import { Plain } from './element';
import './finder';
import type { TmFinder } from './finder';
import './graph';
import { format, parse, PRESETS, range, shift, TABS, zoomOut, type Frame, type Range, type Shown, type Tab, type Target } from './link';
import * as records from './records';
import './table';
import { ago, count, frame as frameWords, number } from './words';

const REFRESH_WITHOUT_STREAM_MS = 15_000;
const CLOCK_MS = 5_000;
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

/** The page: what is shown stands in the address; everything else is asked for. */
class TmPage extends Plain {
  static override properties = {
    shown: { state: true },
    overview: { state: true },
    graph: { state: true },
    list: { state: true },
    now: { state: true },
    live: { state: true },
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
  declare live: boolean;
  declare trouble: string;
  declare mail: string | undefined;
  declare loading: boolean;
  declare copied: boolean;

  private names = new Map<string, string>();
  private shownRange: Range;
  private stop?: () => void;
  private timers: number[] = [];
  private turn = 0;
  private listTurn = 0;

  constructor() {
    super();
    this.shown = parse(location.search);
    this.now = Date.now();
    this.live = false;
    this.trouble = '';
    this.loading = false;
    this.copied = false;
    this.shownRange = range(this.shown.frame, this.now);
  }

  override connectedCallback(): void {
    super.connectedCallback();
    addEventListener('popstate', this.popped);
    addEventListener('keydown', this.pressed);
    this.stop = listen(
      (change) => this.changed(change),
      (up) => (this.live = up),
    );
    this.timers.push(
      window.setInterval(() => (this.now = Date.now()), CLOCK_MS),
      window.setInterval(() => {
        if (!this.live) this.changed({ everything: true });
      }, REFRESH_WITHOUT_STREAM_MS),
    );
    void this.loadOverview();
    void this.load();
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    removeEventListener('popstate', this.popped);
    removeEventListener('keydown', this.pressed);
    this.stop?.();
    this.timers.forEach((timer) => clearInterval(timer));
  }

  override updated(changed: PropertyValues): void {
    if (changed.has('shown') || changed.has('graph')) document.title = this.heading() ? `${this.heading()} · Tidemark` : 'Tidemark';
  }

  override render() {
    return html`
      <a class="skip" href="#main">Skip to the graph</a>
      ${this.header()}
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
          ${this.wrong()} ${this.card()} ${this.below()}
        </main>
      </div>
    `;
  }

  private header() {
    const overview = this.overview;
    const states = overview?.states;
    const chip = (kind: string, many: number, name: string, title: string) =>
      html`<li class="chip ${kind} ${many === 0 ? 'none' : ''}" title=${title}><b>${many.toLocaleString('en')}</b> ${name}</li>`;
    return html`<header>
      <a class="brand" href="/"><img src="/favicon.svg" alt="" width="26" height="26" />Tidemark</a>
      ${overview && states
        ? html`<ul class="chips" aria-label="Now">
            ${chip('alert', states.alert, 'alert', 'Groups of monitors that are in alert')}
            ${chip('warn', states.warn, 'warn', 'Groups of monitors beyond their warning threshold')}
            ${chip('nodata', states.noData, 'no data', 'Groups of monitors that get no data')}
            ${chip('ok', states.ok, 'ok', 'Groups of monitors that were in trouble before and are well')}
            ${chip('held', states.muted, 'muted', 'Groups in trouble whose notifications a downtime holds back')}
            ${chip('band', overview.groups.outOfBand, 'out of band', `Of ${count(overview.groups.judged, 'judged group')}, those whose newest bucket is out of band`)}
            ${overview.groups.silent > 0 ? chip('nodata', overview.groups.silent, 'silent', 'Groups whose newest bucket is old: not green, but blind') : html``}
            ${overview.groups.cold > 0 ? chip('cold', overview.groups.cold, 'learning', 'Groups whose model has not seen enough yet') : html``}
          </ul>`
        : html`<span class="chips"></span>`}
      <span class="pulse ${this.live ? 'on' : ''}" title=${this.live ? 'Changes arrive as they happen' : 'Not connected; asking every 15 s'}>
        <i aria-hidden="true"></i>${this.live ? 'live' : 'offline'}${overview?.judgedUntil ? html`<span class="until">, judged ${ago(overview.judgedUntil, this.now)}</span>` : html``}
      </span>
    </header>`;
  }

  private wrong() {
    const wrong = this.overview?.wrong ?? [];
    if (wrong.length === 0) return html``;
    return html`<section class="wrong" aria-label="Wrong now">
      <h2>Wrong now</h2>
      <ul>
        ${wrong.slice(0, 6).map(
          (alert) => html`<li>
            <button class="pick" title=${alert.reason} @click=${() => this.around(alert)}>
              <span class="state ${alert.to.toLowerCase()}">${{ ALERT: 'Alert', WARN: 'Warn', NO_DATA: 'No data' }[alert.to] ?? alert.to}</span>
              <span class="name">${alert.name || alert.monitor}${alert.group !== '*' ? html`<small>${alert.group}</small>` : html``}</span>
              ${alert.downtimes.length > 0 ? html`<span class="mark held">muted</span>` : html``}
              <span class="since">${ago(alert.at, this.now)}</span>
            </button>
          </li>`,
        )}
      </ul>
      ${wrong.length > 6 ? html`<p class="empty">${count(wrong.length - 6, 'more')} in the list of alerts.</p>` : html``}
    </section>`;
  }

  private card() {
    const shown = this.shown;
    return html`<section class="card" aria-label="Graph">
      <div class="card-head">
        <div class="titles">
          <h1>${breakable(this.heading() || 'Nothing chosen')}</h1>
          <p class="sub">${this.subtitle()}</p>
        </div>
        <div class="tools" role="toolbar" aria-label="Time frame">
          <div class="buttons presets">
            ${PRESETS.map(
              (span) =>
                html`<button aria-pressed=${shown.frame.kind === 'live' && shown.frame.span === span} @click=${() => this.show({ frame: { kind: 'live', span } })}>${span}</button>`,
            )}
          </div>
          <div class="buttons">
            <button title="Earlier" aria-label="Earlier" @click=${() => this.fix(shift(this.shownRange, -1))}>←</button>
            <button title="Later" aria-label="Later" @click=${() => this.fix(shift(this.shownRange, 1))}>→</button>
            <button title="Zoom out" aria-label="Zoom out" @click=${() => this.fix(zoomOut(this.shownRange, Date.now()))}>−</button>
          </div>
          <div class="buttons">
            <button aria-pressed=${shown.view === 'graph'} @click=${() => this.show({ view: 'graph' })}>Graph</button>
            <button aria-pressed=${shown.view === 'table'} @click=${() => this.show({ view: 'table' })}>Table</button>
          </div>
          <div class="buttons"><button title="Copy a link that shows just this" @click=${() => this.copy()}>${this.copied ? 'Copied' : 'Copy link'}</button></div>
        </div>
      </div>
      <p class="frame">
        ${frameWords(this.shownRange.from, this.shownRange.to)}
        <small>${Intl.DateTimeFormat().resolvedOptions().timeZone}${shown.frame.kind === 'live' ? ', moving' : ''}</small>
        ${shown.frame.kind === 'fixed' ? html`<button class="quiet" @click=${() => this.show({ frame: { kind: 'live', span: '4h' } })}>Back to now</button>` : html``}
      </p>
      ${this.picture()}
    </section>`;
  }

  private picture() {
    const graph = this.graph;
    if (this.shown.target.kind === 'none') {
      return html`<p class="empty big">Choose a detector or a series from the list${this.overview && this.overview.series === 0 ? html`. There are none yet: send a point with <code>echo -n "hello:1|g" | nc -u -w0 127.0.0.1 8125</code>` : html``}.</p>`;
    }
    if (!graph) return html`<p class="empty big">${this.loading ? 'Asking…' : ''}</p>`;
    const nothing = graph.t.length === 0;
    return html`
      ${nothing
        ? html`<p class="empty big">Nothing in this time frame.${graph.latest ? html` The newest bucket is from ${ago(graph.latest.at, this.now)}. <button class="quiet" @click=${() => this.fixAround(graph.latest!.at)}>Show it</button>` : html` Choose a longer one.`}</p>`
        : html``}
      ${this.shown.view === 'table' && !nothing
        ? html`<tm-table .graph=${graph}></tm-table>`
        : html`<tm-graph class=${nothing ? 'hidden' : ''} .graph=${graph} .shown=${this.shownRange} @zoom=${(event: CustomEvent<Range>) => this.fix(event.detail)}></tm-graph>`}
    `;
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
    if (target.kind === 'none') return '';
    const name = this.graph?.name ?? target.detector;
    return target.group === '*' ? name : `${name} · ${target.group}`;
  }

  private subtitle() {
    const target = this.shown.target;
    const graph = this.graph;
    if (target.kind === 'none') return '';
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
    const typing = event.target instanceof HTMLInputElement;
    if (event.key === '/' && !typing) {
      const side = this.querySelector<HTMLDetailsElement>('details.side');
      if (side) side.open = true;
      this.querySelector<HTMLInputElement>('input[type=search]')?.focus();
      event.preventDefault();
    } else if (event.key === 'z' && !typing && !event.ctrlKey && !event.metaKey) {
      this.fix(zoomOut(this.shownRange, Date.now()));
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

  private fix(to: Range): void {
    this.show({ frame: { kind: 'fixed', ...to } });
  }

  private show(change: Partial<Shown>, replace = false): void {
    const sameFrame = change.frame === undefined && change.target === undefined;
    this.shown = { ...this.shown, ...change };
    const address = location.pathname + format(this.shown);
    if (replace) history.replaceState(null, '', address);
    else history.pushState(null, '', address);
    if (sameFrame) void this.loadList();
    else void this.load();
  }

  private async copy(): Promise<void> {
    const fixed: Shown = { ...this.shown, frame: { kind: 'fixed', from: Math.round(this.shownRange.from), to: Math.round(this.shownRange.to) } };
    try {
      await navigator.clipboard.writeText(location.origin + location.pathname + format(fixed));
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
    void this.loadOverview();
    if (moved('bands') || moved('detectors')) void this.querySelector<TmFinder>('tm-finder')?.load();
    const own =
      target.kind === 'bands'
        ? moved('bands') && (kinds === undefined || change.manyDetectors || change.detectors?.includes(target.detector))
        : target.kind === 'series' && moved('rollups');
    if (own && this.shown.frame.kind === 'live') void this.loadGraph();
    if (this.shown.tab === 'mail' ? moved('notifications') : moved(this.shown.tab) || (this.shown.tab === 'alerts' && moved('notifications'))) {
      void this.loadList();
    }
  }

  private async load(): Promise<void> {
    await Promise.all([this.loadGraph(), this.loadList()]);
  }

  private async loadOverview(): Promise<void> {
    try {
      this.overview = await ask<Overview>('overview');
      this.now = Date.now();
    } catch (error) {
      this.trouble = (error as Error).message;
    }
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

customElements.define('tm-page', TmPage);
