import { formatTime } from '../../functions/strftime.ts';
import { datePartsOf, type TimeParts } from '../date.ts';
import { TemplateError } from '../template-error.ts';

/** A date as its `strftime` writes it, by the clock that it says and not by ours. */
export function formatDate(text: string, pattern: string, at: number): string {
  const parts = datePartsOf(text);
  if (parts === null) throw new TemplateError(at, `"${text}" is no date`, 'Correct it');
  const time = parts.time ?? MIDNIGHT;
  const written = pattern
    .replaceAll('%f', String(time.microsecond).padStart(6, '0'))
    .replaceAll('%z', offsetText(time.offset))
    .replaceAll('%Z', zoneName(time.offset));
  const local = new Date(parts.year, parts.month - 1, parts.day, time.hour, time.minute, time.second);
  if (parts.year < 100) local.setFullYear(parts.year);
  return formatTime(written, local.getTime() / 1000);
}

const MIDNIGHT: TimeParts = { hour: 0, minute: 0, second: 0, microsecond: 0, offset: null };

function offsetText(offset: number | null): string {
  if (offset === null) return '';
  const minutes = Math.floor(Math.abs(offset) / 60);
  const pair = (value: number): string => String(value).padStart(2, '0');
  return `${offset < 0 ? '-' : '+'}${pair(Math.floor(minutes / 60))}${pair(minutes % 60)}`;
}

function zoneName(offset: number | null): string {
  if (offset === null) return '';
  const text = offsetText(offset);
  return offset === 0 ? 'UTC' : `UTC${text.slice(0, 3)}:${text.slice(3)}`;
}
