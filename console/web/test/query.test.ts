import { describe, expect, it } from 'vitest';
import { aligned, summary } from '../src/query';
import { queriesOf, valuesOf, withVariables, type Board } from '../src/widgets';

describe('lines on one axis', () => {
  it('leave out times that are not theirs and break where buckets are missing', () => {
    const { t, columns } = aligned([
      { points: [[0, 1], [10_000, 2], [60_000, 3]], interval: 10 },
      { points: [[0, 5], [30_000, 6]], interval: 30 },
    ]);
    expect(t).toEqual([0, 10, 20, 30, 60]);
    expect(columns[0]).toEqual([1, 2, null, undefined, 3]);
    expect(columns[1]).toEqual([5, undefined, undefined, 6, undefined]);
  });

  it('are summed up', () => {
    expect(summary([[0, 1], [1, 5], [2, 3]])).toEqual({ min: 1, avg: 3, max: 5, last: 3 });
    expect(summary([])).toBeUndefined();
  });
});

describe('widgets', () => {
  it('put in variables, whole and as values', () => {
    const variables = new Map([['env', 'env:prod'], ['host', '*']]);
    expect(withVariables('avg:x{$env,$host} $env.value $other', variables)).toBe('avg:x{env:prod,*} prod $other');
  });

  it('read both generations of requests', () => {
    expect(queriesOf({ type: 'timeseries', requests: [{ q: 'avg:a{*}', display_type: 'bars' }] }, new Map())).toEqual([{ q: 'avg:a{*}', type: 'bars' }]);
    const request = { queries: [{ name: 'a', query: 'avg:a{*}' }, { name: 'b', query: 'avg:b{*}' }], formulas: [{ formula: 'a / b * 100' }] };
    expect(queriesOf({ type: 'timeseries', requests: [request] }, new Map())).toEqual([{ q: 'avg:a{*} / avg:b{*} * 100', type: 'line' }]);
  });

  it('take a variable from the address, else its default, with its prefix', () => {
    const board: Board = { id: 'x', title: 'x', widgets: [], template_variables: [{ name: 'env', prefix: 'env', default: 'prod' }, { name: 'h', prefix: 'host' }] };
    expect([...valuesOf(board, new URLSearchParams('tpl_var_h=host:web-1'))]).toEqual([['env', 'env:prod'], ['h', 'host:web-1']]);
    expect([...valuesOf(board, new URLSearchParams())]).toEqual([['env', 'env:prod'], ['h', '*']]);
  });
});
