import { integerArgument, readArguments, takeArguments, textArgument } from '../arguments.ts';
import { TemplateError } from '../template-error.ts';
import { isSpace, linesOf, lengthOfText, sliceText, toCharacterIndex, trimEnd, trimStart, wordsOf } from '../text.ts';
import { isTrue, isTuple, toTuple, type Arguments, type TemplateTuple, type TemplateValue } from '../value.ts';
import type { MethodTable } from './method.ts';

/** What takes a text apart or finds something in it. */
export const PART_METHODS: MethodTable<string> = new Map([
  ['split', split],
  ['rsplit', splitFromEnd],
  ['splitlines', splitLines],
  ['partition', (self, given) => partition('partition', self, given)],
  ['rpartition', (self, given) => partition('rpartition', self, given)],
  ['startswith', (self, given) => hasAtEnd('startswith', self, given)],
  ['endswith', (self, given) => hasAtEnd('endswith', self, given)],
  ['find', (self, given) => find('find', self, given)],
  ['rfind', (self, given) => find('rfind', self, given)],
  ['index', (self, given) => findOrRefuse('index', self, given)],
  ['rindex', (self, given) => findOrRefuse('rindex', self, given)],
  ['count', count],
]);

function separatorOf(name: string, sep: TemplateValue | undefined, at: number): string | null {
  if (sep === undefined || sep === null) return null;
  return notEmpty(name, textArgument(name, sep, at), at);
}

function notEmpty(name: string, separator: string, at: number): string {
  if (separator !== '') return separator;
  throw new TemplateError(at, `"${name}" needs a separator that is not empty`, 'Give it one, or none for white space');
}

function split(self: string, given: Arguments): TemplateValue {
  const { sep, maxsplit } = readArguments('split', given, ['sep', 'maxsplit']);
  const most = integerArgument('split', maxsplit, given.at, -1);
  const separator = separatorOf('split', sep, given.at);
  if (separator === null) return most < 0 ? wordsOf(self) : firstWords(self, most);
  const parts = self.split(separator);
  if (most < 0 || parts.length <= most + 1) return parts;
  return [...parts.slice(0, most), parts.slice(most).join(separator)];
}

function splitFromEnd(self: string, given: Arguments): TemplateValue {
  const { sep, maxsplit } = readArguments('rsplit', given, ['sep', 'maxsplit']);
  const most = integerArgument('rsplit', maxsplit, given.at, -1);
  const separator = separatorOf('rsplit', sep, given.at);
  if (separator === null) return most < 0 ? wordsOf(self) : lastWords(self, most);
  return splitTextFromEnd(self, separator, most);
}

/** Where a separator may lie over itself it counts from the end. */
export function splitTextFromEnd(text: string, separator: string, most: number): string[] {
  const parts: string[] = [];
  let end = text.length;
  while (most < 0 || parts.length < most) {
    const start = end < separator.length ? -1 : text.lastIndexOf(separator, end - separator.length);
    if (start < 0) break;
    parts.push(text.slice(start + separator.length, end));
    end = start;
  }
  parts.push(text.slice(0, end));
  return parts.reverse();
}

function firstWords(text: string, most: number): string[] {
  const words: string[] = [];
  let rest = trimStart(text);
  while (words.length < most && rest !== '') {
    const end = [...rest].findIndex(isSpace);
    words.push(end < 0 ? rest : sliceText(rest, 0, end));
    rest = end < 0 ? '' : trimStart(rest.slice(words.at(-1)?.length));
  }
  return rest === '' ? words : [...words, rest];
}

function lastWords(text: string, most: number): string[] {
  const words: string[] = [];
  let rest = trimEnd(text);
  while (words.length < most && rest !== '') {
    let start = rest.length;
    while (start > 0 && !isSpace(rest.charAt(start - 1))) start -= 1;
    words.push(rest.slice(start));
    rest = trimEnd(rest.slice(0, start));
  }
  return (rest === '' ? words : [...words, rest]).reverse();
}

function splitLines(self: string, given: Arguments): TemplateValue {
  const { keepends = false } = readArguments('splitlines', given, ['keepends']);
  return linesOf(self, isTrue(keepends));
}

function partition(name: 'partition' | 'rpartition', self: string, given: Arguments): TemplateTuple {
  const [sep] = takeArguments(name, given, 1);
  const separator = notEmpty(name, textArgument(name, sep, given.at), given.at);
  const start = name === 'partition' ? self.indexOf(separator) : self.lastIndexOf(separator);
  if (start < 0) return toTuple(name === 'partition' ? [self, '', ''] : ['', '', self]);
  return toTuple([self.slice(0, start), separator, self.slice(start + separator.length)]);
}

/** The part between two bounds that may be left out or count from the end; null where the first is beyond the end. */
function within(self: string, bounds: readonly TemplateValue[], what: string, at: number): Part | null {
  const length = lengthOfText(self);
  const place = (bound: TemplateValue | undefined, otherwise: number): number => {
    const index = integerArgument(what, bound, at, otherwise);
    return index < 0 ? Math.max(0, index + length) : index;
  };
  const [start, stop] = [place(bounds[0], 0), Math.min(length, place(bounds[1], length))];
  return start > length || start > stop ? null : { text: sliceText(self, start, stop), start };
}

interface Part {
  readonly text: string;
  /** Where it begins, in characters. */
  readonly start: number;
}

function hasAtEnd(name: 'startswith' | 'endswith', self: string, given: Arguments): boolean {
  const [wanted = null, ...bounds] = takeArguments(name, given, 1, 3);
  const choices = isTuple(wanted) ? wanted.items : [wanted];
  const part = within(self, bounds, name, given.at);
  return choices.some((choice) => {
    const text = textArgument(name, choice, given.at);
    return part !== null && (name === 'startswith' ? part.text.startsWith(text) : part.text.endsWith(text));
  });
}

function find(name: 'find' | 'rfind' | 'index' | 'rindex', self: string, given: Arguments): number {
  const [wanted, ...bounds] = takeArguments(name, given, 1, 3);
  const text = textArgument(name, wanted, given.at);
  const part = within(self, bounds, name, given.at);
  if (part === null) return -1;
  const offset = name.startsWith('r') ? part.text.lastIndexOf(text) : part.text.indexOf(text);
  return offset < 0 ? -1 : part.start + toCharacterIndex(part.text, offset);
}

function findOrRefuse(name: 'index' | 'rindex', self: string, given: Arguments): number {
  const index = find(name, self, given);
  if (index >= 0) return index;
  throw new TemplateError(given.at, `"${name}" does not find its text`, 'Take "find", which gives -1 then');
}

function count(self: string, given: Arguments): number {
  const [wanted, ...bounds] = takeArguments('count', given, 1, 3);
  const text = textArgument('count', wanted, given.at);
  const part = within(self, bounds, 'count', given.at);
  if (part === null) return 0;
  return text === '' ? lengthOfText(part.text) + 1 : part.text.split(text).length - 1;
}
