import type { YamlDate } from '../build-file.ts';

const DATE = /^(\d{4})-(\d\d)-(\d\d)$/;
const DATE_TIME =
  /^(\d{4})-(\d\d?)-(\d\d?)(?:[Tt]|[ \t]+)(\d\d?):(\d\d):(\d\d)(?:\.(\d*))?(?:[ \t]*(?:(Z)|([-+])(\d\d?)(?::(\d\d))?))?$/;

/** What a tag makes a timestamp: months and days of a date may have one digit. */
const TAGGED_DATE = /^(\d{4})-(\d\d?)-(\d\d?)$/;

/**
 * A YAML 1.1 timestamp, as text in the form that Python's `date` and `datetime` print: `2020-01-02`,
 * `2020-01-02 03:04:05+00:00`. Undefined where the form is right and no such day or time exists.
 */
export function readTimestamp(text: string): YamlDate | undefined | 'no timestamp' {
  const date = DATE.exec(text);
  if (date !== null) return readDay(date);
  const match = DATE_TIME.exec(text);
  if (match === null) return 'no timestamp';
  return isDay(match) && isTime(match) ? readDateTime(match) : undefined;
}

/** The value of `!!timestamp`; undefined where the text is none. */
export function readTaggedTimestamp(text: string): YamlDate | undefined {
  const date = TAGGED_DATE.exec(text);
  if (date !== null) return readDay(date);
  const timestamp = readTimestamp(text);
  return timestamp === 'no timestamp' ? undefined : timestamp;
}

function readDay(match: RegExpExecArray): YamlDate | undefined {
  const [, year = '', month = '', day = ''] = match;
  return isDay(match)
    ? { kind: 'date', text: [year, month.padStart(2, '0'), day.padStart(2, '0')].join('-') }
    : undefined;
}

function readDateTime(match: RegExpExecArray): YamlDate | undefined {
  const [, year = '', month = '', day = '', hour = '', minute = '', second = '', fraction = ''] = match;
  const zone = readZone(match);
  if (zone === undefined) return undefined;
  const micro = fraction.slice(0, 6).padEnd(6, '0');
  const dayText = [year, month.padStart(2, '0'), day.padStart(2, '0')].join('-');
  const time = [hour.padStart(2, '0'), minute, second].join(':');
  return { kind: 'date', text: `${dayText} ${time}${Number(micro) === 0 ? '' : `.${micro}`}${zone}` };
}

function isTime(match: RegExpExecArray): boolean {
  return Number(match[4]) <= 23 && Number(match[5]) <= 59 && Number(match[6]) <= 59;
}

function isDay([, year, month, day]: RegExpExecArray): boolean {
  const [y, m, d] = [Number(year), Number(month), Number(day)];
  const date = new Date(Date.UTC(2000, m - 1, d));
  date.setUTCFullYear(y, m - 1, d);
  return y > 0 && date.getUTCMonth() === m - 1 && date.getUTCDate() === d;
}

function readZone(match: RegExpExecArray): string | undefined {
  if (match[8] !== undefined) return '+00:00';
  const sign = match[9];
  if (sign === undefined) return '';
  const minutes = Number(match[10]) * 60 + Number(match[11] ?? 0);
  if (minutes >= 24 * 60) return undefined;
  const two = (value: number): string => String(value).padStart(2, '0');
  return `${minutes === 0 ? '+' : sign}${two(Math.floor(minutes / 60))}:${two(minutes % 60)}`;
}
