import { html } from 'lit';
import { Plain } from '../element';
import { go } from '../route';
import { fetchJson, send } from '../session';
import { onChange } from '../stream';
import { ago } from '../words';

interface Head {
  id: string;
  title: string;
  description: string;
  author_handle: string;
  modified_at: string;
}

/** All dashboards. */
export class TmDashboards extends Plain {
  static override properties = { now: { attribute: false }, mayEdit: { attribute: false }, list: { state: true }, trouble: { state: true } };

  declare now: number;
  declare mayEdit: boolean;
  declare list: Head[] | undefined;
  declare trouble: string;

  private stop?: () => void;

  constructor() {
    super();
    this.trouble = '';
  }

  override connectedCallback(): void {
    super.connectedCallback();
    document.title = 'Dashboards · Tidemark';
    this.stop = onChange(['dashboards'], () => void this.load());
    void this.load();
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.stop?.();
  }

  private async load(): Promise<void> {
    try {
      this.list = (await fetchJson<{ dashboards: Head[] }>('/api/v1/dashboard', { count: 1000 })).dashboards;
      this.trouble = '';
    } catch (error) {
      this.trouble = (error as Error).message;
    }
  }

  override render() {
    return html`<main id="main" class="column">
      <section class="card">
        <div class="card-head">
          <div class="titles"><h1>Dashboards</h1></div>
          <div class="tools">${this.mayEdit ? html`<button class="button primary" @click=${() => void this.make()}>New dashboard</button>` : html``}</div>
        </div>
        ${this.trouble ? html`<p class="trouble" role="alert">${this.trouble}</p>` : html``}
        ${!this.list
          ? html`<p class="empty">Asking…</p>`
          : this.list.length === 0
            ? html`<p class="empty big">No dashboard yet. Make one here, post one to <code>/api/v1/dashboard</code> (old scripts: <code>/api/v1/dash</code>), or apply a document.</p>`
            : html`<ul class="list">
                ${[...this.list].sort((a, b) => a.title.localeCompare(b.title)).map(
                  (board) => html`<li>
                    <a class="pick" href="/dashboard/${encodeURIComponent(board.id)}"
                      ><span class="name"><b>${board.title}</b><small class="line">${board.description}</small></span><span class="since">${board.author_handle}, ${ago(Date.parse(board.modified_at), this.now)}</span></a
                    >
                  </li>`,
                )}
              </ul>`}
      </section>
    </main>`;
  }

  private async make(): Promise<void> {
    try {
      const made = await send<{ id: string }>('POST', '/api/v1/dashboard', { title: 'New dashboard', layout_type: 'ordered', widgets: [] });
      go(`/dashboard/${encodeURIComponent(made.id)}?edit=1`);
    } catch (error) {
      this.trouble = (error as Error).message;
    }
  }
}

customElements.define('tm-dashboards', TmDashboards);
