import { fail, succeed, type Result } from '../failure.ts';
import { wrongValue, type FlagDescription } from './flag.ts';

/** Timers of Node count milliseconds in 31 bits. */
const MOST_SECONDS = 2_147_483;

/** Whole seconds, at least 1, as milliseconds. */
export function readSeconds(flag: FlagDescription, text: string): Result<number> {
  const seconds = /^\s*\+?\d+\s*$/.test(text) ? Number(text) : 0;
  if (seconds < 1) return fail(wrongValue(flag, text, 'not a whole number of seconds from 1 up', ['600']));
  return succeed(Math.min(seconds, MOST_SECONDS) * 1000);
}

/** A finite decimal number. */
export function readNumber(flag: FlagDescription, text: string): Result<number> {
  const isNumber = /^\s*[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?\s*$/i.test(text) && Number.isFinite(Number(text));
  return isNumber ? succeed(Number(text)) : fail(wrongValue(flag, text, 'not a number', ['7.5']));
}

/** Names from repeated and comma-separated texts, without the blanks around them. */
export function readNames(flag: FlagDescription, texts: readonly string[]): Result<readonly string[]> {
  const names = texts.flatMap((text) => text.split(',')).flatMap((piece) => piece.trim() || []);
  if (names.length > 0) return succeed(names);
  return fail(wrongValue(flag, texts.join(','), 'no name of a step', ['NAME', 'NAME,NAME']));
}

/**
 * `key=value,key=value`, split at each comma and at the first `=` of a piece. An empty text is no label at all.
 * A piece without `=` is a configuration failure (exit code 78), as wrapping scripts expect from buildrunner 3.27.
 */
export function readLabels(flag: FlagDescription, text: string): Result<ReadonlyMap<string, string>> {
  const labels = new Map<string, string>();
  for (const piece of text === '' ? [] : text.split(',')) {
    const at = piece.indexOf('=');
    if (at < 1) {
      return fail({
        kind: 'configuration',
        summary: `"${piece}" in "--${flag.long}" is no label: it is not of the form key=value`,
        next: `Write "--${flag.long}=key=value", with a comma between labels`,
      });
    }
    labels.set(piece.slice(0, at), piece.slice(at + 1));
  }
  return succeed(labels);
}
