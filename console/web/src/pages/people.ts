import { html } from 'lit';
import { Plain } from '../element';
import { fetchJson, send, type Session } from '../session';
import { count } from '../words';

interface User {
  name: string;
  role: string;
  email: string;
  /** Who signs in at the OpenID provider; their role is told there. */
  guest: boolean;
}

interface Key {
  id: string;
  attributes: { name: string; created_at: string; last4: string; scopes?: string[] | null; key?: string };
}

const ROLES = ['viewer', 'editor', 'admin'];
const KEYS_MAX = 1000;
const API_KEYS = '/api/v2/api_keys';
const OWN_KEYS = '/api/v2/current_user/application_keys';

/** Users and keys. A key's text is shown once, when it is made. */
export class TmPeople extends Plain {
  static override properties = {
    session: { attribute: false },
    users: { state: true },
    apiKeys: { state: true },
    ownKeys: { state: true },
    told: { state: true },
    trouble: { state: true },
  };

  declare session: Session | undefined;
  declare users: User[] | undefined;
  declare apiKeys: Key[];
  declare ownKeys: Key[];
  declare told: { what: string; secret: string } | undefined;
  declare trouble: string;

  constructor() {
    super();
    this.apiKeys = [];
    this.ownKeys = [];
    this.trouble = '';
  }

  override connectedCallback(): void {
    super.connectedCallback();
    document.title = 'People and keys · Tidemark';
    void this.load();
  }

  private get isAdmin(): boolean {
    return this.session?.open === true || this.session?.role === 'admin';
  }

  private async load(): Promise<void> {
    try {
      const size = { 'page[size]': KEYS_MAX };
      if (this.isAdmin) {
        this.users = (await fetchJson<{ users: User[] }>('/api/console/users')).users;
        this.apiKeys = (await fetchJson<{ data: Key[] }>(API_KEYS, size)).data;
      } else {
        this.users = [];
      }
      if (!this.session?.open) this.ownKeys = (await fetchJson<{ data: Key[] }>(OWN_KEYS, size)).data;
    } catch (error) {
      this.trouble = (error as Error).message;
    }
  }

  override render() {
    if (!this.users) return html`<main id="main" class="column"><p class="empty">${this.trouble || 'Asking…'}</p></main>`;
    return html`<main id="main" class="column">
      ${this.trouble ? html`<p class="trouble" role="alert">${this.trouble}</p>` : html``}
      ${this.told
        ? html`<section class="card" role="status">
            <h2>${this.told.what}</h2>
            <p>This is shown once and kept nowhere. Copy it now.</p>
            <p class="row"><code class="secret">${this.told.secret}</code> <button class="quiet" @click=${() => (this.told = undefined)}>I have it</button></p>
          </section>`
        : html``}
      ${this.isAdmin ? this.people(this.users) : html``} ${this.isAdmin ? this.keys('API keys', 'for clients that send data, and beside an application key', API_KEYS, this.apiKeys) : html``}
      ${this.session?.open
        ? html``
        : this.keys('Your application keys', `for clients and scripts; with your role, ${this.session?.role ?? ''}, or less by their scopes`, OWN_KEYS, this.ownKeys)}
    </main>`;
  }

  private people(users: User[]) {
    return html`<section class="card">
      <div class="card-head"><div class="titles"><h1>People</h1><p class="sub">${count(users.length, 'user')}</p></div></div>
      ${users.length === 0
        ? html`<p class="empty">Nobody yet: everybody on this machine may do everything. With the first user, sign-in is asked for; make that one an admin.</p>`
        : html`<ul class="list">${users.map((user) => this.user(user))}</ul>`}
      <form class="row" @submit=${(event: SubmitEvent) => void this.add(event)}>
        <label>Name <input name="name" required maxlength="100" autocomplete="off" /></label>
        <label>Password <input name="password" type="password" required minlength="12" maxlength="256" autocomplete="new-password" /></label>
        <label>Role <select name="role">${ROLES.map((role) => html`<option ?selected=${users.length === 0 && role === 'admin'}>${role}</option>`)}</select></label>
        <button class="primary">Add</button>
      </form>
    </section>`;
  }

  private user(user: User) {
    const self = user.name === this.session?.user;
    return html`<li class="host">
      <span class="name"><b>${user.name}</b> <small>${user.email}</small></span>
      ${user.guest ? html`<span class="mark">by your organisation</span>` : html``}
      <select aria-label="Role of ${user.name}" ?disabled=${self || user.guest} @change=${(event: Event) => void this.change(user, (event.target as HTMLSelectElement).value)}>
        ${ROLES.map((role) => html`<option ?selected=${role === user.role}>${role}</option>`)}
      </select>
      <button class="quiet" ?disabled=${self} @click=${() => void this.dismiss(user)}>Remove</button>
    </li>`;
  }

  private keys(title: string, sub: string, path: string, keys: Key[]) {
    return html`<section class="card">
      <div class="card-head"><div class="titles"><h2>${title}</h2><p class="sub">${sub}</p></div></div>
      ${keys.length === 0
        ? html`<p class="empty">No key yet.</p>`
        : html`<ul class="list">
            ${keys.map(
              (key) => html`<li class="host">
                <span class="name"><b>${key.attributes.name}</b> <small>…${key.attributes.last4}, made ${key.attributes.created_at.slice(0, 10)}</small>
                  ${(key.attributes.scopes ?? []).map((scope) => html`<span class="tag">${scope}</span>`)}</span>
                <button class="quiet" @click=${() => void this.end(path, key)}>End</button>
              </li>`,
            )}
          </ul>`}
      <form class="row" @submit=${(event: SubmitEvent) => void this.make(event, path)}>
        <label class="grow">What it is for <input name="name" required maxlength="200" autocomplete="off" /></label>
        ${path === OWN_KEYS ? html`<label class="grow">Scopes <input name="scopes" placeholder="all of your role; or monitors_read, …" autocomplete="off" /></label>` : html``}
        <button class="primary">Make a key</button>
      </form>
    </section>`;
  }

  private async add(event: SubmitEvent): Promise<void> {
    event.preventDefault();
    const form = event.target as HTMLFormElement;
    const data = new FormData(form);
    await this.tried(async () => {
      await send('PUT', `/api/console/users/${encodeURIComponent(String(data.get('name')))}`, {
        role: String(data.get('role')),
        password: String(data.get('password')),
      });
      form.reset();
      // The first user closes an open door: the page asks who one is.
      if (this.session?.open) location.reload();
    });
  }

  private async change(user: User, role: string): Promise<void> {
    await this.tried(() =>
      send('PATCH', `/api/v2/users/${encodeURIComponent(user.name)}`, {
        data: { type: 'users', id: user.name, relationships: { roles: { data: [{ type: 'roles', id: role }] } } },
      }),
    );
  }

  private async dismiss(user: User): Promise<void> {
    if (!confirm(`Remove ${user.name} with their application keys?`)) return;
    await this.tried(() => send('DELETE', `/api/console/users/${encodeURIComponent(user.name)}`));
  }

  private async make(event: SubmitEvent, path: string): Promise<void> {
    event.preventDefault();
    const form = event.target as HTMLFormElement;
    const data = new FormData(form);
    const name = String(data.get('name'));
    const scopes = String(data.get('scopes') ?? '').split(',').map((scope) => scope.trim()).filter((scope) => scope !== '');
    await this.tried(async () => {
      const type = path === API_KEYS ? 'api_keys' : 'application_keys';
      const made = await send<{ data: Key }>('POST', path, { data: { type, attributes: scopes.length > 0 ? { name, scopes } : { name } } });
      this.told = { what: `Key "${name}"`, secret: made.data.attributes.key ?? '' };
      form.reset();
    });
  }

  private async end(path: string, key: Key): Promise<void> {
    if (!confirm(`End the key "${key.attributes.name}"? What uses it is refused at once.`)) return;
    await this.tried(() => send('DELETE', `${path}/${encodeURIComponent(key.id)}`));
  }

  private async tried(what: () => Promise<unknown>): Promise<void> {
    try {
      await what();
      this.trouble = '';
    } catch (error) {
      this.trouble = (error as Error).message;
    }
    await this.load();
  }
}

customElements.define('tm-people', TmPeople);
