import { integerArgument, readArguments, textArgument } from '../arguments.ts';
import { toFixed } from '../format/float.ts';
import { applyBinary, applyUnary, refuseUndefined } from '../operators.ts';
import { calculate, roundFloat, roundHalfEven, toNumber } from '../numbers.ts';
import { parseFloatText, parseIntegerText } from '../parse-number.ts';
import { iterate } from '../sequence.ts';
import { TemplateError } from '../template-error.ts';
import {
  describeValue,
  isFloat,
  isInteger,
  isNumber,
  isTrue,
  textOf,
  toFloat,
  toInteger,
  type Arguments,
  type TemplateNumber,
  type TemplateValue,
} from '../value.ts';
import { getterOf, plain, type FilterTable } from './filter.ts';

/** What calculates. */
export const NUMBER_FILTERS: FilterTable = new Map([
  ['abs', plain('abs', absolute)],
  ['int', toWhole],
  ['float', toFloating],
  ['round', round],
  ['sum', sum],
  ['filesizeformat', fileSize],
]);

function absolute(value: TemplateValue, at: number): TemplateValue {
  const number = requiredNumber('abs', value, at);
  const isNegative = isFloat(number) ? number.value < 0 || Object.is(number.value, -0) : Number(number) < 0;
  return applyUnary(isNegative ? '-' : '+', number, at);
}

function requiredNumber(name: string, value: TemplateValue, at: number): TemplateNumber {
  refuseUndefined(value, at);
  if (isNumber(value)) return value;
  throw new TemplateError(at, `"${name}" needs a number, not ${describeValue(value)}`, 'Convert it, by "| float"');
}

/** An integer of what looks like a number, else the default. */
function toWhole(value: TemplateValue, given: Arguments): TemplateValue {
  const { at } = given;
  const { default: otherwise = 0, base } = readArguments('int', given, ['default', 'base']);
  refuseUndefined(value, at);
  if (isInteger(value)) return toInteger(BigInt(value));
  const text = textOf(value);
  const radix = integerArgument('int', base, at, 10);
  const exact = text === null ? null : parseIntegerText(text, radix);
  if (exact !== null) return toInteger(exact);
  const size = isFloat(value) ? value.value : text === null ? null : parseFloatText(text);
  if (isFloat(value) && Math.abs(value.value) === Infinity) {
    throw new TemplateError(at, '"int" needs a finite number', 'Check the number');
  }
  if (size === null || !Number.isFinite(size)) return otherwise;
  return toInteger(BigInt(Math.trunc(size)));
}

function toFloating(value: TemplateValue, given: Arguments): TemplateValue {
  const { default: otherwise = toFloat(0) } = readArguments('float', given, ['default']);
  refuseUndefined(value, given.at);
  if (isNumber(value)) return toFloat(toNumber(value, given.at));
  const text = textOf(value);
  const size = text === null ? null : parseFloatText(text);
  return size === null ? otherwise : toFloat(size);
}

function round(value: TemplateValue, given: Arguments): TemplateValue {
  const { at } = given;
  const read = readArguments('round', given, ['precision', 'method']);
  const digits = integerArgument('round', read.precision, at, 0);
  const method = textArgument('round', read.method, at, 'common');
  if (method !== 'common' && method !== 'ceil' && method !== 'floor') {
    throw new TemplateError(at, `"round" does not know the method "${method}"`, 'Give it "common", "ceil" or "floor"');
  }
  const number = requiredNumber('round', value, at);
  if (method !== 'common') return roundTo(number, digits, method, at);
  return isFloat(number) ? toFloat(roundFloat(number.value, digits)) : roundInteger(BigInt(number), digits);
}

function roundInteger(value: bigint, digits: number): TemplateValue {
  if (digits >= 0) return toInteger(value);
  if (digits < -5000) return 0;
  const unit = 10n ** BigInt(-digits);
  return toInteger((value < 0n ? -1n : 1n) * roundHalfEven(value < 0n ? -value : value, unit) * unit);
}

function roundTo(value: TemplateNumber, digits: number, method: 'ceil' | 'floor', at: number): TemplateValue {
  const unit = calculate('**', 10, digits, at);
  const scaled = calculate('*', value, unit, at);
  if (!isFloat(scaled)) return calculate('/', scaled, unit, at);
  const whole = Math[method](scaled.value);
  if (Number.isFinite(whole)) return calculate('/', toInteger(BigInt(whole)), unit, at);
  throw new TemplateError(at, '"round" needs a finite number', 'Check the number');
}

function sum(value: TemplateValue, given: Arguments): TemplateValue {
  const { at } = given;
  const { attribute, start = 0 } = readArguments('sum', given, ['attribute', 'start']);
  if (textOf(start) !== null) throw new TemplateError(at, '"sum" cannot add texts', 'Take "| join"');
  const find = getterOf(attribute, at);
  return iterate(value, at).reduce((total, item) => applyBinary('+', total, find(item), at), start);
}

function fileSize(value: TemplateValue, given: Arguments): TemplateValue {
  const { at } = given;
  const { binary = false } = readArguments('filesizeformat', given, ['binary']);
  const text = textOf(value);
  const bytes = text === null ? toNumber(requiredNumber('filesizeformat', value, at), at) : parseFloatText(text);
  if (bytes === null) {
    throw new TemplateError(
      at,
      `"filesizeformat" cannot read "${text ?? ''}" as a number`,
      'Give it a number of bytes',
    );
  }
  return isTrue(binary) ? sizeText(bytes, 1024, 'iB') : sizeText(bytes, 1000, 'B');
}

function sizeText(bytes: number, base: number, ending: string): string {
  if (bytes === 1) return '1 Byte';
  if (bytes < base) return `${BigInt(Math.trunc(bytes))} Bytes`;
  const prefixes = (base === 1000 ? 'kMGTPEZY' : 'KMGTPEZY').split('');
  const index = prefixes.findIndex((_, power) => bytes < base ** (power + 2));
  const last = prefixes.length - 1;
  const shown = (base * bytes) / base ** ((index < 0 ? last : index) + 2);
  return `${Number.isFinite(shown) ? toFixed(shown, 1) : String(shown).slice(0, 3).toLowerCase()} ${prefixes.at(index) ?? ''}${ending}`;
}
