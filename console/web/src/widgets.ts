import type { LineType, Wanted } from './query';

/** What a dashboard's document says, in the words of both generations of Datadog's API. Pure. */

export interface Definition {
  type: string;
  title?: string;
  content?: string;
  requests?: Request[] | Record<string, Request>;
  events?: { q?: string }[];
}

interface Request {
  q?: string;
  display_type?: string;
  type?: string;
  queries?: { name?: string; query?: string }[];
  formulas?: { formula?: string }[];
}

export interface Widget {
  id?: number;
  definition: Definition;
}

export interface TemplateVariable {
  name: string;
  prefix?: string | null;
  default?: string | null;
  defaults?: string[];
}

export interface Board {
  id: string;
  title: string;
  description?: string | null;
  layout_type?: string;
  widgets: Widget[];
  template_variables?: TemplateVariable[] | null;
}

/** The queries of a widget with the variables put in; formulas are worked out by putting queries in for their names. */
export function queriesOf(definition: Definition, variables: ReadonlyMap<string, string>): Wanted[] {
  const requests = Array.isArray(definition.requests) ? definition.requests : Object.values(definition.requests ?? {});
  return requests.flatMap((request) => {
    const type = typeOf(request.display_type ?? request.type);
    return textsOf(request)
      .filter((q) => q !== '')
      .map((q) => ({ q: withVariables(q, variables), type }));
  });
}

function textsOf(request: Request): string[] {
  if (request.q) return [request.q];
  const queries = request.queries ?? [];
  const formulas = request.formulas ?? [];
  if (formulas.length === 0) return queries.map((each) => each.query ?? '');
  const named = new Map(queries.map((each) => [each.name ?? '', each.query ?? '']));
  return formulas.map((each) => (each.formula ?? '').replace(/\b[a-zA-Z_]\w*\b(?!\s*\()/g, (word) => named.get(word) ?? word));
}

function typeOf(text: string | undefined): LineType {
  return text === 'bars' || text === 'area' ? text : 'line';
}

/** Puts {@code env:prod} or {@code *} in for {@code $env}, and {@code prod} for {@code $env.value}. */
export function withVariables(query: string, variables: ReadonlyMap<string, string>): string {
  return query.replace(/\$([A-Za-z_][\w-]*)(\.value)?/g, (all, name: string, value?: string) => {
    const chosen = variables.get(name);
    if (chosen === undefined) return all;
    return value ? chosen.slice(chosen.indexOf(':') + 1) : chosen;
  });
}

/** What each variable stands for: what the address says, else its default, else everything. */
export function valuesOf(board: Board, params: URLSearchParams): Map<string, string> {
  const values = new Map<string, string>();
  for (const variable of board.template_variables ?? []) {
    const chosen = params.get(`tpl_var_${variable.name}`) ?? variable.defaults?.[0] ?? variable.default ?? '*';
    const prefix = variable.prefix ? `${variable.prefix}:` : '';
    values.set(variable.name, chosen === '*' || chosen === '' ? '*' : prefix && !chosen.startsWith(prefix) ? prefix + chosen : chosen);
  }
  return values;
}
