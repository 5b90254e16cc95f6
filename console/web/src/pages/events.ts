import { html } from 'lit';
import { ask, type Event } from '../api';
import { Plain } from '../element';
import '../frame';
import { frameInto, frameOf } from '../frame';
import { range, type Frame, type Range } from '../link';
import { onChange } from '../stream';
import { events } from './records';

const LIMIT = 500;
const TYPES = ['error', 'warning', 'info', 'success'];

/** The event stream: transitions, refusals, changes of documents, what clients posted. */
export class TmEvents extends Plain {
  static override properties = {
    now: { attribute: false },
    list: { state: true },
    frame: { state: true },
    shown: { state: true },
    search: { state: true },
    type: { state: true },
    trouble: { state: true },
  };

  declare now: number;
  declare list: Event[] | undefined;
  declare frame: Frame;
  declare shown: Range;
  declare search: string;
  declare type: string;
  declare trouble: string;

  private stop?: () => void;
  private readonly popped = (): void => this.read();

  constructor() {
    super();
    this.trouble = '';
    this.frame = { kind: 'live', span: '1d' };
    this.shown = range(this.frame, Date.now());
    this.search = '';
    this.type = '';
  }

  override connectedCallback(): void {
    super.connectedCallback();
    document.title = 'Events · Tidemark';
    addEventListener('popstate', this.popped);
    this.stop = onChange(['events'], () => {
      if (this.frame.kind === 'live') void this.load();
    });
    this.read();
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    removeEventListener('popstate', this.popped);
    this.stop?.();
  }

  private read(): void {
    const params = new URLSearchParams(location.search);
    this.frame = frameOf(params, '1d');
    this.search = params.get('search') ?? '';
    this.type = params.get('type') ?? '';
    void this.load();
  }

  private async load(): Promise<void> {
    const shown = range(this.frame, Date.now());
    try {
      const answer = await ask<{ events: Event[] }>('events', { from: Math.round(shown.from), to: Math.round(shown.to), limit: LIMIT });
      this.shown = shown;
      this.list = answer.events;
      this.trouble = '';
    } catch (error) {
      this.trouble = (error as Error).message;
    }
  }

  override render() {
    const words = this.search.toLowerCase().split(/\s+/).filter((word) => word);
    const list = (this.list ?? []).filter((event) => {
      if (this.type && event.type.toLowerCase() !== this.type) return false;
      const text = `${event.title} ${event.text} ${event.source} ${event.host} ${event.tags.join(' ')}`.toLowerCase();
      return words.every((word) => text.includes(word));
    });
    return html`<main id="main" class="column">
      <section class="card">
        <div class="card-head">
          <div class="titles"><h1>Events</h1><p class="sub">${list.length} of ${this.list?.length ?? 0}${this.list?.length === LIMIT ? ' newest' : ''} in this time frame</p></div>
          <div class="tools">
            <input type="search" placeholder="Search words, tags, source" maxlength="256" .value=${this.search} @input=${(event: InputEvent) => this.set('search', (event.target as HTMLInputElement).value)} />
            <select aria-label="Type" @change=${(event: globalThis.Event) => this.set('type', (event.target as HTMLSelectElement).value)}>
              <option value="">all types</option>
              ${TYPES.map((type) => html`<option value=${type} ?selected=${type === this.type}>${type}</option>`)}
            </select>
          </div>
        </div>
        <tm-frame .frame=${this.frame} .shown=${this.shown} @frame=${(event: CustomEvent<Frame>) => this.go(event.detail)}></tm-frame>
        ${this.trouble ? html`<p class="trouble" role="alert">${this.trouble}</p>` : html``}
        ${this.list ? events(list, this.now) : html`<p class="empty">Asking…</p>`}
      </section>
    </main>`;
  }

  private set(name: 'search' | 'type', value: string): void {
    this[name] = value;
    const params = new URLSearchParams(location.search);
    if (value) params.set(name, value);
    else params.delete(name);
    history.replaceState(null, '', `/events?${params.toString()}`);
  }

  private go(frame: Frame): void {
    this.frame = frame;
    history.pushState(null, '', `/events?${frameInto(new URLSearchParams(location.search), frame).toString()}`);
    void this.load();
  }
}

customElements.define('tm-events', TmEvents);
