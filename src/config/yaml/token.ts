import type { YamlProblem } from './problem.ts';

/** What has no text of its own. */
export type Mark =
  | 'documentStart'
  | 'documentEnd'
  | 'blockSequenceStart'
  | 'blockMappingStart'
  | 'blockEnd'
  | 'flowSequenceStart'
  | 'flowSequenceEnd'
  | 'flowMappingStart'
  | 'flowMappingEnd'
  | 'flowEntry'
  | 'blockEntry'
  | 'key'
  /** The start of a block of keys and its first key, where no `?` marks that. */
  | 'firstKey'
  | 'value'
  | 'end';

/** Beside marks: `possibleKey` is left where what follows turned out to be no key, and means nothing. */
export type TokenType =
  Mark | 'possibleKey' | 'plainScalar' | 'quotedScalar' | 'anchor' | 'alias' | 'tag' | 'directive';

export interface Tag {
  /** `!`, `!!` or `!name!`; null where the whole tag is written (`!<...>`) or is `!` alone. */
  readonly handle: string | null;
  readonly suffix: string;
}

/** A line that begins with `%`. */
export type Directive =
  | { readonly name: 'YAML'; readonly major: number }
  | { readonly name: 'TAG'; readonly handle: string; readonly prefix: string }
  | { readonly name: 'other' };

/** A token to be told of in a message. */
export interface Token {
  readonly type: TokenType;
  readonly start: number;
}

/** Tokens in columns: a file has so many of them that an object for each would take longer than to read them. */
export class Tokens {
  readonly types: TokenType[] = [];
  /** Offsets into the text. */
  readonly starts: number[] = [];
  /** The text of a scalar, quotes, escapes and line ends resolved; the name of an anchor or alias; null for marks. */
  readonly contents: (string | Tag | Directive | null)[] = [];

  /** Why the text cannot be read on behind the last token; null where that is `end`. */
  refusal: YamlProblem | null = null;

  get length(): number {
    return this.types.length;
  }

  add(type: TokenType, start: number, content: string | Tag | Directive | null): void {
    this.types.push(type);
    this.starts.push(start);
    this.contents.push(content);
  }
}
