import { integerArgument, readArguments, textArgument } from '../arguments.ts';
import { formatPercent } from '../format/percent.ts';
import { escapeText, toMarkup } from '../html.ts';
import { TemplateError } from '../template-error.ts';
import { capitalize } from '../methods/text-case.ts';
import { justifyText, replaceText, stripText } from '../methods/text.ts';
import { splitTextFromEnd } from '../methods/text-parts.ts';
import { toText } from '../print.ts';
import { lengthOf } from '../sequence.ts';
import { lengthOfText, linesOf, sliceText, SPACES } from '../text.ts';
import {
  describeValue,
  isMarkup,
  isTrue,
  isUndefined,
  textOf,
  toTuple,
  type Arguments,
  type TemplateValue,
} from '../value.ts';
import { likeText, ofText, plain, type FilterTable } from './filter.ts';
import { prettyPrint } from './pretty.ts';
import { wrapWords } from './wrap.ts';

/** What makes a text of a text. */
export const TEXT_FILTERS: FilterTable = new Map([
  ['lower', ofText('lower', (text) => text.toLowerCase())],
  ['upper', ofText('upper', (text) => text.toUpperCase())],
  ['capitalize', ofText('capitalize', capitalize)],
  ['title', plain('title', (value, at) => titleOf(toText(value, at)))],
  ['string', plain('string', (value, at) => (isMarkup(value) ? value : toText(value, at)))],
  ['trim', trim],
  ['replace', replace],
  ['center', center],
  ['indent', indent],
  ['truncate', truncate],
  ['wordcount', plain('wordcount', (value, at) => toText(value, at).match(/[\p{L}\p{N}_]+/gu)?.length ?? 0)],
  ['wordwrap', wordWrap],
  ['format', format],
  ['pprint', plain('pprint', prettyPrint)],
]);

const WORD_START = new RegExp(`([-${SPACES}({\\[<]+)`);

/** Words, which also begin behind brackets and hyphens, with a large first letter. */
function titleOf(text: string): string {
  const parts = text.split(WORD_START).filter((part) => part !== '');
  return parts.map((part) => sliceText(part, 0, 1).toUpperCase() + afterFirst(part).toLowerCase()).join('');
}

function afterFirst(text: string): string {
  return sliceText(text, 1, lengthOfText(text));
}

function trim(value: TemplateValue, given: Arguments): TemplateValue {
  const { chars = null } = readArguments('trim', given, ['chars']);
  const strange = chars === null ? null : textArgument('trim', chars, given.at);
  return likeText(value, stripText(toText(value, given.at), strange, 'strip'));
}

function replace(value: TemplateValue, given: Arguments): TemplateValue {
  const { at } = given;
  const { old = null, new: replacement = null, count } = readArguments('replace', given, ['old', 'new', 'count'], 2);
  const limit = integerArgument('replace', count, at, -1);
  if (given.escapes === true && [value, old, replacement].some(isMarkup)) {
    const text = isMarkup(old) || !isMarkup(value) ? escapeText(value, at) : value.text;
    return toMarkup(replaceText(text, [toText(old, at), escapeText(replacement, at)], limit, at));
  }
  return replaceText(toText(value, at), [toText(old, at), toText(replacement, at)], limit, at);
}

function center(value: TemplateValue, given: Arguments): TemplateValue {
  const { width } = readArguments('center', given, ['width']);
  const columns = integerArgument('center', width, given.at, 80);
  return likeText(value, justifyText('center', toText(value, given.at), [columns, ' '], given.at));
}

/** Lines with something before each but the first, and but the empty ones. */
function indent(value: TemplateValue, given: Arguments): TemplateValue {
  const { at } = given;
  const { width = 4, first = false, blank = false } = readArguments('indent', given, ['width', 'first', 'blank']);
  const text = requiredText('indent', value, at);
  const before = textOf(width) ?? ' '.repeat(Math.max(0, integerArgument('indent', width, at, 4)));
  const lines = linesOf(`${text}\n`);
  const done = lines.map((line, index) => {
    const isIndented = index === 0 ? isTrue(first) : line !== '' || isTrue(blank);
    return isIndented ? before + line : line;
  });
  return likeText(value, done.join('\n'));
}

/** The characters of a value that must be a text. */
export function requiredText(name: string, value: TemplateValue, at: number): string {
  const text = textOf(value);
  if (text !== null) return text;
  const what = isUndefined(value) ? `"${value.what}", which is undefined` : describeValue(value);
  throw new TemplateError(at, `"${name}" needs a text, not ${what}`, 'Convert it, by "| string"');
}

function truncate(value: TemplateValue, given: Arguments): TemplateValue {
  const { at } = given;
  const read = readArguments('truncate', given, ['length', 'killwords', 'end', 'leeway']);
  const most = integerArgument('truncate', read.length, at, 255);
  const end = textArgument('truncate', read.end, at, '...');
  const leeway = integerArgument('truncate', read.leeway, at, 5);
  if (most < lengthOfText(end) || leeway < 0) {
    throw new TemplateError(at, '"truncate" is given a length below that of its end', 'Give it a larger one');
  }
  const length = lengthOf(value);
  if (length !== null && length <= most + leeway) return value;
  const text = requiredText('truncate', value, at);
  const cut = sliceText(text, 0, most - lengthOfText(end));
  const [kept = ''] = isTrue(read.killwords ?? false) ? [cut] : splitTextFromEnd(cut, ' ', 1);
  return likeText(value, kept + end);
}

function wordWrap(value: TemplateValue, given: Arguments): TemplateValue {
  const { at } = given;
  const names = ['width', 'break_long_words', 'wrapstring', 'break_on_hyphens'] as const;
  const read = readArguments('wordwrap', given, names);
  const width = integerArgument('wordwrap', read.width, at, 79);
  if (width <= 0) throw new TemplateError(at, '"wordwrap" needs a width above nought', 'Give it a larger one');
  const style = {
    width,
    breaksWords: isTrue(read.break_long_words ?? true),
    breaksAtHyphens: isTrue(read.break_on_hyphens ?? true),
  };
  const end =
    read.wrapstring === undefined || read.wrapstring === null ? '\n' : textArgument('wordwrap', read.wrapstring, at);
  const lines = linesOf(requiredText('wordwrap', value, at));
  return lines.map((line) => wrapWords(line, style).join(end)).join(end);
}

function format(value: TemplateValue, given: Arguments): TemplateValue {
  const { positional, named, at } = given;
  if (positional.length > 0 && named.size > 0) {
    throw new TemplateError(at, '"format" is given values in order and by name', 'Give them in one way');
  }
  const text = isMarkup(value) ? toMarkup(value.text) : toText(value, at);
  return formatPercent(text, named.size > 0 ? new Map(named) : toTuple(positional), at);
}
