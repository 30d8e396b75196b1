import type { Branch, Expression, Statement, StatementOf, Target } from './ast.ts';
import { parseExpression, parseFilter, parseOr, parseTuple } from './expression-parser.ts';
import { parseBody, type Opener } from './parser.ts';
import { parseParameters } from './parameter-parser.ts';
import { parseTarget, parseTargetName } from './target-parser.ts';
import { TEMPLATE_STATEMENTS } from './template-statement-parser.ts';
import { TemplateError } from './template-error.ts';
import type { TokenStream } from './token-stream.ts';

/** Reads a statement whose name has been stepped over, up to the end of its last tag. */
export type ParseStatement = (stream: TokenStream, opener: Opener) => Statement;

/** The statements of Jinja 3.1 and of its extension `do`. */
export const STATEMENTS: ReadonlyMap<string, ParseStatement> = new Map<string, ParseStatement>([
  ['if', parseIf],
  ['for', parseFor],
  ['set', parseSet],
  ['with', parseWith],
  ['do', (stream, { at }) => ({ kind: 'do', value: parseTuple(stream), at })],
  ['print', parsePrint],
  ['macro', parseMacro],
  ['call', parseCall],
  ['filter', parseFilterBlock],
  ['autoescape', parseAutoescape],
  ...TEMPLATE_STATEMENTS,
]);

function parseIf(stream: TokenStream, opener: Opener): StatementOf<'if'> {
  const branches: Branch[] = [];
  for (;;) {
    const test = parseTuple(stream, undefined, parseOr);
    const { body, end } = parseBody(stream, opener, ['elif', 'else', 'endif']);
    branches.push({ test, body });
    if (end !== 'elif') return { kind: 'if', branches, otherwise: parseElse(stream, opener, end), at: opener.at };
  }
}

/** The body behind `else`, if it is that which has been stepped over. */
function parseElse(stream: TokenStream, opener: Opener, end: string): Statement[] {
  return end === 'else' ? parseBody(stream, opener).body : [];
}

function parseFor(stream: TokenStream, opener: Opener): StatementOf<'for'> {
  const target = parseTarget(stream);
  stream.expect('in');
  const iterable = parseTuple(stream, undefined, parseOr);
  const condition = stream.skip('if') ? parseExpression(stream) : null;
  const isRecursive = stream.skip('recursive');
  const { body, end } = parseBody(stream, opener, ['else', 'endfor']);
  const otherwise = parseElse(stream, opener, end);
  return { kind: 'for', target, iterable, condition, isRecursive, body, otherwise, at: opener.at };
}

function parseSet(stream: TokenStream, opener: Opener): Statement {
  const target = parseTarget(stream, true);
  if (stream.skip('=')) return { kind: 'set', target, value: parseTuple(stream), at: opener.at };
  let value: Expression = { kind: 'captured', at: opener.at };
  while (stream.skip('|')) value = parseFilter(stream, value);
  return { kind: 'setBlock', target, value, body: parseBody(stream, opener).body, at: opener.at };
}

function parseWith(stream: TokenStream, opener: Opener): StatementOf<'with'> {
  const bindings: [Target, Expression][] = [];
  while (!stream.isEnd() && !stream.is(':')) {
    if (bindings.length > 0) stream.expect(',');
    const target = parseTarget(stream);
    stream.expect('=');
    bindings.push([target, parseExpression(stream)]);
  }
  return { kind: 'with', bindings, body: parseBody(stream, opener).body, at: opener.at };
}

function parsePrint(stream: TokenStream, { at }: Opener): StatementOf<'output'> {
  const values: Expression[] = [];
  while (!stream.isEnd()) {
    if (values.length > 0) stream.expect(',');
    values.push(parseExpression(stream));
  }
  return { kind: 'output', values, at };
}

function parseMacro(stream: TokenStream, opener: Opener): StatementOf<'macro'> {
  const name = parseTargetName(stream);
  const parameters = parseParameters(stream);
  return { kind: 'macro', name, parameters, body: parseBody(stream, opener).body, at: opener.at };
}

function parseCall(stream: TokenStream, opener: Opener): StatementOf<'call'> {
  const parameters = stream.is('(') ? parseParameters(stream) : [];
  const { at } = stream.current;
  const call = parseExpression(stream);
  if (call.kind !== 'call') throw new TemplateError(at, '"{% call %}" calls nothing', 'Call a macro: "name()"');
  return { kind: 'call', parameters, call, body: parseBody(stream, opener).body, at: opener.at };
}

function parseFilterBlock(stream: TokenStream, opener: Opener): StatementOf<'filter'> {
  let value: Expression = parseFilter(stream, { kind: 'captured', at: opener.at });
  while (stream.skip('|')) value = parseFilter(stream, value);
  return { kind: 'filter', value, body: parseBody(stream, opener).body, at: opener.at };
}

function parseAutoescape(stream: TokenStream, opener: Opener): StatementOf<'autoescape'> {
  const value = parseExpression(stream);
  return { kind: 'autoescape', value, body: parseBody(stream, opener).body, at: opener.at };
}
