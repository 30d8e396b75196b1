import type { BaseIssue, IssuePathItem } from 'valibot';
import { toKeyText } from '../yaml/python-text.ts';
import { describeYaml, isYamlDate, isYamlFloat } from '../yaml/value.ts';

/** A problem of a value that a schema has found: `"<path>" <message>`. */
export interface SchemaProblem {
  readonly path: readonly (string | number)[];
  /** Whether the last part of the path is the subject as a key rather than by its value. */
  readonly isKey: boolean;
  /** What is wrong, as a predicate of the subject. */
  readonly message: string;
  readonly next: string;
}

/** Both sentences of a problem as the one text that an issue of valibot carries. */
export function wording(message: string, next: string): string {
  return `${message}\n${next}`;
}

/** The wording for a value of the wrong kind. */
export function mustBe(kind: string, next: string): (issue: { readonly input: unknown }) => string {
  return ({ input }) => wording(`must be ${kind}, not ${describeYaml(input)}`, next);
}

/** The step of an issue's path to what a key stands for, or to the key itself. */
export function toKey(key: unknown, origin: 'key' | 'value' = 'value'): IssuePathItem {
  return { type: 'unknown', origin, input: undefined, key, value: undefined };
}

/** The step of an issue's path to an item of a list. */
export function toItem(index: number): IssuePathItem {
  return { type: 'array', origin: 'value', input: [], key: index, value: undefined };
}

export function toSchemaProblem(issue: BaseIssue<unknown>): SchemaProblem {
  const [message = '', next = ''] = issue.message.split('\n');
  const parts = issue.path ?? [];
  const last = parts.at(-1);
  return {
    path: parts.map(toPart),
    // Of an object's key it is said that it is missing.
    isKey: last?.origin === 'key' && last.type !== 'object',
    message,
    next,
  };
}

/** Keys of maps are texts in a path, those of lists numbers. */
function toPart({ type, key }: IssuePathItem): string | number {
  if (typeof key === 'string' || (typeof key === 'number' && type === 'array')) return key;
  if (typeof key === 'number' || typeof key === 'bigint' || typeof key === 'boolean' || key === null) {
    return toKeyText(key);
  }
  return isYamlFloat(key) || isYamlDate(key) ? toKeyText(key) : '?';
}
