/** A value within a template: those of Python that a build file can come by. Lists and maps may be changed in place. */
export type TemplateValue =
  | string
  /** An integer that a number holds exactly. */
  | number
  /** An integer beyond that. */
  | bigint
  | boolean
  | null
  | TemplateValue[]
  | TemplateMap
  | KindValue;

type KindValue =
  | TemplateFloat
  | TemplateDate
  | TemplateBytes
  | TemplateMarkup
  | TemplateTuple
  | TemplateSet
  | TemplateRange
  | TemplateView
  | TemplateIterator
  | TemplateFunction
  | TemplateObject
  | UndefinedValue;

export type TemplateMap = Map<TemplateValue, TemplateValue>;

export interface TemplateFloat {
  readonly kind: 'float';
  readonly value: number;
}

export interface TemplateDate {
  readonly kind: 'date';
  readonly text: string;
}

export interface TemplateBytes {
  readonly kind: 'bytes';
  readonly bytes: Uint8Array;
}

/** A text that HTML may hold as it is: what `escape` and `safe` give. Texts that join it are escaped. */
export interface TemplateMarkup {
  readonly kind: 'markup';
  readonly text: string;
}

export interface TemplateTuple {
  readonly kind: 'tuple';
  readonly items: readonly TemplateValue[];
  /** Names of the items, of a tuple that has some (`groupby`). */
  readonly names?: readonly string[];
}

/** Items that differ from each other, in the order in which they came. */
export interface TemplateSet {
  readonly kind: 'set';
  readonly items: TemplateValue[];
}

/** The integers from `start` to before `stop`. */
export interface TemplateRange {
  readonly kind: 'range';
  readonly start: number;
  readonly stop: number;
  readonly step: number;
}

/** What `keys()`, `values()` and `items()` give: it changes with the map. */
export interface TemplateView {
  readonly kind: 'view';
  readonly of: ReadonlyMap<TemplateValue, TemplateValue>;
  readonly part: 'keys' | 'values' | 'items';
}

/** What gives its items one after the other, once: what `map` and other filters make. */
export interface TemplateIterator {
  readonly kind: 'iterator';
  readonly name: string;
  readonly items: Iterator<TemplateValue, unknown>;
}

/** What a call hands over, in order and by name. */
export interface Arguments {
  readonly positional: readonly TemplateValue[];
  readonly named: ReadonlyMap<string, TemplateValue>;
  /** Where the call stands, an offset into the template. */
  readonly at: number;
  /** Where a named argument stands; where the call does when that has none of the name. */
  readonly placeOf: (name: string) => number;
  /** Tells what works, but not as the writer may think. */
  readonly warn: (message: string, next: string) => void;
  /** Filters beside those of all templates: functions that take the value first. */
  readonly filters?: ReadonlyMap<string, TemplateFunction>;
  /** Whether what a filter makes is for a place where output is escaped: `autoescape`. */
  readonly escapes?: boolean;
}

export interface TemplateFunction {
  readonly kind: 'function';
  readonly name: string;
  readonly call: (given: Arguments) => TemplateValue;
}

/** What has attributes and maybe items, and is none of the others: a namespace, a cycler, the state of a loop. */
export interface TemplateObject {
  readonly kind: 'object';
  /** As printed, and for messages. */
  readonly name: string;
  /** The text that it prints as where that is not its name; `at` locates what would be too long. */
  readonly print?: (at: number) => string;
  /** Whether its text is HTML already, which is not escaped. */
  readonly isMarkup?: boolean;
  /** What stands for it in a list that is printed, where that is another text. */
  readonly representation?: string;
  /** The value of an attribute; undefined where it has none. */
  readonly attribute: (name: string, at: number) => TemplateValue | undefined;
  /** Sets an attribute, of what allows that. */
  readonly setAttribute?: (name: string, value: TemplateValue, at: number) => void;
  readonly call?: (given: Arguments) => TemplateValue;
  readonly iterate?: () => Iterator<TemplateValue, unknown>;
  readonly length?: () => number;
}

/** A name, attribute or item that does not exist: prints as nothing, and refuses to be looked into. */
export interface UndefinedValue {
  readonly kind: 'undefined';
  /** What does not exist, for messages. */
  readonly what: string;
}

function isKind<Name extends KindValue['kind']>(
  value: TemplateValue,
  kind: Name,
): value is Extract<KindValue, { kind: Name }> {
  return typeof value === 'object' && value !== null && 'kind' in value && value.kind === kind;
}

export function isFloat(value: TemplateValue): value is TemplateFloat {
  return isKind(value, 'float');
}

export function isDate(value: TemplateValue): value is TemplateDate {
  return isKind(value, 'date');
}

export function isBytes(value: TemplateValue): value is TemplateBytes {
  return isKind(value, 'bytes');
}

export function isMarkup(value: TemplateValue): value is TemplateMarkup {
  return isKind(value, 'markup');
}

export function isTuple(value: TemplateValue): value is TemplateTuple {
  return isKind(value, 'tuple');
}

export function isSet(value: TemplateValue): value is TemplateSet {
  return isKind(value, 'set');
}

export function isRange(value: TemplateValue): value is TemplateRange {
  return isKind(value, 'range');
}

export function isView(value: TemplateValue): value is TemplateView {
  return isKind(value, 'view');
}

export function isIterator(value: TemplateValue): value is TemplateIterator {
  return isKind(value, 'iterator');
}

export function isFunction(value: TemplateValue): value is TemplateFunction {
  return isKind(value, 'function');
}

export function isObject(value: TemplateValue): value is TemplateObject {
  return isKind(value, 'object');
}

export function isUndefined(value: TemplateValue): value is UndefinedValue {
  return isKind(value, 'undefined');
}

export function isInteger(value: TemplateValue): value is number | bigint | boolean {
  return typeof value === 'number' || typeof value === 'bigint' || typeof value === 'boolean';
}

export type TemplateNumber = number | bigint | boolean | TemplateFloat;

export function isNumber(value: TemplateValue): value is TemplateNumber {
  return isInteger(value) || isFloat(value);
}

export function isMap(value: TemplateValue): value is TemplateMap {
  return value instanceof Map;
}

/** The characters of a text or a markup; null for anything else. */
export function textOf(value: TemplateValue): string | null {
  if (typeof value === 'string') return value;
  return isMarkup(value) ? value.text : null;
}

/** An integer in the one form that it has in a template. */
export function toInteger(value: bigint): number | bigint {
  const asNumber = Number(value);
  return Number.isSafeInteger(asNumber) ? asNumber + 0 : value;
}

export function toFloat(value: number): TemplateFloat {
  return { kind: 'float', value };
}

export function toTuple(items: readonly TemplateValue[]): TemplateTuple {
  return { kind: 'tuple', items };
}

/** What does not exist; `what` is what messages call it. */
export function undefinedOf(what: string): UndefinedValue {
  return { kind: 'undefined', what };
}

/** A value that may not be there, which is another thing than None. */
export function orUndefined(value: TemplateValue | undefined, what: string): TemplateValue {
  return value === undefined ? undefinedOf(what) : value;
}

/** The items of a list or tuple; null for anything else. */
export function itemsOf(value: TemplateValue): readonly TemplateValue[] | null {
  if (Array.isArray(value)) return value;
  return isTuple(value) ? value.items : null;
}

/** How many integers a range holds. */
export function rangeLength({ start, stop, step }: TemplateRange): number {
  return Math.max(0, Math.ceil((stop - start) / step));
}

/** As `if` sees it (Python). */
export function isTrue(value: TemplateValue): boolean {
  if (value === null || isUndefined(value)) return false;
  if (typeof value === 'boolean') return value;
  if (typeof value === 'string') return value !== '';
  if (typeof value === 'number') return value !== 0;
  if (typeof value === 'bigint') return value !== 0n;
  if (Array.isArray(value)) return value.length > 0;
  return isMap(value) ? value.size > 0 : isTrueKind(value);
}

function isTrueKind(value: KindValue): boolean {
  switch (value.kind) {
    case 'float':
      return value.value !== 0;
    case 'bytes':
      return value.bytes.length > 0;
    case 'markup':
      return value.text !== '';
    case 'tuple':
    case 'set':
      return value.items.length > 0;
    case 'range':
      return rangeLength(value) > 0;
    case 'view':
      return value.of.size > 0;
    case 'object':
      return value.length === undefined || value.length() > 0;
    default:
      return value.kind !== 'undefined';
  }
}

/** What a value is, for messages. */
export function describeValue(value: TemplateValue): string {
  if (value === null) return 'None';
  if (typeof value === 'string' || isMarkup(value)) return 'a text';
  if (typeof value === 'boolean') return value ? 'True' : 'False';
  if (isInteger(value)) return 'an integer';
  if (Array.isArray(value)) return 'a list';
  if (isMap(value)) return 'a map';
  if (isObject(value)) return value.name;
  if (isBytes(value)) return 'bytes';
  const { kind } = value;
  return kind === 'undefined' ? 'undefined' : `${kind === 'iterator' ? 'an' : 'a'} ${kind}`;
}
