import type { Expression, Statement } from './ast.ts';
import { parseExpression, parseOr, parseTuple } from './expression-parser.ts';
import { tokenize } from './lexer.ts';
import { notSupported, TemplateError } from './template-error.ts';
import { TokenStream } from './token-stream.ts';

type StatementOf<Kind extends Statement['kind']> = Extract<Statement, { kind: Kind }>;

/** Statements of Jinja that this version reads by name only. */
const LATER = ['macro', 'call', 'filter', 'include', 'import', 'from', 'extends', 'block', 'with', 'autoescape'];

/** Parses a template; throws a `TemplateError` for what is no template of Jinja, or not supported. */
export function parseTemplate(template: string): Statement[] {
  const stream = new TokenStream(tokenize(template));
  const statements = parseBody(stream, [], null);
  return statements;
}

/** Statements up to `{%` with one of the ending names, which is left as the current token; or to the end of all. */
function parseBody(stream: TokenStream, ends: readonly string[], opener: Opener | null): Statement[] {
  const statements: Statement[] = [];
  for (;;) {
    const token = stream.advance();
    if (token.kind === 'text') {
      statements.push({ kind: 'text', text: token.text, at: token.at });
    } else if (token.kind === 'begin' && token.tag === 'output') {
      statements.push(parseOutput(stream, token.at));
    } else if (token.kind === 'begin') {
      if (stream.is(...ends)) return statements;
      statements.push(parseStatement(stream, token.at));
    } else {
      if (opener !== null) throw notClosed(opener);
      return statements;
    }
  }
}

interface Opener {
  readonly name: string;
  readonly at: number;
}

function notClosed({ name, at }: Opener): TemplateError {
  return new TemplateError(at, `"{% ${name} %}" is not closed`, `Close it with "{% end${name} %}"`);
}

function parseOutput(stream: TokenStream, at: number): Statement {
  const value = parseTuple(stream, () => stream.current.kind === 'end');
  stream.expectEnd('output');
  return { kind: 'output', value, at };
}

function parseStatement(stream: TokenStream, at: number): Statement {
  const token = stream.current;
  const name = stream.expectName();
  switch (name) {
    case 'if':
      return parseIf(stream, at);
    case 'for':
      return parseFor(stream, at);
    case 'set':
      return parseSet(stream, at);
    case 'do':
      return parseDo(stream, at);
    default:
      if (LATER.includes(name)) throw notSupported(token.at, `"{% ${name} %}"`);
      throw unknownStatement(name, token.at);
  }
}

function unknownStatement(name: string, at: number): TemplateError {
  const isEnd = name.startsWith('end') || name === 'else' || name === 'elif';
  const message = isEnd ? `"{% ${name} %}" belongs to nothing` : `"${name}" is no statement of a template`;
  return new TemplateError(at, message, isEnd ? 'Take it away, or open what it belongs to' : 'Correct the name');
}

function parseIf(stream: TokenStream, at: number): StatementOf<'if'> {
  const opener = { name: 'if', at };
  const branches = [];
  let isMore = true;
  while (isMore) {
    const test = parseTuple(stream, () => stream.current.kind === 'end', parseExpression);
    stream.expectEnd('statement');
    branches.push({ test, body: parseBody(stream, ['elif', 'else', 'endif'], opener) });
    isMore = stream.skip('elif');
  }
  return { kind: 'if', branches, otherwise: parseElse(stream, opener), at };
}

/** The body of `else` where there is one, and the end of the statement. */
function parseElse(stream: TokenStream, opener: Opener): Statement[] {
  const end = `end${opener.name}`;
  let otherwise: Statement[] = [];
  if (stream.skip('else')) {
    stream.expectEnd('statement');
    otherwise = parseBody(stream, [end], opener);
  }
  stream.expect(end);
  stream.expectEnd('statement');
  return otherwise;
}

function parseFor(stream: TokenStream, at: number): StatementOf<'for'> {
  const opener = { name: 'for', at };
  const targets = parseTargets(stream);
  stream.expect('in');
  const iterable = parseTuple(stream, () => stream.current.kind === 'end' || stream.is('if', 'recursive'), parseOr);
  const condition: Expression | null = stream.skip('if') ? parseExpression(stream) : null;
  if (stream.is('recursive')) throw notSupported(stream.current.at, '"recursive"');
  stream.expectEnd('statement');
  const body = parseBody(stream, ['else', 'endfor'], opener);
  return { kind: 'for', targets, iterable, condition, body, otherwise: parseElse(stream, opener), at };
}

function parseSet(stream: TokenStream, at: number): StatementOf<'set'> {
  const targets = parseTargets(stream);
  if (stream.is('.')) throw notSupported(stream.current.at, 'Setting an attribute');
  if (!stream.is('=')) throw notSupported(stream.current.at, '"{% set %}" around a text');
  stream.expect('=');
  const value = parseTuple(stream, () => stream.current.kind === 'end');
  stream.expectEnd('statement');
  return { kind: 'set', targets, value, at };
}

function parseTargets(stream: TokenStream): string[] {
  const hasBracket = stream.skip('(');
  const targets = [stream.expectName()];
  while (stream.skip(',')) {
    if (stream.current.kind !== 'name' || stream.is('in')) break;
    targets.push(stream.expectName());
  }
  if (hasBracket) stream.expect(')');
  return targets;
}

function parseDo(stream: TokenStream, at: number): StatementOf<'do'> {
  const value = parseTuple(stream, () => stream.current.kind === 'end');
  stream.expectEnd('statement');
  return { kind: 'do', value, at };
}
