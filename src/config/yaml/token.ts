/** What has no text of its own. */
export interface Mark {
  readonly type:
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
    | 'value'
    | 'end';
  readonly start: number;
  readonly end: number;
}

export interface ScalarToken {
  readonly type: 'scalar';
  readonly start: number;
  readonly end: number;
  /** Quotes, escapes and line ends resolved. */
  readonly text: string;
  readonly isPlain: boolean;
  /** Whether it begins and ends on one line. */
  readonly isOnOneLine: boolean;
}

export interface NameToken {
  readonly type: 'anchor' | 'alias';
  readonly start: number;
  readonly end: number;
  readonly name: string;
}

export interface TagToken {
  readonly type: 'tag';
  readonly start: number;
  readonly end: number;
  /** `!`, `!!` or `!name!`; null where the whole tag is written (`!<...>`) or is `!` alone. */
  readonly handle: string | null;
  readonly suffix: string;
}

/** A line that begins with `%`. */
export interface DirectiveToken {
  readonly type: 'directive';
  readonly start: number;
  readonly end: number;
  readonly directive:
    | { readonly name: 'YAML'; readonly major: number }
    | { readonly name: 'TAG'; readonly handle: string; readonly prefix: string }
    | { readonly name: 'other' };
}

/** Where the text cannot be read on; always the last one. */
export interface RefusedToken {
  readonly type: 'refused';
  readonly start: number;
  readonly end: number;
  readonly problem: { readonly offset: number; readonly message: string; readonly next?: string };
}

export type Token = Mark | ScalarToken | NameToken | TagToken | DirectiveToken | RefusedToken;
export type TokenType = Token['type'];
