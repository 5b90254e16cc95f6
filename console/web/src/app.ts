import { html, type TemplateResult } from 'lit';
import { ask, type Overview } from './api';
import { Plain } from './element';
import './pages/alert';
import './pages/dashboard';
import './pages/dashboards';
import './pages/detectors';
import './pages/downtimes';
import './pages/events';
import './pages/explore';
import './pages/hosts';
import './pages/mail';
import './pages/monitor';
import './pages/monitors';
import './pages/overview';
import './pages/people';
import { go, isOwn, placeOf, type PageName, type Place } from './route';
import { signIn, signOut, whoAmI, type Session } from './session';
import { onChange, onConnection } from './stream';
import { ago } from './words';

const CLOCK_MS = 5_000;
const NAMES: Record<PageName, string> = {
  overview: 'Overview',
  explore: 'Explore',
  dashboards: 'Dashboards',
  monitors: 'Monitors',
  downtimes: 'Downtimes',
  events: 'Events',
  hosts: 'Hosts',
  detectors: 'Detectors',
  people: 'People',
  mail: 'Mailbox',
};
/** The entry of the menu that a page about one thing belongs to. */
const PARENT: Partial<Record<Place['page'], PageName>> = { alert: 'overview', monitor: 'monitors', dashboard: 'dashboards' };

/** The frame of all pages: menu, connection, who is signed in. What is shown stands in the address. */
class TmApp extends Plain {
  static override properties = {
    place: { state: true },
    overview: { state: true },
    now: { state: true },
    live: { state: true },
    session: { state: true },
    trouble: { state: true },
  };

  declare place: Place;
  declare overview: Overview | undefined;
  declare now: number;
  declare live: boolean;
  declare session: Session | undefined;
  declare trouble: string;

  private wasLive = false;

  constructor() {
    super();
    this.place = placeOf(location.pathname, location.search);
    this.now = Date.now();
    this.live = false;
    this.trouble = '';
  }

  override connectedCallback(): void {
    super.connectedCallback();
    addEventListener('popstate', () => (this.place = placeOf(location.pathname, location.search)));
    this.addEventListener('click', (event) => this.clicked(event as MouseEvent));
    setInterval(() => (this.now = Date.now()), CLOCK_MS);
    void this.enter();
  }

  private async enter(): Promise<void> {
    try {
      this.session = await whoAmI();
      this.trouble = '';
    } catch {
      // A console without sign-in answers everybody.
      this.session = { user: 'local', role: 'admin', open: true };
    }
    if (this.session.user === null) return;
    onConnection((up) => {
      this.live = up;
      this.wasLive ||= up;
    });
    onChange([], () => void this.look());
    await this.look();
  }

  private async look(): Promise<void> {
    try {
      this.overview = await ask<Overview>('overview');
      this.now = Date.now();
      this.trouble = '';
    } catch (error) {
      this.trouble = (error as Error).message;
    }
  }

  override render() {
    if (!this.session) return html``;
    if (this.session.user === null) return this.door();
    return html`
      <a class="skip" href="#main">Skip to the content</a>
      ${this.header()}
      ${this.trouble ? html`<p class="trouble bar" role="alert">${this.trouble}</p>` : html``}
      ${this.page()}
    `;
  }

  private header() {
    const current = PARENT[this.place.page] ?? this.place.page;
    const overview = this.overview;
    const wrong = overview ? overview.states.alert + overview.states.warn + overview.states.noData : 0;
    return html`<header>
      <a class="brand" href="/"><img src="/favicon.svg" alt="" width="26" height="26" />Tidemark</a>
      <nav aria-label="Pages">
        ${(Object.keys(NAMES) as PageName[])
          .filter((page) => page !== 'people' && (page !== 'mail' || overview?.mailbox))
          .map(
            (page) =>
              html`<a href=${page === 'overview' ? '/' : `/${page}`} aria-current=${current === page ? 'page' : 'false'}
                >${NAMES[page]}${page === 'overview' && wrong > 0 ? html` <span class="badge bad" title="Groups in trouble now">${wrong}</span>` : html``}</a
              >`,
          )}
      </nav>
      <span class="pulse ${this.live ? 'on' : ''}" title=${this.live ? 'Changes arrive as they happen' : 'Not connected; asking every 15 s'}>
        <i aria-hidden="true"></i>${this.live ? 'live' : this.wasLive ? 'offline' : 'connecting…'}${overview?.judgedUntil
          ? html`<span class="until">, judged ${ago(overview.judgedUntil, this.now)}</span>`
          : html``}
      </span>
      ${this.session && !this.session.open
        ? html`<span class="who"><a href="/people" title="People and keys">${this.session.user}</a> <small>${this.session.role}</small>
            <button class="quiet" @click=${() => void this.leave()}>Sign out</button></span>`
        : html`<a class="who" href="/people" title="People and keys">People</a>`}
    </header>`;
  }

  private page(): TemplateResult {
    const { page, id } = this.place;
    const now = this.now;
    const mayEdit = this.session?.open === true || this.session?.role === 'editor' || this.session?.role === 'admin';
    switch (page) {
      case 'overview':
        return html`<tm-overview .overview=${this.overview} .now=${now}></tm-overview>`;
      case 'explore':
        return html`<tm-explore .overview=${this.overview} .now=${now} .mayEdit=${mayEdit}></tm-explore>`;
      case 'dashboards':
        return html`<tm-dashboards .now=${now} .mayEdit=${mayEdit}></tm-dashboards>`;
      case 'dashboard':
        return html`<tm-dashboard .board=${id} .mayEdit=${mayEdit}></tm-dashboard>`;
      case 'monitors':
        return html`<tm-monitors .now=${now} .mayEdit=${mayEdit}></tm-monitors>`;
      case 'monitor':
        return html`<tm-monitor .monitor=${id} .now=${now} .mayEdit=${mayEdit}></tm-monitor>`;
      case 'downtimes':
        return html`<tm-downtimes .now=${now} .mayEdit=${mayEdit}></tm-downtimes>`;
      case 'events':
        return html`<tm-events .now=${now}></tm-events>`;
      case 'hosts':
        return html`<tm-hosts .now=${now} .mayEdit=${mayEdit}></tm-hosts>`;
      case 'detectors':
        return html`<tm-detectors .now=${now}></tm-detectors>`;
      case 'people':
        return html`<tm-people .session=${this.session}></tm-people>`;
      case 'mail':
        return html`<tm-mail .now=${now}></tm-mail>`;
      case 'alert':
        return html`<tm-alert .alert=${id} .now=${now}></tm-alert>`;
      default:
        return html`<main id="main" class="column"><section class="card"><h1>There is no such page</h1><p class="empty">Take one from the menu above.</p></section></main>`;
    }
  }

  private door() {
    return html`<main id="main" class="column narrow">
      <form class="card door" @submit=${(event: SubmitEvent) => void this.knock(event)}>
        <h1><img src="/favicon.svg" alt="" width="26" height="26" /> Tidemark</h1>
        <label>Name <input name="user" autocomplete="username" required autofocus /></label>
        <label>Password <input name="password" type="password" autocomplete="current-password" required /></label>
        ${this.trouble ? html`<p class="trouble" role="alert">${this.trouble}</p>` : html``}
        <button class="primary">Sign in</button>
        ${this.session?.oidc
          ? html`<button type="button" class="quiet" @click=${() => location.assign('/api/console/oidc/start?to=' + encodeURIComponent(location.pathname + location.search))}>
              Sign in with your organisation
            </button>`
          : html``}
      </form>
    </main>`;
  }

  private async knock(event: SubmitEvent): Promise<void> {
    event.preventDefault();
    const data = new FormData(event.target as HTMLFormElement);
    try {
      await signIn(String(data.get('user')), String(data.get('password')));
      await this.enter();
    } catch (error) {
      this.trouble = (error as Error).message;
    }
  }

  private async leave(): Promise<void> {
    location.assign(await signOut().catch(() => '/'));
  }

  private clicked(event: MouseEvent): void {
    const link = (event.target as Element).closest?.('a');
    if (!link || !isOwn(event, link) || (link.hash && link.pathname === location.pathname)) return;
    event.preventDefault();
    go(link.href);
    scrollTo(0, 0);
  }
}

customElements.define('tm-app', TmApp);
