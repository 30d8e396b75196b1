import type { GenericSchema, ObjectEntries } from 'valibot';
import type { PlainValue } from '../yaml/plain-value.ts';
import { textOf } from './key.ts';
import { entriesOf, inner, isOptional, keywordsOf, shapeOf, type Keywords } from './shape.ts';

/** A schema of JSON Schema, draft 07: what editors understand. */
type JsonSchema = Keywords;

/** A value that a template makes is known only when the file is rendered. */
const TEMPLATE = '\\{[{%]';
/** Texts that count as true or false. */
const FLAG = `^(?:${['true', 'false', 'yes', 'no', 'on', 'off', 'y', 'n', 't', 'f'].map(anyCase).join('|')}|1|0)$`;
const INTEGER = '^\\s*[-+]?\\d+(?:_\\d+)*(?:\\.0*)?\\s*$';
const NUMBER = '^\\s*[-+]?(?:\\d+\\.?\\d*|\\.\\d+)(?:[eE][-+]?\\d+)?\\s*$';

/** The JSON Schema of a whole file. What only the rules between keys forbid is valid by it. */
export function toJsonSchema(file: GenericSchema, title: string): JsonSchema {
  return { $schema: 'http://json-schema.org/draft-07/schema#', title, ...convert(file) };
}

function convert(schema: GenericSchema): JsonSchema {
  const shape = shapeOf(schema);
  const extra = keywordsOf(schema);
  switch (shape.kind) {
    case 'anything':
      return extra;
    case 'nothing':
      return 'enum' in extra ? extra : { type: 'null', ...extra };
    case 'text':
      return { type: 'string', ...orTemplate(extra) };
    case 'flag':
      return { anyOf: [{ type: 'boolean' }, { enum: [0, 1] }, textLike(FLAG)] };
    case 'integer':
      return { anyOf: [{ type: 'integer', ...extra }, { type: 'boolean' }, textLike(INTEGER)] };
    case 'number':
      return { anyOf: [{ type: 'number' }, { type: 'boolean' }, textLike(NUMBER)], ...orTemplate(extra) };
    case 'list':
      return { type: 'array', items: convert(shape.item), ...extra };
    case 'map':
      return { type: 'object', additionalProperties: convert(shape.value), ...namesOf(shape.key), ...extra };
    case 'section':
      return { ...convertSection(shape.entries), ...extra };
    case 'either':
      return { anyOf: shape.options.flatMap((option) => alternativesOf(convert(option))), ...extra };
    default:
      return shape satisfies never;
  }
}

function convertSection(entries: ObjectEntries): JsonSchema {
  const known = entriesOf(entries);
  const required = known.filter(([, schema]) => !isOptional(schema)).map(([name]) => name);
  return {
    type: 'object',
    properties: Object.fromEntries(known.map(([name, schema]) => [name, convertKey(name, schema)])),
    additionalProperties: false,
    ...(required.length === 0 ? {} : { required }),
  };
}

function convertKey(name: string, schema: GenericSchema): JsonSchema {
  const text = textOf(schema);
  const value = convert(inner(schema));
  const otherwise = text?.otherwise === undefined ? '' : ` Without it: ${text.otherwise}.`;
  return {
    title: name,
    ...(text === null ? {} : { description: text.is + otherwise, examples: text.examples }),
    ...(text?.default === undefined ? {} : { default: text.default }),
    ...(isOptional(schema) ? orNull(value) : value),
  };
}

/** The names that a map's keys may have, which are texts in JSON. */
function namesOf(key: GenericSchema): JsonSchema {
  if (shapeOf(key).kind === 'integer') return { propertyNames: textLike(INTEGER) };
  const extra = orTemplate(keywordsOf(key));
  return Object.keys(extra).length === 0 ? {} : { propertyNames: extra };
}

/** Nothing behind a key is the same as no key. */
function orNull(schema: JsonSchema): JsonSchema {
  const { type, anyOf } = schema;
  return {
    ...schema,
    ...(type === undefined ? {} : { type: [...[type].flat(), 'null'] }),
    ...(anyOf === undefined ? {} : { anyOf: [...toList(anyOf), { type: 'null' }] }),
  };
}

function alternativesOf(schema: JsonSchema): readonly PlainValue[] {
  const { anyOf, ...others } = schema;
  return Array.isArray(anyOf) && Object.keys(others).length === 0 ? toList(anyOf) : [schema];
}

function toList(value: PlainValue): readonly PlainValue[] {
  return isList(value) ? value : [];
}

function isList(value: PlainValue): value is readonly PlainValue[] {
  return Array.isArray(value);
}

function textLike(pattern: string): JsonSchema {
  return { type: 'string', ...orTemplate({ pattern }) };
}

function orTemplate(extra: Keywords): Keywords {
  return typeof extra['pattern'] === 'string' ? { ...extra, pattern: `${TEMPLATE}|${extra['pattern']}` } : extra;
}

/** JSON Schema has no flag for it. */
function anyCase(word: string): string {
  return [...word].map((letter) => `[${letter.toUpperCase()}${letter}]`).join('');
}
