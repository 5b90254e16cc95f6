import { LitElement } from 'lit';

/** An element without a shadow: the page's one style sheet applies, and the security policy needs no exception. */
export class Plain extends LitElement {
  protected override createRenderRoot(): HTMLElement {
    return this;
  }
}

/** Sends an event up the page. */
export function tell<T>(from: HTMLElement, name: string, detail: T): void {
  from.dispatchEvent(new CustomEvent<T>(name, { detail, bubbles: true }));
}

/** For a property that is made anew at each look: only other content is a change, and worth drawing for. */
export function differs(now: unknown, before: unknown): boolean {
  return now !== before && JSON.stringify(now) !== JSON.stringify(before);
}
