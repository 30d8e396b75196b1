import { integerArgument, readArguments, textArgument } from '../arguments.ts';
import { splitBy, substitute } from '../pattern/use.ts';
import { isMarkup, type Arguments, type TemplateValue } from '../value.ts';
import type { FilterTable } from './filter.ts';
import { requiredText } from './text.ts';

/** Filters of buildrunner 3.27 over the patterns of Python's `re`. */
export const PATTERN_FILTERS: FilterTable = new Map([
  ['re_sub', reSub],
  ['re_split', reSplit],
]);

function reSub(value: TemplateValue, given: Arguments): TemplateValue {
  const { at } = given;
  const read = readArguments('re_sub', given, ['pattern', 'replace', 'count', 'flags'], 2);
  const use = {
    pattern: textArgument('re_sub', read.pattern, at),
    text: requiredText('re_sub', value, at),
    most: integerArgument('re_sub', read.count, at, 0),
    flags: integerArgument('re_sub', read.flags, at, 0),
    isSafe: isMarkup(value),
    at,
  };
  const replacement = textArgument('re_sub', read.replace, at);
  return use.most < 0 ? use.text : substitute(use, replacement);
}

function reSplit(value: TemplateValue, given: Arguments): TemplateValue {
  const { at } = given;
  const read = readArguments('re_split', given, ['pattern', 'maxsplit', 'flags'], 1);
  const use = {
    pattern: textArgument('re_split', read.pattern, at),
    text: requiredText('re_split', value, at),
    most: integerArgument('re_split', read.maxsplit, at, 0),
    flags: integerArgument('re_split', read.flags, at, 0),
    isSafe: false,
    at,
  };
  return use.most < 0 ? [use.text] : splitBy(use);
}
