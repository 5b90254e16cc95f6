import { html } from 'lit';
import { ask, type Alert, type Anomaly, type Graph } from '../api';
import { Plain } from '../element';
import '../graph';
import type { Range } from '../link';
import { mark, type Annotation } from '../spans';
import { onChange } from '../stream';
import { ago, count, frame, instant, number, state } from '../words';
import { notification } from './records';

interface AlertStory extends Alert {
  around?: Alert[];
  document?: Record<string, unknown>;
  explanation?: { sentence?: string } & Record<string, unknown>;
}

const BUCKETS_BEFORE = 150;
const BUCKETS_AFTER = 50;
const HOUR_MS = 3_600_000;

/** One alert: what was decided and why, the graph, who was told, what became of it. */
export class TmAlert extends Plain {
  static override properties = {
    alert: { attribute: false },
    now: { attribute: false },
    story: { state: true },
    graph: { state: true },
    range: { state: true },
    anomalies: { state: true },
    verdicts: { state: true },
    trouble: { state: true },
  };

  declare alert: string;
  declare now: number;
  declare story: AlertStory | undefined;
  declare graph: Graph | undefined;
  declare range: Range | undefined;
  declare anomalies: Anomaly[];
  declare verdicts: Annotation[];
  declare trouble: string;

  private stop?: () => void;

  constructor() {
    super();
    this.anomalies = [];
    this.verdicts = [];
    this.trouble = '';
  }

  override connectedCallback(): void {
    super.connectedCallback();
    this.stop = onChange(['alerts', 'notifications'], () => void this.load());
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.stop?.();
  }

  override willUpdate(changed: Map<string, unknown>): void {
    if (changed.has('alert')) {
      this.story = undefined;
      this.graph = undefined;
      this.range = undefined;
      void this.load();
    }
  }

  private async load(): Promise<void> {
    const id = this.alert;
    try {
      const story = await ask<AlertStory>(`alerts/${encodeURIComponent(id)}`);
      if (id !== this.alert) return;
      this.story = story;
      this.trouble = '';
      document.title = `${state(story.to)}: ${story.name || story.monitor} · Tidemark`;
      this.verdicts = (await ask<{ annotations: Annotation[] }>('annotations', { alert: id }).catch(() => ({ annotations: [] }))).annotations.filter((each) => each.verdict);
      if (story.detector && !this.range) await this.loadGraph(story);
    } catch (error) {
      this.trouble = (error as Error).message;
    }
  }

  private async loadGraph(story: AlertStory): Promise<void> {
    const probe = await ask<Graph>('graph', { detector: story.detector!, group: story.group, from: story.at - HOUR_MS, to: story.at + 60_000 }).catch(() => undefined);
    const step = (probe?.interval ?? 60) * 1000;
    await this.show({
      from: story.at - Math.max(HOUR_MS, BUCKETS_BEFORE * step),
      to: Math.min(story.at + Math.max(HOUR_MS / 2, BUCKETS_AFTER * step), Math.max(Date.now(), story.at + step)),
    });
  }

  private async show(range: Range): Promise<void> {
    const story = this.story!;
    this.range = range;
    const of = { detector: story.detector!, group: story.group, from: Math.round(range.from), to: Math.round(range.to) };
    try {
      const [graph, anomalies] = await Promise.all([
        ask<Graph>('graph', of),
        ask<{ anomalies: Anomaly[] }>('anomalies', { ...of, limit: 50 }),
      ]);
      this.graph = graph;
      this.anomalies = anomalies.anomalies;
    } catch (error) {
      this.trouble = (error as Error).message;
    }
  }

  override render() {
    const story = this.story;
    return html`<main id="main" class="column">
      ${this.trouble ? html`<p class="trouble" role="alert">${this.trouble}</p>` : html``}
      ${!story ? html`<section class="card"><p class="empty big">${this.trouble ? '' : 'Asking…'}</p></section>` : this.told(story)}
    </main>`;
  }

  /** Whether it deserved attention, as people say; kept, and counted by monitor. */
  private verdict() {
    const newest = this.verdicts[this.verdicts.length - 1];
    const button = (verdict: 'true_alarm' | 'false_alarm', text: string) =>
      html`<button class="quiet" aria-pressed=${newest?.verdict === verdict} @click=${() => void this.judge(verdict)}>${text}</button>`;
    return html`<small>Was it worth an alarm?</small> ${button('true_alarm', 'True alarm')} ${button('false_alarm', 'False alarm')}
      ${newest ? html`<small>marked as ${newest.verdict === 'true_alarm' ? 'true' : 'false'} by ${newest.author ?? 'somebody'}</small>` : html``}`;
  }

  private async judge(verdict: 'true_alarm' | 'false_alarm'): Promise<void> {
    try {
      await mark(this.story!.id, this.story!.at, verdict);
      await this.load();
    } catch (error) {
      this.trouble = (error as Error).message;
    }
  }

  private told(story: AlertStory) {
    const list = story.notifications ?? [];
    return html`<section class="card">
        <div class="card-head">
          <div class="titles">
            <h1><span class="state ${story.to.toLowerCase()}">${state(story.to)}</span> ${story.name || story.monitor}</h1>
            <p class="sub">
              ${story.group !== '*' ? html`<span class="tag">${story.group}</span>` : html``}<span class="tag">was ${state(story.from)}</span
              >${story.priority ? html`<span class="tag">P${story.priority}</span>` : html``} ${instant(story.at)}, ${ago(story.at, this.now)}
            </p>
          </div>
          <div class="tools">
            <div class="buttons">
              ${story.detector
                ? html`<a class="button" href="/explore?${new URLSearchParams({ detector: story.detector, group: story.group }).toString()}">Explore</a>`
                : html``}
              <a class="button" href="/monitors/${encodeURIComponent(story.monitor)}">Monitor</a>
              <a class="button" href="/downtimes?new=1&monitor=${encodeURIComponent(story.monitor)}">Mute…</a>
            </div>
          </div>
        </div>
        <p class="reason">${story.explanation?.sentence ?? story.reason}</p>
        <p><code>${story.query}</code></p>
        <p class="row">${this.verdict()}</p>
        ${story.detector && this.graph
          ? html`<p class="frame">${frame(this.range!.from, this.range!.to)}</p>
              <tm-graph .graph=${this.graph} .shown=${this.range} .spans=${[{ from: story.at, to: story.at, kind: 'event', text: 'this alert' }]} @zoom=${(event: CustomEvent<Range>) => void this.show(event.detail)}></tm-graph>`
          : html``}
        ${this.anomalies.length > 0
          ? html`<details ?open=${this.anomalies.length <= 4}>
              <summary>${count(this.anomalies.length, 'bucket')} out of band, each with its reason</summary>
              <ul class="told">${this.anomalies.slice(0, 20).map((each) => html`<li><b>${instant(each.at)}</b> ${number(each.value)} — ${each.explanation}</li>`)}</ul>
            </details>`
          : html``}
      </section>
      <div class="halves">
        <section class="card">
          <h2>Who was told</h2>
          ${list.length === 0
            ? html`<p class="empty">${story.downtimes.length > 0 ? `Muted by ${story.downtimes.join(', ')}.` : 'Nobody was to be told of this.'}</p>`
            : html`<ul class="told">${list.map((each) => html`<li>${notification(each, this.now)}</li>`)}</ul>`}
          ${list.some((each) => each.facts.length > 0)
            ? html`<h2>What they were told</h2>
                <dl class="facts">${list.find((each) => each.facts.length > 0)!.facts.map((fact) => html`<dt>${fact.name}</dt><dd>${fact.text}</dd>`)}</dl>`
            : html``}
        </section>
        <section class="card">
          <h2>Before and after</h2>
          <ol class="list">
            ${(story.around ?? [story]).map(
              (each) => html`<li>
                <a class="pick" aria-current=${each.id === story.id ? 'true' : 'false'} href="/alerts/${encodeURIComponent(each.id)}">
                  <span class="state ${each.to.toLowerCase()}">${state(each.to)}</span><span class="name"><small>${each.reason}</small></span
                  ><span class="since" title=${instant(each.at)}>${ago(each.at, this.now)}</span>
                </a>
              </li>`,
            )}
          </ol>
          ${story.document ? html`<details><summary>The monitor's document</summary><pre>${JSON.stringify(story.document, null, 2)}</pre></details>` : html``}
        </section>
      </div>`;
  }
}

customElements.define('tm-alert', TmAlert);
