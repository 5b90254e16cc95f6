import { ask } from './api';
import type { Span } from './chart';
import type { Target } from './link';
import { send } from './session';

/** What people said about spans of time: annotations with their replies, and exclusions. */

export interface Annotation {
  id: string;
  text: string;
  author?: string;
  start: string;
  end?: string;
  metric?: string;
  reply_to?: string;
  recipients?: string[];
  alert?: string;
  verdict?: 'true_alarm' | 'false_alarm';
}

export interface Exclusion {
  id: string;
  start: string;
  end: string;
  detector?: string;
  metric?: string;
  message?: string;
}

export interface Said {
  annotations: Annotation[];
  exclusions: Exclusion[];
}

/** The metrics that a graph shows, each once. */
export function metricsOf(target: Target, query = ''): string[] {
  const texts = target.kind === 'series' ? [target.series] : target.kind === 'query' ? target.queries.map(({ q }) => q) : [query];
  const found = texts.map((text) => /(?:[a-z0-9]+:)?([a-zA-Z][\w.-]*)(?:\{|$)/.exec(text.replace(/^[a-z_]+\(/, ''))?.[1] ?? '');
  return [...new Set(found.filter((each) => each !== ''))];
}

/** The metric that a note about a graph belongs to; empty where there is none or several. */
export function metricOf(target: Target, query = ''): string {
  const metrics = metricsOf(target, query);
  return metrics.length === 1 ? metrics[0]! : '';
}

/** What was said about a span: of these metrics, or of none in particular. */
export async function said(from: number, to: number, metrics: string[]): Promise<Said> {
  const of = { from: Math.round(from), to: Math.round(to), limit: 200, ...(metrics.length === 1 ? { metric: metrics[0]! } : {}) };
  const [annotations, exclusions] = await Promise.all([
    ask<{ annotations: Annotation[] }>('annotations', of),
    ask<{ exclusions: Exclusion[] }>('exclusions', of),
  ]);
  const meant = ({ metric }: { metric?: string }): boolean => !metric || metrics.length === 0 || metrics.includes(metric);
  return { annotations: annotations.annotations.filter(meant), exclusions: exclusions.exclusions.filter(meant) };
}

export function spansOf(all: Said): Span[] {
  return [
    ...all.exclusions.map((each) => ({ from: Date.parse(each.start), to: Date.parse(each.end), kind: 'excluded' as const, text: `not learnt: ${each.message ?? 'not normal'}` })),
    ...all.annotations
      .filter((each) => !each.reply_to && !each.verdict)
      .map((each) => ({ from: Date.parse(each.start), to: Date.parse(each.end ?? each.start), kind: 'note' as const, text: each.text })),
  ];
}

/** The people that a text names: "@name@example.org". */
export function named(text: string): string[] {
  return [...new Set([...text.matchAll(/(?:^|\s)@([\w.+-]+@[\w-]+(?:\.[\w-]+)+)/g)].map((match) => match[1]!))];
}

export async function annotate(text: string, from: number, to: number, metric: string, query: string): Promise<void> {
  const recipients = named(text);
  await send('POST', '/api/console/annotations', {
    text,
    start: new Date(from).toISOString(),
    end: new Date(to).toISOString(),
    ...(metric ? { metric } : {}),
    ...(query ? { query } : {}),
    ...(recipients.length > 0 ? { recipients } : {}),
  });
}

export async function reply(to: Annotation, text: string): Promise<void> {
  const recipients = named(text);
  await send('POST', '/api/console/annotations', { text, reply_to: to.id, ...(recipients.length > 0 ? { recipients } : {}) });
}

export async function exclude(message: string, from: number, to: number, what: { detector: string } | { metric: string }): Promise<void> {
  await send('POST', '/api/console/exclusions', { start: new Date(from).toISOString(), end: new Date(to).toISOString(), message, ...what });
}

export async function mark(alert: string, at: number, verdict: 'true_alarm' | 'false_alarm'): Promise<void> {
  await send('POST', '/api/console/annotations', { text: verdict === 'true_alarm' ? 'True alarm.' : 'False alarm.', start: new Date(at).toISOString(), alert, verdict });
}
