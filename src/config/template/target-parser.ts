import type { Expression, Target } from './ast.ts';
import { parsePrimary } from './expression-parser.ts';
import { TemplateError } from './template-error.ts';
import type { TokenStream } from './token-stream.ts';

/** Words that are values and take none. */
const VALUES = new Set(['true', 'false', 'none', 'True', 'False', 'None']);

/**
 * Reads what gets a value: a name, an attribute where `set` allows one, several between commas. A comma may stand last
 * only before the end of the tag or a bracket, and so not in `for a, in` (Jinja).
 */
export function parseTarget(stream: TokenStream, mayBeAttribute = false): Target {
  const { at } = stream.current;
  const first = parseOne(stream, mayBeAttribute);
  if (!stream.is(',')) return first;
  const items = [first];
  while (stream.skip(',') && !stream.isEnd() && !stream.is(')')) items.push(parseOne(stream, mayBeAttribute));
  return { kind: 'tuple', items, at };
}

/** Reads a name that gets a value. */
export function parseTargetName(stream: TokenStream): string {
  const { at } = stream.current;
  const name = stream.expectName();
  if (VALUES.has(name)) throw new TemplateError(at, `"${name}" is a value and takes none`, 'Take another name');
  return name;
}

function parseOne(stream: TokenStream, mayBeAttribute: boolean): Target {
  const { current } = stream;
  if (mayBeAttribute && current.kind === 'name' && stream.nextIs('.')) {
    const of = parseTargetName(stream);
    stream.expect('.');
    return { kind: 'attribute', of, name: stream.expectName(), at: current.at };
  }
  return toTarget(parsePrimary(stream));
}

function toTarget(expression: Expression): Target {
  const { at } = expression;
  if (expression.kind === 'name') return { kind: 'name', name: expression.name, at };
  if (expression.kind === 'tuple') return { kind: 'tuple', items: expression.items.map(toTarget), at };
  throw new TemplateError(at, 'This takes no value', 'Write a name');
}
