/** Any value as it is written. */
export type Node = ScalarNode | ListNode | MapNode | AliasNode;

/** A value that a tag and an anchor may stand before. */
export type ContentNode = Exclude<Node, AliasNode>;

/** Where a value is not written, it is a plain scalar without text. */
export interface ScalarNode {
  readonly kind: 'scalar';
  /** Offset into the text, behind its tag and anchor; so in all nodes. */
  readonly start: number;
  /** Quotes, escapes and line ends resolved. */
  readonly text: string;
  /** Without quotes, and no block of text. */
  readonly isPlain: boolean;
  properties: Properties | null;
}

export interface ListNode {
  readonly kind: 'list';
  readonly start: number;
  /** In brackets. */
  readonly isFlow: boolean;
  readonly items: Node[];
  properties: Properties | null;
}

export interface MapNode {
  readonly kind: 'map';
  readonly start: number;
  /** In brackets. */
  readonly isFlow: boolean;
  readonly pairs: Pair[];
  properties: Properties | null;
}

export interface Pair {
  readonly key: Node;
  readonly value: Node;
}

export interface AliasNode {
  readonly kind: 'alias';
  readonly start: number;
  readonly name: string;
}

/** What stands before a node. */
export interface Properties {
  readonly anchor: WrittenName | null;
  /** The whole tag; `!` alone counts as none. */
  readonly tag: WrittenName | null;
}

export interface WrittenName {
  readonly name: string;
  /** Offset into the text. */
  readonly start: number;
}

/** The tag of a node, if it has one. */
export function tagOf(node: Node): string | undefined {
  return node.kind === 'alias' ? undefined : node.properties?.tag?.name;
}

export function toScalar(start: number, text: string, isPlain: boolean): ScalarNode {
  return { kind: 'scalar', start, text, isPlain, properties: null };
}

/** A value that is not written. */
export function toNothing(start: number): ScalarNode {
  return toScalar(start, '', true);
}

/** A list without items. */
export function toList(start: number, isFlow: boolean): ListNode {
  return { kind: 'list', start, isFlow, items: [], properties: null };
}

/** A map, without entries if none are given. */
export function toMap(start: number, isFlow: boolean, pairs: Pair[] = []): MapNode {
  return { kind: 'map', start, isFlow, pairs, properties: null };
}
