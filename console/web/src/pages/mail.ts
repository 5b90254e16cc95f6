import { html } from 'lit';
import { ask, type MailHead } from '../api';
import { Plain } from '../element';
import { onChange } from '../stream';
import { mails } from './records';

/** The built-in mailbox: what would have been sent. */
export class TmMail extends Plain {
  static override properties = { now: { attribute: false }, list: { state: true }, open: { state: true }, trouble: { state: true } };

  declare now: number;
  declare list: MailHead[] | undefined;
  declare open: string | undefined;
  declare trouble: string;

  private stop?: () => void;

  constructor() {
    super();
    this.trouble = '';
  }

  override connectedCallback(): void {
    super.connectedCallback();
    document.title = 'Mailbox · Tidemark';
    this.open = new URLSearchParams(location.search).get('mail') ?? undefined;
    this.stop = onChange(['notifications'], () => void this.load());
    void this.load();
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.stop?.();
  }

  private async load(): Promise<void> {
    try {
      this.list = (await ask<{ mails: MailHead[] }>('mails')).mails.sort((a, b) => b.at - a.at);
      this.open ??= this.list[0]?.id;
      this.trouble = '';
    } catch (error) {
      this.trouble = (error as Error).message;
    }
  }

  override render() {
    return html`<main id="main" class="column" @mail=${(event: CustomEvent<string>) => this.choose(event.detail)}>
      <section class="card">
        <h1>Mailbox</h1>
        <p class="sub">Mails of this installation, kept here because no mail server is set.</p>
        ${this.trouble ? html`<p class="trouble" role="alert">${this.trouble}</p>` : html``}
        ${this.list ? mails(this.list, this.now, this.open, this) : html`<p class="empty">Asking…</p>`}
      </section>
    </main>`;
  }

  private choose(id: string): void {
    this.open = id;
    history.replaceState(null, '', `/mail?mail=${encodeURIComponent(id)}`);
  }
}

customElements.define('tm-mail', TmMail);
