/** Which page an address means, and how one page leads to another. Pure but for {@link go}. */

export const PAGES = [
  'overview',
  'explore',
  'dashboards',
  'monitors',
  'downtimes',
  'events',
  'hosts',
  'detectors',
  'people',
  'mail',
] as const;
export type PageName = (typeof PAGES)[number];

export interface Place {
  page: PageName | 'dashboard' | 'monitor' | 'alert' | 'unknown';
  /** What the page is about: the id of an alert, a monitor, a dashboard; empty where it is a list. */
  id: string;
}

/** Reads a path; '/' with a detector or series in its query is an old link to a graph. */
export function placeOf(path: string, search = ''): Place {
  const parts = path.split('/').filter((part) => part !== '').map(safeDecode);
  if (parts.length === 0) {
    const params = new URLSearchParams(search);
    return { page: params.has('detector') || params.has('series') ? 'explore' : 'overview', id: '' };
  }
  const [first, id] = parts as [string, string | undefined];
  if (parts.length === 1) {
    const page = PAGES.find((each) => each === first);
    return page && page !== 'overview' ? { page, id: '' } : { page: 'unknown', id: '' };
  }
  if (parts.length === 2 && id) {
    if (first === 'alerts') return { page: 'alert', id };
    if (first === 'monitors') return { page: 'monitor', id };
    if (first === 'dashboard' || first === 'dashboards') return { page: 'dashboard', id };
  }
  return { page: 'unknown', id: '' };
}

function safeDecode(part: string): string {
  try {
    return decodeURIComponent(part);
  } catch {
    return part;
  }
}

/** Moves to another address of the console without loading the page anew. */
export function go(address: string): void {
  history.pushState(null, '', address);
  dispatchEvent(new PopStateEvent('popstate'));
}

/** Whether a click on a link is to be handled here: same console, no other window, not a download. */
export function isOwn(event: MouseEvent, link: HTMLAnchorElement): boolean {
  return (
    event.button === 0 &&
    !event.ctrlKey &&
    !event.metaKey &&
    !event.shiftKey &&
    !event.altKey &&
    !event.defaultPrevented &&
    link.origin === location.origin &&
    !link.target &&
    !link.hasAttribute('download') &&
    !link.pathname.startsWith('/api/')
  );
}
