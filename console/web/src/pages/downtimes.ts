import { html } from 'lit';
import { ask, type Downtime } from '../api';
import { bodyOf, inWords, ruleOf, WEEKDAYS, type DowntimeForm, type Weekday } from '../downtimeform';
import { Plain } from '../element';
import { send } from '../session';
import { onChange } from '../stream';
import { count, instant } from '../words';
import { downtimeRecord, windows } from './downtimerecord';

const HOUR_MS = 3_600_000;

interface Preview {
  occurrences: { from: number; to: number; notes?: string[] }[];
  monitors: { id: string; name: string }[];
  hidden: { id: string; at: number; name: string; monitor: string; group: string; to: string }[];
}

/** Downtimes: planned in words, shown with their next windows in local time. */
export class TmDowntimes extends Plain {
  static override properties = {
    now: { attribute: false },
    mayEdit: { attribute: false },
    list: { state: true },
    form: { state: true },
    preview: { state: true },
    faults: { state: true },
    trouble: { state: true },
  };

  declare now: number;
  declare mayEdit: boolean;
  declare list: Downtime[] | undefined;
  declare form: DowntimeForm | undefined;
  declare preview: Preview | undefined;
  declare faults: string[];
  declare trouble: string;

  private stop?: () => void;
  private timer?: number;

  constructor() {
    super();
    this.faults = [];
    this.trouble = '';
  }

  override connectedCallback(): void {
    super.connectedCallback();
    document.title = 'Downtimes · Tidemark';
    const params = new URLSearchParams(location.search);
    if (params.has('new')) this.form = { ...fresh(), ...(params.get('monitor') ? { which: 'one', monitor: params.get('monitor')! } : {}) };
    this.stop = onChange(['downtimes'], () => void this.load());
    void this.load();
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.stop?.();
    clearTimeout(this.timer);
  }

  private async load(): Promise<void> {
    try {
      this.list = (await ask<{ downtimes: Downtime[] }>('downtimes')).downtimes;
      this.trouble = '';
    } catch (error) {
      this.trouble = (error as Error).message;
    }
  }

  override render() {
    const groups = (this.list ?? []).reduce<Record<'active' | 'next' | 'ended', Downtime[]>>(
      (all, each) => {
        all[each.active ? 'active' : each.occurrences.length > 0 ? 'next' : 'ended'].push(each);
        return all;
      },
      { active: [], next: [], ended: [] },
    );
    groups.next.sort((a, b) => a.occurrences[0]!.from - b.occurrences[0]!.from);
    return html`<main id="main" class="column">
      <section class="card">
        <div class="card-head">
          <div class="titles"><h1>Downtimes</h1><p class="sub">When notifications are held back. Monitors go on watching; what was held is on record.</p></div>
          <div class="tools">${this.mayEdit && !this.form ? html`<button class="button primary" @click=${() => this.open()}>New downtime</button>` : html``}</div>
        </div>
        ${this.trouble ? html`<p class="trouble" role="alert">${this.trouble}</p>` : html``} ${this.form ? this.fields(this.form) : html``}
        ${!this.list
          ? html`<p class="empty">Asking…</p>`
          : this.list.length === 0
            ? html`<p class="empty big">No downtime is set: every notification is sent.</p>`
            : html`${this.section('In force now', groups.active)}${this.section('To come', groups.next)}${this.section('Over', groups.ended)}`}
      </section>
    </main>`;
  }

  private section(title: string, list: Downtime[]) {
    if (list.length === 0) return html``;
    return html`<h2>${title}</h2>
      <ol class="records">${list.map((each) => downtimeRecord(each, this.now, this.mayEdit && each.occurrences.length > 0 ? html`<button class="quiet danger" @click=${() => void this.cancel(each)}>End</button>` : html``))}</ol>`;
  }

  private fields(form: DowntimeForm) {
    const repeated = form.kind === 'repeated';
    const zone = form.timezone;
    return html`<form class="form inset" @submit=${(event: SubmitEvent) => void this.save(event)}>
      <h2>New downtime</h2>
      <fieldset class="row">
        <legend>For</legend>
        ${(['all', 'tags', 'one'] as const).map(
          (which) => html`<label class="check"><input type="radio" name="which" ?checked=${form.which === which} @change=${() => this.change({ which })} /> ${{ all: 'every monitor', tags: 'monitors with tags', one: 'one monitor' }[which]}</label>`,
        )}
        ${form.which === 'tags' ? html`<input aria-label="Tags of monitors" placeholder="team:shop, env:prod (all of them)" .value=${form.tags} @input=${(event: InputEvent) => this.change({ tags: value(event) })} />` : html``}
        ${form.which === 'one' ? html`<input aria-label="Id of the monitor" placeholder="id" .value=${form.monitor} @input=${(event: InputEvent) => this.change({ monitor: value(event) })} />` : html``}
      </fieldset>
      <label>Only groups that match <input class="mono" placeholder="*   or   env:(staging OR prod) AND host:web-*" .value=${form.scope} @input=${(event: InputEvent) => this.change({ scope: value(event) })} /></label>
      <fieldset class="row">
        <legend>When</legend>
        <label class="check"><input type="radio" name="kind" ?checked=${!repeated} @change=${() => this.change({ kind: 'once' })} /> once</label>
        <label class="check"><input type="radio" name="kind" ?checked=${repeated} @change=${() => this.change({ kind: 'repeated' })} /> again and again</label>
        <button type="button" class="quiet" @click=${() => this.change({ kind: 'repeated', days: [], start: day('22:00'), duration: '8h' })}>Nightly</button>
        <button type="button" class="quiet" @click=${() => this.change({ kind: 'repeated', days: ['SA', 'SU'], start: day('00:00'), duration: '1d' })}>Weekends</button>
      </fieldset>
      <div class="row">
        <label>${repeated ? 'First start' : 'From'} <input type="datetime-local" required .value=${form.start} @input=${(event: InputEvent) => this.change({ start: value(event) })} /></label>
        ${repeated
          ? html`<label>lasting <input class="short" required pattern="[0-9]+[mhdw]" title="Such as 90m, 14h, 1d" .value=${form.duration} @input=${(event: InputEvent) => this.change({ duration: value(event) })} /></label>
              <label>in the zone <input list="zones" required .value=${zone} @change=${(event: Event) => this.change({ timezone: value(event) })} /></label>
              <datalist id="zones">${Intl.supportedValuesOf('timeZone').map((each) => html`<option value=${each}></option>`)}</datalist>`
          : html`<label>until <input type="datetime-local" .value=${form.end} @input=${(event: InputEvent) => this.change({ end: value(event) })} /></label><small>empty: until somebody ends it</small>`}
      </div>
      ${repeated
        ? html`<div class="row days" role="group" aria-label="Days of the week; none means every day">
              ${WEEKDAYS.map((each) => html`<label class="check"><input type="checkbox" .checked=${form.days.includes(each)} @change=${() => this.toggle(each)} /> ${each}</label>`)}
            </div>
            <label>As a rule (RFC 5545) <input class="mono" .value=${form.rrule || ruleOf(form.days)} @change=${(event: Event) => this.change({ rrule: value(event) })} /></label>`
        : html``}
      <label>Why <textarea rows="2" placeholder="For those who wonder; @name@example.org is told of start and end" .value=${form.message} @input=${(event: InputEvent) => this.change({ message: value(event) })}></textarea></label>
      <label class="check"><input type="checkbox" .checked=${form.muteFirstRecovery} @change=${() => this.change({ muteFirstRecovery: !form.muteFirstRecovery })} /> also hold back the first recovery of what alerted before</label>
      <p class="reason">${inWords(form)}</p>
      ${this.preview ? html`${windows(this.preview.occurrences)}${this.wouldHide(this.preview)}` : html``}
      ${this.faults.length > 0 ? html`<ul class="trouble" role="alert">${this.faults.map((fault) => html`<li>${fault}</li>`)}</ul>` : html``}
      <div class="row">
        <button class="primary">Create</button>
        <button type="button" class="quiet" @click=${() => this.shut()}>Leave it</button>
      </div>
    </form>`;
  }

  private wouldHide(preview: Preview) {
    const meant = preview.monitors.length === 0 ? 'It means no monitor that there is now.' : `It means ${count(preview.monitors.length, 'monitor')}: ${preview.monitors.slice(0, 8).map((each) => each.name || each.id).join(', ')}${preview.monitors.length > 8 ? ' …' : ''}.`;
    return html`<p class="empty">${meant}</p>
      ${preview.hidden.length === 0
        ? html`<p class="empty">It would have hidden nothing in the past week.</p>`
        : html`<details><summary>It would have hidden ${count(preview.hidden.length, 'transition')} in the past week</summary>
            <ul class="told">${preview.hidden.slice(0, 50).map((each) => html`<li><a href="/alerts/${encodeURIComponent(each.id)}">${instant(each.at)}</a> ${each.name || each.monitor}${each.group !== '*' ? ` ${each.group}` : ''}: ${each.to}</li>`)}</ul></details>`}`;
  }

  private open(): void {
    this.form = fresh();
    this.later();
  }

  private shut(): void {
    this.form = undefined;
    this.preview = undefined;
    this.faults = [];
  }

  private toggle(each: Weekday): void {
    const days = this.form!.days;
    this.change({ days: days.includes(each) ? days.filter((day) => day !== each) : [...days, each], rrule: '' });
  }

  private change(change: Partial<DowntimeForm>): void {
    this.form = { ...this.form!, ...change };
    this.later();
  }

  private later(): void {
    clearTimeout(this.timer);
    this.timer = window.setTimeout(() => void this.look(), 400);
  }

  private async look(): Promise<void> {
    if (!this.form?.start) return;
    try {
      this.preview = await send<Preview>('POST', '/api/console/preview/downtime', bodyOf(this.form));
      this.faults = [];
    } catch (error) {
      this.preview = undefined;
      this.faults = (error as Error).message.split('\n');
    }
  }

  private async save(event: SubmitEvent): Promise<void> {
    event.preventDefault();
    try {
      await send('POST', '/api/v2/downtime', { data: { type: 'downtime', attributes: bodyOf(this.form!) } });
      this.shut();
      await this.load();
    } catch (error) {
      this.faults = (error as Error).message.split('\n');
    }
  }

  private async cancel(each: Downtime): Promise<void> {
    if (!confirm(`End the downtime “${String(each.document['name'] ?? each.id)}”? Notifications are sent again.`)) return;
    try {
      await send('DELETE', `/api/v2/downtime/${encodeURIComponent(each.id)}`);
      await this.load();
    } catch (error) {
      this.trouble = (error as Error).message;
    }
  }
}

function value(event: Event): string {
  return (event.target as HTMLInputElement).value;
}

function day(time: string): string {
  const now = new Date();
  return `${new Date(now.getTime() - now.getTimezoneOffset() * 60_000).toISOString().slice(0, 10)}T${time}`;
}

function fresh(): DowntimeForm {
  const now = new Date(Date.now() - new Date().getTimezoneOffset() * 60_000);
  const later = new Date(now.getTime() + 2 * HOUR_MS);
  return {
    which: 'all',
    tags: '',
    monitor: '',
    scope: '',
    kind: 'once',
    start: now.toISOString().slice(0, 16),
    end: later.toISOString().slice(0, 16),
    duration: '8h',
    days: [],
    rrule: '',
    timezone: Intl.DateTimeFormat().resolvedOptions().timeZone,
    message: '',
    muteFirstRecovery: false,
  };
}

customElements.define('tm-downtimes', TmDowntimes);
