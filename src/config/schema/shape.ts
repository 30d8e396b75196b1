import * as v from 'valibot';
import type { PlainValue } from '../yaml/plain-value.ts';

/**
 * What a schema accepts, as data: what JSON Schema and explanations are made of. Validation itself is the schema's own
 * work, since valibot cannot tell what a transformation takes.
 */
export type Shape =
  | { readonly kind: 'anything' | 'nothing' | 'text' | 'flag' | 'integer' | 'number' }
  | { readonly kind: 'list'; readonly item: v.GenericSchema }
  | { readonly kind: 'map'; readonly key: v.GenericSchema; readonly value: v.GenericSchema }
  | { readonly kind: 'section'; readonly entries: v.ObjectEntries }
  | { readonly kind: 'either'; readonly options: readonly v.GenericSchema[] };

/** Keywords of JSON Schema that a schema has besides those that follow from its shape. */
export type Keywords = Readonly<Record<string, PlainValue>>;

/** Says what a schema accepts; to be put into its pipe. */
export function shape<Input>(described: Shape) {
  return v.metadata<Input, { readonly shape: Shape }>({ shape: described });
}

/** Says in JSON Schema's words what else a schema asks for; to be put into its pipe. */
export function keywords<Input>(extra: Keywords) {
  return v.metadata<Input, { readonly keywords: Keywords }>({ keywords: extra });
}

/** What a schema accepts. Each schema of this folder says it. */
export function shapeOf(schema: v.GenericSchema): Shape {
  const described = metadataOf(inner(schema), 'shape');
  if (!isShape(described)) throw new Error(`a schema of type "${schema.type}" does not say what it accepts`);
  return described;
}

export function keywordsOf(schema: v.GenericSchema): Keywords {
  const extra = metadataOf(inner(schema), 'keywords');
  return isKeywords(extra) ? extra : {};
}

export function isOptional(schema: v.GenericSchema): boolean {
  return schema.type === 'optional';
}

/** The schema of the value where it is given. */
export function inner(schema: v.GenericSchema): v.GenericSchema {
  return 'wrapped' in schema && isSchema(schema.wrapped) ? schema.wrapped : schema;
}

/** The schemas of a section's keys. */
export function entriesOf(entries: v.ObjectEntries): readonly (readonly [string, v.GenericSchema])[] {
  return Object.entries(entries).flatMap(([name, schema]) => (isSchema(schema) ? [[name, schema] as const] : []));
}

function isSchema(value: unknown): value is v.GenericSchema {
  return typeof value === 'object' && value !== null && 'kind' in value && value.kind === 'schema';
}

function isShape(value: unknown): value is Shape {
  return typeof value === 'object' && value !== null && 'kind' in value;
}

function isKeywords(value: unknown): value is Keywords {
  return typeof value === 'object' && value !== null;
}

/** What was put into a schema's pipe under a name; the last of equal names. */
export function metadataOf(schema: v.GenericSchema, name: string): unknown {
  const all: Readonly<Record<string, unknown>> = v.getMetadata(schema);
  return all[name];
}
