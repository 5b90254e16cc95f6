import { html } from 'lit';
import { Plain } from '../element';
import { fetchJson, send } from '../session';
import { onChange } from '../stream';
import { count } from '../words';

export interface Monitor {
  id: number;
  name: string;
  type: string;
  query: string;
  message: string;
  tags: string[];
  priority?: number | null;
  overall_state?: string;
  options: Record<string, unknown> & { thresholds?: Record<string, number | null>; silenced?: Record<string, unknown> };
  tidemark?: { id?: string; version?: number };
}

const PAGE = 100;
const ORDER = ['Alert', 'Warn', 'No Data', 'OK', ''];

/** All monitors, those in trouble first. */
export class TmMonitors extends Plain {
  static override properties = {
    now: { attribute: false },
    mayEdit: { attribute: false },
    list: { state: true },
    search: { state: true },
    state: { state: true },
    page: { state: true },
    trouble: { state: true },
  };

  declare now: number;
  declare mayEdit: boolean;
  declare list: Monitor[] | undefined;
  declare search: string;
  declare state: string;
  declare page: number;
  declare trouble: string;

  private stop?: () => void;

  constructor() {
    super();
    this.search = '';
    this.state = new URLSearchParams(location.search).get('state') ?? '';
    this.page = 0;
    this.trouble = '';
  }

  override connectedCallback(): void {
    super.connectedCallback();
    document.title = 'Monitors · Tidemark';
    this.stop = onChange(['monitors', 'alerts', 'downtimes'], () => void this.load());
    void this.load();
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.stop?.();
  }

  private async load(): Promise<void> {
    try {
      this.list = await fetchJson<Monitor[]>('/api/v1/monitor');
      this.trouble = '';
    } catch (error) {
      this.trouble = (error as Error).message;
    }
  }

  override render() {
    const words = this.search.toLowerCase().split(/\s+/).filter((word) => word);
    const found = (this.list ?? [])
      .filter((each) => !this.state || (each.overall_state ?? '') === this.state)
      .filter((each) => {
        const text = `${each.name} ${each.query} ${each.tags.join(' ')} ${each.type}`.toLowerCase();
        return words.every((word) => text.includes(word));
      })
      .sort((a, b) => ORDER.indexOf(a.overall_state ?? '') - ORDER.indexOf(b.overall_state ?? '') || a.name.localeCompare(b.name));
    const pages = Math.max(1, Math.ceil(found.length / PAGE));
    const page = Math.min(this.page, pages - 1);
    return html`<main id="main" class="column">
      <section class="card">
        <div class="card-head">
          <div class="titles"><h1>Monitors</h1><p class="sub">${this.list ? `${count(found.length, 'monitor')}${found.length < this.list.length ? ` of ${this.list.length}` : ''}` : ''}</p></div>
          <div class="tools">
            <input type="search" placeholder="Search names, queries, tags" maxlength="256" @input=${(event: InputEvent) => this.find((event.target as HTMLInputElement).value)} />
            <select aria-label="State" @change=${(event: Event) => (this.state = (event.target as HTMLSelectElement).value)}>
              <option value="">all states</option>
              ${['Alert', 'Warn', 'No Data', 'OK'].map((state) => html`<option value=${state} ?selected=${state === this.state}>${state}</option>`)}
            </select>
            ${this.mayEdit ? html`<a class="button primary" href="/monitors/new">New monitor</a>` : html``}
          </div>
        </div>
        ${this.trouble ? html`<p class="trouble" role="alert">${this.trouble}</p>` : html``}
        ${!this.list
          ? html`<p class="empty">Asking…</p>`
          : this.list.length === 0
            ? html`<p class="empty big">Nobody is told of anything yet. <a href="/monitors/new">Add a monitor</a>, or import documents: <code>./tidemark apply -f monitors.json</code></p>`
            : found.length === 0
              ? html`<p class="empty">No monitor matches.</p>`
              : html`<ul class="list">${found.slice(page * PAGE, (page + 1) * PAGE).map((each) => this.one(each))}</ul>`}
        ${pages > 1
          ? html`<p class="row">
              <button class="quiet" ?disabled=${page === 0} @click=${() => (this.page = page - 1)}>Newer</button> page ${page + 1} of ${pages}
              <button class="quiet" ?disabled=${page === pages - 1} @click=${() => (this.page = page + 1)}>Next</button>
            </p>`
          : html``}
      </section>
    </main>`;
  }

  private one(monitor: Monitor) {
    const muted = Object.keys(monitor.options.silenced ?? {}).length > 0;
    const state = monitor.overall_state ?? '';
    return html`<li class="monitor-row">
      <a class="pick" href="/monitors/${encodeURIComponent(String(monitor.id))}">
        <span class="state ${state.toLowerCase().replace(' ', '_')}">${state || 'quiet'}</span>
        <span class="name"><b>${monitor.name}</b>${monitor.priority ? html` <span class="tag">P${monitor.priority}</span>` : html``}<small class="line mono">${monitor.query}</small></span>
        ${monitor.tags.slice(0, 4).map((tag) => html`<span class="tag">${tag}</span>`)} ${muted ? html`<span class="mark held">muted</span>` : html``}
      </a>
      ${this.mayEdit
        ? html`<button class="quiet" @click=${() => void this.mute(monitor, !muted)}>${muted ? 'Unmute' : 'Mute'}</button>`
        : html``}
    </li>`;
  }

  private find(text: string): void {
    this.search = text;
    this.page = 0;
  }

  private async mute(monitor: Monitor, on: boolean): Promise<void> {
    try {
      await send('POST', `/api/v1/monitor/${monitor.id}/${on ? 'mute' : 'unmute'}`, on ? {} : { all_scopes: true });
      await this.load();
    } catch (error) {
      this.trouble = (error as Error).message;
    }
  }
}

customElements.define('tm-monitors', TmMonitors);
