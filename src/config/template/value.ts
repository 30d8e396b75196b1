/** A value within a template: those of Python that a build file can come by. Lists and maps may be changed in place. */
export type TemplateValue =
  | string
  /** An integer that a number holds exactly. */
  | number
  /** An integer beyond that. */
  | bigint
  | boolean
  | null
  | TemplateFloat
  | TemplateDate
  | TemplateTuple
  | TemplateFunction
  | UndefinedValue
  | TemplateValue[]
  | TemplateMap;

export type TemplateMap = Map<TemplateValue, TemplateValue>;

export interface TemplateFloat {
  readonly kind: 'float';
  readonly value: number;
}

export interface TemplateDate {
  readonly kind: 'date';
  readonly text: string;
}

export interface TemplateTuple {
  readonly kind: 'tuple';
  readonly items: readonly TemplateValue[];
}

/** What a call hands over, in order and by name. */
export interface Arguments {
  readonly positional: readonly TemplateValue[];
  readonly named: ReadonlyMap<string, TemplateValue>;
  /** Where the call stands, an offset into the template. */
  readonly at: number;
  /** Tells what works, but not as the writer may think. */
  readonly warn: (message: string, next: string) => void;
}

export interface TemplateFunction {
  readonly kind: 'function';
  readonly name: string;
  readonly call: (given: Arguments) => TemplateValue;
}

/** A name, attribute or item that does not exist: prints as nothing, and refuses to be looked into. */
export interface UndefinedValue {
  readonly kind: 'undefined';
  /** What does not exist, for messages. */
  readonly what: string;
}

type Kind = TemplateFloat | TemplateDate | TemplateTuple | TemplateFunction | UndefinedValue;

function isKind<Name extends Kind['kind']>(value: TemplateValue, kind: Name): value is Extract<Kind, { kind: Name }> {
  return typeof value === 'object' && value !== null && 'kind' in value && value.kind === kind;
}

export function isFloat(value: TemplateValue): value is TemplateFloat {
  return isKind(value, 'float');
}

export function isDate(value: TemplateValue): value is TemplateDate {
  return isKind(value, 'date');
}

export function isTuple(value: TemplateValue): value is TemplateTuple {
  return isKind(value, 'tuple');
}

export function isFunction(value: TemplateValue): value is TemplateFunction {
  return isKind(value, 'function');
}

export function isUndefined(value: TemplateValue): value is UndefinedValue {
  return isKind(value, 'undefined');
}

export function isInteger(value: TemplateValue): value is number | bigint | boolean {
  return typeof value === 'number' || typeof value === 'bigint' || typeof value === 'boolean';
}

export function isMap(value: TemplateValue): value is TemplateMap {
  return value instanceof Map;
}

/** An integer in the one form that it has in a template. */
export function toInteger(value: bigint): number | bigint {
  const asNumber = Number(value);
  return Number.isSafeInteger(asNumber) ? asNumber + 0 : value;
}

/** The items of a list or tuple; null for anything else. */
export function itemsOf(value: TemplateValue): readonly TemplateValue[] | null {
  if (Array.isArray(value)) return value;
  return isTuple(value) ? value.items : null;
}

/** As `if` sees it (Python). */
export function isTrue(value: TemplateValue): boolean {
  if (value === null || isUndefined(value)) return false;
  if (typeof value === 'string') return value !== '';
  if (isInteger(value)) return Number(value) !== 0;
  if (isFloat(value)) return value.value !== 0;
  if (isMap(value)) return value.size > 0;
  return (itemsOf(value)?.length ?? 1) > 0;
}

/** What a value is, for messages. */
export function describeValue(value: TemplateValue): string {
  if (value === null) return 'None';
  if (typeof value === 'string') return 'a text';
  if (typeof value === 'boolean') return value ? 'True' : 'False';
  if (isInteger(value)) return 'an integer';
  if (Array.isArray(value)) return 'a list';
  if (isMap(value)) return 'a map';
  const { kind } = value;
  return kind === 'undefined' ? 'undefined' : `a ${kind}`;
}
