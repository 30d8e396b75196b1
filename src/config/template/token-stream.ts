import type { StatementOf } from './ast.ts';
import { TemplateError } from './template-error.ts';
import { describeToken, type TagKind, type Token } from './token.ts';

/** More would exhaust the stack; Python's is exhausted by fewer. */
const DEEPEST_NESTING = 150;

/** A cursor over tokens, with the few questions that a parser asks. */
export class TokenStream {
  readonly #tokens: readonly Token[];
  readonly #finish: Token;
  /** What has been parsed of each `{{ }}` that may be there again, by its offset. */
  readonly outputs = new Map<number, StatementOf<'output'>>();
  #index = 0;
  #depth = 0;

  constructor(tokens: readonly Token[]) {
    this.#tokens = tokens;
    this.#finish = tokens.at(-1) ?? { kind: 'finish', at: 0 };
  }

  get current(): Token {
    return this.#tokens[this.#index] ?? this.#finish;
  }

  get next(): Token {
    return this.#tokens[this.#index + 1] ?? this.#finish;
  }

  advance(): Token {
    const token = this.current;
    this.#index++;
    return token;
  }

  /** The current token, if it is a name or an operator. */
  get word(): string | null {
    return wordOf(this.current);
  }

  /** Whether the current token is this name or operator. */
  is(text: string): boolean {
    return this.word === text;
  }

  isOneOf(texts: readonly string[]): boolean {
    const { word } = this;
    return word !== null && texts.includes(word);
  }

  nextIs(text: string): boolean {
    return wordOf(this.next) === text;
  }

  /** Steps over the current token if it is that name or operator. */
  skip(text: string): boolean {
    const isThere = this.is(text);
    if (isThere) this.#index++;
    return isThere;
  }

  expect(text: string): void {
    if (!this.skip(text)) throw this.unexpected(`"${text}"`);
  }

  expectName(): string {
    const token = this.current;
    if (token.kind !== 'name') throw this.unexpected('a name');
    this.#index++;
    return token.text;
  }

  /** Steps over two words that stand together: `ignore missing`. */
  skipBoth(first: string, second: string): boolean {
    const areThere = this.is(first) && this.nextIs(second);
    if (areThere) this.#index += 2;
    return areThere;
  }

  isEnd(): boolean {
    return this.current.kind === 'end';
  }

  expectEnd(tag: TagKind): void {
    const token = this.current;
    if (token.kind !== 'end' || token.tag !== tag) throw this.unexpected(tag === 'output' ? '"}}"' : '"%}"');
    this.#index++;
  }

  /** Parses what stands within something else; refuses to go deeper than the stack allows. */
  nested<Parsed>(parse: () => Parsed): Parsed {
    this.#depth += 1;
    if (this.#depth > DEEPEST_NESTING) {
      throw new TemplateError(this.current.at, 'The template nests too deeply', 'Flatten it');
    }
    const parsed = parse();
    this.#depth -= 1;
    return parsed;
  }

  unexpected(wanted: string): TemplateError {
    const message = `${describeToken(this.current)} stands where ${wanted} is expected`;
    return new TemplateError(this.current.at, message, 'Correct the template');
  }
}

function wordOf(token: Token): string | null {
  return token.kind === 'name' || token.kind === 'operator' ? token.text : null;
}
