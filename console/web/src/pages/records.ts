import { html, type TemplateResult } from 'lit';
import type { Alert, Anomaly, Downtime, Event, MailHead, Notification } from '../api';
import { tell } from '../element';
import { episodes } from './episodes';
import type { Target } from '../link';
import { ago, count, frame, instant, number, state } from '../words';

/** The lists below the graph. */

const KINDS: Record<string, string> = {
  TRIGGERED: 'Alert',
  WARNED: 'Warning',
  RECOVERED: 'Recovery',
  NO_DATA: 'No data',
  RENOTIFIED: 'Reminder',
  DOWNTIME: 'Downtime',
  DIGEST: 'Digest',
};

function when(at: number, now: number): TemplateResult {
  return html`<time datetime=${new Date(at).toISOString()} title=${instant(at)}>${ago(at, now)}</time>`;
}

export function alerts(list: Alert[], now: number, from: HTMLElement): TemplateResult {
  if (list.length === 0) {
    return html`<p class="empty">No monitor changed its state in this time frame. Choose a longer one, or add a monitor: <code>./tidemark apply -f monitor.yaml</code></p>`;
  }
  return html`<ol class="records">
    ${list.map(
      (alert) => html`<li>
        <div class="head">
          <span class="state ${alert.to.toLowerCase()}">${state(alert.to)}</span>
          <strong>${alert.name || alert.monitor}</strong>
          ${alert.group && alert.group !== '*' ? html`<span class="tag">${alert.group}</span>` : html``}
          <span class="was">was ${state(alert.from)}</span>
          <span class="spacer"></span>
          ${when(alert.at, now)}
          <button class="quiet" @click=${() => tell(from, 'around', alert)} title="Show the time around it">Show</button>
        </div>
        <p>${alert.reason}</p>
        ${told(alert, now)}
      </li>`,
    )}
  </ol>`;
}

function told(alert: Alert, now: number): TemplateResult {
  const list = alert.notifications ?? [];
  if (list.length === 0) {
    return html`<p class="told">${alert.downtimes.length > 0 ? html`Muted by ${alert.downtimes.join(', ')}.` : 'Nobody was to be told.'}</p>`;
  }
  return html`<ul class="told">${list.map((each) => html`<li>${notification(each, now)}</li>`)}</ul>`;
}

export function notification(each: Notification, now: number): TemplateResult {
  const whom = html`${KINDS[each.kind] ?? each.kind} to <b>${each.recipient}</b> by ${each.channel}`;
  const last = each.attempts[each.attempts.length - 1];
  switch (each.state) {
    case 'HELD':
      return html`<span class="mark held">held</span> ${whom}, held back by downtime <b>${each.heldBy.join(', ') || 'unknown'}</b>`;
    case 'SENT':
      return html`<span class="mark sent">sent</span> ${whom}${last ? html`, ${when(last.at, now)}` : html``}`;
    case 'FAILED':
      return html`<span class="mark failed">failed</span> ${whom}: ${last?.detail ?? 'no answer'}`;
    default:
      return html`<span class="mark">waiting</span> ${whom}${each.attempts.length > 0
        ? html`, tried ${each.attempts.length} times: ${last?.detail}${each.nextAttempt ? html`; again ${ago(each.nextAttempt, now)}` : html``}`
        : html``}`;
  }
}

export function anomalies(list: Anomaly[], now: number, target: Target, names: Map<string, string>, from: HTMLElement): TemplateResult {
  if (list.length === 0) {
    return html`<p class="empty">${target.kind === 'bands' ? 'Nothing was out of band here in this time frame.' : 'Nothing was out of band in this time frame.'}</p>`;
  }
  return html`<ol class="records">
    ${episodes(list).map(
      (each) => html`<li>
        <div class="head">
          <span class="state alert">${number(each.strongest.value)}</span>
          <strong>${names.get(each.detector) ?? each.detector}</strong>
          ${each.group !== '*' ? html`<span class="tag">${each.group}</span>` : html``}
          <span class="was">${frame(each.from, each.to)}, ${count(each.buckets, 'bucket')}; at worst expected ${number(each.strongest.expected)}, bounds ${number(each.strongest.lower)} … ${number(each.strongest.upper)}, score ${number(each.strongest.score)}</span>
          <span class="spacer"></span>
          ${when(each.to, now)}
          <button class="quiet" @click=${() => tell(from, 'around', each.strongest)} title="Show the time around it">Show</button>
        </div>
        <p>${each.strongest.explanation}</p>
      </li>`,
    )}
  </ol>`;
}

export function downtimes(list: Downtime[], now: number): TemplateResult {
  if (list.length === 0) {
    return html`<p class="empty">No downtime is set: every notification is sent. Add one: <code>./tidemark apply -f downtime.yaml</code></p>`;
  }
  return html`<ol class="records">
    ${list.map((each) => {
      const next = each.occurrences;
      return html`<li>
        <div class="head">
          <span class="state ${each.active ? 'held' : 'ok'}">${each.active ? 'Active' : next.length > 0 ? 'Scheduled' : 'Ended'}</span>
          <strong>${field(each.document, 'name') || each.id}</strong>
          ${field(each.document, 'scope') ? html`<span class="tag">${field(each.document, 'scope')}</span>` : html``}
          <span class="spacer"></span>
          ${next[0] ? html`<span>${each.active ? html`until ${instant(next[0].to).slice(0, 16)}` : ago(next[0].from, now)}</span>` : html``}
        </div>
        ${field(each.document, 'message') ? html`<p>${field(each.document, 'message')}</p>` : html``}
        ${next.length > 0
          ? html`<ul class="told">${next.map((time, i) => html`<li>${i === 0 && each.active ? 'now' : 'next'}: ${frame(time.from, time.to)}</li>`)}</ul>`
          : html``}
        <details><summary>Document</summary><pre>${JSON.stringify(each.document, null, 2)}</pre></details>
      </li>`;
    })}
  </ol>`;
}

function field(document: Record<string, unknown>, name: string): string {
  const value = document[name];
  return typeof value === 'string' || typeof value === 'number' ? String(value) : Array.isArray(value) ? value.join(', ') : '';
}

export function events(list: Event[], now: number): TemplateResult {
  if (list.length === 0) {
    return html`<p class="empty">No event in this time frame. Deployments and schedule changes can be posted to <code>/api/v1/events</code>.</p>`;
  }
  return html`<ol class="records">
    ${list.map(
      (each) => html`<li>
        <div class="head">
          <span class="state ${{ ERROR: 'alert', WARNING: 'warn', SUCCESS: 'ok' }[each.type] ?? ''}">${each.type.toLowerCase()}</span>
          <strong>${each.title}</strong>
          ${each.tags.slice(0, 8).map((tag) => html`<span class="tag">${tag}</span>`)}
          <span class="spacer"></span>
          <span class="was">${each.source}</span>
          ${when(each.at, now)}
        </div>
        ${each.text ? html`<p class="text">${each.text}</p>` : html``}
      </li>`,
    )}
  </ol>`;
}

export function mails(list: MailHead[], now: number, open: string | undefined, from: HTMLElement): TemplateResult {
  if (list.length === 0) {
    return html`<p class="empty">No mail yet. One comes when a monitor alerts and its message names somebody.</p>`;
  }
  return html`<div class="mailbox">
    <ul class="mails">
      ${list.map(
        (mail) => html`<li>
          <button class="pick" aria-current=${mail.id === open ? 'true' : 'false'} @click=${() => tell(from, 'mail', mail.id)}>
            <span class="name">${mail.subject}<small>to ${mail.to}</small></span>${when(mail.at, now)}
          </button>
        </li>`,
      )}
    </ul>
    ${open
      ? html`<div class="mail">
          <p class="mail-links">
            <a href="/api/console/mails/${encodeURIComponent(open)}/text" target="_blank" rel="noopener">Text part</a>
            <a href="/api/console/mails/${encodeURIComponent(open)}/raw" target="_blank" rel="noopener">Raw message</a>
          </p>
          <iframe title="The mail as it looks" sandbox="" src="/api/console/mails/${encodeURIComponent(open)}/html"></iframe>
        </div>`
      : html`<p class="empty">Choose a mail.</p>`}
  </div>`;
}
