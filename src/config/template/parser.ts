import type { Statement, StatementOf } from './ast.ts';
import { parsePrimary, parseTuple } from './expression-parser.ts';
import { tokenize } from './lexer.ts';
import { STATEMENTS } from './statement-parser.ts';
import { TemplateError } from './template-error.ts';
import { TokenStream } from './token-stream.ts';

/** The tag that a body belongs to. */
export interface Opener {
  readonly name: string;
  readonly at: number;
}

/** Parses a template; throws a `TemplateError` for what is no template of Jinja. */
export function parseTemplate(template: string): Statement[] {
  return parseStatements(new TokenStream(tokenize(template)), [], null);
}

/** Reads the end of an opening tag and the body up to one of the ending names, which is stepped over and given. */
export function parseBody(
  stream: TokenStream,
  opener: Opener,
  ends: readonly string[] = [`end${opener.name}`],
): { readonly body: Statement[]; readonly end: string } {
  endOpeningTag(stream);
  const body = stream.nested(() => parseStatements(stream, ends, opener));
  return { body, end: stream.expectName() };
}

/** A colon may stand before the end of the tag, as in Python. */
function endOpeningTag(stream: TokenStream): void {
  stream.skip(':');
  stream.expectEnd('statement');
}

/** Statements up to `{%` with one of the ending names, which is left as the current token; or to the end of all. */
function parseStatements(stream: TokenStream, ends: readonly string[], opener: Opener | null): Statement[] {
  const statements: Statement[] = [];
  for (;;) {
    const token = stream.advance();
    if (token.kind === 'text') {
      statements.push({ kind: 'text', text: token.text, at: token.at });
    } else if (token.kind === 'again') {
      statements.push(repeatOutput(stream, token.first, token.at));
    } else if (token.kind === 'begin' && token.tag === 'output') {
      statements.push(parseOutput(stream, token.at));
    } else if (token.kind === 'begin') {
      if (stream.isOneOf(ends)) return statements;
      statements.push(parseStatement(stream, token.at));
    } else {
      if (opener !== null) throw notClosed(opener);
      return statements;
    }
  }
}

function notClosed({ name, at }: Opener): TemplateError {
  return new TemplateError(at, `"{% ${name} %}" is not closed`, `Close it with "{% end${name} %}"`);
}

function parseOutput(stream: TokenStream, at: number): Statement {
  // Most outputs are one name, for which there is no need to ask for operators.
  const isAlone = stream.next.kind === 'end' && !stream.is('not');
  const value = isAlone ? parsePrimary(stream) : parseTuple(stream);
  stream.expectEnd('output');
  const output: StatementOf<'output'> = { kind: 'output', values: [value], at };
  stream.outputs.set(at, output);
  return output;
}

function repeatOutput(stream: TokenStream, first: number, at: number): Statement {
  const output = stream.outputs.get(first);
  return output === undefined ? parseOutput(stream, at) : { kind: 'again', output, at };
}

function parseStatement(stream: TokenStream, at: number): Statement {
  const token = stream.current;
  const name = stream.expectName();
  const parse = STATEMENTS.get(name);
  if (parse === undefined) throw unknownStatement(name, token.at);
  const statement = parse(stream, { name, at });
  stream.expectEnd('statement');
  return statement;
}

function unknownStatement(name: string, at: number): TemplateError {
  const isEnd = name.startsWith('end') || name === 'else' || name === 'elif';
  const message = isEnd ? `"{% ${name} %}" belongs to nothing` : `"${name}" is no statement of a template`;
  return new TemplateError(at, message, isEnd ? 'Take it away, or open what it belongs to' : 'Correct the name');
}
