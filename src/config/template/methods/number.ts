import { takeArguments } from '../arguments.ts';
import { fractionOf } from '../numbers.ts';
import { TemplateError } from '../template-error.ts';
import { toFloat, toInteger, toTuple, type Arguments, type TemplateValue } from '../value.ts';
import type { Method, MethodTable } from './method.ts';

type TemplateInteger = number | bigint | boolean;

/** The methods of integers. */
export const INTEGER_METHODS: MethodTable<TemplateInteger> = new Map([
  ['bit_length', plain('bit_length', (self) => (isNought(self) ? 0 : sizeOf(self).toString(2).length))],
  ['bit_count', plain('bit_count', (self) => sizeOf(self).toString(2).replaceAll('0', '').length)],
  ['conjugate', plain('conjugate', (self) => toInteger(BigInt(self)))],
  ['as_integer_ratio', plain('as_integer_ratio', (self) => toTuple([toInteger(BigInt(self)), 1]))],
]);

/** The methods of floats. */
export const FLOAT_METHODS: MethodTable<number> = new Map([
  ['is_integer', plain('is_integer', (self) => Number.isInteger(self))],
  ['conjugate', plain('conjugate', toFloat)],
  ['hex', plain('hex', toHex)],
  ['as_integer_ratio', asRatio],
]);

function plain<Self>(name: string, make: (self: Self) => TemplateValue): Method<Self> {
  return (self, given) => {
    takeArguments(name, given, 0);
    return make(self);
  };
}

function isNought(value: TemplateInteger): boolean {
  return Number(value) === 0;
}

function sizeOf(value: TemplateInteger): bigint {
  const exact = BigInt(value);
  return exact < 0n ? -exact : exact;
}

function asRatio(self: number, given: Arguments): TemplateValue {
  takeArguments('as_integer_ratio', given, 0);
  if (Number.isFinite(self)) return toTuple(fractionOf(self).map(toInteger));
  throw new TemplateError(given.at, '"as_integer_ratio" needs a finite number', 'Check the number');
}

/** A float in C's hexadecimal form, `0x1.8000000000000p+1`. */
function toHex(value: number): string {
  if (Number.isNaN(value)) return 'nan';
  const sign = value < 0 || Object.is(value, -0) ? '-' : '';
  if (!Number.isFinite(value)) return `${sign}inf`;
  if (value === 0) return `${sign}0x0.0p+0`;
  const view = new DataView(new ArrayBuffer(8));
  view.setFloat64(0, Math.abs(value));
  const bits = view.getBigUint64(0);
  const biased = Number(bits >> 52n);
  const digits = (bits & 0xfffffffffffffn).toString(16).padStart(13, '0');
  const power = biased === 0 ? -1022 : biased - 1023;
  return `${sign}0x${biased === 0 ? 0 : 1}.${digits}p${power < 0 ? '' : '+'}${power}`;
}
