import * as v from 'valibot';
import type { PlainValue } from '../yaml/plain-value.ts';
import { inner, metadataOf } from './shape.ts';

/** What `explain` and editors say of a key. It stands where the key is defined. */
export interface KeyText {
  /** Sentences; the first says what the key is. */
  readonly is: string;
  /** What counts where the key is not given. */
  readonly default?: PlainValue;
  /** The same in words, where it is no constant: what is done then, without a full stop. */
  readonly otherwise?: string;
  /** Values for it. */
  readonly examples: readonly [PlainValue, ...PlainValue[]];
}

/** A key that may be left out; with nothing behind it it counts as left out. */
export function key<const Schema extends v.GenericSchema>(schema: Schema, text: KeyText) {
  return v.optional(requiredKey(schema, text));
}

/** A key that must be given. */
export function requiredKey<const Schema extends v.GenericSchema>(
  schema: Schema,
  text: KeyText,
): v.GenericSchema<unknown, v.InferOutput<Schema>> {
  return v.pipe(schema, v.description(text.is), v.metadata({ key: text }));
}

/** What is said of a key; null for a schema that is not that of a key. */
export function textOf(schema: v.GenericSchema): KeyText | null {
  const text = metadataOf(inner(schema), 'key');
  return isKeyText(text) ? text : null;
}

function isKeyText(value: unknown): value is KeyText {
  return typeof value === 'object' && value !== null && 'is' in value;
}
