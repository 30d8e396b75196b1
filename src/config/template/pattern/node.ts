/** A pattern, read. Characters are code points. */
export type PatternNode =
  | { readonly kind: 'character'; readonly test: CharacterTest }
  | { readonly kind: 'sequence'; readonly nodes: readonly PatternNode[] }
  | { readonly kind: 'choice'; readonly branches: readonly PatternNode[] }
  | {
      readonly kind: 'repeat';
      readonly node: PatternNode;
      readonly least: number;
      readonly most: number;
      readonly mode: RepeatMode;
    }
  | { readonly kind: 'group'; readonly index: number; readonly node: PatternNode }
  /** What has matched is not tried in another way. */
  | { readonly kind: 'atomic'; readonly node: PatternNode }
  | {
      readonly kind: 'look';
      /** How far before the place the pattern begins; nought for what lies ahead. */
      readonly back: number;
      readonly isWanted: boolean;
      readonly node: PatternNode;
    }
  /** What a group has matched, once more. */
  | { readonly kind: 'reference'; readonly index: number; readonly fold: ((code: number) => number) | null }
  | { readonly kind: 'condition'; readonly index: number; readonly then: PatternNode; readonly otherwise: PatternNode }
  | { readonly kind: 'anchor'; readonly test: PlaceTest };

export type RepeatMode = 'greedy' | 'lazy' | 'possessive';

/** Whether a character is one of those that are meant. */
export type CharacterTest = (code: number) => boolean;

/** Whether a place between characters is one of those that are meant. */
export type PlaceTest = (characters: readonly number[], place: number) => boolean;

/** A pattern with its groups. */
export interface Pattern {
  readonly node: PatternNode;
  /** How many groups it has, beside the whole. */
  readonly groupCount: number;
  readonly names: ReadonlyMap<string, number>;
}

/** The least and the most characters that a pattern takes. */
export function widthOf(node: PatternNode): readonly [number, number] {
  switch (node.kind) {
    case 'character':
      return [1, 1];
    case 'sequence':
      return node.nodes.map(widthOf).reduce(([least, most], [low, high]) => [least + low, most + high], [0, 0]);
    case 'choice':
      return widest(node.branches.map(widthOf));
    case 'repeat': {
      const [low, high] = widthOf(node.node);
      return [low * node.least, high === 0 ? 0 : high * node.most];
    }
    case 'group':
    case 'atomic':
      return widthOf(node.node);
    case 'condition':
      return widest([widthOf(node.then), widthOf(node.otherwise)]);
    case 'reference':
      return [0, Infinity];
    default:
      return [0, 0];
  }
}

function widest(widths: readonly (readonly [number, number])[]): readonly [number, number] {
  return [Math.min(...widths.map(([low]) => low)), Math.max(...widths.map(([, high]) => high))];
}
