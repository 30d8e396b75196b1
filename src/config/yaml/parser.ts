import { Alias, Pair, type Node, type Scalar, type YAMLMap, type YAMLSeq } from 'yaml';
import { refuseAfterNode, refuseDepth, refuseInBlock, refuseInFlow, refuseMissing } from './parser-problems.ts';
import { refuse, YamlRefusal } from './problem.ts';
import type { Mark, NameToken, TagToken, Token, TokenType } from './token.ts';
import { toList, toMap, toNothing, toScalar } from './tree.ts';

/** How deep values may stand within each other; PyYAML gives up at about 330. */
export const DEEPEST = 400;

/** The tree of a document, in the `yaml` package's nodes. A node's tag is whole, and `!` alone counts as none. */
export interface ParsedDocument {
  /** Null for an empty document. */
  readonly root: Node | null;
  /** Where the tags and anchors of nodes are written. */
  readonly offsets: ReadonlyMap<Node, PropertyOffsets>;
}

export interface PropertyOffsets {
  readonly tag: number | undefined;
  readonly anchor: number | undefined;
}

/** What may stand before a node. */
interface Properties {
  readonly anchor?: string;
  readonly tag?: string;
  readonly offsets: PropertyOffsets;
}

type Content = Scalar | YAMLMap | YAMLSeq;

interface ContentContext {
  /** Blocks are known by their indentation, which means nothing within brackets. */
  readonly isBlock: boolean;
  /** A list may stand at the column of the key it belongs to. */
  readonly mayBeFlush: boolean;
  /** A tag or an anchor is enough. */
  readonly mayBeMissing: boolean;
}

const DEFAULT_HANDLES = new Map([
  ['!', '!'],
  ['!!', 'tag:yaml.org,2002:'],
]);

/** Reads the one document of a text. Throws a `YamlRefusal` where it has no tree. */
export function parseTokens(tokens: readonly Token[]): ParsedDocument {
  return new Parser(tokens).parse();
}

class Parser {
  readonly #tokens: readonly Token[];
  #index = 0;
  #depth = 0;
  #handles: ReadonlyMap<string, string> = DEFAULT_HANDLES;
  readonly #offsets = new Map<Node, PropertyOffsets>();

  constructor(tokens: readonly Token[]) {
    this.#tokens = tokens;
  }

  parse(): ParsedDocument {
    let root: Node | null = null;
    if (!this.#is('end')) {
      const isExplicit = this.#is('directive', 'documentStart');
      if (isExplicit) this.#parseDocumentStart();
      const isEmpty = isExplicit && this.#is('directive', 'documentStart', 'documentEnd', 'end');
      if (!isEmpty) root = this.#parseNode(true);
    }
    const hasEnded = this.#is('documentEnd');
    while (this.#is('documentEnd')) this.#next();
    if (!this.#is('end')) this.#refuseRest(hasEnded);
    return { root, offsets: this.#offsets };
  }

  /** What stands behind the document. */
  #refuseRest(hasEnded: boolean): never {
    const token = this.#peek();
    if (this.#is('directive', 'documentStart')) {
      refuse(token.start, 'A second document starts here', 'Leave one document in the file');
    }
    if (hasEnded) refuse(token.start, 'The document has ended above, by "..."', 'Take the "..." away');
    return refuseAfterNode(token);
  }

  #parseDocumentStart(): void {
    const handles = new Map<string, string>();
    let hasVersion = false;
    for (let token = this.#peek(); token.type === 'directive'; token = this.#peek()) {
      const { directive, start } = token;
      if (directive.name === 'YAML') {
        if (hasVersion) refuse(start, '"%YAML" is given twice', 'Leave one of the two');
        if (directive.major !== 1) refuse(start, `YAML ${directive.major} is not known`, 'Leave the line away');
        hasVersion = true;
      } else if (directive.name === 'TAG') {
        if (handles.has(directive.handle)) {
          refuse(start, `"%TAG ${directive.handle}" is given twice`, 'Leave one of the two');
        }
        handles.set(directive.handle, directive.prefix);
      }
      this.#next();
    }
    if (!this.#is('documentStart')) {
      refuse(this.#peek().start, 'A "---" is missing behind the lines that begin with "%"', 'Write it before this');
    }
    this.#next();
    this.#handles = new Map([...DEFAULT_HANDLES, ...handles]);
  }

  #parseNode(isBlock: boolean, mayBeFlush = false): Node {
    const first = this.#peek();
    if (first.type === 'alias') {
      this.#next();
      const alias = new Alias(first.name);
      alias.range = [first.start, first.end, first.end];
      return alias;
    }
    const properties = first.type === 'anchor' || first.type === 'tag' ? this.#parseProperties() : null;
    this.#depth += 1;
    if (this.#depth > DEEPEST) refuseDepth(this.#peek().start, DEEPEST);
    const node = this.#parseContent({ isBlock, mayBeFlush, mayBeMissing: properties !== null });
    this.#depth -= 1;
    if (properties !== null) this.#apply(properties, node);
    return node;
  }

  #apply({ anchor, tag, offsets }: Properties, node: Content): void {
    if (anchor !== undefined) node.anchor = anchor;
    if (tag !== undefined) node.tag = tag;
    this.#offsets.set(node, offsets);
  }

  /** A tag and an anchor, in any order. */
  #parseProperties(): Properties {
    let anchor: NameToken | undefined;
    let tag: TagToken | undefined;
    for (let token = this.#peek(); ; token = this.#peek()) {
      if (token.type === 'anchor' && anchor === undefined) anchor = token;
      else if (token.type === 'tag' && tag === undefined) tag = token;
      else break;
      this.#next();
    }
    return {
      ...(anchor === undefined ? {} : { anchor: anchor.name }),
      ...(tag === undefined ? {} : { tag: this.#resolveTag(tag) }),
      offsets: { tag: tag?.start, anchor: anchor?.start },
    };
  }

  #resolveTag({ handle, suffix, start }: TagToken): string {
    if (handle === null) return suffix;
    const prefix = this.#handles.get(handle);
    return prefix === undefined
      ? refuse(start, `The tag "${handle}${suffix}" is not known`, 'Write the value without it')
      : prefix + suffix;
  }

  #parseContent({ isBlock, mayBeFlush, mayBeMissing }: ContentContext): Content {
    const token = this.#peek();
    switch (token.type) {
      case 'scalar':
        this.#next();
        return toScalar(token);
      case 'flowSequenceStart':
        return this.#parseFlowList(token);
      case 'flowMappingStart':
        return this.#parseFlowMap(token);
      case 'blockEntry':
        if (mayBeFlush) return this.#parseFlushList(token.start);
        break;
      case 'blockSequenceStart':
        if (isBlock) return this.#parseBlockList(token.start);
        break;
      case 'blockMappingStart':
        if (isBlock) return this.#parseBlockMap(token.start);
        break;
      default:
        break;
    }
    return mayBeMissing ? toNothing(token.start) : refuseMissing(token);
  }

  #parseBlockList(start: number): YAMLSeq {
    const list = toList(start, false);
    this.#next();
    while (this.#is('blockEntry')) {
      const { end } = this.#next();
      list.items.push(this.#is('blockEntry', 'blockEnd') ? toNothing(end) : this.#parseNode(true));
    }
    this.#closeBlock();
    return list;
  }

  #parseFlushList(start: number): YAMLSeq {
    const list = toList(start, false);
    while (this.#is('blockEntry')) {
      const { end } = this.#next();
      const isEmpty = this.#is('blockEntry', 'key', 'value', 'blockEnd');
      list.items.push(isEmpty ? toNothing(end) : this.#parseNode(true));
    }
    return list;
  }

  #parseBlockMap(start: number): YAMLMap {
    const map = toMap(start, false);
    this.#next();
    while (this.#is('key')) {
      const key = this.#parseBlockPart();
      map.items.push(new Pair(key, this.#is('value') ? this.#parseBlockPart() : toNothing(this.#peek().start)));
    }
    this.#closeBlock();
    return map;
  }

  /** What stands behind the `?` or `:` that comes next. */
  #parseBlockPart(): Node {
    const { end } = this.#next();
    const isEmpty = this.#is('key', 'value', 'blockEnd');
    return isEmpty ? toNothing(end) : this.#parseNode(true, true);
  }

  #closeBlock(): void {
    if (!this.#is('blockEnd')) this.#refuseInBlock(this.#peek());
    this.#next();
  }

  #refuseInBlock(token: Token): never {
    // The scanner may know better what is wrong with this token, though it was the next one that showed it.
    const last = this.#tokens.at(-1);
    if (last?.type === 'refused' && last.start === token.start) throw new YamlRefusal(last.problem);
    return refuseInBlock(token);
  }

  #parseFlowList(open: Mark): YAMLSeq {
    const list = toList(open.start, true);
    this.#parseFlowEntries(open, 'flowSequenceEnd', () => {
      const token = this.#peek();
      if (token.type !== 'key') list.items.push(this.#parseNode(false));
      else {
        // One pair within a list is a map of its own.
        const map = toMap(token.start, true);
        map.items.push(this.#parseFlowPair('flowSequenceEnd'));
        list.items.push(map);
      }
    });
    return list;
  }

  #parseFlowMap(open: Mark): YAMLMap {
    const map = toMap(open.start, true);
    this.#parseFlowEntries(open, 'flowMappingEnd', () => {
      if (this.#is('key')) map.items.push(this.#parseFlowPair('flowMappingEnd'));
      else {
        const key = this.#parseNode(false);
        map.items.push(new Pair(key, toNothing(this.#peek().start)));
      }
    });
    return map;
  }

  #parseFlowEntries(open: Mark, close: TokenType, parseEntry: () => void): void {
    this.#next();
    for (let isFirst = true; !this.#is(close); isFirst = false) {
      if (!isFirst) {
        if (!this.#is('flowEntry')) refuseInFlow(this.#peek(), open);
        this.#next();
        if (this.#is(close)) break;
      }
      parseEntry();
    }
    this.#next();
  }

  #parseFlowPair(close: TokenType): Pair<Node, Node> {
    const { end } = this.#next();
    const key = this.#is('value', 'flowEntry', close) ? toNothing(end) : this.#parseNode(false);
    if (!this.#is('value')) return new Pair(key, toNothing(this.#peek().start));
    const value = this.#next();
    return new Pair(key, this.#is('flowEntry', close) ? toNothing(value.end) : this.#parseNode(false));
  }

  #is(...types: readonly TokenType[]): boolean {
    return types.includes(this.#peek().type);
  }

  #peek(): Token {
    const token = this.#tokens[this.#index];
    if (token === undefined) throw new Error('The parser went over the last token');
    if (token.type === 'refused') throw new YamlRefusal(token.problem);
    return token;
  }

  #next(): Token {
    const token = this.#peek();
    this.#index += 1;
    return token;
  }
}
