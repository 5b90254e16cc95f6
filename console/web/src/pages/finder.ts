import { html } from 'lit';
import { ask, type Detector, type Group, type Series } from '../api';
import { Plain, tell } from '../element';
import type { Target } from '../link';
import { count, number } from '../words';

const SERIES_SHOWN = 100;
const TYPING_PAUSE_MS = 150;

/** The list at the side: detectors with their groups, and series, narrowed by a search. */
export class TmFinder extends Plain {
  static override properties = {
    target: { attribute: false },
    detectors: { state: true },
    series: { state: true },
    total: { state: true },
    search: { state: true },
    trouble: { state: true },
  };

  declare target: Target;
  declare detectors: Detector[];
  declare series: Series[];
  declare total: number;
  declare search: string;
  declare trouble: string;

  private timer?: number;
  private asked = 0;

  constructor() {
    super();
    this.target = { kind: 'none' };
    this.detectors = [];
    this.series = [];
    this.total = 0;
    this.search = '';
    this.trouble = '';
  }

  override connectedCallback(): void {
    super.connectedCallback();
    void this.load();
  }

  /** Asks again; the newest answer wins. */
  async load(): Promise<void> {
    const turn = ++this.asked;
    try {
      const [detectors, series] = await Promise.all([
        ask<{ detectors: Detector[] }>('detectors', { search: this.search }),
        ask<{ series: Series[]; total: number }>('series', { search: this.search, limit: SERIES_SHOWN }),
      ]);
      if (turn !== this.asked) return;
      this.detectors = detectors.detectors;
      this.series = series.series;
      this.total = series.total;
      this.trouble = '';
      tell(this, 'found', this.detectors);
    } catch (error) {
      this.trouble = (error as Error).message;
    }
  }

  override render() {
    return html`
      <label class="search">
        <span class="hidden">Search detectors and series</span>
        <input
          type="search"
          placeholder="Search detectors and series   /"
          maxlength="256"
          autocomplete="off"
          .value=${this.search}
          @input=${(event: InputEvent) => this.typed((event.target as HTMLInputElement).value)}
        />
      </label>
      ${this.trouble ? html`<p class="trouble" role="alert">${this.trouble}</p>` : html``}
      <div class="lists">
        <section aria-label="Detectors">
          <h2>Detectors</h2>
          ${this.detectors.length === 0
            ? html`<p class="empty">${this.search ? 'No detector matches.' : html`Nothing is judged yet. Add a detector: <code>./tidemark apply -f detector.yaml</code>`}</p>`
            : this.detectors.map((detector) => this.detector(detector))}
        </section>
        <section aria-label="Series">
          <h2>Series <small>${this.total.toLocaleString('en')}</small></h2>
          ${this.series.length === 0
            ? html`<p class="empty">${this.search ? 'No series matches. Every word must stand in its name or tags.' : html`No series yet. Send a point: <code>echo -n "hello:1|g" | nc -u -w0 127.0.0.1 8125</code>`}</p>`
            : html`<ul>${this.series.map((each) => this.one(each))}</ul>`}
          ${this.total > this.series.length && this.series.length > 0
            ? html`<p class="empty">${count(this.total - this.series.length, 'more series', 'more series')}; search to narrow.</p>`
            : html``}
        </section>
      </div>
    `;
  }

  private detector(detector: Detector) {
    const bad = detector.groups.filter((group) => group.anomalous).length;
    return html`<div class="detector">
      <h3 title=${detector.query || detector.id}>${detector.name}${bad > 0 ? html` <span class="badge bad">${bad}</span>` : html``}</h3>
      ${detector.groups.length === 0
        ? html`<p class="empty">No bucket judged yet. It starts when its query has points.</p>`
        : html`<ul>${detector.groups.map((group) => this.group(detector, group))}</ul>`}
      ${detector.groupCount > detector.groups.length
        ? html`<p class="empty">${count(detector.groupCount - detector.groups.length, 'more group')}; search to narrow.</p>`
        : html``}
    </div>`;
  }

  private group(detector: Detector, group: Group) {
    const chosen = this.target.kind === 'bands' && this.target.detector === detector.id && this.target.group === group.group;
    const state = group.anomalous ? 'bad' : group.provisional ? 'cold' : 'good';
    const words = { bad: 'out of band', cold: 'still learning', good: 'in band' }[state];
    return html`<li>
      <button
        class="pick"
        aria-current=${chosen ? 'true' : 'false'}
        title="${group.group}: ${words}"
        @click=${() => tell<Target>(this, 'pick', { kind: 'bands', detector: detector.id, group: group.group })}
      >
        <i class="dot ${state}" aria-hidden="true"></i><span class="name">${group.group === '*' ? 'all' : group.group}</span>
        <span class="value">${number(group.value)}</span><span class="hidden">, ${words}</span>
      </button>
    </li>`;
  }

  private one(series: Series) {
    const chosen = this.target.kind === 'series' && this.target.series === series.series;
    const tags = series.series.slice(series.metric.length);
    return html`<li>
      <button
        class="pick"
        aria-current=${chosen ? 'true' : 'false'}
        title=${series.series}
        @click=${() => tell<Target>(this, 'pick', { kind: 'series', series: series.series })}
      >
        <span class="name">${series.metric}<small>${tags}</small></span>
      </button>
    </li>`;
  }

  private typed(text: string): void {
    this.search = text;
    clearTimeout(this.timer);
    this.timer = window.setTimeout(() => void this.load(), TYPING_PAUSE_MS);
  }
}

customElements.define('tm-finder', TmFinder);
