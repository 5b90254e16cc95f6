import { html } from 'lit';
import { ask, type Anomaly, type Detector, type Group } from '../api';
import { Plain } from '../element';
import { onChange } from '../stream';
import { ago, count, number, seconds } from '../words';
import { episodes } from './episodes';

const WEEK_MS = 7 * 86_400_000;
const TYPING_PAUSE_MS = 200;

/** Detectors: what each watches, and the state of its models in words. */
export class TmDetectors extends Plain {
  static override properties = { now: { attribute: false }, list: { state: true }, alarms: { state: true }, search: { state: true }, trouble: { state: true } };

  declare now: number;
  declare list: Detector[] | undefined;
  declare alarms: Map<string, number>;
  declare search: string;
  declare trouble: string;

  private stop?: () => void;
  private timer?: number;

  constructor() {
    super();
    this.alarms = new Map();
    this.search = '';
    this.trouble = '';
  }

  override connectedCallback(): void {
    super.connectedCallback();
    document.title = 'Detectors · Tidemark';
    this.stop = onChange(['detectors', 'bands'], () => void this.load());
    void this.load();
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.stop?.();
    clearTimeout(this.timer);
  }

  private async load(): Promise<void> {
    const to = Date.now();
    try {
      const [detectors, anomalies] = await Promise.all([
        ask<{ detectors: Detector[] }>('detectors', { search: this.search }),
        ask<{ anomalies: Anomaly[] }>('anomalies', { from: to - WEEK_MS, to, limit: 1000 }),
      ]);
      this.list = detectors.detectors;
      const alarms = new Map<string, number>();
      for (const each of episodes(anomalies.anomalies)) {
        const key = `${each.detector}\n${each.group}`;
        alarms.set(key, (alarms.get(key) ?? 0) + 1);
      }
      this.alarms = alarms;
      this.trouble = '';
    } catch (error) {
      this.trouble = (error as Error).message;
    }
  }

  override render() {
    return html`<main id="main" class="column">
      <section class="card">
        <div class="card-head">
          <div class="titles"><h1>Detectors</h1><p class="sub">What is watched, how far each model has learnt, and how often it spoke in the past week.</p></div>
          <div class="tools"><input type="search" placeholder="Search detectors and groups" maxlength="256" @input=${(event: InputEvent) => this.typed((event.target as HTMLInputElement).value)} /></div>
        </div>
        ${this.trouble ? html`<p class="trouble" role="alert">${this.trouble}</p>` : html``}
        ${!this.list
          ? html`<p class="empty">Asking…</p>`
          : this.list.length === 0
            ? html`<p class="empty">${this.search ? 'No detector matches.' : html`Nothing is judged yet. Write a document and apply it: <code>./tidemark apply -f detector.yaml</code>`}</p>`
            : this.list.map((detector) => this.one(detector))}
      </section>
    </main>`;
  }

  private one(detector: Detector) {
    return html`<section class="detector-card">
      <h2>${detector.name} ${detector.id !== detector.name ? html`<small>${detector.id}</small>` : html``}</h2>
      <p><code>${detector.query}</code></p>
      ${detector.groups.length === 0
        ? html`<p class="empty">No bucket judged yet. It starts when its query has points.</p>`
        : html`<div class="table-holder flat" tabindex="0">
            <table class="values left">
              <thead><tr><th scope="col">Group</th><th scope="col">Now</th><th scope="col">Expected</th><th scope="col">Normal range</th><th scope="col">Model</th><th scope="col">Alarms in a week</th><th scope="col">Judged</th></tr></thead>
              <tbody>${detector.groups.map((group) => this.group(detector, group))}</tbody>
            </table>
          </div>`}
      ${detector.groupCount > detector.groups.length ? html`<p class="empty">${count(detector.groupCount - detector.groups.length, 'more group')}; search to narrow.</p>` : html``}
    </section>`;
  }

  private group(detector: Detector, group: Group) {
    const width = group.lower !== null && group.upper !== null ? group.upper - group.lower : null;
    const silent = this.now - group.at > Math.max(10 * group.step * 1000, 600_000);
    return html`<tr class=${group.anomalous ? 'bad' : ''}>
      <th scope="row"><a href="/explore?${new URLSearchParams({ detector: detector.id, group: group.group }).toString()}">${group.group === '*' ? 'all' : group.group}</a></th>
      <td>${number(group.value)}${group.anomalous ? ' out of band' : ''}</td>
      <td>${number(group.expected)}</td>
      <td>${group.model ? html`${number(group.lower)} … ${number(group.upper)}${width !== null && group.expected ? html` <small>±${Math.round((width / 2 / Math.max(Math.abs(group.expected), 1e-9)) * 100)} %</small>` : html``}` : html`<small>a plain query, not judged</small>`}</td>
      <td>${group.model}${group.model ? html` <small>${words(group)}</small>` : html``}</td>
      <td>${group.model ? (this.alarms.get(`${detector.id}\n${group.group}`) ?? 0) : '–'}</td>
      <td>${silent ? html`<span class="state nodata">silent</span> ` : html``}${ago(group.at, this.now)} <small>each ${seconds(group.step)}</small></td>
    </tr>`;
  }

  private typed(text: string): void {
    this.search = text;
    clearTimeout(this.timer);
    this.timer = window.setTimeout(() => void this.load(), TYPING_PAUSE_MS);
  }
}

/** How far a model has come, as people say it. */
function words(group: Group): string {
  const warm = group.warm ?? 0;
  if (warm >= 1) return group.provisional ? 'borrowed' : 'warm';
  return `has learnt ${Math.round(warm * 100)} % of what it wants`;
}

customElements.define('tm-detectors', TmDetectors);
