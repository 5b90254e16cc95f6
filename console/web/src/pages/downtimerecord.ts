import { html, type TemplateResult } from 'lit';
import type { Downtime } from '../api';
import { ago, frame, instant } from '../words';

const HOUR_MS = 3_600_000;

/** One downtime in a list: what it means, its rule, its next windows. @param tools buttons beside it */
export function downtimeRecord(each: Downtime, now: number, tools: TemplateResult) {
  const { document, occurrences } = each;
  const scope = document['scope'];
  const schedule = document['schedule'] as { timezone?: string; recurrences?: { rrule: string; start: string; duration: string }[] } | undefined;
  const rule = schedule?.recurrences?.[0];
  return html`<li>
    <div class="head">
      <span class="state ${each.active ? 'held' : ''}">${each.active ? 'Active' : occurrences.length > 0 ? 'Scheduled' : 'Ended'}</span>
      <strong>${String(document['name'] ?? each.id)}</strong>
      <span class="tag">${meant(document)}</span>${scope ? html`<span class="tag">${Array.isArray(scope) ? scope.join(', ') : String(scope)}</span>` : html``}
      <span class="spacer"></span>
      ${occurrences[0] ? html`<span>${each.active ? html`until ${instant(occurrences[0].to).slice(0, 16)}` : ago(occurrences[0].from, now)}</span>` : html``}
      ${tools}
    </div>
    ${document['message'] ? html`<p>${String(document['message'])}</p>` : html``}
    ${rule ? html`<p class="empty"><code>${rule.rrule}</code> from ${rule.start.slice(11, 16)} for ${rule.duration}, ${schedule?.timezone ?? 'UTC'} time</p>` : html``}
    ${windows(occurrences)}
    <details><summary>Document</summary><pre>${JSON.stringify(document, null, 2)}</pre></details>
  </li>`;
}

/** Windows in local time, with what changing clocks do to them. */
export function windows(occurrences: { from: number; to: number; notes?: string[] }[]) {
  return html`<ul class="told">
    ${occurrences.map((time) => html`<li>${frame(time.from, time.to)} <small>${hours(time.to - time.from)}</small>${(time.notes ?? []).map((note) => html` <span class="state warn">${note}</span>`)}</li>`)}
  </ul>`;
}

function hours(millis: number): string {
  const hours = millis / HOUR_MS;
  return hours > 24 * 365 * 10 ? 'without end' : `${Math.round(hours * 100) / 100} h`;
}

function meant(document: Record<string, unknown>): string {
  const identifier = document['monitor_identifier'] as { monitor_id?: unknown; monitor_tags?: string[] } | undefined;
  if (!identifier) return document['monitor_id'] ? `monitor ${String(document['monitor_id'])}` : 'every monitor';
  if (identifier.monitor_id !== undefined) return `monitor ${String(identifier.monitor_id)}`;
  const tags = identifier.monitor_tags ?? [];
  return tags.length === 1 && tags[0] === '*' ? 'every monitor' : `monitors with ${tags.join(' and ')}`;
}
