import { html } from 'lit';
import { Plain, tell } from './element';
import { PRESETS, range, shift, spanMillis, zoomOut, type Frame, type Range } from './link';
import { frame as frameWords } from './words';

/** The choice of a time frame: presets, earlier, later, wider, back, and a free range. */
export class TmFrame extends Plain {
  static override properties = { frame: { attribute: false }, shown: { attribute: false }, free: { state: true }, trouble: { state: true } };

  declare frame: Frame;
  declare shown: Range | undefined;
  declare free: boolean;
  declare trouble: string;

  constructor() {
    super();
    this.frame = { kind: 'live', span: '4h' };
    this.free = false;
    this.trouble = '';
  }

  override render() {
    const shown = this.shown ?? range(this.frame, Date.now());
    const live = this.frame.kind === 'live' ? this.frame.span : undefined;
    return html`<div class="tools" role="toolbar" aria-label="Time frame">
        <div class="buttons presets">
          ${PRESETS.map((span) => html`<button aria-pressed=${live === span} @click=${() => this.choose({ kind: 'live', span })}>${span}</button>`)}
        </div>
        <div class="buttons">
          <button title="Earlier" aria-label="Earlier" @click=${() => this.fix(shift(shown, -1))}>←</button>
          <button title="Later" aria-label="Later" @click=${() => this.fix(shift(shown, 1))}>→</button>
          <button title="Zoom out (z)" aria-label="Zoom out" @click=${() => this.fix(zoomOut(shown, Date.now()))}>−</button>
          <button title="Undo (u)" aria-label="Undo" @click=${() => history.back()}>↶</button>
          <button title="Choose from and to" aria-pressed=${this.free} @click=${() => (this.free = !this.free)}>From … to</button>
        </div>
      </div>
      ${this.free ? this.form(shown) : html``}
      <p class="frame">
        ${frameWords(shown.from, shown.to)}
        <small>${Intl.DateTimeFormat().resolvedOptions().timeZone}${live ? ', moving' : ''}</small>
        ${live ? html`` : html`<button class="quiet" @click=${() => this.choose({ kind: 'live', span: '4h' })}>Back to now</button>`}
      </p>`;
  }

  private form(shown: Range) {
    return html`<form class="row free" @submit=${(event: SubmitEvent) => this.submit(event)}>
      <label>From <input type="datetime-local" name="from" step="1" .value=${local(shown.from)} required /></label>
      <label>to <input type="datetime-local" name="to" step="1" .value=${local(shown.to)} required /></label>
      <button class="primary">Show</button>
      ${this.trouble ? html`<span class="trouble" role="alert">${this.trouble}</span>` : html``}
    </form>`;
  }

  private submit(event: SubmitEvent): void {
    event.preventDefault();
    const data = new FormData(event.target as HTMLFormElement);
    const from = new Date(String(data.get('from'))).getTime();
    const to = new Date(String(data.get('to'))).getTime();
    if (!(from < to)) {
      this.trouble = 'The start must be before the end.';
      return;
    }
    this.trouble = '';
    this.free = false;
    this.fix({ from, to });
  }

  private fix(to: Range): void {
    this.choose({ kind: 'fixed', ...to });
  }

  private choose(frame: Frame): void {
    tell<Frame>(this, 'frame', frame);
  }
}

/** For an input of type datetime-local, in the reader's zone. */
function local(at: number): string {
  return new Date(at - new Date(at).getTimezoneOffset() * 60_000).toISOString().slice(0, 19);
}

/** The time frame in an address: "span=4h", or "from" and "to" in milliseconds. */
export function frameOf(params: URLSearchParams, fallback = '4h'): Frame {
  const from = Number(params.get('from') ?? NaN);
  const to = Number(params.get('to') ?? NaN);
  if (Number.isInteger(from) && Number.isInteger(to) && from < to) return { kind: 'fixed', from, to };
  const span = params.get('span') ?? fallback;
  return { kind: 'live', span: spanMillis(span) === undefined ? fallback : span };
}

export function frameInto(params: URLSearchParams, frame: Frame): URLSearchParams {
  for (const name of ['from', 'to', 'span']) params.delete(name);
  if (frame.kind === 'live') params.set('span', frame.span);
  else {
    params.set('from', String(Math.round(frame.from)));
    params.set('to', String(Math.round(frame.to)));
  }
  return params;
}

customElements.define('tm-frame', TmFrame);
