import type { Statement, StatementOf } from './ast.ts';
import { parseExpression } from './expression-parser.ts';
import { parseBody, type Opener } from './parser.ts';
import type { ParseStatement } from './statement-parser.ts';
import { parseTargetName } from './target-parser.ts';
import { TemplateError } from './template-error.ts';
import type { TokenStream } from './token-stream.ts';

/** The statements about other templates. */
export const TEMPLATE_STATEMENTS: readonly (readonly [string, ParseStatement])[] = [
  ['block', parseBlock],
  ['extends', (stream, { at }) => ({ kind: 'extends', template: parseExpression(stream), at })],
  ['include', parseInclude],
  ['import', parseImport],
  ['from', parseFrom],
];

function parseBlock(stream: TokenStream, opener: Opener): StatementOf<'block'> {
  const name = stream.expectName();
  const isScoped = stream.skip('scoped');
  const isRequired = stream.skip('required');
  if (stream.is('-')) {
    throw new TemplateError(stream.current.at, 'The name of a block has no hyphen', 'Write an underscore instead');
  }
  const { body } = parseBody(stream, opener);
  const content = isRequired ? body.find((statement) => !isBlank(statement)) : undefined;
  if (content !== undefined) {
    throw new TemplateError(content.at, `The block "${name}" is required and has content`, 'Take the content away');
  }
  stream.skip(name);
  return { kind: 'block', name, isScoped, isRequired, body, at: opener.at };
}

function isBlank(statement: Statement): boolean {
  return statement.kind === 'text' && statement.text.trim() === '';
}

function parseInclude(stream: TokenStream, { at }: Opener): StatementOf<'include'> {
  const template = parseExpression(stream);
  const mayBeMissing = stream.skipBoth('ignore', 'missing');
  return { kind: 'include', template, mayBeMissing, hasContext: parseContext(stream) ?? true, at };
}

function parseImport(stream: TokenStream, { at }: Opener): StatementOf<'import'> {
  const template = parseExpression(stream);
  stream.expect('as');
  const name = parseTargetName(stream);
  return { kind: 'import', template, name, hasContext: parseContext(stream) ?? false, at };
}

function parseFrom(stream: TokenStream, { at }: Opener): StatementOf<'from'> {
  const template = parseExpression(stream);
  stream.expect('import');
  const names: [string, string][] = [];
  let hasContext = parseContext(stream);
  while (hasContext === null) {
    names.push(parseImportedName(stream));
    hasContext = parseContext(stream);
    if (hasContext !== null || !stream.skip(',')) break;
    hasContext = parseContext(stream);
  }
  return { kind: 'from', template, names, hasContext: hasContext ?? false, at };
}

function parseImportedName(stream: TokenStream): [string, string] {
  const { at } = stream.current;
  const name = parseTargetName(stream);
  if (name.startsWith('_')) {
    throw new TemplateError(at, `"${name}" begins with "_" and cannot be imported`, 'Give it another name there');
  }
  return [name, stream.skip('as') ? parseTargetName(stream) : name];
}

/** `with context` and `without context`; null where neither stands. */
function parseContext(stream: TokenStream): boolean | null {
  if (stream.skipBoth('with', 'context')) return true;
  return stream.skipBoth('without', 'context') ? false : null;
}
