import { bindFrom, bindMethod, type Method } from './method.ts';
import { BYTES_METHODS } from './bytes.ts';
import { DATE_METHODS } from './date.ts';
import { LIST_METHODS, TUPLE_METHODS } from './list.ts';
import { MAP_METHODS } from './map.ts';
import { FLOAT_METHODS, INTEGER_METHODS } from './number.ts';
import { SET_METHODS } from './set.ts';
import { CASE_METHODS } from './text-case.ts';
import { PART_METHODS } from './text-parts.ts';
import { TEST_METHODS } from './text-tests.ts';
import { TEXT_METHODS } from './text.ts';
import { safeMethod } from './markup.ts';
import {
  isBytes,
  isDate,
  isFloat,
  isInteger,
  isMap,
  isMarkup,
  isRange,
  isSet,
  isTuple,
  toTuple,
  type TemplateFunction,
  type TemplateValue,
} from '../value.ts';
import { iterate } from '../sequence.ts';

/** The method of a value by its name, bound to it; null where it has none. */
export function findMethod(value: TemplateValue, name: string, at: number): TemplateFunction | null {
  if (typeof value === 'string') return bindMethod(textMethod(name), value, name);
  if (Array.isArray(value)) return bindFrom(LIST_METHODS, value, name);
  if (isMap(value)) return bindFrom(MAP_METHODS, value, name);
  if (isInteger(value)) return bindFrom(INTEGER_METHODS, value, name);
  if (isFloat(value)) return bindFrom(FLOAT_METHODS, value.value, name);
  if (isMarkup(value)) return safeMethod(textMethod(name), value, name);
  if (isTuple(value)) return bindFrom(TUPLE_METHODS, value, name);
  if (isRange(value)) return bindFrom(TUPLE_METHODS, toTuple(iterate(value, at)), name);
  if (isBytes(value)) return bindFrom(BYTES_METHODS, value.bytes, name);
  if (isDate(value)) return bindFrom(DATE_METHODS, value.text, name);
  return isSet(value) ? bindFrom(SET_METHODS, value, name) : null;
}

function textMethod(name: string): Method<string> | undefined {
  return TEXT_METHODS.get(name) ?? CASE_METHODS.get(name) ?? PART_METHODS.get(name) ?? TEST_METHODS.get(name);
}
