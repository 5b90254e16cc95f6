import { describe, expect, it } from 'vitest';
import { bodyOf, inWords, ruleOf, type DowntimeForm } from '../src/downtimeform';

const form: DowntimeForm = {
  which: 'tags', tags: 'team:shop, env:prod', monitor: '', scope: '', kind: 'repeated', start: '2026-01-03T22:00', end: '',
  duration: '8h', days: [], rrule: '', timezone: 'Europe/Paris', message: '', muteFirstRecovery: false,
};

describe('the form of a downtime', () => {
  it('makes the rule of the days', () => {
    expect(ruleOf([])).toBe('FREQ=DAILY;INTERVAL=1');
    expect(ruleOf(['SU', 'SA'])).toBe('FREQ=WEEKLY;INTERVAL=1;BYDAY=SA,SU');
  });

  it('says what the API takes: the start without an offset, the zone beside it', () => {
    expect(bodyOf(form)).toEqual({
      monitor_identifier: { monitor_tags: ['team:shop', 'env:prod'] },
      scope: '*',
      schedule: { timezone: 'Europe/Paris', recurrences: [{ start: '2026-01-03T22:00:00', duration: '8h', rrule: 'FREQ=DAILY;INTERVAL=1' }] },
      display_timezone: 'Europe/Paris',
      mute_first_recovery_notification: false,
    });
  });

  it('lasts without end only where that was left open', () => {
    const once = bodyOf({ ...form, kind: 'once', which: 'one', monitor: '12' }, (local) => `${local}:00Z`);
    expect(once.monitor_identifier).toEqual({ monitor_id: 12 });
    expect(once.schedule).toEqual({ start: '2026-01-03T22:00:00Z', end: null });
  });

  it('says in words what it will do', () => {
    expect(inWords({ ...form, days: ['SU', 'SA'], start: '2026-01-03T00:00', duration: '1d' })).toBe(
      'Holds back monitors with team:shop, env:prod every Saturday and Sunday from 00:00 for 1d, Europe/Paris time.',
    );
  });
});
