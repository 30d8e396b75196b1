import { readArguments, textArgument } from '../template/arguments.ts';
import { TemplateError } from '../template/template-error.ts';
import { isFloat, isInteger, type TemplateFunction } from '../template/value.ts';

const DAYS = ['Sunday', 'Monday', 'Tuesday', 'Wednesday', 'Thursday', 'Friday', 'Saturday'];
const MONTHS = 'January February March April May June July August September October November December'.split(' ');

/** `strftime('%Y-%m-%d', seconds)`: local time, of the start of the build where no time is given (epoch seconds). */
export function strftimeFunction(buildTime: number): TemplateFunction {
  return {
    kind: 'function',
    name: 'strftime',
    call: (given) => {
      const { _format: format, _ts: time } = readArguments('strftime', given, ['_format', '_ts']);
      const pattern = textArgument('strftime', format, given.at, '%Y-%m-%d');
      if (time === undefined || time === null) return formatTime(pattern, buildTime);
      const seconds = isInteger(time) ? Number(time) : isFloat(time) ? time.value : null;
      if (seconds !== null && seconds >= EARLIEST && seconds < LATEST) return formatTime(pattern, seconds);
      if (seconds !== null) throw new TemplateError(given.at, '"strftime" has no date so far away', 'Give it seconds');
      throw new TemplateError(given.at, '"strftime" needs a number of seconds', 'Give it a number, by "| int"');
    },
  };
}

/** Seconds of the first and behind the last year that Python has; a day less, whatever the time zone. */
const EARLIEST = -62_135_510_400;
const LATEST = 253_402_214_400;

/** A time as Python's `strftime` writes it in the C locale; directives that are unknown stay as they are. */
export function formatTime(pattern: string, seconds: number): string {
  const date = new Date(Math.floor(seconds) * 1000);
  return pattern.replaceAll(/%([-_0^#])?([A-Za-z%])/g, (written, flag: string | undefined, code: string) => {
    const directive = DIRECTIVES[code];
    if (directive === undefined) return written;
    if (code === 'f') return microsecondsOf(seconds);
    return applyFlag(
      directive(date, (inner) => formatTime(inner, seconds)),
      flag,
    );
  });
}

function microsecondsOf(seconds: number): string {
  return pad(Math.min(999_999, Math.round((seconds - Math.floor(seconds)) * 1e6)), 6);
}

/** The flags of the C library: no padding, with blanks, with noughts, large letters. */
function applyFlag(text: string, flag: string | undefined): string {
  switch (flag) {
    case '-':
      return text.replace(/^0+(?=\d)|^ +/, '');
    case '_':
      return text.replace(/^0+(?=\d)/, (noughts) => ' '.repeat(noughts.length));
    case '0':
      return text.replace(/^ +/, (blanks) => '0'.repeat(blanks.length));
    case '^':
      return text.toUpperCase();
    default:
      return text;
  }
}

type Directive = (date: Date, format: (pattern: string) => string) => string;

const DIRECTIVES: Readonly<Partial<Record<string, Directive>>> = {
  '%': () => '%',
  n: () => '\n',
  t: () => '\t',
  Y: (date) => String(date.getFullYear()),
  y: (date) => pad(date.getFullYear() % 100),
  C: (date) => pad(Math.floor(date.getFullYear() / 100)),
  m: (date) => pad(date.getMonth() + 1),
  d: (date) => pad(date.getDate()),
  e: (date) => pad(date.getDate(), 2, ' '),
  H: (date) => pad(date.getHours()),
  k: (date) => pad(date.getHours(), 2, ' '),
  I: (date) => pad(date.getHours() % 12 || 12),
  l: (date) => pad(date.getHours() % 12 || 12, 2, ' '),
  M: (date) => pad(date.getMinutes()),
  S: (date) => pad(date.getSeconds()),
  f: () => '000000',
  p: (date) => (date.getHours() < 12 ? 'AM' : 'PM'),
  P: (date) => (date.getHours() < 12 ? 'am' : 'pm'),
  j: (date) => pad(dayOfYear(date) + 1, 3),
  A: (date) => DAYS[date.getDay()] ?? '',
  a: (date) => (DAYS[date.getDay()] ?? '').slice(0, 3),
  B: (date) => MONTHS[date.getMonth()] ?? '',
  b: (date) => (MONTHS[date.getMonth()] ?? '').slice(0, 3),
  h: (date) => (MONTHS[date.getMonth()] ?? '').slice(0, 3),
  w: (date) => String(date.getDay()),
  u: (date) => String(date.getDay() || 7),
  U: (date) => pad(Math.floor((dayOfYear(date) + 7 - date.getDay()) / 7)),
  W: (date) => pad(Math.floor((dayOfYear(date) + 7 - ((date.getDay() + 6) % 7)) / 7)),
  V: (date) => pad(isoWeek(date).week),
  G: (date) => String(isoWeek(date).year),
  g: (date) => pad(isoWeek(date).year % 100),
  s: (date) => String(Math.floor(date.getTime() / 1000)),
  z: (date) => offset(date),
  Z: (date) => /\(([^)]*)\)$/.exec(date.toString())?.[1]?.replace('Coordinated Universal Time', 'UTC') ?? '',
  c: (_date, format) => format('%a %b %e %H:%M:%S %Y'),
  x: (_date, format) => format('%m/%d/%y'),
  D: (_date, format) => format('%m/%d/%y'),
  X: (_date, format) => format('%H:%M:%S'),
  T: (_date, format) => format('%H:%M:%S'),
  R: (_date, format) => format('%H:%M'),
  r: (_date, format) => format('%I:%M:%S %p'),
  F: (_date, format) => format('%Y-%m-%d'),
};

function pad(value: number, width = 2, filler = '0'): string {
  return String(value).padStart(width, filler);
}

function dayOfYear(date: Date): number {
  const start = Date.UTC(date.getFullYear(), 0, 1);
  return Math.round((Date.UTC(date.getFullYear(), date.getMonth(), date.getDate()) - start) / 86_400_000);
}

/** The week of ISO 8601: the one with the year's first Thursday is the first. */
function isoWeek(date: Date): { readonly year: number; readonly week: number } {
  const thursday = new Date(Date.UTC(date.getFullYear(), date.getMonth(), date.getDate()));
  thursday.setUTCDate(thursday.getUTCDate() + 4 - (thursday.getUTCDay() || 7));
  const year = thursday.getUTCFullYear();
  return { year, week: Math.ceil(((thursday.getTime() - Date.UTC(year, 0, 1)) / 86_400_000 + 1) / 7) };
}

function offset(date: Date): string {
  const minutes = -date.getTimezoneOffset();
  const size = Math.abs(minutes);
  return `${minutes < 0 ? '-' : '+'}${pad(Math.floor(size / 60))}${pad(size % 60)}`;
}
