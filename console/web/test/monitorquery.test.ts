import { describe, expect, it } from 'vitest';
import { drawable, formatQuery, parseQuery } from '../src/monitorquery';

describe('the form of a monitor', () => {
  it.each([
    'avg(last_5m):avg:system.load.1{env:prod} by {host} > 4',
    'max(last_1h):sum:web.page_views{*}.as_count() <= 0.5',
    "avg(last_4h):anomalies(sum:orders{*}.as_count(), 'agile', 3, alert_window='last_15m') >= 1",
    "avg(last_4h):anomalies(avg:x{*}, 'robust', 2, direction='above', alert_window='last_30m') >= 0.5",
  ])('says again what it has read: %s', (query) => {
    const form = parseQuery(query);
    expect(form.kind).not.toBe('other');
    expect(formatQuery(form)).toBe(query);
  });

  it.each([
    "avg(last_4h):anomalies(avg:x{*}, 'agile', 3, alert_window='last_15m', interval=60) >= 1",
    'pct_change(avg(last_5m),last_30m):avg:x{*} > 50',
    "avg(last_1h):outliers(avg:x{*} by {host}, 'DBSCAN', 3) > 0",
    '"http.can_connect".over("env:prod").last(3).count_by_status()',
    '12 && 34',
  ])('leaves as text what it has no fields for: %s', (query) => {
    expect(parseQuery(query).kind).toBe('other');
  });

  it('draws what stands inside', () => {
    expect(drawable('avg(last_5m):avg:system.load.1{*} by {host} > 4')).toBe('avg:system.load.1{*} by {host}');
    expect(drawable('12 && 34')).toBeUndefined();
  });
});
