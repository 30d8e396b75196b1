/** The pieces that a template is cut into. `at` is an offset into the template. */
export type Token =
  /** Text outside tags; `at` is where its first character stands, whitespace that `-` takes away left out. */
  | { readonly kind: 'text'; readonly text: string; readonly at: number }
  /** A `{{ }}` of the very letters of the one that stands first at an offset. */
  | { readonly kind: 'again'; readonly first: number; readonly at: number }
  /** `{{` or `{%`. */
  | { readonly kind: 'begin'; readonly tag: TagKind; readonly at: number }
  /** `}}` or `%}`. */
  | { readonly kind: 'end'; readonly tag: TagKind; readonly at: number }
  | { readonly kind: 'name' | 'operator'; readonly text: string; readonly at: number }
  | { readonly kind: 'string'; readonly value: string; readonly at: number }
  | { readonly kind: 'integer'; readonly value: bigint; readonly at: number }
  | { readonly kind: 'float'; readonly value: number; readonly at: number }
  | { readonly kind: 'finish'; readonly at: number };

export type TagKind = 'output' | 'statement';

/** A token as messages name it; messages are about what stands within tags. */
export function describeToken(token: Token): string {
  switch (token.kind) {
    case 'end':
      return token.tag === 'output' ? '"}}"' : '"%}"';
    case 'name':
    case 'operator':
      return `"${token.text}"`;
    case 'string':
      return `the text ${JSON.stringify(token.value)}`;
    case 'integer':
    case 'float':
      return `the number ${token.value}`;
    default:
      return 'text';
  }
}
