import { html } from 'lit';
import { Plain, tell } from '../element';
import type { Range, Target } from '../link';
import { annotate, exclude, metricOf, metricsOf, reply, said, spansOf, type Annotation, type Said } from '../spans';
import { send } from '../session';
import { onChange } from '../stream';
import type { Span } from '../chart';
import { frame, instant } from '../words';

/** Below a graph: what people said about spans of it, and the form to say more. */
export class TmNotes extends Plain {
  static override properties = {
    target: { attribute: false },
    query: { attribute: false },
    shown: { attribute: false },
    span: { attribute: false },
    mayEdit: { attribute: false },
    all: { state: true },
    open: { state: true },
    answering: { state: true },
    trouble: { state: true },
  };

  declare target: Target;
  declare query: string;
  declare shown: Range;
  /** The span that was dragged while the form was open; else what is shown. */
  declare span: Range | undefined;
  declare mayEdit: boolean;
  declare all: Said;
  declare open: '' | 'note' | 'exclusion';
  declare answering: string;
  declare trouble: string;

  private stop?: () => void;
  private turn = 0;

  constructor() {
    super();
    this.target = { kind: 'none' };
    this.query = '';
    this.all = { annotations: [], exclusions: [] };
    this.open = '';
    this.answering = '';
    this.trouble = '';
  }

  override connectedCallback(): void {
    super.connectedCallback();
    this.stop = onChange(['annotations', 'exclusions'], () => void this.load());
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.stop?.();
  }

  override willUpdate(changed: Map<string, unknown>): void {
    if (changed.has('shown') || changed.has('target') || changed.has('query')) void this.load();
  }

  private async load(): Promise<void> {
    if (!this.shown || this.target.kind === 'none') return;
    const turn = ++this.turn;
    try {
      const all = await said(this.shown.from, this.shown.to, metricsOf(this.target, this.query));
      if (turn !== this.turn) return;
      this.all = all;
      tell<Span[]>(this, 'spans', spansOf(all));
    } catch {
      // A console that keeps no notes shows the graph all the same.
    }
  }

  override render() {
    if (this.target.kind === 'none') return html``;
    const notes = this.all.annotations.filter((each) => !each.reply_to && !each.verdict);
    return html`
      ${this.mayEdit
        ? html`<p class="row notes-row">
            <button class="quiet" aria-expanded=${this.open === 'note'} @click=${() => this.turnTo('note')}>Annotate a span…</button>
            <button class="quiet" aria-expanded=${this.open === 'exclusion'} @click=${() => this.turnTo('exclusion')}>Mark as not normal…</button>
          </p>`
        : html``}
      ${this.open ? this.form() : html``} ${this.trouble ? html`<p class="trouble" role="alert">${this.trouble}</p>` : html``}
      ${notes.length + this.all.exclusions.length === 0
        ? html``
        : html`<ol class="records notes">
            ${this.all.exclusions.map(
              (each) => html`<li><div class="head"><span class="mark">not learnt</span><strong>${each.message || 'Not normal'}</strong><span class="was">${frame(Date.parse(each.start), Date.parse(each.end))}</span><span class="spacer"></span>
                ${this.mayEdit ? html`<button class="quiet danger" @click=${() => void this.drop(`/api/console/exclusions/${encodeURIComponent(each.id)}`)}>Learn it after all</button>` : html``}</div></li>`,
            )}
            ${notes.map((each) => this.note(each))}
          </ol>`}
    `;
  }

  private note(each: Annotation) {
    const replies = this.all.annotations.filter((other) => other.reply_to === each.id);
    return html`<li>
      <div class="head"><span class="mark noted">note</span><strong>${each.author ?? ''}</strong><span class="was">${each.end ? frame(Date.parse(each.start), Date.parse(each.end)) : instant(Date.parse(each.start))}</span><span class="spacer"></span>
        ${this.mayEdit ? html`<button class="quiet" @click=${() => (this.answering = this.answering === each.id ? '' : each.id)}>Reply</button><button class="quiet danger" @click=${() => void this.drop(`/api/console/annotations/${encodeURIComponent(each.id)}`)}>Remove</button>` : html``}</div>
      <p class="text">${each.text}</p>
      ${replies.map((other) => html`<p class="reply"><b>${other.author ?? ''}</b> ${other.text}</p>`)}
      ${this.answering === each.id
        ? html`<form class="row" @submit=${(event: SubmitEvent) => void this.answer(event, each)}><label class="grow"><span class="hidden">Reply</span><input name="text" required maxlength="4000" autofocus placeholder="@name@example.org is told" /></label><button class="primary">Reply</button></form>`
        : html``}
    </li>`;
  }

  private form() {
    const span = this.span ?? this.shown;
    const note = this.open === 'note';
    return html`<form class="form inset" @submit=${(event: SubmitEvent) => void this.save(event)}>
      <p><b>${note ? 'Annotate' : 'Not normal: do not learn'}</b> ${frame(span.from, span.to)}. <small>Drag on the graph to choose another span.</small></p>
      <label>${note ? 'Text' : 'Why'} <textarea name="text" rows="2" ?required=${note} maxlength="4000" placeholder=${note ? 'What happened? @name@example.org gets a mail with this graph.' : 'Such as: fire drill'}></textarea></label>
      <div class="row"><button class="primary">${note ? 'Annotate' : 'Do not learn it'}</button><button type="button" class="quiet" @click=${() => this.turnTo('')}>Leave it</button></div>
    </form>`;
  }

  private turnTo(open: '' | 'note' | 'exclusion'): void {
    this.open = this.open === open ? '' : open;
    this.span = undefined;
    tell<boolean>(this, 'choosing', this.open !== '');
  }

  private async save(event: SubmitEvent): Promise<void> {
    event.preventDefault();
    const text = String(new FormData(event.target as HTMLFormElement).get('text')).trim();
    const span = this.span ?? this.shown;
    const metric = metricOf(this.target, this.query);
    try {
      if (this.open === 'note') await annotate(text, span.from, span.to, metric, this.target.kind === 'query' ? this.target.queries[0]!.q : this.query);
      else await exclude(text || 'not normal', span.from, span.to, this.target.kind === 'bands' ? { detector: this.target.detector } : { metric });
      this.trouble = '';
      this.turnTo('');
      await this.load();
    } catch (error) {
      this.trouble = (error as Error).message;
    }
  }

  private async answer(event: SubmitEvent, to: Annotation): Promise<void> {
    event.preventDefault();
    try {
      await reply(to, String(new FormData(event.target as HTMLFormElement).get('text')).trim());
      this.answering = '';
      await this.load();
    } catch (error) {
      this.trouble = (error as Error).message;
    }
  }

  private async drop(path: string): Promise<void> {
    try {
      await send('DELETE', path);
      await this.load();
    } catch (error) {
      this.trouble = (error as Error).message;
    }
  }
}

customElements.define('tm-notes', TmNotes);
