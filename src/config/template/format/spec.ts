import { checkLength } from '../limits.ts';
import { toText } from '../print.ts';
import { TemplateError } from '../template-error.ts';
import { charactersOf, lengthOfText } from '../text.ts';
import { describeValue, isDate, isFloat, isInteger, isUndefined, textOf, type TemplateValue } from '../value.ts';
import { formatFloatSpec, formatIntegerSpec } from './spec-number.ts';
import { formatDate } from './date.ts';

/** What stands behind the `:` of a field: `[[fill]align][sign][z][#][0][width][,][.precision][type]` (Python). */
export interface Spec {
  readonly text: string;
  readonly fill: string;
  readonly align: '<' | '>' | '=' | '^' | null;
  readonly sign: '+' | '-' | ' ' | null;
  readonly isAlternate: boolean;
  readonly keepsNoNegativeZero: boolean;
  readonly width: number;
  readonly grouping: ',' | '_' | null;
  readonly precision: number | null;
  readonly type: string;
}

const SPEC = /^(?:([^])?([<>=^]))?([-+ ])?(z)?(#)?(0)?(\d+)?([,_])?(?:\.(\d+))?([a-zA-Z%])?$/u;

/** A value as `format` and f-strings of Python write it with a specification. */
export function formatValue(value: TemplateValue, written: string, at: number): string {
  if (written === '') return toText(value, at);
  if (isDate(value)) return formatDate(value.text, written, at);
  const text = textOf(value);
  if (text !== null) return formatTextSpec(text, readSpec(written, at, '<'), at);
  if (isInteger(value)) return formatIntegerSpec(value, readSpec(written, at, '>'), at);
  if (isFloat(value)) return formatFloatSpec(value.value, readSpec(written, at, '>'), at);
  const what = isUndefined(value) ? `"${value.what}", which is undefined,` : describeValue(value);
  throw new TemplateError(at, `The format "${written}" cannot take ${what}`, 'Convert it to a text or a number');
}

function readSpec(written: string, at: number, usual: '<' | '>'): Spec {
  const match = SPEC.exec(written);
  if (match === null) throw wrongSpec(written, at);
  const [, fill, align, sign, zero, alternate, nought, width = 0, grouping, precision, type = ''] = match;
  const spec: Spec = {
    text: written,
    fill: fill ?? (nought === undefined ? ' ' : '0'),
    align: isAlign(align) ? align : nought !== undefined && usual === '>' ? '=' : null,
    sign: isSign(sign) ? sign : null,
    isAlternate: alternate !== undefined,
    keepsNoNegativeZero: zero !== undefined,
    width: Number(width),
    grouping: grouping === ',' || grouping === '_' ? grouping : null,
    precision: precision === undefined ? null : Number(precision),
    type,
  };
  checkLength('format', spec.width + (spec.precision ?? 0), at);
  return spec;
}

function isAlign(text: string | undefined): text is '<' | '>' | '=' | '^' {
  return text !== undefined && ['<', '>', '=', '^'].includes(text);
}

function isSign(text: string | undefined): text is '+' | '-' | ' ' {
  return text !== undefined && ['+', '-', ' '].includes(text);
}

/** A specification that the kind of value does not know. */
export function wrongSpec(written: string, at: number): TemplateError {
  return new TemplateError(
    at,
    `"${written}" is no format of such a value`,
    'Write it as in Python, such as "05d" or ".2f"',
  );
}

function formatTextSpec(text: string, spec: Spec, at: number): string {
  const isNumeric = spec.sign !== null || spec.isAlternate || spec.grouping !== null || spec.keepsNoNegativeZero;
  if (isNumeric || spec.align === '=' || !['', 's'].includes(spec.type)) throw wrongSpec(spec.text, at);
  const shown = spec.precision === null ? text : charactersOf(text).slice(0, spec.precision).join('');
  return pad(shown, spec, '<');
}

/** Fills a text up to the width. */
export function pad(text: string, { fill, align, width }: Spec, usual: '<' | '>'): string {
  const missing = width - lengthOfText(text);
  if (missing <= 0) return text;
  const side = align ?? usual;
  const before = side === '<' ? 0 : side === '^' ? Math.floor(missing / 2) : missing;
  return fill.repeat(before) + text + fill.repeat(missing - before);
}
