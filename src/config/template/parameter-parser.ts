import type { Parameter } from './ast.ts';
import { parseExpression } from './expression-parser.ts';
import { parseTargetName } from './target-parser.ts';
import { TemplateError } from './template-error.ts';
import type { TokenStream } from './token-stream.ts';

/** Reads the parameters of a macro, brackets included; those with a default come last. */
export function parseParameters(stream: TokenStream): Parameter[] {
  const parameters: Parameter[] = [];
  stream.expect('(');
  while (!stream.skip(')')) {
    if (parameters.length > 0) stream.expect(',');
    parameters.push(parseParameter(stream, parameters));
  }
  return parameters;
}

function parseParameter(stream: TokenStream, before: readonly Parameter[]): Parameter {
  const { at } = stream.current;
  const name = parseTargetName(stream);
  if (before.some((other) => other.name === name)) {
    throw new TemplateError(at, `The parameter "${name}" is there twice`, 'Give one of them another name');
  }
  const otherwise = stream.skip('=') ? parseExpression(stream) : null;
  if (otherwise === null && before.some((other) => other.otherwise !== null)) {
    throw new TemplateError(at, `"${name}" has no default and follows one that has`, 'Put it before, or give it one');
  }
  return { name, otherwise, at };
}
