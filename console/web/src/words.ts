/** Numbers and times as people read them. */

const SUFFIXES: [number, string][] = [
  [1e12, 'T'],
  [1e9, 'G'],
  [1e6, 'M'],
  [1e3, 'k'],
];

/** A number in at most four significant digits, with k, M, G, T: 12.3 k, 0.00412, 1.2e-9. */
export function number(value: number | null | undefined): string {
  if (value === null || value === undefined || Number.isNaN(value)) return '–';
  if (!Number.isFinite(value)) return value > 0 ? '∞' : '−∞';
  const size = Math.abs(value);
  if (size === 0) return '0';
  if (size < 1e-4 || size >= 1e15) return value.toExponential(2).replace('-', '−');
  for (const [unit, suffix] of SUFFIXES) {
    if (size >= unit * 10 || (size >= unit && unit > 1e3)) return trim(value / unit) + ' ' + suffix;
  }
  return trim(value);
}

function trim(value: number): string {
  const text = Number(value.toPrecision(4)).toString();
  return text.replace('-', '−');
}

/** Seconds as 10 s, 5 min, 2 h, 3 d. */
export function seconds(value: number): string {
  if (value < 120 && value % 60 !== 0) return `${round(value)} s`;
  if (value < 7200) return `${round(value / 60)} min`;
  if (value < 172_800) return `${round(value / 3600)} h`;
  return `${round(value / 86_400)} d`;
}

function round(value: number): number {
  return Math.round(value * 10) / 10;
}

/** How long ago, or in how long: "just now", "3 min ago", "in 2 h". */
export function ago(at: number, now: number): string {
  const distance = Math.abs(now - at) / 1000;
  if (distance < 10) return 'just now';
  const text =
    distance < 120
      ? `${Math.round(distance)} s`
      : distance < 7200
        ? `${Math.round(distance / 60)} min`
        : distance < 172_800
          ? `${Math.round(distance / 3600)} h`
          : `${Math.round(distance / 86_400)} d`;
  return at <= now ? `${text} ago` : `in ${text}`;
}

/** Date and time in the reader's zone, to the second: 2026-03-02 14:05:00. */
export function instant(at: number, zone?: string): string {
  const parts = new Intl.DateTimeFormat('en-CA', {
    timeZone: zone,
    year: 'numeric',
    month: '2-digit',
    day: '2-digit',
    hour: '2-digit',
    minute: '2-digit',
    second: '2-digit',
    hourCycle: 'h23',
  }).formatToParts(at);
  const part = (type: string): string => parts.find((each) => each.type === type)?.value ?? '';
  return `${part('year')}-${part('month')}-${part('day')} ${part('hour')}:${part('minute')}:${part('second')}`;
}

/** A time frame in words; the day once where both ends are on it. */
export function frame(from: number, to: number, zone?: string): string {
  const start = instant(from, zone).slice(0, 16);
  const end = instant(to, zone).slice(0, 16);
  return start.slice(0, 10) === end.slice(0, 10) ? `${start} – ${end.slice(11)}` : `${start} – ${end}`;
}

const STATES: Record<string, string> = { OK: 'OK', WARN: 'Warn', ALERT: 'Alert', NO_DATA: 'No data' };

export function state(value: string): string {
  return STATES[value] ?? value;
}

/** "3 alerts", "1 alert". */
export function count(many: number, one: string, more = one + 's'): string {
  return `${many.toLocaleString('en')} ${many === 1 ? one : more}`;
}
