import { html } from 'lit';
import { ask, type Alert, type Downtime, type Overview } from '../api';
import { Plain } from '../element';
import { onChange } from '../stream';
import { ago, count, frame, instant, state } from '../words';

const RECENT_MS = 24 * 3_600_000;
const RECENT_MAX = 30;

/** What is wrong now, what was, what is muted, and how much of what is green was looked at. */
export class TmOverview extends Plain {
  static override properties = {
    overview: { attribute: false },
    now: { attribute: false },
    recent: { state: true },
    downtimes: { state: true },
    trouble: { state: true },
  };

  declare overview: Overview | undefined;
  declare now: number;
  declare recent: Alert[] | undefined;
  declare downtimes: Downtime[] | undefined;
  declare trouble: string;

  private stop?: () => void;

  constructor() {
    super();
    this.trouble = '';
  }

  override connectedCallback(): void {
    super.connectedCallback();
    document.title = 'Overview · Tidemark';
    this.stop = onChange(['alerts', 'notifications', 'downtimes'], () => void this.load());
    void this.load();
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.stop?.();
  }

  private async load(): Promise<void> {
    const to = Date.now();
    try {
      const [alerts, downtimes] = await Promise.all([
        ask<{ alerts: Alert[] }>('alerts', { from: to - RECENT_MS, to, limit: RECENT_MAX }),
        ask<{ downtimes: Downtime[] }>('downtimes'),
      ]);
      this.recent = alerts.alerts;
      this.downtimes = downtimes.downtimes;
      this.trouble = '';
    } catch (error) {
      this.trouble = (error as Error).message;
    }
  }

  override render() {
    return html`<main id="main" class="column">
      ${this.trouble ? html`<p class="trouble" role="alert">${this.trouble}</p>` : html``} ${this.tiles()}
      <div class="halves">
        <section class="card" aria-label="Wrong now">${this.wrong()}</section>
        <section class="card" aria-label="Muted">${this.muted()}</section>
      </div>
      <section class="card" aria-label="What was">${this.was()}</section>
    </main>`;
  }

  /** Green because it was checked is told apart from green because nobody could look. */
  private tiles() {
    const overview = this.overview;
    if (!overview) return html`<div class="tiles"></div>`;
    const { states, groups } = overview;
    const checked = Math.max(0, groups.judged - groups.silent - groups.outOfBand - groups.cold);
    const tile = (kind: string, many: number, title: string, text: string, link: string) =>
      html`<a class="tile ${kind} ${many === 0 ? 'none' : ''}" href=${link}><b>${many.toLocaleString('en')}</b><span>${title}</span><small>${text}</small></a>`;
    return html`<div class="tiles">
      ${tile('alert', states.alert, 'in alert', 'groups of monitors', '/monitors?state=Alert')}
      ${tile('warn', states.warn + states.noData, 'warning or no data', 'groups of monitors', '/monitors')}
      ${tile('band', groups.outOfBand, 'out of band', 'judged groups whose newest bucket is strange', '/detectors')}
      ${tile('ok', checked, 'green because checked', `judged ${overview.judgedUntil ? ago(overview.judgedUntil, this.now) : 'never'}`, '/detectors')}
      ${tile('nodata', groups.silent, 'green because blind', 'no recent bucket: nobody knows', '/detectors')}
      ${tile('cold', groups.cold, 'still learning', 'the model has not seen enough', '/detectors')}
      ${tile('held', states.muted, 'muted', 'in trouble, held back by a downtime', '/downtimes')}
    </div>`;
  }

  private wrong() {
    const wrong = this.overview?.wrong ?? [];
    return html`<h2>Wrong now</h2>
      ${wrong.length === 0
        ? html`<p class="empty">${this.overview && this.overview.states.monitors === 0
            ? html`No monitor watches anything yet. <a href="/monitors/new">Add one</a>.`
            : html`Nothing. ${this.overview ? count(this.overview.states.monitors, 'monitor') : ''} ${this.overview?.states.monitors === 1 ? 'watches' : 'watch'}.`}</p>`
        : html`<ul class="list">
            ${wrong.map(
              (alert) => html`<li>
                <a class="pick" href="/alerts/${encodeURIComponent(alert.id)}">
                  <span class="state ${alert.to.toLowerCase()}">${state(alert.to)}</span>
                  <span class="name"><b>${alert.name || alert.monitor}</b>${alert.group !== '*' ? html` <small>${alert.group}</small>` : html``}<small class="line">${alert.reason}</small></span>
                  ${alert.downtimes.length > 0 ? html`<span class="mark held">muted</span>` : html``}
                  <span class="since" title=${instant(alert.at)}>${ago(alert.at, this.now)}</span>
                </a>
              </li>`,
            )}
          </ul>`}`;
  }

  private muted() {
    const active = (this.downtimes ?? []).filter((each) => each.active);
    const next = (this.downtimes ?? []).filter((each) => !each.active && each.occurrences.length > 0);
    const line = (each: Downtime) => {
      const time = each.occurrences[0]!;
      const scope = each.document['scope'];
      return html`<li>
        <a class="pick" href="/downtimes">
          <span class="state ${each.active ? 'held' : ''}">${each.active ? 'Now' : 'Next'}</span>
          <span class="name"><b>${String(each.document['name'] ?? each.id)}</b> <small>${Array.isArray(scope) ? scope.join(', ') : String(scope ?? '')}</small></span>
          <span class="since">${frame(time.from, time.to)}</span>
        </a>
      </li>`;
    };
    return html`<h2>Muted</h2>
      ${active.length + next.length === 0
        ? html`<p class="empty">No downtime: every notification is sent. <a href="/downtimes">Plan one</a>.</p>`
        : html`<ul class="list">${active.map(line)}${next.slice(0, 6).map(line)}</ul>`}`;
  }

  private was() {
    const recent = this.recent;
    return html`<h2>The last 24 hours</h2>
      ${!recent
        ? html`<p class="empty">Asking…</p>`
        : recent.length === 0
          ? html`<p class="empty">No monitor changed its state.</p>`
          : html`<ol class="list">
              ${recent.map(
                (alert) => html`<li>
                  <a class="pick" href="/alerts/${encodeURIComponent(alert.id)}">
                    <span class="state ${alert.to.toLowerCase()}">${state(alert.to)}</span>
                    <span class="name"><b>${alert.name || alert.monitor}</b>${alert.group !== '*' ? html` <small>${alert.group}</small>` : html``}<small class="line">${alert.reason}</small></span>
                    ${told(alert)}
                    <span class="since" title=${instant(alert.at)}>${ago(alert.at, this.now)}</span>
                  </a>
                </li>`,
              )}
            </ol>`}`;
  }
}

/** Who heard of it, in a word. */
export function told(alert: Alert) {
  const list = alert.notifications ?? [];
  const failed = list.filter((each) => each.state === 'FAILED').length;
  const held = list.filter((each) => each.state === 'HELD').length;
  const sent = list.filter((each) => each.state === 'SENT').length;
  if (failed > 0) return html`<span class="mark failed">${failed} failed</span>`;
  if (held > 0) return html`<span class="mark held">held</span>`;
  if (sent > 0) return html`<span class="mark sent">told ${sent}</span>`;
  return list.length > 0 ? html`<span class="mark">waiting</span>` : html``;
}

customElements.define('tm-overview', TmOverview);
