import { Refusal } from './api';

/** Who looks, and requests that change something. */

export interface Session {
  user: string | null;
  role?: 'viewer' | 'editor' | 'admin';
  open: boolean;
  /** Whether one can sign in at an OpenID provider. */
  oidc?: boolean;
}

const TOKEN = 'tidemark-token';

async function read(response: Response): Promise<unknown> {
  if (response.status === 204) return undefined;
  const body: unknown = await response.json().catch(() => undefined);
  if (!response.ok) {
    const errors = (body as { errors?: string[] } | undefined)?.errors;
    throw new Refusal(errors?.join('\n') ?? `The console answered ${response.status}.`);
  }
  return body;
}

/** Sends JSON to a route that changes something; the token shows that this page asked, and not another site's. */
export async function send<T>(method: 'POST' | 'PUT' | 'PATCH' | 'DELETE', path: string, body?: unknown, version?: string): Promise<T> {
  const headers: Record<string, string> = { 'content-type': 'application/json' };
  const token = sessionStorage.getItem(TOKEN);
  if (token) headers['x-tidemark-token'] = token;
  if (version) headers['if-match'] = `"${version}"`;
  let response: Response;
  try {
    response = await fetch(path, { method, headers, body: body === undefined ? undefined : JSON.stringify(body) });
  } catch {
    throw new Refusal('The console does not answer. Check that it is running.');
  }
  return (await read(response)) as T;
}

/** Asks a route of Datadog's shape. */
export async function fetchJson<T>(path: string, params: Record<string, string | number> = {}): Promise<T> {
  const search = new URLSearchParams(Object.entries(params).map(([name, value]) => [name, String(value)])).toString();
  let response: Response;
  try {
    response = await fetch(path + (search ? '?' + search : ''));
  } catch {
    throw new Refusal('The console does not answer. Check that it is running.');
  }
  return (await read(response)) as T;
}

export async function whoAmI(): Promise<Session> {
  const session = await fetchJson<Session & { token?: string }>('/api/console/session');
  if (session.token) sessionStorage.setItem(TOKEN, session.token);
  return session;
}

export async function signIn(user: string, password: string): Promise<void> {
  const answer = await send<{ token?: string }>('POST', '/api/console/session', { user, password });
  if (answer.token) sessionStorage.setItem(TOKEN, answer.token);
}

/** Gives where to go next where one signed in elsewhere, and signs out there too. */
export async function signOut(): Promise<string> {
  const answer = await send<{ next?: string } | undefined>('DELETE', '/api/console/session');
  sessionStorage.removeItem(TOKEN);
  return answer?.next ?? '/';
}
