import { readArguments, takeArguments } from './arguments.ts';
import { setInMap } from './map.ts';
import { entriesOf } from './methods/map.ts';
import { toRepresentation } from './print.ts';
import { TemplateError } from './template-error.ts';
import { describeValue, isInteger, type Arguments, type TemplateFunction, type TemplateMap } from './value.ts';
import type { TemplateObject, TemplateValue } from './value.ts';

/** The functions that all templates have (Jinja's globals). */
export const GLOBALS: ReadonlyMap<string, TemplateFunction> = new Map(
  Object.entries({ range, dict, cycler, joiner, namespace, lipsum }).map(([name, call]) => [
    name,
    { kind: 'function', name, call },
  ]),
);

function range(given: Arguments): TemplateValue {
  const { at } = given;
  const bounds = takeArguments('range', given, 1, 3).map((bound) => {
    if (isInteger(bound)) return Number(bound);
    throw new TemplateError(at, `"range" needs an integer, not ${describeValue(bound)}`, 'Convert it, by "| int"');
  });
  const [first = 0, second, step = 1] = bounds;
  if (step === 0) throw new TemplateError(at, '"range" steps by nought', 'Give it another step');
  return { kind: 'range', start: second === undefined ? 0 : first, stop: second ?? first, step };
}

function dict(given: Arguments): TemplateMap {
  return mapOf('dict', given);
}

/** A map of a map or of pairs, and of what is given by name. */
function mapOf(what: string, given: Arguments): TemplateMap {
  const { named, at } = given;
  const [entries] = takeArguments(what, { ...given, named: new Map() }, 0, 1);
  const map: TemplateMap = new Map();
  for (const [key, value] of entriesOf(entries, at)) setInMap(map, key, value, at);
  for (const [key, value] of named) map.set(key, value);
  return map;
}

/** A value per call of `next()`, in turn. */
function cycler(given: Arguments): TemplateObject {
  const items = takeArguments('cycler', given, 1, Infinity);
  let position = 0;
  const next = (): TemplateValue => {
    const item = items[position] ?? null;
    position = (position + 1) % items.length;
    return item;
  };
  const reset = (): TemplateValue => {
    position = 0;
    return null;
  };
  const methods = new Map([next, reset].map((call): [string, TemplateFunction] => [call.name, toFunction(call)]));
  const attribute = (name: string): TemplateValue | undefined =>
    name === 'current' ? (items[position] ?? null) : methods.get(name);
  return { kind: 'object', name: 'cycler', attribute };
}

function toFunction(call: () => TemplateValue): TemplateFunction {
  return { kind: 'function', name: call.name, call };
}

/** Gives nothing when it is called first, then a separator. */
function joiner(given: Arguments): TemplateObject {
  const { sep } = readArguments('joiner', given, ['sep']);
  let isUsed = false;
  const call = (): TemplateValue => {
    if (isUsed) return sep ?? ', ';
    isUsed = true;
    return '';
  };
  return { kind: 'object', name: 'joiner', attribute: () => undefined, call };
}

/** Attributes that may be set from within loops, which have names of their own. */
function namespace(given: Arguments): TemplateObject {
  const values = mapOf('namespace', given);
  return {
    kind: 'object',
    name: 'a namespace',
    print: (at) => `<Namespace ${toRepresentation(values, at)}>`,
    attribute: (name) => values.get(name),
    setAttribute: (name, value) => values.set(name, value),
  };
}

function lipsum({ at }: Arguments): TemplateValue {
  throw new TemplateError(at, '"lipsum" would give each build another text', 'Write the text');
}

/** Texts that a template may not name: where a context holds filters of its own. */
const FILTER_PREFIX = 'filter ';

/** The name by which a context holds a filter that takes the value first; no template can write it. */
export function filterName(name: string): string {
  return FILTER_PREFIX + name;
}

/** The filters that a context holds. */
export function filtersOf(context: ReadonlyMap<string, TemplateValue>): ReadonlyMap<string, TemplateFunction> {
  const filters = new Map<string, TemplateFunction>();
  for (const [name, value] of context) {
    const isOwn = name.startsWith(FILTER_PREFIX) && typeof value === 'object' && value !== null && 'call' in value;
    if (isOwn && 'kind' in value && value.kind === 'function') filters.set(name.slice(FILTER_PREFIX.length), value);
  }
  return filters;
}
