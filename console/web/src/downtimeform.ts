/** A downtime as a form: in words people use, and as the rule that is kept. Pure. */

export const WEEKDAYS = ['MO', 'TU', 'WE', 'TH', 'FR', 'SA', 'SU'] as const;
export type Weekday = (typeof WEEKDAYS)[number];

export interface DowntimeForm {
  /** Monitors that are meant: all, those with tags, or one. */
  which: 'all' | 'tags' | 'one';
  tags: string;
  monitor: string;
  scope: string;
  kind: 'once' | 'repeated';
  /** Local times of an input of type datetime-local. */
  start: string;
  end: string;
  /** Repeated: length such as 14h, and the days of the week; none means daily. */
  duration: string;
  days: Weekday[];
  rrule: string;
  timezone: string;
  message: string;
  muteFirstRecovery: boolean;
}

export interface DowntimeBody {
  monitor_identifier: Record<string, unknown>;
  scope: string;
  schedule: Record<string, unknown>;
  message?: string;
  display_timezone: string;
  mute_first_recovery_notification: boolean;
}

/** The rule that days of the week make. */
export function ruleOf(days: readonly Weekday[]): string {
  if (days.length === 0 || days.length === WEEKDAYS.length) return 'FREQ=DAILY;INTERVAL=1';
  return `FREQ=WEEKLY;INTERVAL=1;BYDAY=${WEEKDAYS.filter((day) => days.includes(day)).join(',')}`;
}

/** The attributes that the API takes. A once-only start is made an instant in the reader's zone. */
export function bodyOf(form: DowntimeForm, toInstant: (local: string) => string = (local) => new Date(local).toISOString()): DowntimeBody {
  const identifier =
    form.which === 'one'
      ? { monitor_id: /^\d+$/.test(form.monitor) ? Number(form.monitor) : form.monitor }
      : { monitor_tags: form.which === 'all' ? ['*'] : form.tags.split(',').map((tag) => tag.trim()).filter((tag) => tag !== '') };
  const schedule =
    form.kind === 'once'
      ? { start: toInstant(form.start), end: form.end === '' ? null : toInstant(form.end) }
      : {
          timezone: form.timezone,
          recurrences: [{ start: withSeconds(form.start), duration: form.duration, rrule: form.rrule || ruleOf(form.days) }],
        };
  return {
    monitor_identifier: identifier,
    scope: form.scope || '*',
    schedule,
    ...(form.message ? { message: form.message } : {}),
    display_timezone: form.timezone,
    mute_first_recovery_notification: form.muteFirstRecovery,
  };
}

function withSeconds(local: string): string {
  return local.length === 16 ? `${local}:00` : local;
}

const DAY_NAMES: Record<Weekday, string> = { MO: 'Monday', TU: 'Tuesday', WE: 'Wednesday', TH: 'Thursday', FR: 'Friday', SA: 'Saturday', SU: 'Sunday' };

/** "every Saturday and Sunday from 00:00 for 1d, Europe/Paris time". */
export function inWords(form: DowntimeForm): string {
  const whose = form.which === 'all' ? 'every monitor' : form.which === 'tags' ? `monitors with ${form.tags || '…'}` : `monitor ${form.monitor || '…'}`;
  const where = form.scope && form.scope !== '*' ? ` in ${form.scope}` : '';
  if (form.kind === 'once') {
    return `Holds back ${whose}${where} from ${form.start.replace('T', ' ') || '…'} ${form.end ? `until ${form.end.replace('T', ' ')}` : 'until somebody ends it'}.`;
  }
  const custom = form.rrule !== '' && form.rrule !== ruleOf(form.days);
  const days = custom ? `by ${form.rrule}` : form.days.length === 0 || form.days.length === 7 ? 'every day' : `every ${join(WEEKDAYS.filter((day) => form.days.includes(day)).map((day) => DAY_NAMES[day]))}`;
  return `Holds back ${whose}${where} ${days} from ${form.start.slice(11, 16) || '…'} for ${form.duration || '…'}, ${form.timezone} time.`;
}

function join(names: string[]): string {
  return names.length < 2 ? names.join('') : `${names.slice(0, -1).join(', ')} and ${names[names.length - 1]}`;
}
