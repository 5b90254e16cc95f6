import { html } from 'lit';
import { Plain } from '../element';
import { fetchJson, send } from '../session';
import { onChange } from '../stream';
import { ago, count } from '../words';

interface Host {
  name: string;
  up: boolean;
  is_muted: boolean;
  last_reported_time: number;
  apps: string[];
  tags_by_source: Record<string, string[]>;
}

const PAGE = 100;
const TYPING_PAUSE_MS = 200;
/** A new host is no change of a document: it is there when it sends. */
const REFRESH_MS = 10_000;

/** Hosts and their tags: filter, group, edit. */
export class TmHosts extends Plain {
  static override properties = {
    now: { attribute: false },
    mayEdit: { attribute: false },
    list: { state: true },
    total: { state: true },
    filter: { state: true },
    by: { state: true },
    page: { state: true },
    editing: { state: true },
    trouble: { state: true },
  };

  declare now: number;
  declare mayEdit: boolean;
  declare list: Host[] | undefined;
  declare total: number;
  declare filter: string;
  declare by: string;
  declare page: number;
  declare editing: string;
  declare trouble: string;

  private stop?: () => void;
  private timer?: number;
  private refresh?: number;

  constructor() {
    super();
    const params = new URLSearchParams(location.search);
    this.filter = params.get('filter') ?? '';
    this.by = params.get('by') ?? '';
    this.total = 0;
    this.page = 0;
    this.editing = '';
    this.trouble = '';
  }

  override connectedCallback(): void {
    super.connectedCallback();
    document.title = 'Hosts · Tidemark';
    this.stop = onChange(['host-tags', 'downtimes'], () => void this.load());
    this.refresh = window.setInterval(() => {
      if (!document.hidden) void this.load();
    }, REFRESH_MS);
    void this.load();
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.stop?.();
    clearTimeout(this.timer);
    clearInterval(this.refresh);
  }

  private async load(): Promise<void> {
    try {
      const answer = await fetchJson<{ host_list: Host[]; total_matching: number }>('/api/v1/hosts', {
        ...(this.filter ? { filter: this.filter } : {}),
        start: this.page * PAGE,
        count: PAGE,
      });
      this.list = answer.host_list;
      this.total = answer.total_matching;
      this.trouble = '';
    } catch (error) {
      this.trouble = (error as Error).message;
    }
  }

  override render() {
    const list = this.list ?? [];
    const keys = [...new Set(list.flatMap(tags).filter((tag) => tag.includes(':')).map((tag) => tag.slice(0, tag.indexOf(':'))))].sort();
    const groups = new Map<string, Host[]>();
    for (const host of list) {
      const values = this.by ? tags(host).filter((tag) => tag.startsWith(this.by + ':')) : [''];
      for (const value of values.length > 0 ? values : [`no ${this.by}`]) groups.set(value, [...(groups.get(value) ?? []), host]);
    }
    return html`<main id="main" class="column">
      <section class="card">
        <div class="card-head">
          <div class="titles"><h1>Hosts</h1><p class="sub">${count(this.total, 'host')} seen in the past two hours, or with tags of its own</p></div>
          <div class="tools">
            <input type="search" placeholder="a name, or a tag: env:prod" maxlength="256" .value=${this.filter} @input=${(event: InputEvent) => this.find((event.target as HTMLInputElement).value)} />
            <select aria-label="Group by" @change=${(event: Event) => this.group((event.target as HTMLSelectElement).value)}>
              <option value="">not grouped</option>
              ${keys.map((key) => html`<option value=${key} ?selected=${key === this.by}>by ${key}</option>`)}
            </select>
          </div>
        </div>
        ${this.trouble ? html`<p class="trouble" role="alert">${this.trouble}</p>` : html``}
        ${!this.list
          ? html`<p class="empty">Asking…</p>`
          : list.length === 0
            ? html`<p class="empty big">${this.filter ? 'No host matches.' : html`No host yet. Start the agent on one: <code>./tidemark agent</code>`}</p>`
            : [...groups].sort().map(
                ([value, hosts]) => html`${this.by ? html`<h2>${value} <small>${hosts.length}</small></h2>` : html``}
                  <ul class="list">${hosts.map((host) => this.one(host))}</ul>`,
              )}
        ${this.total > PAGE
          ? html`<p class="row">
              <button class="quiet" ?disabled=${this.page === 0} @click=${() => this.turn(-1)}>Before</button> ${this.page * PAGE + 1} to ${Math.min(this.total, (this.page + 1) * PAGE)} of ${this.total}
              <button class="quiet" ?disabled=${(this.page + 1) * PAGE >= this.total} @click=${() => this.turn(1)}>Next</button>
            </p>`
          : html``}
      </section>
    </main>`;
  }

  private one(host: Host) {
    const own = host.tags_by_source['Users'] ?? [];
    const seen = (host.tags_by_source['Series'] ?? []).filter((tag) => !own.includes(tag));
    return html`<li class="host">
      <i class="dot ${host.up ? 'good' : 'cold'}" title=${host.up ? 'sends' : 'silent'}></i>
      <span class="name"><b>${host.name}</b> <small>${host.apps.join(', ')}</small>
        <span class="line">${own.map((tag) => html`<button class="tag own" title="Show hosts with this tag" @click=${() => this.find(tag)}>${tag}</button>`)}${seen.slice(0, 12).map((tag) => html`<button class="tag" title="Show hosts with this tag" @click=${() => this.find(tag)}>${tag}</button>`)}${seen.length > 12 ? html`<small>and ${seen.length - 12} more</small>` : html``}</span>
        ${this.editing === host.name
          ? html`<form class="row" @submit=${(event: SubmitEvent) => void this.save(event, host)}>
              <label class="grow">Tags of this host <input name="tags" autofocus .value=${own.join(', ')} placeholder="env:prod, role:web" /></label>
              <button class="primary">Save</button><button type="button" class="quiet" @click=${() => (this.editing = '')}>Leave it</button>
            </form>`
          : html``}
      </span>
      ${host.is_muted ? html`<span class="mark held">muted</span>` : html``}
      <span class="since">${host.last_reported_time > 0 ? ago(host.last_reported_time * 1000, this.now) : 'never'}</span>
      <a class="quiet" href="/explore?${new URLSearchParams({ q: `avg:system.load.1{host:${host.name}}` }).toString()}">Graph</a>
      ${this.mayEdit
        ? html`<button class="quiet" @click=${() => (this.editing = this.editing === host.name ? '' : host.name)}>Tags…</button>
            <button class="quiet" @click=${() => void this.mute(host)}>${host.is_muted ? 'Unmute' : 'Mute'}</button>`
        : html``}
    </li>`;
  }

  private find(filter: string): void {
    this.filter = filter;
    this.page = 0;
    this.address();
    clearTimeout(this.timer);
    this.timer = window.setTimeout(() => void this.load(), TYPING_PAUSE_MS);
  }

  private group(by: string): void {
    this.by = by;
    this.address();
  }

  private address(): void {
    const params = new URLSearchParams();
    if (this.filter) params.set('filter', this.filter);
    if (this.by) params.set('by', this.by);
    history.replaceState(null, '', `/hosts${params.size > 0 ? '?' + params.toString() : ''}`);
  }

  private turn(by: number): void {
    this.page += by;
    void this.load();
  }

  private async save(event: SubmitEvent, host: Host): Promise<void> {
    event.preventDefault();
    const text = String(new FormData(event.target as HTMLFormElement).get('tags'));
    const wanted = text.split(',').map((tag) => tag.trim()).filter((tag) => tag !== '');
    try {
      await send('PUT', `/api/v1/tags/hosts/${encodeURIComponent(host.name)}`, { tags: wanted });
      this.editing = '';
      await this.load();
    } catch (error) {
      this.trouble = (error as Error).message;
    }
  }

  private async mute(host: Host): Promise<void> {
    try {
      await send('POST', `/api/v1/host/${encodeURIComponent(host.name)}/${host.is_muted ? 'unmute' : 'mute'}`, {});
      await this.load();
    } catch (error) {
      this.trouble = (error as Error).message;
    }
  }
}

function tags(host: Host): string[] {
  return [...new Set(Object.values(host.tags_by_source).flat())];
}

customElements.define('tm-hosts', TmHosts);
