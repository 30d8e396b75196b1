import type { Expression, Given } from './ast.ts';
import { parseExpression } from './expression-parser.ts';
import { parseUntil } from './parse-until.ts';
import { TemplateError } from './template-error.ts';
import type { TokenStream } from './token-stream.ts';

/** Reads the arguments of a call, brackets included: in order, `*list`, `name=value`, `**map`. */
export function parseGiven(stream: TokenStream): Given {
  const given = new GivenParser(stream);
  stream.expect('(');
  parseUntil(stream, ')', () => given.parseOne());
  return given;
}

class GivenParser implements Given {
  readonly positional: Expression[] = [];
  readonly named: [string, Expression, number][] = [];
  spread: Expression | null = null;
  namedSpread: Expression | null = null;
  readonly #stream: TokenStream;

  constructor(stream: TokenStream) {
    this.#stream = stream;
  }

  parseOne(): void {
    const stream = this.#stream;
    const { at } = stream.current;
    if (this.namedSpread !== null) throw new TemplateError(at, 'Nothing may follow "**"', 'Put it before');
    if (stream.skip('**')) {
      this.namedSpread = parseExpression(stream);
    } else if (stream.skip('*')) {
      if (this.spread !== null) throw new TemplateError(at, 'A second "*" is given', 'Join the two lists with "+"');
      this.spread = parseExpression(stream);
    } else if (stream.current.kind === 'name' && stream.nextIs('=')) {
      this.#parseNamed(at);
    } else {
      if (this.spread !== null || this.named.length > 0) throw stream.unexpected('an argument with its name');
      this.positional.push(parseExpression(stream));
    }
  }

  #parseNamed(at: number): void {
    const name = this.#stream.expectName();
    if (this.named.some(([known]) => known === name)) {
      throw new TemplateError(at, `"${name}" is given twice`, 'Take one of them away');
    }
    this.#stream.expect('=');
    this.named.push([name, parseExpression(this.#stream), at]);
  }
}
